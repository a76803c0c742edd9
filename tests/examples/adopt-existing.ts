import { secretValues } from "./rendered";
import type { Story } from "./story";

export const adoptExisting: Story = ({ open }) => {
  const example = open({ gitlabToken: "glpat-canary-adopt" });

  it("takes over an integration and its clone without a change at Snyk", async () => {
    const printed = await example().next("node rehearsal.mjs");
    const [, token = ""] = /Broker token: (\S+)/.exec(printed) ?? [];
    Object.assign(example().typed, { currentBrokerToken: token });
    const before = example().snyk.integrations();
    expect(before).toHaveLength(2);
    example().forgetCalls();

    await example().next("pulumi up");
    expect(example().calls().length).toBeGreaterThan(0);
    expect(example().changes()).toEqual([]);
    expect(example().snyk.integrations()).toEqual(before);

    const secrets = example().manifests("Secret").map(secretValues);
    expect(secrets).toContainEqual({ BROKER_TOKEN: token });
    await example().expectNoChange();
  });

  it("knows what it took: both integrations, and the age of the token", async () => {
    const ours = (await example().state()).filter(({ type }) => type.includes("snyk-broker:"));
    const ids = ours.map(({ outputs }) => outputs?.["integrationId"]).filter((id) => typeof id === "string");
    for (const { id } of example().snyk.integrations()) expect(ids).toContain(id);
    const integration = ours.find(({ type }) => type.endsWith(":BrokeredIntegration"));
    expect(integration?.outputs).toMatchObject({ tokenIssuedOn: "2026-10-15", tokenSource: "adopt" });
  });

  it("gives it back as it was", async () => {
    const before = example().snyk.integrations();
    example().forgetCalls();
    await example().finish();
    expect(example().changes()).toEqual([]);
    expect(example().snyk.integrations()).toEqual(before);
  });
};
