import { type Code, codeOf, type Fields } from "../program/code";
import type { Values } from "../reading/values";
import { pathOf } from "../reading/leftovers";

/** Labels or annotations: Kubernetes takes text alone. */
export function texts(values: Values, path: string, isTemplated = false): Fields | undefined {
  const fields = Object.entries(values.map(path)).flatMap(([name, value]) => {
    if (typeof value === "string" && !(isTemplated && value.includes("{{"))) return [[name, value] as const];
    values.leave(
      pathOf(path, name),
      typeof value === "string"
        ? "it is a template, which the chart fills; write what comes of it"
        : "Kubernetes takes text here; write it in quotes",
    );
    return [];
  });
  return fields.length > 0 ? Object.fromEntries(fields) : undefined;
}

/** A list of Kubernetes objects that goes over as it is; entries that are templates, or that have other fields, do not. */
export function objects(
  values: Values,
  path: string,
  known: readonly string[],
  instead: string,
): Code | undefined {
  const items = values.list(path).flatMap((item, index): readonly Code[] => {
    const code = codeOf(item);
    const isObject = typeof item === "object" && item !== null && !Array.isArray(item);
    const other = isObject ? Object.keys(item).find((name) => !known.includes(name)) : undefined;
    if (code !== undefined && isObject && other === undefined && !JSON.stringify(item).includes("{{"))
      return [code];
    values.leave(`${path}[${index}]`, `it is a template, or no such object of Kubernetes; write ${instead}`);
    return [];
  });
  return items.length > 0 ? items : undefined;
}
