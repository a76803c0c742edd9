import { environment } from "./rendered";
import type { Story } from "./story";

export const redundantClients: Story = ({ open }) => {
  const example = open({ bitbucketPassword: "bitbucket-canary-19c4" });

  it("runs two clients in each cluster, all on one token, which Snyk spreads its requests over", async () => {
    await example().next("pulumi up");
    expect(example().changes()).toEqual(["createIntegration"]);
    const deployments = ["north", "south"].map((cluster) => {
      const [deployment, ...others] = example().manifests("Deployment", `rendered/${cluster}`);
      expect(others).toEqual([]);
      return deployment!;
    });
    expect(deployments.map(({ spec }) => spec?.replicas)).toEqual([2, 2]);
    for (const deployment of deployments) {
      expect(environment(deployment)).toMatchObject({ BROKER_HA_MODE_ENABLED: "true" });
      // Four is all that Snyk admits: a fifth would never get ready.
      expect(deployment.spec?.strategy).toMatchObject({ rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } });
    }
    const tokens = ["north", "south"].map((cluster) =>
      example()
        .manifests("Secret", `rendered/${cluster}`)
        .find(({ metadata }) => /-g1-\w{6}$/.test(metadata.name)),
    );
    expect(tokens[0]?.data).toBeDefined();
    expect(tokens[0]?.data).toEqual(tokens[1]?.data);
    await example().expectNoChange();
  });

  it("is gone from both clusters at the end", () => example().finish());
};
