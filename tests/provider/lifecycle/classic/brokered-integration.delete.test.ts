import * as integration from "../../../../provider/lifecycle/classic/brokered-integration";
import * as clone from "../../../../provider/lifecycle/classic/cloned-integration";
import type { Properties } from "../../../../provider/lifecycle/engine/protocol";
import { failureOf, firstInputs, Lab } from "../../support/lab";

let lab: Lab;
beforeAll(async () => (lab = await Lab.start()));
afterAll(() => lab.close());
afterEach(() => {
  lab.simulator.settings.reset();
  lab.simulator.faults.clear();
  lab.calls();
});

async function existing(
  more = {},
): Promise<{ orgId: string; groupId: string; id: string; state: Properties }> {
  const { id: orgId, groupId } = lab.org();
  const { id, outs } = await integration.create(lab.context(), firstInputs(orgId, more));
  lab.calls();
  return { orgId, groupId, id, state: outs };
}

describe("a destroy", () => {
  it("turns the Broker off with one look and one call, and the second time too", async () => {
    const { orgId, state } = await existing();
    await integration.remove(lab.context(), state);
    await integration.remove(lab.context(), state);
    expect(lab.calls()).toEqual([
      "restListConnections",
      "updateIntegration:disable",
      "restListConnections",
      "updateIntegration:disable",
    ]);
    expect(lab.simulator.integration(orgId, "gitlab")).toMatchObject({ brokered: false });
  });

  it("leaves the credentials that the user names", async () => {
    lab.simulator.settings.patch({ emptyCredentialsOnDisable: "refused" });
    const { orgId, state } = await existing({ credentialsOnDelete: { token: "scm-token" } });
    await integration.remove(lab.context(), state);
    expect(lab.simulator.integration(orgId, "gitlab")?.credentialFields).toEqual(["token"]);
  });

  it("says how to go on when Snyk refuses empty credentials", async () => {
    lab.simulator.settings.patch({ emptyCredentialsOnDisable: "refused" });
    const { state } = await existing();
    expect((await failureOf(integration.remove(lab.context(), state))).message).toMatch(
      /set `credentialsOnDelete`, run `pulumi up`, then destroy again; or set `onDelete: "retain"`/,
    );
  });

  it("is done when the integration is gone already", async () => {
    const { state } = await existing();
    lab.simulator.webUi.removeIntegration(String(state["integrationId"]));
    await integration.remove(lab.context(), state);
    expect(lab.calls()).toEqual(["restListConnections", "updateIntegration:disable", "listIntegrations"]);
  });

  it("is not done when the key may not see the organization any more", async () => {
    const { state } = await existing();
    const apiKey = lab.simulator.addKey({ name: crypto.randomUUID(), orgIds: [] });
    expect((await failureOf(integration.remove(lab.context({ apiKey }), state))).message).toMatch(/HTTP 404/);
  });

  it("is not done when the key may look but not edit, whatever status says so", async () => {
    lab.simulator.settings.patch({ errorOnMissingPermission: "404" });
    const { state } = await existing();
    const apiKey = lab.simulator.viewerKey;
    expect((await failureOf(integration.remove(lab.context({ apiKey }), state))).message).toMatch(/HTTP 404/);
  });

  it("does nothing at Snyk with onDelete: retain", async () => {
    const { orgId, state } = await existing({ onDelete: "retain" });
    await integration.remove(lab.context(), state);
    expect(lab.calls()).toEqual([]);
    expect(lab.simulator.integration(orgId, "gitlab")?.brokered).toBe(true);
  });

  it.each(["reset", "malformed", "html"] as const)("survives a lost answer (%s)", async (kind) => {
    const { orgId, state } = await existing();
    lab.simulator.faults.order({ operation: "updateIntegration", orgId, kind, effect: "after" });
    await integration.remove(lab.context(), state).catch(() => integration.remove(lab.context(), state));
    expect(lab.simulator.integration(orgId, "gitlab")?.brokered).toBe(false);
  });

  it("does not take a proxy's sign-in page for success", async () => {
    const { orgId, state } = await existing();
    lab.simulator.faults.order({ operation: "updateIntegration", orgId, kind: "html", effect: "before" });
    expect((await failureOf(integration.remove(lab.context(), state))).message).toMatch(
      /no proxy answers in its place/,
    );
    expect(lab.simulator.integration(orgId, "gitlab")?.brokered).toBe(true);
  });
});

describe("a destroy of a token that others use", () => {
  it("is refused while the user names them", async () => {
    const { state } = await existing({ sharedWith: ["team-b", "org payments"] });
    expect((await failureOf(integration.remove(lab.context(), state))).message).toMatch(
      /its token is still used by team-b, org payments.*`sharedWith`, or set `onDelete: "retain"`/,
    );
    expect(lab.calls()).toEqual([]);
  });

  it("is refused while a clone is retained, and possible when the clone goes in the same run", async () => {
    const { orgId, groupId, id, state } = await existing();
    const other = lab.org(groupId).id;
    const inputs = { orgId: other, source: { orgId, type: "gitlab", id }, brokered: true };
    const cloned = await clone.create(lab.context(), { ...inputs, onDelete: "retain" });

    const retaining = lab.context();
    await clone.remove(retaining, cloned.outs);
    expect((await failureOf(integration.remove(retaining, state))).message).toContain(
      `the clone in organization ${other}`,
    );

    const disabling = lab.context();
    await clone.remove(disabling, { ...cloned.outs, onDelete: "disable" });
    await integration.remove(disabling, state);
    expect(lab.simulator.integration(orgId, "gitlab")?.brokered).toBe(false);
    expect(lab.simulator.integration(other, "gitlab")?.brokered).toBe(false);
  });
});
