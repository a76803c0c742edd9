import type { Graph } from "@viz-js/viz" with { "resolution-mode": "import" };
import type { Drawing, Edge, Kind, Node, Tone } from "./drawing";
import { oneLine } from "./one-line";

const FONT = "Helvetica,Arial,sans-serif";
/** Of nodes, in points. */
const FONT_SIZE = 12;
/** Mean width of a letter in a wide font (DejaVu Sans), as a part of its size. */
const WIDEST_LETTER = 0.6;

const SHAPES: Readonly<Record<Kind, string>> = {
  organization: "folder",
  integration: "box",
  clone: "box",
  generation: "note",
  client: "component",
  note: "plaintext",
};

const COLORS: Readonly<
  Record<Tone, { readonly fill: string; readonly line: string; readonly text: string }>
> = {
  plain: { fill: "#ffffff", line: "#57606a", text: "#1f2328" },
  live: { fill: "#dcf5e3", line: "#1a7f37", text: "#0b3d1b" },
  coming: { fill: "#ddf0ff", line: "#0969da", text: "#0a3069" },
  going: { fill: "#eeeeee", line: "#6e7781", text: "#424a53" },
  warning: { fill: "#fff1d6", line: "#bf5b00", text: "#5c2d00" },
};

/** The drawing as SVG, laid out by Graphviz in WebAssembly: nothing has to be installed for it. */
export async function renderSvg(drawing: Drawing): Promise<string> {
  const { instance } = await import("@viz-js/viz");
  return (await instance()).renderString(graphOf(drawing), { format: "svg", engine: "dot" });
}

function graphOf({ title, nodes, frames, edges }: Drawing): Graph {
  return {
    directed: true,
    graphAttributes: {
      rankdir: "LR",
      label: `${escaped(title)}\\l`,
      labelloc: "t",
      labeljust: "l",
      fontname: FONT,
      fontsize: 16,
      pad: 0.3,
      nodesep: 0.25,
      ranksep: 0.9,
      bgcolor: "white",
    },
    nodeAttributes: { fontname: FONT, fontsize: FONT_SIZE, margin: "0.18,0.1" },
    edgeAttributes: { fontname: FONT, fontsize: 11, color: "#57606a", arrowsize: 0.7 },
    nodes: nodes.map(nodeOf),
    subgraphs: frames.map((frame) => ({
      name: `cluster_${frame.id}`,
      graphAttributes: {
        label: `${escaped(frame.title)}\\l`,
        labeljust: "l",
        fontname: FONT,
        fontsize: 13,
        style: "rounded,filled",
        color: "#d0d7de",
        fillcolor: "#f6f8fa",
        margin: 14,
      },
      nodes: frame.nodes.map(nodeOf),
    })),
    edges: edges.map(edgeOf),
  };
}

function nodeOf({ id, kind, tone, lines }: Node): NonNullable<Graph["nodes"]>[number] {
  const { fill, line, text } = COLORS[tone];
  const rounded = kind === "integration" || kind === "clone" ? ["rounded"] : [];
  const dashed = tone === "coming" || tone === "going" ? ["dashed"] : [];
  return {
    name: id,
    attributes: {
      label: lines.map(escaped).join("\\n"),
      width: widthOf(lines),
      shape: SHAPES[kind],
      style: ["filled", ...rounded, ...dashed].join(","),
      fillcolor: fill,
      color: line,
      fontcolor: text,
    },
  };
}

/**
 * Inches. Graphviz reckons with the widths of Helvetica; where a reader's machine lacks it, the letters are wider.
 */
function widthOf(lines: readonly string[]): number {
  return (Math.max(...lines.map((line) => oneLine(line).length)) * FONT_SIZE * WIDEST_LETTER) / 72 + 0.3;
}

function edgeOf({ from, to, label, dashed }: Edge): NonNullable<Graph["edges"]>[number] {
  return {
    tail: from,
    head: to,
    attributes: {
      ...(label !== undefined && { label: escaped(label) }),
      ...(dashed && { style: "dashed" }),
    },
  };
}

/** Graphviz reads a backslash as the beginning of an escape, and HTML entities. */
function escaped(text: string): string {
  return oneLine(text).replaceAll("&", "&amp;").replaceAll("\\", "\\\\");
}
