/** A value as a template writes it; nothing for no value. Lists and maps are no values of variables. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}
