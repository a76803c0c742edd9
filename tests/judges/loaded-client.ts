import { execFile } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { BrokerClient } from "../../components/broker-client/broker-client";
import type { BrokerClientArgs } from "../../components/broker-client/broker-client-args";
import { NEWEST, OLDEST } from "../../dev/cluster/client-versions";
import { BROKER_CONFIG } from "../../simulator/broker/process";
import { register } from "../components/mocked";
import { environmentOfContainer } from "./container";
import { npmModules } from "./judges";
import { imageHome, OWN_MODULES, rulesOf } from "./real-client";

/** One rule: a request that the client lets through. */
export interface Rule {
  readonly method: string;
  readonly path: string;
  readonly origin?: string;
  readonly valid?: readonly unknown[];
}

/** What Snyk's client makes of an environment. */
export interface Loaded {
  readonly rules: { readonly public: readonly Rule[]; readonly private: readonly Rule[] };
  /** What three requests in a row would get for each variable; "" for nothing. */
  readonly variables: Readonly<Record<string, readonly string[]>>;
  /** What the system check signs in with, one after the other. */
  readonly systemCheck: readonly string[];
}

/** Where a client is loaded. */
export interface Place {
  /** A folder for the homes of clients. */
  readonly folder: string;
  /** Of the client: one of `RELEASES`. */
  readonly release: string;
  /** Whether the image's example of an environment lies beside it, placeholders and all, as it does in the image. */
  readonly template?: boolean;
}

/** The node_modules with the oldest and the newest client that Snyk supports, by version. */
const RELEASE_MODULES: Readonly<Record<string, () => Promise<string>>> = {
  [OLDEST.broker]: () => Promise.resolve(OWN_MODULES),
  [NEWEST.broker]: () => npmModules(`snyk-broker@${NEWEST.broker}`),
};

/** Versions of Snyk's client. */
export const RELEASES = Object.keys(RELEASE_MODULES);

/** Types with rules for Essentials and for pull request templates, by the names that the client has for them. */
export const INJECTED_TYPES: Readonly<Record<string, string>> = {
  "azure-repos": "azure-repos",
  "bitbucket-server": "bitbucket-server",
  "bitbucket-server-bearer-auth": "bitbucket-server-bearer-auth",
  "github-com": "github",
  "github-enterprise": "github-enterprise",
  gitlab: "gitlab",
};

/** Stands for the rules for Essentials and templates, which the image has and the npm package does not. */
export const ESSENTIALS_PATH = "/of/essentials";
export const PR_TEMPLATES_PATH = "/of/pull-request-templates";

/** What the image's configuration says of these rules. */
const CONFIG = JSON.stringify({
  ...(JSON.parse(BROKER_CONFIG) as object),
  ACCEPT_CUSTOM_PR_TEMPLATES: true,
  ACCEPT_ESSENTIALS: true,
  ACCEPT_GIT: true,
  ACCEPT_IAC: "tf,yaml,yml,json,tpl",
  ACCEPT_LARGE_MANIFESTS: true,
  supportedBrokerTypes: Object.values(INJECTED_TYPES),
});

/** Variables that no rule here names: the image's rules for Essentials do, and Snyk's servers for webhooks and clones. */
function namedElsewhere(type: string): readonly string[] {
  const forClones = ["GIT_PASSWORD", "GIT_URL", "GIT_USERNAME"];
  return [
    "BROKER_CLIENT_URL",
    ...(type in INJECTED_TYPES ? forClones : []),
    ...(type === "azure-repos" ? ["AZURE_REPOS_USER_ENTITLEMENTS_HOST"] : []),
  ];
}

/** Loads configuration and rules in a process with exactly the environment that a pod would get. */
export async function load(args: BrokerClientArgs, { folder, release, template }: Place): Promise<Loaded> {
  const modules = await RELEASE_MODULES[release]?.();
  if (modules === undefined) throw new Error(`no release ${release}`);
  const { type } = args.client;
  const home = imageHome(mkdtempSync(join(folder, "home-")), type, modules);
  writeFileSync(join(home, "config.default.json"), CONFIG);
  writeInjected(home, type);
  const example = join(modules, `snyk-broker/dist/client-templates/${type}/.env.sample`);
  // The package has none for one of the types.
  if (template === true && existsSync(example)) copyFileSync(example, join(home, ".env"));

  const objects = await register(() => {
    new BrokerClient("scm", args);
  });
  const env = environmentOfContainer(objects, join(home, "files"));
  const result = join(home, "loaded.json");
  const script = join(__dirname, "load-rules.cjs");
  const what = [join(home, "node_modules/snyk-broker"), result, ...namedElsewhere(type)];
  const links = ["--preserve-symlinks", "--preserve-symlinks-main"];
  await promisify(execFile)(process.execPath, [...links, script, ...what], { cwd: home, env });
  return JSON.parse(readFileSync(result, "utf8")) as Loaded;
}

function writeInjected(home: string, type: string): void {
  const name = INJECTED_TYPES[type];
  if (name === undefined) return;
  const [{ origin } = {}] = (JSON.parse(readFileSync(rulesOf(home), "utf8")) as Loaded["rules"]).private;
  const parts = { apprisk: ESSENTIALS_PATH, customPrTemplates: PR_TEMPLATES_PATH };
  for (const [part, path] of Object.entries(parts)) {
    const place = join(home, "defaultFilters", part);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, `${name}.json`), JSON.stringify([{ method: "GET", path, origin }]));
  }
}
