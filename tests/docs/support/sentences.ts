import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";

/** A message that people may see, as the code has it. */
export interface Sentence {
  /** Such as `provider/lifecycle/classic/token/next-token.ts:52`. */
  readonly place: string;
  /** The words that stand in the code, in order: what comes between them differs from case to case. */
  readonly words: readonly string[];
}

/** Shorter words occur in any text and would find themselves anywhere. */
const LEAST = 12;

/**
 * Every message of an error, a refused input or a warning in these folders, read out of the code: the texts of whatever
 * is thrown, of refusals (`failure`, `problem`, zod messages) and of what helps to make them.
 */
export function sentencesIn(root: string, folders: readonly string[]): readonly Sentence[] {
  const files = folders.flatMap((folder) => sources(join(root, folder)));
  return files.flatMap((file) => {
    const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true);
    const found: Sentence[] = [];
    const visit = (node: ts.Node): void => {
      const words = wordsOf(node);
      if (words === undefined) return ts.forEachChild(node, visit);
      const long = words.map(spaced).filter((part) => part.length >= LEAST && part.includes(" "));
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      if (long.length > 0 && isMessage(node)) {
        found.push({ place: `${relative(root, file)}:${line + 1}`, words: long });
      }
      // What stands in the place of a `${…}` may be a sentence of its own.
      for (const inner of expressionsIn(node)) visit(inner);
    };
    visit(source);
    return found;
  });
}

function sources(path: string): string[] {
  if (path.endsWith(".ts")) return [path];
  return readdirSync(path, { recursive: true })
    .map((name) => join(path, String(name)))
    .filter((file) => file.endsWith(".ts"))
    .sort();
}

/** The parts of a text that are the same each time; `undefined` for what is no text. */
function wordsOf(node: ts.Node): string[] | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return [node.text];
  if (ts.isTemplateExpression(node))
    return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)];
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [wordsOf(node.left), wordsOf(node.right)];
    if (left === undefined || right === undefined) return undefined;
    // The end of one and the beginning of the next are one text.
    return [...left.slice(0, -1), `${left.at(-1) ?? ""}${right[0] ?? ""}`, ...right.slice(1)];
  }
  return undefined;
}

/** What stands between the parts of a text. */
function expressionsIn(node: ts.Node): readonly ts.Expression[] {
  if (ts.isTemplateExpression(node)) return node.templateSpans.map(({ expression }) => expression);
  return ts.isBinaryExpression(node) ? [node.left, node.right].flatMap(expressionsIn) : [];
}

const spaced = (text: string): string => text.replace(/\s+/g, " ").trim();

/** What ends up before a person: not the documentation of the catalogue, logs of progress, names of types. */
const MAKERS =
  /Error$|^InvalidInput$|^PendingElsewhere$|^failure$|Problem$|problem|^super$|warn|^requirePresent$|^log$/;

function isMessage(node: ts.Node): boolean {
  for (let at: ts.Node = node; ; at = at.parent) {
    if (ts.isSourceFile(at) || ts.isImportDeclaration(at)) return false;
    if (ts.isNewExpression(at) || ts.isCallExpression(at)) {
      const name = at.expression.getText().split(".").at(-1) ?? "";
      if (MAKERS.test(name)) return true;
      if (isZod(at)) return true;
    }
    if (ts.isReturnStatement(at) || ts.isArrowFunction(at)) {
      const owner = functionOf(at);
      if (owner !== undefined && /problem|explain|missing|headline|rule|exactlyOne|bothOrNone/i.test(owner))
        return true;
    }
    if (ts.isPropertyAssignment(at) && /^(problem|remedy|reason|note)$/.test(at.name.getText())) return true;
    if (ts.isVariableDeclaration(at) && /^(problem|origin|REFUSED_TYPES)$/.test(at.name.getText()))
      return true;
  }
}

function isZod(call: ts.CallExpression | ts.NewExpression): boolean {
  return /^z\b|\.(string|number|int|min|max|regex|refine|enum|array|record|strictObject)$|^days$|^number$/.test(
    call.expression.getText(),
  );
}

function functionOf(node: ts.Node): string | undefined {
  for (let at = node; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isFunctionDeclaration(at)) return at.name?.text;
    if (ts.isArrowFunction(at)) {
      if (ts.isVariableDeclaration(at.parent)) return at.parent.name.getText();
      if (ts.isCallExpression(at.parent)) return at.parent.expression.getText();
      if (ts.isPropertyAssignment(at.parent)) return at.parent.name.getText();
    }
  }
  return undefined;
}
