import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { BrokerClientArgs } from "../../components/broker-client/broker-client-args";
import type { ClientTypeName } from "../../components/client-types";
import { CLIENT_TYPE_NAMES, leastClient, mostClient } from "../components/samples";
import {
  ESSENTIALS_PATH,
  INJECTED_TYPES,
  load,
  type Loaded,
  PR_TEMPLATES_PATH,
  RELEASES,
} from "./loaded-client";

// A first run installs the newest client.
jest.setTimeout(10 * 60_000);

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "rules-"));
  jest.spyOn(console, "warn").mockImplementation(() => undefined); // some types warn of themselves
});

afterAll(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

const SCM_TYPES = CLIENT_TYPE_NAMES.filter((type) => type === "github-server-app" || type in INJECTED_TYPES);

/** Variables of rules that have no value, by client type, and why that is right. */
const WITHOUT_VALUE: Readonly<Partial<Record<ClientTypeName, Readonly<Record<string, string>>>>> = {
  "github-enterprise": {
    GITHUB_RAW: "a server of one's own has no such host; Snyk's template has none either",
  },
  "github-server-app": {
    GITHUB_RAW: "as above",
    GITHUB_TOKEN: "the client fetches the app's token itself, as the page of the type says",
  },
  "jira-bearer-auth": { JIRA_USERNAME: "two rules name it beside the bearer token, which is all they send" },
};
const WITHOUT_CODE_AGENT = "GIT_CLIENT_URL";
const WITHOUT_CHECKMARX = ["CHECKMARX"]; // the least settings have SonarQube alone

function withoutValue(type: ClientTypeName): readonly string[] {
  return [
    ...Object.keys(WITHOUT_VALUE[type] ?? {}),
    ...(SCM_TYPES.includes(type) ? [WITHOUT_CODE_AGENT] : []),
  ].sort();
}

describe.each(RELEASES)("Snyk's client %s", (release) => {
  const loaded = (args: BrokerClientArgs, template = false) => load(args, { folder, release, template });

  describe.each(CLIENT_TYPE_NAMES)("with the rules of %s", (type) => {
    it.each([
      ["least", leastClient(type), type === "apprisk" ? WITHOUT_CHECKMARX : withoutValue(type)],
      ["most", mostClient(type), withoutValue(type)],
    ])("has a value for every variable that they name, with the %s settings", async (_, args, missing) => {
      const alone = await loaded(args);
      expect(alone.rules.private).not.toEqual([]);
      expect(unresolved(alone)).toEqual(missing);
      // The image's example of an environment lies beside it, and must not shine through anywhere.
      expect(unresolved(await loaded(args, true))).toEqual(missing);
    });
  });

  it.each(SCM_TYPES)("lets all in that its image lets in by default: %s", async (type) => {
    const all = await loaded(leastClient(type));
    const none = await loaded({ ...leastClient(type), accept: NOTHING });
    const added = pathsBeside(all, none);

    const isInjected = type in INJECTED_TYPES;
    expect(added.includes(ESSENTIALS_PATH)).toBe(isInjected);
    expect(added.includes(PR_TEMPLATES_PATH)).toBe(isInjected);
    expect(JSON.stringify(all.rules)).toContain("*.tf");
    expect(JSON.stringify(none.rules)).not.toContain("*.tf");
    const clones = type !== "github-server-app"; // whose client would end
    expect(added.includes("*/git-upload-pack")).toBe(clones);
  });

  it.each(CLIENT_TYPE_NAMES.filter((type) => !SCM_TYPES.includes(type)))(
    "adds no rules for code to those of %s",
    async (type) => {
      const { rules } = await loaded(leastClient(type));
      expect(JSON.stringify(rules)).not.toMatch(/git-upload-pack|\*\.tf|\/blobs\//);
    },
  );

  it.each(["github-com", "github-enterprise"] as const)(
    "reads manifests of more than 1 MB by default, and not when told so: %s",
    async (type) => {
      expect(readsLargeManifests(await loaded(leastClient(type)))).toBe(true);
      expect(readsLargeManifests(await loaded(mostClient(type)))).toBe(true);
      const accept = { largeManifests: false };
      expect(readsLargeManifests(await loaded({ ...leastClient(type), accept }))).toBe(false);
    },
  );

  it.each(SCM_TYPES)("finds the Code Agent: %s", async (type) => {
    const codeAgent = { image: "snyk/code-agent:1.2.3", snykToken: pulumi.secret("token") };
    const { variables } = await loaded({ ...leastClient(type), codeAgent });
    expect(variables[WITHOUT_CODE_AGENT]?.[0]).toMatch(/^http:\/\/.*code-agent.*:3000$/);
  });
});

const NOTHING = {
  code: false,
  iac: false,
  essentials: false,
  customPrTemplates: false,
} as const;

const PLACEHOLDER = /<[^>]*>|yourdomain/;

/** Variables without a value, and those whose value is an example's. */
function unresolved({ variables }: Loaded): readonly string[] {
  return Object.entries(variables)
    .filter(([, values]) => values.some((value) => value === "" || PLACEHOLDER.test(value)))
    .map(([name]) => name)
    .sort();
}

/** Paths that one has beside those of another. */
function pathsBeside(all: Loaded, fewer: Loaded): readonly string[] {
  const known = new Set(fewer.rules.private.map(({ path }) => path));
  return all.rules.private.map(({ path }) => path).filter((path) => !known.has(path));
}

function readsLargeManifests({ rules }: Loaded): boolean {
  return rules.private.some(({ path }) => path === "/repos/:owner/:repo/git/blobs/:sha");
}
