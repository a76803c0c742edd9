import * as pulumi from "@pulumi/pulumi";
import { getOrganizations } from "../../../provider/resources/classic/get-organizations";
import { stage, type LifecycleStage } from "../support/stage";

const GROUP = "c0000000-0000-4000-8000-000000000000";

let snyk: LifecycleStage;

// A program has one configuration for life.
beforeAll(async () => {
  snyk = await stage();
  for (let i = 0; i < 250; i++) {
    snyk.simulator.addOrg({ name: `${i % 2 ? "Team" : "Sandbox"} ${i}`, groupId: GROUP });
  }
  pulumi.runtime.setAllConfig({
    "snyk-broker:apiUrl": snyk.simulator.url,
    "snyk-broker:apiToken": snyk.simulator.adminKey,
  });
});
beforeEach(() => snyk.simulator.log.clear());
afterAll(() => snyk.close());

it.each(["path", "absolute", "object"] as const)(
  "finds all organizations of a group, page by page, whatever form the link to the next page has: %s",
  async (restLinks) => {
    snyk.simulator.settings.patch({ restLinks });
    const found = await getOrganizations({ groupId: GROUP });
    expect(new Set(found.map(({ id }) => id)).size).toBe(250);
    expect(snyk.calls()).toEqual(["restListGroupOrgs", "restListGroupOrgs", "restListGroupOrgs"]);
  },
);

it("finds those whose name contains a text, in a stable order", async () => {
  const found = await getOrganizations({ groupId: GROUP, name: "team" });
  expect(found).toHaveLength(125);
  expect(found.every(({ name }) => name.startsWith("Team"))).toBe(true);
  expect(await getOrganizations({ groupId: GROUP, name: "team" })).toEqual(found);
});

it("finds none where none has the name", async () => {
  expect(await getOrganizations({ groupId: GROUP, name: "no such" })).toEqual([]);
});

it("reads another tenant's key from the place that is named, and never falls back to the configured one", async () => {
  const api = { apiUrl: snyk.simulator.url, tokenEnv: "OTHER_TENANT_KEY" };
  await expect(getOrganizations({ groupId: GROUP, api })).rejects.toThrow(/OTHER_TENANT_KEY/);
  expect(snyk.calls()).toEqual([]);
});

it("says which group was refused, and nothing of the key", async () => {
  const key = snyk.simulator.addKey({ name: "outsider", orgIds: [snyk.simulator.orgs[0]!.id] });
  process.env["OUTSIDER_KEY"] = key;
  const api = { apiUrl: snyk.simulator.url, tokenEnv: "OUTSIDER_KEY" };
  const refused = getOrganizations({ groupId: GROUP, api });
  await expect(refused).rejects.toThrow(`Could not list the organizations of group ${GROUP}`);
  await expect(refused).rejects.not.toThrow(key);
  delete process.env["OUTSIDER_KEY"];
});
