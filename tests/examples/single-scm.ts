import { environment } from "./rendered";
import type { Story } from "./story";

export const singleScm: Story = ({ open }) => {
  const example = open({ githubToken: "ghp-canary-5f1d" });

  it("enables the Broker, and deploys a client that GitHub's webhooks reach", async () => {
    await example().next("pulumi up");
    expect(example().changes()).toEqual(["createIntegration"]);
    const [deployment] = example().manifests("Deployment");
    expect(environment(deployment!)).toMatchObject({
      BROKER_CLIENT_URL: "https://snyk-broker.example.com",
      GITHUB: "github.example.com",
    });
    expect(environment(deployment!)["BROKER_TOKEN"]).toMatch(/^broker-github-g1-\w{6}\/BROKER_TOKEN$/);
    expect(example().manifests("Ingress")).toHaveLength(1);
    await example().expectNoChange();
  });

  it("rotates when a reason is given, on a second client", async () => {
    example().forgetCalls();
    await example().next("pulumi up");
    expect(example().changes()).toEqual(["provisionToken", "switchToken"]);
    const names = example()
      .manifests("Deployment")
      .map(({ metadata }) => metadata.name);
    expect(names).toEqual([expect.stringMatching(/^broker-github-g2-\w{6}$/)]);
    await example().expectNoChange();
  });

  it("turns the Broker off at the end", async () => {
    await example().finish();
    expect(
      example()
        .snyk.integrations()
        .map(({ brokered }) => brokered),
    ).toEqual([false]);
  });
};
