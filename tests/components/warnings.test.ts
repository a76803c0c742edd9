/** What previews warn of: legal, and almost surely wrong. */
import * as pulumi from "@pulumi/pulumi";
import { BrokerClient } from "../../components/broker-client/broker-client";
import type { BrokerClientArgs } from "../../components/broker-client/broker-client-args";
import type { ClientTypeName } from "../../components/client-types";
import { register, warnings } from "./mocked";
import { allOptions, CLIENT_TYPE_NAMES, LEAST, mostClient, TOKEN } from "./samples";

async function warningsOf(args: Partial<BrokerClientArgs>, type: ClientTypeName = "gitlab"): Promise<string> {
  await register(
    (opts) => new BrokerClient("scm", { client: LEAST[type], brokerToken: TOKEN, ...args }, opts),
  );
  return warnings().join("\n");
}

describe("a client that its SCM cannot reach", () => {
  const NOTE = "No address is given at which the SCM reaches this client: webhooks cannot come in";

  it.each(["github-com", "github-enterprise", "gitlab", "azure-repos", "bitbucket-server"] as const)(
    "is named, for %s",
    async (type) => expect(await warningsOf({}, type)).toContain(NOTE),
  );

  it("is named also with a load balancer, whose address nobody knows yet", async () => {
    expect(await warningsOf({ service: { type: "LoadBalancer" } })).toContain(NOTE);
  });

  it.each([
    ["an Ingress", { ingress: { host: "broker.example.com" } }],
    ["an address", { brokerClientUrl: "https://broker.example.com" }],
    ["the word that there are no webhooks", { webhooks: false }],
    ["an SCM in the same cluster", { client: { ...LEAST.gitlab, host: "gitlab.scm.svc:8080" } }],
    ["an SCM in the same namespace", { client: { ...LEAST.gitlab, host: "gitlab" } }],
    ["an SCM on the same machine", { client: { ...LEAST.gitlab, host: "127.0.0.1:8929" } }],
  ])("is not with %s", async (_, args) => expect(await warningsOf(args)).toBe(""));

  it("is not where nothing calls back", async () => {
    for (const type of ["jira", "nexus", "container-registry-agent"] as const)
      expect(await warningsOf({}, type)).toBe("");
  });
});

describe("a proxy whose address begins with https://", () => {
  const proxy = { https: pulumi.secret("https://snyk:canary@proxy.example.com:3128") };

  it("is asked about, without its credentials", async () => {
    const text = await warningsOf({ proxy, webhooks: false });
    expect(text).toMatch(/^proxy\.https begins with "https:\/\/": .*"wrong version number"/);
    expect(text).not.toContain("canary");
  });

  it("is not where it begins with http://", async () => {
    expect(await warningsOf({ proxy: { https: "http://proxy.example.com:3128" }, webhooks: false })).toBe("");
  });
});

describe("high availability where the policy forbids Snyk's API", () => {
  const highAvailability = { highAvailability: true, webhooks: false };
  const narrowed = (port: number) => ({
    ...highAvailability,
    networkPolicy: { egress: [{ ports: [{ port }] }] },
  });

  it("is named: no pod would get ready", async () => {
    expect(await warningsOf(narrowed(53))).toContain("networkPolicy.egress forbids port 443:");
  });

  it("is not where port 443 is open, or a proxy leads there", async () => {
    expect(await warningsOf(narrowed(443))).toBe("");
    expect(await warningsOf({ ...narrowed(3128), proxy: { https: "http://proxy.example.com:3128" } })).toBe(
      "",
    );
  });
});

it("says nothing of a client of any type with all options in place", async () => {
  for (const type of CLIENT_TYPE_NAMES.filter((each) => each !== "github-server-app")) {
    await register((opts) => new BrokerClient("scm", { ...mostClient(type), ...allOptions(type) }, opts));
    expect([type, warnings()]).toEqual([type, []]);
  }
});
