import fc from "fast-check";
import ts from "typescript";
import { parse, stringify } from "yaml";
import { readFileSync } from "node:fs";
import { RELEASE, samples } from "../../../dev/chart/samples";
import { CHART_KEYS } from "../../../cli/from-chart/chart/keys";
import { CHART_TYPES } from "../../../cli/from-chart/chart/types";
import { type Printed, printed } from "./program";

jest.setTimeout(180_000);

const CANARY = "c4n4ry";

/** Values that hold a secret, and how they hold it. */
const SECRETS: Readonly<Record<string, (secret: string) => unknown>> = {
  artifactoryUrl: (secret) => `snyk:${encodeURIComponent(secret)}@artifactory.example.com/x`,
  azureReposToken: (secret) => secret,
  baseNexusUrl: (secret) => `https://snyk:${encodeURIComponent(secret)}@nexus.example.com`,
  bitbucketPassword: (secret) => secret,
  bitbucketPat: (secret) => secret,
  brokerClientUrl: (secret) => `http://snyk:${encodeURIComponent(secret)}@broker.example.com`,
  brokerClientValidationUrl: (secret) =>
    `https://snyk:${encodeURIComponent(secret)}@nexus.example.com/status`,
  brokerToken: (secret) => secret,
  caCertFile: (secret) => `-----BEGIN CERTIFICATE-----\n${secret}\n-----END CERTIFICATE-----`,
  crBase: (secret) => `${encodeURIComponent(secret)}@registry.example.com`,
  crExternalId: (secret) => secret,
  crPassword: (secret) => secret,
  crToken: (secret) => secret,
  env: (secret) => [
    { name: "SOME_TOKEN", value: secret },
    { name: "SOME_ADDRESS", value: `https://snyk:${encodeURIComponent(secret)}@example.com` },
    { name: "HTTP_PROXY", value: `http://snyk:${encodeURIComponent(secret)}@example.com` },
    { name: "CHECKMARX_PASSWORD", value: secret },
    { name: "not a name", value: secret },
    { name: "OTHER", valueFrom: secret },
  ],
  extraObjects: (secret) => [{ kind: "Secret", stringData: { password: secret } }],
  gitlab: (secret) => `oauth2:${encodeURIComponent(secret)}@gitlab.example.com`,
  httpProxy: (secret) => `http://snyk:${encodeURIComponent(secret)}@proxy.example.com`,
  httpsProxy: (secret) => `http://snyk:${encodeURIComponent(secret)}@proxy.example.com`,
  jiraPassword: (secret) => secret,
  jiraPat: (secret) => secret,
  nexusUrl: (secret) => `https://snyk:${encodeURIComponent(secret)}@nexus.example.com/repository`,
  scmToken: (secret) => secret,
  scmTokenPool: (secret) => `${secret},${secret}-2`,
  snykToken: (secret) => secret,
  sonarqubeApiToken: (secret) => secret,
  upstreamUrlCodeAgent: (secret) => `https://snyk:${encodeURIComponent(secret)}@deeproxy.example.com`,
};

/** Values of any kind, right ones among them. */
const ANYTHING = fc.oneof(
  fc.constantFrom<unknown>(
    true,
    false,
    "true",
    "false",
    "",
    null,
    0,
    1,
    8443,
    3,
    "x.example.com",
    "ClusterIP",
  ),
  fc.constantFrom<unknown>(
    "https://x.example.com",
    "/path",
    [],
    {},
    [{ name: "a" }],
    { a: "b" },
    ["a"],
    "1Gi",
  ),
  fc.string({ maxLength: 8 }),
);

const PLAIN_PATHS = [...CHART_KEYS.keys()].filter(
  (path) => SECRETS[path] === undefined && path !== "scmType" && !path.endsWith("*"),
);

const secret = fc
  .string({
    maxLength: 6,
    unit: fc.constantFrom("a", "$", '"', "'", "`", "\\", "\n", "*/", "%", "{", "é", " "),
  })
  .map((more) => `${CANARY}${more}`);

interface Drawn {
  readonly type: string;
  readonly secrets: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [path: string, value: unknown])[];
  readonly unknown: Readonly<Record<string, string>>;
  readonly codeAgent: boolean;
}

const file: fc.Arbitrary<Drawn> = fc.record({
  type: fc.constantFrom(...CHART_TYPES),
  secrets: fc.dictionary(fc.constantFrom(...Object.keys(SECRETS)), secret, { maxKeys: 8 }),
  values: fc.array(fc.tuple(fc.constantFrom(...PLAIN_PATHS), ANYTHING), { maxLength: 12 }),
  unknown: fc.dictionary(fc.stringMatching(/^[a-z]{3,8}$/), secret, { maxKeys: 3 }),
  codeAgent: fc.boolean(),
});

