import { environment, secretValues } from "./rendered";
import type { Story } from "./story";

const EU = { group: "a0000000-0000-4000-8000-000000000000", org: "a0000000-0000-4000-8000-000000000001" };
const US = { group: "b0000000-0000-4000-8000-000000000000", org: "b0000000-0000-4000-8000-000000000001" };

export const twoRegions: Story = ({ open }) => {
  const example = open(
    { "eu:gitlabToken": "glpat-canary-eu-1", "us:gitlabToken": "glpat-canary-us-1" },
    { snyks: 2 },
  );

  it("gives each tenant its integration with its own key, and each cluster its client", async () => {
    const [eu, us] = example().simulators;
    Object.assign(example().typed, { "eu:snykToken": eu!.adminKey, "us:snykToken": us!.adminKey });
    await example().next("pulumi up");
    for (const [snyk, { org }, name] of [[eu!, EU, "eu"] as const, [us!, US, "us"] as const]) {
      // A key of the other tenant would have been refused.
      expect(snyk.log.all().map(({ status }) => status)).not.toContain(401);
      expect(snyk.log.all().filter(({ method }) => method !== "GET")).toMatchObject([
        { operation: "createIntegration", orgId: org, keyName: "admin" },
      ]);
      const folder = `rendered/${name}`;
      const [deployment, ...others] = example().manifests("Deployment", folder);
      expect(others).toEqual([]);
      expect(environment(deployment!)).toMatchObject({
        BROKER_DISPATCHER_BASE_URL: snyk.url,
        GITLAB: `gitlab.${name}.example.com`,
      });
      const secrets = example().manifests("Secret", folder).map(secretValues);
      const [integration] = snyk.integrations();
      expect(secrets).toContainEqual({ BROKER_TOKEN: snyk.webUi.tokens(integration!.id).brokerToken });
      expect(secrets).toContainEqual({ GITLAB_TOKEN: `glpat-canary-${name}-1` });
    }
    await example().expectNoChange();
  });

  it("stores the names of the places of the keys, and of each integration its group", async () => {
    const integrations = (await example().state()).filter(({ type }) =>
      type.endsWith(":BrokeredIntegration"),
    );
    const inputs = integrations.map((integration) => integration.inputs);
    inputs.sort((one, other) => String(one?.["groupId"]).localeCompare(String(other?.["groupId"])));
    expect(inputs).toEqual([
      expect.objectContaining({
        groupId: EU.group,
        api: { apiUrl: example().simulators[0]?.url, tokenConfigKey: "eu:snykToken" },
      }),
      expect.objectContaining({
        groupId: US.group,
        api: { apiUrl: example().simulators[1]?.url, tokenConfigKey: "us:snykToken" },
      }),
    ]);
  });

  it("turns both off at the end", async () => {
    await example().finish();
    const all = example().simulators.flatMap((snyk) => snyk.integrations());
    expect(all.map(({ brokered }) => brokered)).toEqual([false, false]);
  });
};
