import type { Drawing, Edge, Kind, Node, Tone } from "./drawing";
import { oneLine } from "./one-line";

/** Opening and closing of a node, by what it stands for. */
const SHAPES: Readonly<Record<Kind, readonly [open: string, close: string]>> = {
  organization: ["[", "]"],
  integration: ["([", "])"],
  clone: ["([", "])"],
  generation: ["{{", "}}"],
  client: ["[[", "]]"],
  note: ["[", "]"],
};

const STYLES: Readonly<Record<Exclude<Tone, "plain">, string>> = {
  live: "fill:#dcf5e3,stroke:#1a7f37,color:#0b3d1b",
  coming: "fill:#ddf0ff,stroke:#0969da,stroke-dasharray:4 3,color:#0a3069",
  going: "fill:#eeeeee,stroke:#6e7781,stroke-dasharray:4 3,color:#424a53",
  warning: "fill:#fff1d6,stroke:#bf5b00,color:#5c2d00",
};

/**
 * The drawing in Mermaid, as GitHub, GitLab and most wikis show it.
 * @see https://mermaid.js.org/syntax/flowchart.html
 */
export function renderMermaid({ title, nodes, frames, edges }: Drawing): string {
  const drawn = [...nodes, ...frames.flatMap((frame) => frame.nodes)];
  const tones = [...new Set(drawn.map(({ tone }) => tone))].filter((tone) => tone !== "plain");
  return [
    `%% ${oneLine(title).replace(/[^\w /.-]/g, "_")}`,
    "flowchart LR",
    ...nodes.filter(({ kind }) => kind !== "client").map((node) => `  ${nodeText(node)}`),
    ...frames.flatMap((frame) => [
      `  subgraph ${frame.id}["${escaped(frame.title)}"]`,
      ...frame.nodes.map((node) => `    ${nodeText(node)}`),
      "  end",
    ]),
    ...nodes.filter(({ kind }) => kind === "client").map((node) => `  ${nodeText(node)}`),
    ...edges.map((edge) => `  ${edgeText(edge)}`),
    ...tones.map((tone) => `  classDef ${tone} ${STYLES[tone]}`),
    "",
  ].join("\n");
}

function nodeText({ id, kind, tone, lines }: Node): string {
  const [open, close] = SHAPES[kind];
  const text = lines.map(escaped).join("<br/>");
  return `${id}${open}"${text}"${close}${tone === "plain" ? "" : `:::${tone}`}`;
}

function edgeText({ from, to, label, dashed }: Edge): string {
  const arrow = dashed ? "-.->" : "-->";
  return `${from} ${arrow}${label === undefined ? "" : `|${label}|`} ${to}`;
}

/** Mermaid reads HTML, Markdown and its own entities in a text: everything but plain words is written as a number. */
function escaped(text: string): string {
  return oneLine(text).replace(/[^\p{L}\p{N} ,.:;/()_-]/gu, (sign) => `#${sign.codePointAt(0) ?? 63};`);
}