type Tree = { [key: string]: unknown };

function treeOf({ type, secrets, values, unknown, codeAgent }: Drawn): Tree {
  const tree: Tree = { ...unknown, scmType: type, ...(codeAgent && { enableCodeAgent: true }) };
  for (const [path, value] of Object.entries(secrets)) put(tree, path, SECRETS[path]!(value));
  for (const [path, value] of values) put(tree, path, value);
  // Without a kind there is no client.
  if (type === "container-registry-agent") tree["crType"] = "harbor-cr";
  return tree;
}

/** Puts a value at a path, unless something that is no map is in the way. */
function put(tree: Tree, path: string, value: unknown): void {
  const parts = path.split(".");
  const last = parts.pop()!;
  let at: Tree = tree;
  for (const part of parts) {
    at[part] ??= {};
    if (typeof at[part] !== "object") return;
    at = at[part] as Tree;
  }
  at[last] = value;
}

/** Paths of a tree down to those that the table has, or that it does not know. */
function leaves(tree: Tree, parent = ""): readonly string[] {
  return Object.entries(tree).flatMap(([name, value]) => {
    const path = parent === "" ? name : `${parent}.${name}`;
    const isMap = typeof value === "object" && value !== null && !Array.isArray(value);
    const isPart = [...CHART_KEYS.keys()].some((key) => key.startsWith(`${path}.`));
    return isMap && isPart ? leaves(value as Tree, path) : [path];
  });
}

function isAccounted({ carried, leftovers, sameAsChart }: Printed, path: string): boolean {
  return (
    carried.includes(path) ||
    sameAsChart.includes(path) ||
    leftovers.some(({ key }) => key === path || key.startsWith(`${path}.`) || key.startsWith(`${path}[`))
  );
}

it("never prints a secret, and always TypeScript", () => {
  fc.assert(
    fc.property(file, fc.constantFrom(undefined, RELEASE), (values, release) => {
      const { program } = printed(stringify(treeOf(values)), release === undefined ? {} : { release });
      expect(program).not.toContain(CANARY);
      expect(program).not.toContain(Buffer.from(CANARY).toString("base64"));
      expect(syntaxErrors(program)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

it("loses no key in silence", () => {
  fc.assert(
    fc.property(file, (values) => {
      const tree = treeOf(values);
      const result = printed(stringify(tree));
      expect(leaves(tree).filter((path) => !isAccounted(result, path))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

function syntaxErrors(program: string): readonly string[] {
  const { diagnostics = [] } = ts.transpileModule(program, {
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
  });
  return diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
}

/** Keys that are in the program with the same words as without them, and why. */
const WITHOUT_TRACE: readonly (readonly [path: RegExp, why: string])[] = [
  [
    /^(brokerToken|scmToken|bitbucket(Password|Pat)|azureReposToken|jira(Password|Pat))$/,
    "the program asks for it anyway",
  ],
  [/^(cr(Password|Token)|snykToken|sonarqubeApiToken)$/, "the program asks for it anyway"],
  [/^(bitbucketApi|githubApi|githubGraphQl|nexusUrl|azureReposHost)$/, "it follows from the host"],
  [/^brokerClientValidationUrl$/, "it follows from the host"],
  [/^crUsername$/, "_json_key is the only one"],
  [/^broker(Liveness|Readiness)Probe\.path$/, "it is healthCheckPath"],
  [/^useExternalSecrets$/, "the file names the Secrets"],
  [/^brokerIngress\.hosts$/, "the Ingress has the hosts"],
];

it.each(samples())("says something with every key that it carries over: $name", ({ file: path }) => {
  const text = readFileSync(path, "utf8");
  const whole = printed(text, { release: RELEASE });
  const silent = whole.carried.filter((key) => {
    if (WITHOUT_TRACE.some(([traceless]) => traceless.test(key))) return false;
    const tree = parse(text) as Tree;
    remove(tree, key.split("."));
    return text.includes("scmType: github-com") && key === "scmType"
      ? false
      : attempt(stringify(tree)) === whole.program;
  });
  expect(silent).toEqual([]);
});

function attempt(yaml: string): string | undefined {
  try {
    return printed(yaml, { release: RELEASE }).program;
  } catch {
    return undefined; // no client without it: it matters
  }
}

function remove(tree: Tree, [first = "", ...rest]: readonly string[]): void {
  if (rest.length === 0) Reflect.deleteProperty(tree, first);
  else remove(tree[first] as Tree, rest);
}
