import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { ClientSettings, ClientTypeName } from "../../components/client-types";
import { leastClient } from "../components/samples";
import { load, RELEASES } from "./loaded-client";

// A first run installs the newest client.
jest.setTimeout(10 * 60_000);

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "pools-"));
  jest.spyOn(console, "warn").mockImplementation(() => undefined); // some types warn of themselves
});

afterAll(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

const POOL = [pulumi.secret("one"), pulumi.secret("two")];
const basic = (user: string) => (password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

/** Pools, the variable that requests name and what it holds, and what the system check sends of a token. */
const POOLS: Readonly<Partial<Record<ClientTypeName, Pool>>> = {
  "azure-repos": {
    variable: "BROKER_CLIENT_VALIDATION_BASIC_AUTH",
    value: (token: string) => `PAT:${token}`,
    settings: { type: "azure-repos", organization: "acme", tokenPool: POOL },
    systemCheck: basic("PAT"),
  },
  "bitbucket-server": {
    variable: "BITBUCKET_PASSWORD",
    settings: { type: "bitbucket-server", host: "bb.example.com", username: "snyk", passwordPool: POOL },
    systemCheck: basic("snyk"),
  },
  "bitbucket-server-bearer-auth": {
    variable: "BITBUCKET_PAT",
    settings: { type: "bitbucket-server-bearer-auth", host: "bb.example.com", tokenPool: POOL },
    systemCheck: (token: string) => `Bearer ${token}`,
  },
  "github-com": {
    variable: "GITHUB_TOKEN",
    settings: { type: "github-com", tokenPool: POOL },
    systemCheck: (token: string) => `token ${token}`,
  },
  "github-enterprise": {
    variable: "GITHUB_TOKEN",
    settings: { type: "github-enterprise", host: "ghe.example.com", tokenPool: POOL },
    systemCheck: (token: string) => `token ${token}`,
  },
  gitlab: {
    variable: "GITLAB_TOKEN",
    settings: { type: "gitlab", host: "gitlab.example.com", tokenPool: POOL },
    systemCheck: (token: string) => `Bearer ${token}`,
  },
};

interface Pool {
  readonly variable: string;
  /** @default the secret itself */
  readonly value?: (secret: string) => string;
  readonly settings: ClientSettings;
  readonly systemCheck: (secret: string) => string;
}

describe.each(RELEASES)("Snyk's client %s", (release) => {
  it.each(Object.entries(POOLS))(
    "takes turns with a pool everywhere: %s",
    async (type, { variable, value = (secret) => secret, settings, systemCheck }) => {
      const args = { ...leastClient(type as ClientTypeName), client: settings };
      const { variables, systemCheck: signIns } = await load(args, { folder, release, template: true });
      const turns = ["one", "two", "one"];
      expect(variables[variable]).toEqual(turns.map(value));
      expect(variables["GIT_PASSWORD"]).toEqual(turns);
      expect(signIns).toEqual(["one", "two"].map(systemCheck));
    },
  );
});
