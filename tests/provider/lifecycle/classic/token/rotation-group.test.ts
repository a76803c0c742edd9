import { rotationGroup } from "../../../../../provider/lifecycle/classic/identity";

const one = { orgId: "one", type: "gitlab" };
const two = { orgId: "two", type: "gitlab" };
const elsewhere = { tokenEnv: "SNYK_TOKEN_EU", region: "SNYK-EU-01" };

describe("what rotates one after the other", () => {
  it.each([
    ["integrations of one tenant whose group is not named", one, two, true],
    ["integrations of one named group", { ...one, groupId: "g" }, { ...two, groupId: "g" }, true],
    ["integrations of two named groups", { ...one, groupId: "g" }, { ...two, groupId: "h" }, false],
    ["integrations of two tenants", one, { ...two, api: elsewhere }, false],
    [
      "integrations whose tenant is written in another order",
      { ...one, api: { region: "SNYK-EU-01", tokenEnv: "SNYK_TOKEN_EU" } },
      { ...two, api: elsewhere },
      true,
    ],
  ])("%s", (_, a, b, together) => {
    expect(rotationGroup("group", a) === rotationGroup("group", b)).toBe(together);
  });

  it("is each integration alone, where the sharing set is what counts", () => {
    expect(rotationGroup("sharing-set", one)).not.toBe(rotationGroup("sharing-set", two));
  });
});
