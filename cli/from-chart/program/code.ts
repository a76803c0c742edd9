/** A piece of TypeScript that is no literal: `config.requireSecret("gitlabToken")`. */
export class Expression {
  constructor(readonly text: string) {}
}

/** A value as a program writes it. Fields that are undefined are not written. */
export type Code =
  string | number | boolean | Expression | readonly Code[] | { readonly [field: string]: Code | undefined };

export type Fields = { readonly [field: string]: Code | undefined };

const WIDTH = 110;

/** TypeScript of a value: on one line where it fits. @param indent of the line that it begins on */
export function render(code: Code, indent = 0, used = 0): string {
  const short = onOneLine(code);
  if (isAtom(code) || (indent + used + short.length <= WIDTH && !short.includes("\n"))) return short;
  const inner = " ".repeat(indent + 2);
  const [open, close, lines] = isList(code)
    ? ["[", "]", code.map((item) => render(item, indent + 2))]
    : [
        "{",
        "}",
        fieldsOf(code).map(([name, value]) => `${name}: ${render(value, indent + 2, name.length + 2)}`),
      ];
  return [open, ...lines.map((line) => `${inner}${line},`), `${" ".repeat(indent)}${close}`].join("\n");
}

function onOneLine(code: Code): string {
  if (code instanceof Expression) return code.text;
  if (isAtom(code)) return literal(code);
  if (isList(code)) return `[${code.map(onOneLine).join(", ")}]`;
  const fields = fieldsOf(code).map(([name, value]) => `${name}: ${onOneLine(value)}`);
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}

function isAtom(code: Code): code is string | number | boolean | Expression {
  return typeof code !== "object" || code instanceof Expression;
}

function isList(code: readonly Code[] | Fields): code is readonly Code[] {
  return Array.isArray(code);
}

function fieldsOf(fields: Fields): readonly (readonly [string, Code])[] {
  return Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [[/^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name), value] as const],
  );
}

function literal(value: string | number | boolean): string {
  return JSON.stringify(value).replace(/[\u2028\u2029]/g, (character) =>
    character === "\u2028" ? "\\u2028" : "\\u2029",
  );
}

/** A value out of YAML as code, when it holds nothing but text, numbers, flags, lists and maps. */
export function codeOf(value: unknown): Code | undefined {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value)) {
    const items = value.map(codeOf);
    return items.every((item) => item !== undefined) ? items : undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const fields = Object.entries(value).map(([name, each]) => [name, codeOf(each)] as const);
  if (fields.some(([name, each]) => each === undefined || name === "__proto__")) return undefined;
  return Object.fromEntries<Code | undefined>(fields);
}

/** Fields, or nothing where all of them are undefined. */
export function someFields(fields: Fields): Fields | undefined {
  return Object.values(fields).some((value) => value !== undefined) ? fields : undefined;
}
