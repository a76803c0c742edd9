import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";

const repository = resolve(__dirname, "../..");

/** The commands of docs/policies.md, without `pulumi`. */
export const DOCUMENTED: readonly (readonly string[])[] = [
  ...readFileSync(join(repository, "docs/policies.md"), "utf8").matchAll(/^pulumi (.*)$/gm),
].map(([, args = ""]) => args.split(" "));

/** Puts the pack of examples/policy-pack beside a project, with its dependencies as an install would put them. */
export function addPack(project: string): void {
  const pack = join(project, "policy-pack");
  cpSync(join(repository, "examples/policy-pack"), pack, { recursive: true });
  const modules = join(pack, "node_modules");
  mkdirSync(modules);
  symlinkSync(repository, join(modules, "pulumi-snyk-broker"));
  for (const name of ["@pulumi", "@types", "typescript", "undici-types"])
    symlinkSync(join(repository, "node_modules", name), join(modules, name));
}

/** Makes the pack JavaScript: Pulumi compiles one in TypeScript in every run, which takes seconds. */
export function compilePack(project: string): void {
  const pack = join(project, "policy-pack");
  const options = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  writeFileSync(join(pack, "index.js"), ts.transpile(readFileSync(join(pack, "index.ts"), "utf8"), options));
  const manifest = join(pack, "package.json");
  writeFileSync(manifest, readFileSync(manifest, "utf8").replace("index.ts", "index.js"));
}

/** What a person reads of one violation. */
export interface PolicyViolation {
  readonly level: string;
  readonly policy: string;
  /** Name of the resource. */
  readonly resource: string;
  readonly message: string;
}

/** Reads the part `Policies:` of what `pulumi` printed. */
export function violationsIn(output: string): readonly PolicyViolation[] {
  const blocks = output
    .slice(output.indexOf("\nPolicies:"))
    .split(/^ {8}- (?=\[)/m)
    .slice(1);
  return blocks.map((block) => {
    const [head = "", _description, message = ""] = block.split("\n").map((line) => line.trim());
    const [, level = "", policy = "", resource = ""] =
      /^\[(\w+)\].*? {2}(\S+) {2}\(\S+: (\S+)\)$/.exec(head) ?? [];
    return { level, policy, resource, message };
  });
}
