/** The pages of docs/client-types/: one per client type, from the catalogue and the comments in it. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import prettier from "prettier";
import ts from "typescript";
import { CLIENT_TYPES, type ClientSettings } from "../../components/client-types";
import type { ClientType } from "../../components/client-types/shared/client-type";
import { failed, optionsOf } from "../system/command-line";
import type { ClientEnvironment } from "../../components/inputs/environment";

const REPOSITORY = resolve(__dirname, "../..");
const FOLDER = join(REPOSITORY, "docs/client-types");

/** One setting as its comment describes it. */
interface Setting {
  readonly name: string;
  readonly text: string;
  readonly fallback: string | undefined;
}

/** All pages by their file's name. */
async function pages(): Promise<Readonly<Record<string, string>>> {
  const comments = settingsByType();
  const types = Object.values(CLIENT_TYPES) as unknown as ClientType<ClientSettings>[];
  const texts = await Promise.all(
    types.map(async (type): Promise<[string, string]> => [`${type.type}.md`, await page(type, comments)]),
  );
  const all = [...texts, ["README.md", overview(types)] as const];
  return Object.fromEntries(
    await Promise.all(
      all.map(async ([name, text]): Promise<[string, string]> => {
        return [name, await prettier.format(text, { parser: "markdown", printWidth: 110 })];
      }),
    ),
  );
}

type Comments = Readonly<Record<string, { readonly about: string; readonly settings: readonly Setting[] }>>;

async function page(type: ClientType<ClientSettings>, comments: Comments): Promise<string> {
  const described = comments[type.type];
  if (described === undefined) throw new Error(`no interface describes the settings of ${type.type}`);
  return [
    `# ${type.title}: \`${type.type}\``,
    described.about,
    ...(type.note === undefined ? [] : [`> ${type.note}`]),
    facts(type),
    "## Settings",
    table(
      ["setting", "", "meaning", "default"],
      described.settings.map(({ name, text, fallback }) => [
        `\`${name}\``,
        [isRequired(type, name) ? "required" : "", isSecret(type, name) ? "secret" : ""]
          .filter(Boolean)
          .join(", "),
        text,
        fallback ?? "",
      ]),
    ),
    "A secret is a value (`config.requireSecret(…)`) or the place of one that the cluster has already: " +
      '`{ fromSecretName: "name", key: "key" }`.',
    "## Example",
    example(type, described.settings),
    "## Environment of the client",
    "Beside what all client types have. `<host>` stands for the setting of that name; `$NAME` is put in by the client.",
    await environmentTable(type),
    "",
  ].join("\n\n");
}

function facts(type: ClientType<ClientSettings>): string {
  const { integrationTypes } = type;
  return table(
    ["", ""],
    [
      ["image", `\`snyk/broker:<version>-${type.type}\``],
      [
        "integration types",
        integrationTypes.length > 0
          ? integrationTypes.map((name) => `\`${name}\``).join(", ")
          : "none that Snyk's API can enable: give the token from Snyk's web UI, or from Snyk support, as `brokerToken`",
      ],
      ["credential", type.credential],
      ["source", type.source],
    ],
  );
}

function isRequired(type: ClientType<ClientSettings>, name: string): boolean {
  return (type.required as readonly string[]).includes(name);
}

function isSecret(type: ClientType<ClientSettings>, name: string): boolean {
  return (type.rules as Readonly<Record<string, { readonly secret: boolean }>>)[name]?.secret ?? false;
}

function example(type: ClientType<ClientSettings>, settings: readonly Setting[]): string {
  const shown: readonly string[] = type.example ?? type.required;
  const fields = shown.map((name) => {
    if (isSecret(type, name)) return `${name}: config.requireSecret("${name}")`;
    const { text } = settings.find((setting) => setting.name === name) ?? { text: "" };
    return `${name}: ${JSON.stringify(sampleValue(name, text))}`;
  });
  const token =
    type.integrationTypes.length > 0 ? "integration" : 'brokerToken: config.requireSecret("brokerToken")';
  const beside =
    type.type === "container-registry-agent"
      ? `, registryAgent: { image: config.require("agentImage") }` // docs/container-registries.md says the rest
      : "";
  const client = `{ type: "${type.type}", ${fields.join(", ")} }`;
  const code = `new BrokerClient("${type.type}", { ${token}, client: ${client}${beside} });`;
  return `\`\`\`ts\n${code}\n\`\`\``;
}

