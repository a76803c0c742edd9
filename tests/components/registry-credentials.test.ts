import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { checkClient, type ContainerRegistrySettings } from "../../components/client-types";
import { isSecretReference } from "../../components/inputs/secret-input";
import { REGISTRIES, type RegistryKind } from "../../components/client-types/shared/registries";
import { base64Json } from "../../components/validation/value-rules";
import { decoded, enter, type Variables } from "./registry-entry-point";

const SEED = 51_642;
/** A thousand of them among all kinds; what is done to them does not depend on the kind. */
const PASSWORDS = 84;
const KINDS = Object.keys(REGISTRIES) as readonly RegistryKind[];
const GOOGLE: readonly RegistryKind[] = ["gcr", "google-artifact-cr"];
const BASE = "registry.example.com:5000/path";
const ROLE = { roleArn: "arn:aws:iam::123456789012:role/snyk", region: "eu-central-1" };
const AGENT = "http://registry-agent.example.com:8081";

/** What shells, JSON and `printf` stumble over. */
const TRAPS = [
  '"',
  "'",
  "\\",
  "  ",
  "$",
  "$HOME",
  "$(id)",
  "`id`",
  "%",
  "%s",
  "\\n",
  "*",
  "{",
  "ä",
  "🔑",
  "</",
];

const trap = fc.constantFrom(...TRAPS);
const character = fc.string({ unit: "grapheme", minLength: 1, maxLength: 3 });
const password = fc
  .array(fc.oneof(trap, character), { minLength: 1, maxLength: 12 })
  .map((parts) => parts.join(""))
  .filter(isTakenAsIs);

/** A key as Google hands it out: JSON over several lines. */
const jsonKey = fc
  .record({ type: fc.constant("service_account"), project_id: password, private_key: password })
  .map((key) => ({ ...key, private_key: `-----BEGIN PRIVATE KEY-----\n${key.private_key}\n-----END` }))
  .map((key) => `${JSON.stringify(key, undefined, 2)}\n`);

/** The options refuse blanks at the ends, control characters and placeholders: other tests say so. */
function isTakenAsIs(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return text.trim() === text && text !== "" && !/[\u0000-\u001f\u007f]|^<.*>$/.test(text);
}

describe.each(KINDS)("the image for registries, reading credentials of %s", (registry) => {
  it("hands on exactly what was given, whatever the password holds", async () => {
    const given = fc.sample(fc.oneof(password, jsonKey), {
      numRuns: PASSWORDS,
      seed: SEED + KINDS.indexOf(registry),
    });
    const settings = given.map((secret) => settingsOf(registry, pulumi.secret(secret)));
    const environments = await Promise.all(settings.map((each) => variables(each)));
    const handedOn = enter(environments);

    expect(handedOn.map(({ credentials }) => decoded(credentials))).toEqual(
      given.map((secret) => expected(registry, secret)),
    );
    expect(handedOn.map(({ validation }) => validation)).toEqual(handedOn.map((each) => each.credentials));
  });
});

describe.each(KINDS.filter((kind) => !GOOGLE.includes(kind)))(
  "the image for registries, reading credentials of %s out of a Secret of the cluster",
  (registry) => {
    it("hands on all that its page allows there", async () => {
      const allowed = /^(?!.*["\\]|.* {2}|.*\*)/s; // the last: see the next test
      const given = fc.sample(
        password.filter((text) => allowed.test(text)),
        { numRuns: 20, seed: SEED + KINDS.indexOf(registry) },
      );
      const reference = { fromSecretName: "registry", key: "secret" };
      const rendered = settingsOf(registry, reference);
      const environments = await Promise.all(given.map((secret) => variables(rendered, secret)));

      expect(enter(environments).map(({ credentials }) => decoded(credentials))).toEqual(
        given.map((secret) => expected(registry, secret)),
      );
    });
  },
);

it("takes credentials that are whole as they are", async () => {
  const whole = {
    type: "gcr",
    username: "_json_key",
    password: '{\n  "a": "\\"  b"\n}',
    registryBase: "gcr.io",
  };
  const credentials = Buffer.from(JSON.stringify(whole)).toString("base64");
  const settings: ContainerRegistrySettings = {
    type: "container-registry-agent",
    registry: "gcr",
    base: "gcr.io",
    agentUrl: AGENT,
    credentials: { fromSecretName: "registry", key: "credentials" },
  };

  const [handedOn] = enter([await variables(settings, credentials)]);

  expect(decoded(handedOn?.credentials ?? "")).toEqual(whole);
});

it.each([
  ["a quote", 'a"b'],
  ["a backslash", "a\\b"],
  ["blanks in a row", "a  b"],
  ["a line break", "a\nb"],
  ["a star between blanks", "a * b"],
])("would be given something else by the image for %s out of a Secret of the cluster", async (_, secret) => {
  const reference = { fromSecretName: "registry", key: "secret" };
  const [handedOn] = enter([await variables(settingsOf("harbor-cr", reference), secret)]);

  let got: unknown;
  try {
    got = decoded(handedOn?.credentials ?? "");
  } catch {
    got = "no JSON";
  }
  expect(got).not.toEqual(expected("harbor-cr", secret));
});

/** Settings of one kind of registry, with one secret. */
function settingsOf(
  registry: RegistryKind,
  secret: Exclude<ContainerRegistrySettings["password"], undefined>,
): ContainerRegistrySettings {
  const common = { type: "container-registry-agent", registry, agentUrl: AGENT } as const;
  if (registry === "ecr") return { ...common, ...ROLE, externalId: secret };
  if (registry === "digitalocean-cr") return { ...common, base: BASE, token: secret };
  if (GOOGLE.includes(registry)) return { ...common, base: BASE, password: secret };
  return { ...common, base: BASE, username: "snyk", password: secret };
}

/** What the registry agent has to get. */
function expected(registry: RegistryKind, secret: string): object {
  if (registry === "ecr") {
    return { type: "ecr", roleArn: ROLE.roleArn, extra: { region: ROLE.region, externalId: secret } };
  }
  const username = registry === "digitalocean-cr" ? secret : GOOGLE.includes(registry) ? "_json_key" : "snyk";
  return { type: registry, username, password: secret, registryBase: BASE };
}

/** The variables of a client; a reference to a Secret of the cluster is read as `inCluster`. */
async function variables(settings: ContainerRegistrySettings, inCluster = ""): Promise<Variables> {
  const { plain, secret } = checkClient("client", settings).environment;
  const read = Object.entries({ ...plain, ...secret }).map(
    ([name, value]) => [name, isSecretReference(value) ? inCluster : value] as const,
  );
  return new Promise((resolve) => void pulumi.output(Object.fromEntries(read)).apply(resolve));
}

it("takes what the command on docs/container-registries.md makes", async () => {
  const page = readFileSync(resolve(__dirname, "../../docs/container-registries.md"), "utf8");
  const command = /```sh\n(.*)\n```/.exec(page)?.[1] ?? "";
  const made = execFileSync("bash", ["-c", command], { encoding: "utf8" });
  const { username, registryBase } = decoded(made) as Record<string, string>;
  expect([username, registryBase]).toEqual(["_json_key", "gcr.io/project"]);
  expect(base64Json.problem(made)).toBeUndefined();
});
