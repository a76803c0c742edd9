import { environment, secretValues } from "./rendered";
import type { Story } from "./story";

export const codeAgent: Story = ({ open }) => {
  const example = open({
    codeAgentToken: "snyk-canary-code-agent",
    bitbucketPassword: "bitbucket-canary-ca11",
  });

  it("lets the client find the agent by the name of its Service", async () => {
    await example().next("pulumi up");
    expect(example().changes()).toEqual(["createIntegration"]);
    const deployments = example().manifests("Deployment");
    const client = deployments.find(({ metadata }) => /^broker-bitbucket-g1-\w{6}$/.test(metadata.name))!;
    const address = new URL(environment(client)["GIT_CLIENT_URL"] ?? "");

    const [name, namespace] = address.hostname.split(".");
    const service = example()
      .manifests("Service")
      .find(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
    expect(service?.spec?.ports?.map(({ port }) => String(port))).toEqual([address.port]);

    const agent = deployments.find((deployment) => deployment !== client)!;
    expect(agent.spec?.template?.metadata.labels).toMatchObject(service?.spec?.selector as object);
    expect(agent.spec?.template?.spec.containers[0].image).toBe(
      "registry.example.com/snyk/code-agent:2026-11",
    );
    expect(environment(agent)).toMatchObject({
      PORT: address.port,
      UPSTREAM_URL: "https://deeproxy.eu.snyk.io",
    });
  });

  it("gives the agent a key of its own, from a Secret", async () => {
    const [agent] = example()
      .manifests("Deployment")
      .filter(({ metadata }) => metadata.name.endsWith("-code-agent"));
    const [secretName, key] = environment(agent!)["SNYK_TOKEN"]!.split("/");
    const secret = example()
      .manifests("Secret")
      .find(({ metadata }) => metadata.name === secretName);
    expect(secretValues(secret!)).toEqual({ [key!]: "snyk-canary-code-agent" });
    await example().expectNoChange();
  });

  it("is gone at the end", () => example().finish());
};
