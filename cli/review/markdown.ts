/** Text of users in Markdown: it can neither end a table, nor make a link, nor call somebody. */

const MAX_LENGTH = 120;

/** A name or an id, set apart as code: nothing in it is read as Markdown. */
export function code(text: string): string {
  return `\`${oneLine(text).replaceAll("`", "'") || " "}\``;
}

/** A sentence of ours that may quote words of users: plain words as they are, anything else as code. */
export function words(text: string): string {
  return /^[\w .,:;()"'=-]*$/.test(text) ? text : code(text);
}

/** A sentence in which the names of users are between `‹` and `›`. */
export function sentence(text: string): string {
  return text.replace(/‹([^‹›]*)›/g, (_match, name: string) => code(name));
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** The first few, and how many more there are. */
export function few(items: readonly string[], most = 10): string {
  const more = items.length - most;
  return more > 0 ? `${items.slice(0, most).join(", ")} and ${more} more` : items.join(", ");
}

function oneLine(text: string): string {
  const line = text.replace(/[\s\p{C}]+/gu, " ").trim();
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}…` : line;
}
