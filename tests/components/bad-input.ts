/** Arguments to refuse, and the message that a program ends with. */
import * as pulumi from "@pulumi/pulumi";
import { BrokerClient } from "../../components/broker-client/broker-client";
import type { BrokerClientArgs } from "../../components/broker-client/broker-client-args";
import { register } from "./mocked";
import { TOKEN } from "./samples";

export const ORG = "a5b6c7d8-0000-4000-8000-000000000001";
export const gitlab = { type: "gitlab", host: "gitlab.example.com", token: "canary-token" };
export const github = { type: "github-com", token: "canary-token" };
export const bitbucket = {
  type: "bitbucket-server",
  host: "bb.example.com",
  username: "snyk",
  password: "canary",
};
export const artifactory = { type: "artifactory", host: "artifactory.example.com/artifactory" };
export const nexus = { type: "nexus", url: "https://nexus.example.com" };
export const jira = { type: "jira", host: "jira.example.com", username: "snyk", password: "canary" };
export const harbor = {
  type: "container-registry-agent",
  registry: "harbor-cr",
  base: "harbor.example.com",
  username: "snyk",
  password: "canary",
};
export const ecr = {
  type: "container-registry-agent",
  registry: "ecr",
  roleArn: "arn:aws:iam::123456789012:role/snyk",
};
export const agentUrl = "http://agent.example.com:8081";
export const signing = { committerName: "Snyk", committerEmail: "snyk@example.com", passphrase: "canary" };
export const pgp = "-----BEGIN PGP PRIVATE KEY BLOCK-----canary";
export const pem = "-----BEGIN CERTIFICATE-----canary";
export const app = {
  type: "github-server-app",
  host: "ghe.example.com",
  appId: "1",
  clientId: "a",
  installationId: "2",
};

/** Arguments as JavaScript sees them, half of which are type errors, and what the message says. */
export type Refused = readonly [args: Record<string, unknown>, message: string];

/** A client for GitLab with a token fails, in one sentence of ours without a secret, once it gets `args`. */
export async function expectRefusedClient(args: Record<string, unknown>, message: string): Promise<void> {
  const all = { client: gitlab, brokerToken: TOKEN, ...args } as unknown as BrokerClientArgs;
  const error = await refusal((opts) => new BrokerClient("scm", all, opts));
  expect(error).toMatch(/^BrokerClient "scm": .*\.$/);
  expect(error).toContain(message);
  expect(error).not.toMatch(/canary|\n/);
}

/** The message of the error that a program ends with. */
export async function refusal(program: (opts: pulumi.ComponentResourceOptions) => unknown): Promise<string> {
  try {
    await register(program);
  } catch (error) {
    if (pulumi.RunError.isInstance(error)) return error.message;
    throw error;
  }
  throw new Error("nothing was refused");
}
