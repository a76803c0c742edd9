import { isMap, parseAllDocuments, type Tags, type YAMLError } from "yaml";
import { textOf, UnusableFile } from "../../stack/json";

/** The keys of a values file, as Helm sees them. */
export type Tree = Readonly<Record<string, unknown>>;

/** `helm get values` begins with this line, unless it is asked for YAML. */
const HEADING = "USER-SUPPLIED VALUES";

/** Kinds of scalars that Helm leaves as text. */
const LEFT_AS_TEXT = /:(timestamp|binary|omap|pairs|set)$/;

/**
 * Reads a values file as Helm does: YAML 1.1, with anchors and merged keys. Messages quote nothing of the file.
 * @param name of the file, for messages
 * @throws UnusableFile
 */
export function readValues(bytes: Buffer, name: string): Tree {
  const text = textOf(bytes);
  if (text.trim() === "") {
    throw new UnusableFile(
      `${name} is empty: give the values that the chart is installed with, or {} for none.`,
    );
  }
  const documents = parseAllDocuments(text, { version: "1.1", merge: true, customTags, logLevel: "silent" });
  if ("empty" in documents) return {};
  const problem = documents.flatMap(({ errors }) => errors)[0];
  if (problem !== undefined) throw new UnusableFile(`${name} ${phrase(problem)}`);
  const [first, second] = documents;
  if (first === undefined) return {};
  if (second !== undefined) {
    throw new UnusableFile(
      `${name} has ${documents.length} documents, of which Helm reads the first alone: give a file with that one.`,
    );
  }
  const top: unknown = plain(() => first.toJS({ maxAliasCount: 1000 }), name);
  if (top === null || top === undefined) return {};
  if (!isMap(first.contents) || typeof top !== "object") {
    const what = Array.isArray(top) ? "a list" : "a single value";
    throw new UnusableFile(
      `${name} is ${what} at its top, where values have keys: write one such as scmType: gitlab.`,
    );
  }
  return Object.fromEntries(
    Object.entries(top).filter(([key, value]) => !(key === HEADING && value === null)),
  );
}

function customTags(tags: Tags): Tags {
  return tags.filter(
    (tag) => typeof tag === "string" || !(LEFT_AS_TEXT.test(tag.tag) || tag.format === "TIME"),
  );
}

/** Without what JSON does not have: Helm makes JSON of it, too. */
function plain(read: () => unknown, name: string): unknown {
  try {
    return JSON.parse(JSON.stringify(read() ?? null));
  } catch {
    throw new UnusableFile(
      `${name} has an alias (*name) that has no anchor (&name), or that holds itself: write the value in its place.`,
    );
  }
}

/** Where it is wrong and how; without what stands there, which may be a secret. */
function phrase({ code, linePos }: YAMLError): string {
  const at = linePos === undefined ? "" : ` in line ${linePos[0].line}`;
  if (code === "DUPLICATE_KEY") return `has a key twice${at}: leave one of them out.`;
  return `is not YAML${at} (${code}): try it with "helm lint --values", and mend that line.`;
}
