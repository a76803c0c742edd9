import type { Story } from "./story";

export const manyOrganizations: Story = ({ open }) => {
  const example = open({ gitlabToken: "glpat-canary-77aa" });
  const sharingSet = (): readonly string[] => example().snyk.integrations()[0]?.sharingSet ?? [];

  it("keeps the organizations that exist, makes the one that does not, and gives all of them one token", async () => {
    await example().next("pulumi up");
    const changes = example().changes();
    expect(changes.filter((operation) => operation === "createOrg")).toHaveLength(1);
    expect(changes.filter((operation) => operation === "cloneIntegration")).toHaveLength(3);
    expect(changes).toHaveLength(1 + 3 + 1);
    expect(sharingSet()).toHaveLength(4);
    expect(example().manifests("Deployment")).toHaveLength(1);
    await example().expectNoChange();
  });

  it("adds a team with one organization and one clone, and leaves the client alone", async () => {
    example().forgetCalls();
    const before = example().manifests();
    await example().next("pulumi up");
    expect(example().changes()).toEqual(["createOrg", "cloneIntegration"]);
    expect(sharingSet()).toHaveLength(5);
    expect(example().manifests()).toEqual(before);
    await example().expectNoChange();
  });

  it("turns the Broker off everywhere at the end, and deletes no organization", async () => {
    example().forgetCalls();
    await example().finish();
    expect(new Set(example().changes())).toEqual(new Set(["updateIntegration"]));
    const brokered = example()
      .snyk.integrations()
      .map((integration) => integration.brokered);
    expect(brokered).toEqual([false, false, false, false, false]);
  });
};
