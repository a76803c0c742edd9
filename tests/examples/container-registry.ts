import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { environment, secretValues } from "./rendered";
import type { Story } from "./story";

/** As Google hands it out: of many lines, with line breaks inside of its key. */
const KEY = JSON.stringify(
  {
    type: "service_account",
    private_key: "-----BEGIN PRIVATE KEY-----\ncanary-7e57\n-----END PRIVATE KEY-----\n",
  },
  null,
  2,
);

export const containerRegistry: Story = ({ open }) => {
  const example = open({});

  it("brings Google's key to the client with every character as it was", async () => {
    writeFileSync(join(example().folder, "key.json"), KEY); // what the README takes for granted
    await example().next("pulumi up");
    expect(example().changes()).toEqual(["createIntegration"]);
    const values = Object.assign({}, ...example().manifests("Secret").map(secretValues)) as Record<
      string,
      string
    >;
    const credentials: unknown = JSON.parse(Buffer.from(values["CR_CREDENTIALS"] ?? "", "base64").toString());
    expect(credentials).toEqual({
      type: "google-artifact-cr",
      username: "_json_key",
      password: KEY,
      registryBase: "europe-west1-docker.pkg.dev/acme/images",
    });
    await example().expectNoChange();
  });

  it("names the agent to the client, and lets nobody else to it", () => {
    const deployments = example().manifests("Deployment");
    const client = deployments.find(({ metadata }) => /-g1-\w{6}$/.test(metadata.name))!;
    const agent = deployments.find((deployment) => deployment !== client)!;
    const address = new URL(environment(client)["CR_AGENT_URL"] ?? "");
    expect(address.hostname).toBe("broker-registry-registry-agent.snyk-broker.svc");
    expect(environment(agent)).toEqual({ SNYK_PORT: address.port });
    const policies = JSON.stringify(example().manifests("NetworkPolicy"));
    expect(policies.match(/"from":\[\{"podSelector"/g)).toHaveLength(2);
  });

  it("rolls the client alone for a new key", async () => {
    writeFileSync(join(example().folder, "new-key.json"), KEY.replace("7e57", "7e58"));
    const printed = await example().next("pulumi up");
    expect(printed).toContain("registry-client-deployment");
    expect(printed).not.toMatch(/[~+]-? .*registry-agent-deployment/);
  });

  it("is gone at the end", async () => {
    for (const file of ["key.json", "new-key.json"]) rmSync(join(example().folder, file)); // the reader's own
    await example().finish();
  });
};
