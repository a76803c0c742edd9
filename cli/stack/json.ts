/** The file is not one the command can read. The message says what to do, and quotes nothing of the file. */
export class UnusableFile extends Error {}

/** @throws UnusableFile with one of the two messages */
export function jsonOf(
  bytes: Buffer,
  messages: { readonly empty: string; readonly notJson: string },
): unknown {
  const text = textOf(bytes);
  if (text.trim() === "") throw new UnusableFile(messages.empty);
  try {
    return JSON.parse(text);
  } catch {
    throw new UnusableFile(messages.notJson);
  }
}

/** The text of a file. PowerShell writes UTF-16 when it redirects. */
export function textOf(bytes: Buffer): string {
  const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return bytes.toString(utf16 ? "utf16le" : "utf8").replace(/^\uFEFF/, "");
}
