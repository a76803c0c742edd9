/** Text of a value that is no list and no map, as the chart's templates write it; nothing for no value. */
export function scalarText(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}
