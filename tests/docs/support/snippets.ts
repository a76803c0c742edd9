import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { type Block, blocksOf, ROOT } from "./markdown";

/** What parts of programs on the pages take for granted; whole programs declare it themselves. */
const GIVEN = `
type Package = typeof import("pulumi-snyk-broker");
declare const config: import("@pulumi/pulumi").Config;
declare const orgId: string;
declare const groupId: string;
declare const type: "gitlab";
declare const host: string;
declare const token: import("@pulumi/pulumi").Output<string>;
declare const integration: import("pulumi-snyk-broker").BrokeredIntegration &
  import("pulumi-snyk-broker").BrokeredIntegrationArgs;
declare const client: import("pulumi-snyk-broker").GitlabSettings;
`;

/** Files live beside the pages in name only. */
const FOLDER = join(ROOT, "docs/.snippets");

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2023.d.ts"],
  module: ts.ModuleKind.Node16,
  moduleResolution: ts.ModuleResolutionKind.Node16,
  skipLibCheck: true,
  noEmit: true,
  types: ["node"],
  baseUrl: ROOT,
  paths: { "pulumi-snyk-broker": ["index.ts"], "pulumi-snyk-broker/*": ["*/index.ts"] },
};

/**
 * Compiles the TypeScript of pages. A block may use what an earlier block of its page declares, what the package exports
 * and what is given above.
 * @returns problems, each with its place
 */
export function checkSnippets(pages: readonly string[], more: readonly Block[] = []): readonly string[] {
  const sources = new Map<string, { readonly block: Block; readonly text: string }>();
  for (const blocks of [...pages.map(blocksOf), more]) {
    const earlier: Module[] = [];
    for (const block of blocks.filter(({ language }) => language === "ts")) {
      const name = `s${sources.size}`;
      const { text, declared } = asModule(block.text, earlier);
      sources.set(join(FOLDER, `${name}.mts`), { block, text });
      earlier.unshift({ name, declared });
    }
  }
  const given = join(FOLDER, "given.d.ts");
  const virtual = (file: string) => (file === given ? GIVEN : sources.get(file)?.text);

  const disk = ts.createCompilerHost(OPTIONS, true);
  const host: ts.CompilerHost = {
    ...disk,
    directoryExists: (folder) => folder === FOLDER || ts.sys.directoryExists(folder),
    fileExists: (file) => virtual(file) !== undefined || disk.fileExists(file),
    readFile: (file) => virtual(file) ?? disk.readFile(file),
    getSourceFile: (file, options) => {
      const text = virtual(file);
      return text === undefined
        ? disk.getSourceFile(file, options)
        : ts.createSourceFile(file, text, options, true);
    },
  };
  const program = ts.createProgram([given, ...sources.keys()], OPTIONS, host);
  return [...sources].flatMap(([file, { block }]) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(file))
      .map(({ messageText }) => `${block.place}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`),
  );
}

interface Module {
  readonly name: string;
  readonly declared: ReadonlySet<string>;
}

const EXPORTED = new Set(
  [...readFileSync(join(ROOT, "index.ts"), "utf8").matchAll(/[{,]\s*(?:type )?(\w+)(?=[,\s}])/g)].map(
    ([, name = ""]) => name,
  ),
);

/** With the imports that the page leaves out, and everything exported for later blocks. */
function asModule(text: string, earlier: readonly Module[]): { text: string; declared: ReadonlySet<string> } {
  const source = ts.createSourceFile("block.ts", text, ts.ScriptTarget.ES2022, true);
  const declared = new Set(source.statements.flatMap(namesOf));
  const exported = new Set(source.statements.filter(isExported).flatMap(namesOf));
  const imported = new Set(source.statements.flatMap(importsOf));
  const missing = [...usedIn(source)].filter((name) => !declared.has(name) && !imported.has(name));

  const imports = missing.flatMap((name) => {
    const before = earlier.find((module) => module.declared.has(name));
    if (before !== undefined) return [`import { ${name} } from "./${before.name}.mjs";`];
    if (EXPORTED.has(name)) return [`import { ${name} } from "pulumi-snyk-broker";`];
    if (name === "pulumi") return [`import * as pulumi from "@pulumi/pulumi";`];
    if (name === "k8s") return [`import * as k8s from "@pulumi/kubernetes";`];
    return [];
  });
  const rest = [...declared].filter((name) => !exported.has(name));
  return { text: `${imports.join(" ")} ${text}\nexport { ${rest.join(", ")} };\n`, declared };
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => bound(name));
  if ((ts.isClassDeclaration(statement) || ts.isFunctionDeclaration(statement)) && statement.name)
    return [statement.name.text];
  return [];
}

function bound(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? bound(element.name) : []));
}

function importsOf(statement: ts.Statement): string[] {
  if (!ts.isImportDeclaration(statement)) return [];
  const bindings = statement.importClause?.namedBindings;
  if (bindings === undefined) return [];
  return ts.isNamespaceImport(bindings)
    ? [bindings.name.text]
    : bindings.elements.map(({ name }) => name.text);
}

function isExported(statement: ts.Statement): boolean {
  return ts.canHaveModifiers(statement)
    ? (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
    : false;
}

/** Names that stand for something: no fields of objects, no names behind a point. */
function usedIn(source: ts.SourceFile): ReadonlySet<string> {
  const used = new Set<string>();
  const visit = (node: ts.Node): void => {
    const isName =
      (ts.isPropertyAccessExpression(node.parent) && node.parent.name === node) ||
      (ts.isPropertyAssignment(node.parent) && node.parent.name === node);
    if (ts.isIdentifier(node) && !isName) used.add(node.text);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(source, visit);
  return used;
}
