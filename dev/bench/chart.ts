import { largest, type Results } from "./results";

interface Bar {
  readonly label: string;
  readonly value: number;
  readonly text: string;
  readonly colour: string;
}

const COLOURS = { package: "#2f6f4f", textbook: "#b07d2b", bound: "#8a8f98" } as const;
const WIDTH = 720;
const LEFT = 190;

/** A bar chart of the largest number of clones that was measured, as SVG. */
export function chart({ bound, measured }: Results): string {
  const cheap = measured.filter(({ checkpoints }) => !checkpoints);
  const ours = largest(cheap.filter(({ contestant }) => contestant === "package"));
  const theirs = largest(cheap.filter(({ contestant }) => contestant === "textbook"));
  if (!ours || !theirs || ours.clones !== theirs.clones) throw new Error("measure both with the same clones");
  const loop = bound[ours.clones] ?? 0;
  const pair = (unit: string, one: number, other: number, digits = 0): Bar[] => [
    bar("this package", one, unit, COLOURS.package, digits),
    bar("textbook provider", other, unit, COLOURS.textbook, digits),
  ];
  const groups: (readonly [title: string, bars: readonly Bar[]])[] = [
    [
      `pulumi up of ${ours.clones} clones`,
      [
        bar("bare loop: the bound", loop, "s", COLOURS.bound),
        ...pair("s", ours.up.seconds, theirs.up.seconds),
      ],
    ],
    ["pulumi preview, nothing to do", pair("s", ours.preview.seconds, theirs.preview.seconds, 1)],
    ["rotation of the shared token", pair("s", ours.rotation.seconds, theirs.rotation.seconds, 1)],
    ["state, a resource", pair("bytes", ours.state.compact, theirs.state.compact)],
  ];
  let y = 10;
  const parts: string[] = [];
  for (const [title, bars] of groups) {
    parts.push(`<text x="0" y="${y + 14}" font-weight="600">${title}</text>`);
    y += 24;
    const most = Math.max(...bars.map(({ value }) => value));
    for (const { label, value, text, colour } of bars) {
      const length = Math.max(2, (value / most) * (WIDTH - LEFT - 110));
      parts.push(
        `<text x="${LEFT - 10}" y="${y + 12}" text-anchor="end">${label}</text>`,
        `<rect x="${LEFT}" y="${y}" width="${length.toFixed(1)}" height="16" rx="2" fill="${colour}"/>`,
        `<text x="${(LEFT + length + 6).toFixed(1)}" y="${y + 12}">${text}</text>`,
      );
      y += 22;
    }
    y += 12;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" font-family="system-ui, sans-serif" font-size="12" fill="#333">`,
    `<rect width="${WIDTH}" height="${y}" fill="#fff"/>`,
    ...parts,
    "</svg>\n",
  ].join("\n");
}

function bar(label: string, value: number, unit: string, colour: string, digits = 0): Bar {
  return { label, value, text: `${value.toFixed(digits)} ${unit}`, colour };
}
