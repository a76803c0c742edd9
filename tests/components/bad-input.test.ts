import { Broker } from "../../components/broker/broker";
import type { BrokerArgs } from "../../components/broker/broker-args";
import { BrokerClient } from "../../components/broker-client/broker-client";
import type { BrokerClientArgs } from "../../components/broker-client/broker-client-args";
import {
  BrokerTokenSecret,
  type BrokerTokenSecretArgs,
} from "../../components/broker-client/broker-token-secret";
import { type DockerClientArgs, dockerFiles } from "../../components/broker-client/docker-files";
import { ORG, gitlab, bitbucket, refusal, type Refused } from "./bad-input";
import { TOKEN } from "./samples";

it("refuses a name that makes no Kubernetes name", async () => {
  const all = { client: gitlab, brokerToken: TOKEN } as unknown as BrokerClientArgs;
  expect(await refusal((opts) => new BrokerClient("My SCM", all, opts))).toContain("set resourceName");
});

const BROKERS: readonly Refused[] = [
  [{ client: undefined }, "client is missing; give client, or clients by name."],
  [
    { clients: { default: { client: gitlab } } },
    "clients.default clashes with client, which has that name; choose another name.",
  ],
  [
    { integration: { orgId: ORG, type: "github" } },
    `client.type "gitlab" serves gitlab, but the integration is of type "github"; use client.type "github-com".`,
  ],
  [
    { clients: { eu: { client: bitbucket } } },
    `client.type "bitbucket-server" serves bitbucket-server, but the integration is of type "gitlab"`,
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

const TOKEN_SECRETS: readonly Refused[] = [
  [{ brokerToken: undefined }, "integration is missing;"],
  [
    { brokerToken: { fromSecretName: "a", key: "b" } },
    "brokerToken is in a Secret already; use that Secret.",
  ],
  [{ key: "a b" }, `key "a b" is not a key of a Secret;`],
  [{ namespace: "A" }, `namespace "A" is not a Kubernetes name;`],
];

it.each(TOKEN_SECRETS)("refuses a token's Secret with %j", async (args, message) => {
  const all = { brokerToken: TOKEN, ...args } as unknown as BrokerTokenSecretArgs;
  const error = await refusal((opts) => new BrokerTokenSecret("scm", all, opts));
  expect(error).toMatch(/^BrokerTokenSecret "scm": .*\.$/);
  expect(error).toContain(message);
});

const reference = { fromSecretName: "vault", key: "token" };

const DOCKER_CLIENTS: readonly Refused[] = [
  [{ hostPort: 70_000 }, "hostPort is not a whole number from 1 to 65535."],
  [{ brokerToken: reference }, "BROKER_TOKEN is in a Kubernetes Secret, which Docker cannot read;"],
  [{ client: { ...gitlab, token: reference } }, "GITLAB_TOKEN is in a Kubernetes Secret,"],
  [{ caCertificates: reference }, "ca.pem is in a Kubernetes Secret,"],
  [
    { acceptRules: { fromConfigMapName: "a", key: "b" } },
    "accept.json is in a ConfigMap, which Docker cannot read;",
  ],
];

it.each(DOCKER_CLIENTS)("refuses files for Docker with %j", async (args, message) => {
  const all = { client: gitlab, brokerToken: TOKEN, ...args } as unknown as DockerClientArgs;
  const error = await refusal(() => dockerFiles("scm", all));
  expect(error).toMatch(/^dockerFiles "scm": .*\.$/);
  expect(error).toContain(message);
});