/** Most comments show a value; the others are of names and ids. */
function sampleValue(name: string, text: string): string {
  if (name === "registry") return "harbor-cr";
  const shown = [...text.matchAll(/`([^`<]+)`/g)].map(([, code]) => code).find((code) => code?.includes("."));
  return shown ?? "…";
}

async function environmentTable(type: ClientType<ClientSettings>): Promise<string> {
  const settings = Object.fromEntries(
    // All credentials of a registry at once, which most leave out.
    Object.keys(type.rules)
      .filter((name) => name !== "credentials")
      .map((name): [string, unknown] => [name, placeholder(name)]),
  );
  const environment = await known(
    type.environment({ type: type.type, ...settings } as unknown as ClientSettings),
  );
  return table(
    ["variable", "value", "kept in"],
    [
      ...Object.entries(environment.plain).map(([name, value]) => [name, value, "Deployment"]),
      ...Object.entries(environment.secret).map(([name, value]) => [name, value, "Secret"]),
      ...Object.keys(environment.files ?? {}).map((name) => [`file ${name}`, "", "Secret"]),
    ]
      .filter(([, value]) => value !== undefined)
      .map(([name, value, place]) => [
        `\`${String(name)}\``,
        name === "CR_CREDENTIALS"
          ? "the credentials, JSON in base64"
          : value === ""
            ? ""
            : `\`${String(value)}\``,
        String(place),
      ]),
  );
}

function placeholder(name: string): unknown {
  if (name === "npm") return true;
  if (name === "registry") return "harbor-cr";
  if (name === "url") return "https://<url>";
  return /Pool$/.test(name) ? [`<${name}>`] : `<${name}>`;
}

interface KnownEnvironment {
  readonly plain: Record<string, unknown>;
  readonly secret: Record<string, unknown>;
  readonly files?: Record<string, unknown>;
}

/** An environment whose values are all known; placeholders are as they were, also in addresses. */
function known(environment: ClientEnvironment): Promise<KnownEnvironment> {
  return new Promise((done) =>
    pulumi.output(environment).apply((values) => {
      const text = JSON.stringify(values).replaceAll("%3C", "<").replaceAll("%3E", ">");
      done(JSON.parse(text) as KnownEnvironment);
    }),
  );
}

function overview(types: readonly ClientType<ClientSettings>[]): string {
  const rows = types.map(({ type, title, integrationTypes }) => [
    `[\`${type}\`](${type}.md)`,
    title,
    integrationTypes.map((name) => `\`${name}\``).join(", "),
  ]);
  return [
    "# Client types",
    "What a Broker client can serve, by `client.type`. An integration type in the last column can be enabled through " +
      "Snyk's API; for the others the broker token comes from Snyk's web UI or from Snyk support.",
    table(["`client.type`", "serves", "integration types"], rows),
    "These pages are generated: `npx tsx dev/scripts/client-type-docs.ts`.",
    "",
  ].join("\n\n");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** The interfaces of the settings, by the literal in their member `type`. */
function settingsByType(): Comments {
  const folder = join(REPOSITORY, "components/client-types");
  const files = readdirSync(folder).map((name) => join(folder, name));
  const program = ts.createProgram(files, {
    strict: true,
    target: ts.ScriptTarget.ES2022,
    noLib: true,
    types: [],
  });
  const checker = program.getTypeChecker();
  const found: [string, { about: string; settings: Setting[] }][] = [];
  for (const file of program.getSourceFiles().filter(({ fileName }) => files.includes(fileName))) {
    ts.forEachChild(file, (node) => {
      if (!ts.isInterfaceDeclaration(node)) return;
      const described = describe(checker, node);
      if (described !== undefined) found.push(described);
    });
  }
  return Object.fromEntries(found);
}

function describe(
  checker: ts.TypeChecker,
  node: ts.InterfaceDeclaration,
): [string, { about: string; settings: Setting[] }] | undefined {
  const type = checker.getTypeAtLocation(node);
  const literal = type.getProperty("type")?.valueDeclaration;
  if (literal === undefined || !ts.isPropertySignature(literal) || literal.type === undefined)
    return undefined;
  const name = literal.type.getText().replaceAll('"', "");
  if (!Object.hasOwn(CLIENT_TYPES, name)) return undefined;
  const settings = type
    .getProperties()
    .filter((property) => property.name !== "type")
    .map((property) => ({
      name: property.name,
      text: oneLine(ts.displayPartsToString(property.getDocumentationComment(checker))),
      fallback: property
        .getJsDocTags(checker)
        .filter((tag) => tag.name === "default")
        .map((tag) => oneLine(ts.displayPartsToString(tag.text)))[0],
    }));
  const about = oneLine(ts.displayPartsToString(type.getSymbol()?.getDocumentationComment(checker)));
  return [name, { about, settings }];
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** Writes the pages, or with `--check` says which of them are not current. */
async function main(args: readonly string[]): Promise<number> {
  const { check } = optionsOf(args, { check: { type: "boolean" } });
  const all = await pages();
  if (check) {
    const names = new Set([...Object.keys(all), ...readdirSync(FOLDER)]);
    const stale = [...names].filter((name) => all[name] !== read(join(FOLDER, name)));
    if (stale.length === 0) return 0;
    console.error(`Not current: ${stale.join(", ")}. Run: npx tsx dev/scripts/client-type-docs.ts`);
    return 1;
  }
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, text] of Object.entries(all)) writeFileSync(join(FOLDER, name), text);
  console.log(`${Object.keys(all).length} pages in docs/client-types`);
  return 0;
}

function read(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) =>
    (process.exitCode = failed(error, "Usage: npx tsx dev/scripts/client-type-docs.ts [--check]")),
);
