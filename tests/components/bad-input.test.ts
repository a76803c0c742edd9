import * as pulumi from "@pulumi/pulumi";
import { Broker } from "../../components/broker";
import type { BrokerArgs } from "../../components/broker-args";
import { BrokerClient } from "../../components/broker-client";
import type { BrokerClientArgs } from "../../components/broker-client-args";
import { register, TOKEN } from "./mocked";

const ORG = "a5b6c7d8-0000-4000-8000-000000000001";
const gitlab = { type: "gitlab", host: "gitlab.example.com", token: "canary-token" };
const bitbucket = { type: "bitbucket-server", host: "bb.example.com", username: "snyk", password: "canary" };

/** Arguments as JavaScript sees them: half of what is tried here is a type error. */
const CLIENTS: readonly [Record<string, unknown>, string][] = [
  [{ client: undefined }, "client.type undefined is not a client type; use one of azure-repos,"],
  [{ client: { type: "gitlub" } }, `client.type "gitlub" is not a client type; use one of azure-repos,`],
  [{ client: { type: "toString" } }, `client.type "toString" is not a client type`],
  [{ client: { ...gitlab, host: undefined } }, "client.host is missing; this client type needs it."],
  [
    { client: { ...gitlab, hostname: "x" } },
    "client.hostname is not a setting of this client type; it takes host, token.",
  ],
  [
    { client: { ...gitlab, host: "https://gitlab.example.com/" } },
    `client.host has a scheme, and the client adds its own; write "gitlab.example.com".`,
  ],
  [
    { client: { ...gitlab, host: "gitlab.example.com/" } },
    `client.host ends with "/"; write "gitlab.example.com".`,
  ],
  [
    { client: { ...gitlab, host: "user:canary@gitlab.example.com" } },
    `client.host contains "@"; give credentials in their own fields.`,
  ],
  [{ client: { ...gitlab, host: "git lab" } }, `client.host "git lab" is not a host name;`],
  [{ client: { ...gitlab, host: "" } }, "client.host is empty;"],
  [{ client: { ...gitlab, host: 7 } }, "client.host is not a string;"],
  [{ client: { ...gitlab, host: { fromSecretName: "a", key: "b" } } }, "client.host is no secret;"],
  [{ client: { ...gitlab, token: "canary\n" } }, "client.token has spaces at an end or line breaks,"],
  [{ client: { ...gitlab, token: "<gitlab-token>" } }, "client.token is a placeholder;"],
  [{ client: { ...gitlab, token: "" } }, "client.token is empty;"],
  [{ client: { ...gitlab, token: { fromSecretName: "canary" } } }, "client.token.key is missing;"],
  [
    { client: { type: "azure-repos", token: "canary", organization: "https://dev.azure.com/acme" } },
    `client.organization "https://dev.azure.com/acme" is not a plain name;`,
  ],
  [{ client: { ...bitbucket, username: "snyk " } }, "client.username has spaces at an end"],
  [{ client: { ...bitbucket, password: undefined } }, "client.password is missing;"],
  [{ brokerToken: undefined }, "integration is missing; give an integration, or the brokerToken of one."],
  [{ brokerToken: "canary" }, "brokerToken is not a broker token, which has the form of a UUID;"],
  [{ tokenGeneration: 0 }, "tokenGeneration is not a whole number from 1 up;"],
  [{ tokenGeneration: 1.5 }, "tokenGeneration is not a whole number from 1 up;"],
  [{ replicas: 0 }, "replicas is not a whole number from 1 up."],
  [{ brokerClientUrl: "broker.example.com" }, `brokerClientUrl has no scheme;`],
  [{ brokerClientUrl: "https://user:canary@broker.example.com" }, "brokerClientUrl contains credentials;"],
  [{ resourceName: "Broker" }, `resourceName "Broker" is not a DNS label`],
  [{ resourceName: "b".repeat(49) }, "has more than 48 characters;"],
  [{ environment: { "LOG LEVEL": "debug" } }, `environment "LOG LEVEL" is not the name of a variable;`],
  [{ environment: { BROKER_TOKEN: "canary" } }, "environment.BROKER_TOKEN is a secret"],
  [{ environment: { GITLAB_TOKEN: "canary" } }, "environment.GITLAB_TOKEN is a secret"],
];

it.each(CLIENTS)("refuses a client with %j", async (args, message) => {
  const all = { client: gitlab, brokerToken: TOKEN, ...args } as unknown as BrokerClientArgs;
  const error = await refusal((opts) => new BrokerClient("scm", all, opts));
  expect(error).toMatch(/^BrokerClient "scm": .*\.$/);
  expect(error).toContain(message);
  expect(error).not.toMatch(/canary|\n/);
});

it("refuses a name that makes no Kubernetes name", async () => {
  const all = { client: gitlab, brokerToken: TOKEN } as unknown as BrokerClientArgs;
  expect(await refusal((opts) => new BrokerClient("My SCM", all, opts))).toContain("set resourceName");
});

const BROKERS: readonly [Record<string, unknown>, string][] = [
  [{ client: undefined }, "client is missing; give client, or clients by name."],
  [
    { clients: { default: { client: gitlab } } },
    "clients.default is the name of client; choose another name.",
  ],
  [
    { integration: { orgId: ORG, type: "github" } },
    `client.type "gitlab" serves gitlab, and the integration is of type "github"; use client.type "github-com".`,
  ],
  [
    { clients: { eu: { client: bitbucket } } },
    `client.type "bitbucket-server" serves bitbucket-server, and the integration is of type "gitlab"`,
  ],
  [
    { integration: { orgId: ORG, type: "bitbucket-cloud" } },
    `integration.type "bitbucket-cloud" cannot be brokered through the API`,
  ],
  [
    { integration: { orgId: ORG, type: "jira" } },
    `integration.type "jira" cannot be brokered through the API`,
  ],
  [
    { integration: { orgId: ORG, type: "gitlub" } },
    `integration.type "gitlub" is not an integration type of Snyk`,
  ],
  [
    { organizations: [ORG] },
    `organizations contains ${ORG}, the integration's own organization; leave it out.`,
  ],
  [{ organizations: ["b", "B"] }, "organizations contains b twice; leave one out."],
];

it.each(BROKERS)("refuses a Broker with %j", async (args, message) => {
  const all = {
    integration: { orgId: ORG, type: "gitlab" },
    client: gitlab,
    ...args,
  } as unknown as BrokerArgs;
  const error = await refusal((opts) => new Broker("scm", all, opts));
  expect(error).toMatch(/^Broker "scm": .*\.$/);
  expect(error).toContain(message);
  expect(error).not.toMatch(/canary|\n/);
});

/** The message of the error that a program ends with. */
async function refusal(program: (opts: pulumi.ComponentResourceOptions) => void): Promise<string> {
  try {
    await register(program);
  } catch (error) {
    if (pulumi.RunError.isInstance(error)) return error.message;
    throw error;
  }
  throw new Error("nothing was refused");
}
