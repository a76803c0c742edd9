/** A fenced block of commands, and what the README says that the last of them prints. */
export interface Block {
  /** The heading that it stands under. */
  readonly section: string;
  readonly commands: readonly string[];
  /** Lines of the `text` block that follows. */
  readonly shows: readonly string[];
}

/** The `sh` blocks of a README, in order. */
export function commandBlocks(markdown: string): readonly Block[] {
  const blocks: { section: string; commands: string[]; shows: string[] }[] = [];
  let section = "";
  for (const [part] of markdown.matchAll(/^#+ .*$|^```\w+\n[^]*?^```$/gm)) {
    const [head = "", ...rest] = part.split("\n");
    const lines = rest.slice(0, -1).filter((line) => line.trim() !== "");
    if (head.startsWith("#")) section = head.replace(/^#+ /, "");
    if (head === "```sh") blocks.push({ section, commands: lines, shows: [] });
    if (head === "```text") blocks.at(-1)?.shows.push(...lines);
  }
  return blocks;
}

/** The lines that a README shows and that were not printed; spacing and ids may differ. */
export function notPrinted(shows: readonly string[], output: string): readonly string[] {
  const printed = output.split("\n").map(plain);
  return shows.filter((line) => !printed.some((each) => each.includes(plain(line))));
}

function plain(line: string): string {
  return line
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "<id>")
    .replace(/\s+/g, " ")
    .trim();
}
