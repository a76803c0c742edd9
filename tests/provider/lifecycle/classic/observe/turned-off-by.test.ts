import * as integration from "../../../../../provider/lifecycle/classic/brokered-integration";
import * as clone from "../../../../../provider/lifecycle/classic/cloned-integration";
import { turnedOff } from "../../../../../provider/lifecycle/classic/observe/turned-off-by";
import type { Properties } from "../../../../../provider/lifecycle/engine/protocol";
import { PERSON } from "../../../../../simulator/snyk/person";
import type { Fault } from "../../../../../simulator";
import { firstInputs, Lab } from "../../../support/lab";

let lab: Lab;
beforeAll(async () => (lab = await Lab.start()));
afterAll(() => lab.close());
afterEach(() => {
  lab.simulator.settings.reset();
  lab.simulator.faults.clear();
  lab.calls();
});

async function existing(): Promise<{ orgId: string; groupId: string; id: string; state: Properties }> {
  const { id: orgId, groupId } = lab.org();
  const { outs } = await integration.create(lab.context(), firstInputs(orgId));
  lab.calls();
  return { orgId, groupId, id: outs.integrationId, state: outs };
}

/** What a refresh says. */
async function refreshed(state: Properties, apiKey?: string): Promise<string> {
  await integration.read(lab.context(apiKey === undefined ? {} : { apiKey }), state);
  return lab.logs.at(-1) ?? "";
}

const WITHOUT = /the Broker is turned off at Snyk; `pulumi up` enables it again\.$/;
const TIME = String.raw`\d{4}-\d{2}-\d{2} \d{2}:\d{2} UTC`;
const saying = (who: string) =>
  new RegExp(`enables it again\\. Its last change in Snyk's audit log: ${TIME}, ${who}\\.$`);

describe("a refresh that finds a Broker turned off", () => {
  it("says when, and that a person did it, with nothing that tells which person", async () => {
    const { id, state } = await existing();
    lab.simulator.webUi.turnBrokerOff(id);
    const line = await refreshed(state);
    expect(line).toMatch(saying("by a person"));
    for (const personal of Object.values(PERSON)) expect(line).not.toContain(personal);
    expect(lab.calls()).toEqual(["restListIntegrations", "restSearchAuditLog", "restGetSelf", "restGetUser"]);
  });

  it("says that it was this key's account, as another program with it does", async () => {
    const { orgId, id, state } = await existing();
    await lab.context().api.disableBroker(orgId, id, "gitlab", { token: "", url: "" });
    expect(await refreshed(state)).toMatch(saying("by the account of this API key"));
  });

  it("says that it was a service account, where Snyk shows one of that id", async () => {
    const { orgId, id, state } = await existing();
    const apiKey = lab.simulator.addKey({ name: `cleaner of ${orgId}`, orgIds: [orgId] });
    await lab.context({ apiKey }).api.disableBroker(orgId, id, "gitlab", { token: "", url: "" });
    expect(await refreshed(state)).toMatch(saying("by a service account"));
  });

  it("says plainly that it cannot tell the kind, where the key may see no accounts", async () => {
    const { id, state } = await existing();
    const permissions = ["View Organization", "View Integrations", "View Audit Logs"] as const;
    const apiKey = lab.simulator.addKey({ name: "auditor", permissions });
    lab.simulator.webUi.turnBrokerOff(id);
    expect(await refreshed(state, apiKey)).toMatch(
      saying("by a person or a service account \\(Snyk does not tell this key which\\)"),
    );
  });

  it("does not claim that it was this one, where the log names no integration", async () => {
    lab.simulator.settings.patch({ auditLog: "names-no-integration" });
    const { id, state } = await existing();
    lab.simulator.webUi.turnBrokerOff(id);
    expect(await refreshed(state)).toMatch(
      new RegExp(
        `The last change of an integration in Snyk's audit log, which does not say of which one: ${TIME}, by a person`,
      ),
    );
  });

  it("says nothing of a change that is another integration's", async () => {
    const { orgId, id, state } = await existing();
    const other = lab.simulator.webUi.addIntegration({ orgId, type: "github" });
    lab.simulator.webUi.turnBrokerOff(id);
    lab.simulator.webUi.turnBrokerOff(other);
    lab.simulator.clock.advance(91 * 86_400);
    lab.simulator.webUi.turnBrokerOff(other);
    expect(await refreshed(state)).toMatch(WITHOUT);
  });

  it("says the same of a clone", async () => {
    const { orgId, groupId, id } = await existing();
    const copy = lab.org(groupId);
    const source = { orgId, type: "gitlab", id: `${id}/x` };
    const { outs } = await clone.create(lab.context(), { orgId: copy.id, source });
    lab.simulator.webUi.turnBrokerOff(outs.integrationId);
    await clone.read(lab.context(), outs);
    expect(lab.logs.at(-1)).toMatch(
      /^gitlab in organization .* turned off at Snyk; `pulumi up` clones it again\. Its last change .* by a person\.$/,
    );
  });

  it("asks once: neither the next refresh, nor one of an integration that is on, looks into the log", async () => {
    const { id, state } = await existing();
    await integration.read(lab.context(), state);
    expect(lab.calls()).toEqual(["restListIntegrations", "restListConnections"]);
    lab.simulator.webUi.turnBrokerOff(id);
    const found = await integration.read(lab.context(), state);
    lab.calls();
    if (found.gone) throw new Error("it is not gone");
    await integration.read(lab.context(), { ...found.outs });
    expect(lab.calls()).toEqual(["restListIntegrations"]);
  });
});

it("asks for an account once in a run, however many integrations it has turned off", async () => {
  const [one, other] = [await existing(), await existing()];
  for (const { id } of [one, other]) lab.simulator.webUi.turnBrokerOff(id);
  const ctx = lab.context();
  for (const { state } of [one, other]) await integration.read(ctx, state);
  expect([lab.count("restSearchAuditLog"), lab.count("restGetSelf"), lab.count("restGetUser")]).toEqual([
    2, 1, 1,
  ]);
  expect(lab.logs.at(-1)).toMatch(saying("by a person"));
});

describe("without the log, all but that sentence is said", () => {
  const log = { operation: "restSearchAuditLog", effect: "before", times: 9 } as const;
  const order = (fault: Fault) => lab.simulator.faults.order(fault);

  it.each([
    ["lacks the permission", () => lab.simulator.settings.patch({ auditLog: "forbidden" })],
    ["is told 410", () => order({ ...log, kind: "status", status: 410 })],
    ["is told 429", () => order({ ...log, kind: "status", status: 429 })],
    ["is told 503", () => order({ ...log, kind: "status", status: 503 })],
    ["gets a page", () => order({ ...log, kind: "html" })],
    ["gets another shape", () => order({ ...log, kind: "malformed" })],
    ["is cut off", () => order({ ...log, kind: "reset" })],
  ])("where the key %s, once", async (_, prepare) => {
    const { id, state } = await existing();
    lab.simulator.webUi.turnBrokerOff(id);
    prepare();
    const found = await integration.read(lab.context(), state);
    expect(found).toMatchObject({ gone: false, outs: { brokered: false } });
    expect(lab.logs.at(-1)).toMatch(WITHOUT);
    expect(lab.calls()).toEqual(["restListIntegrations", "restSearchAuditLog"]);
  });

  it("where the role may only look, with a 404 as well", async () => {
    lab.simulator.settings.patch({ errorOnMissingPermission: "404" });
    const { id, state } = await existing();
    lab.simulator.webUi.turnBrokerOff(id);
    expect(await refreshed(state, lab.simulator.viewerKey)).toMatch(WITHOUT);
  });

  it("where Snyk hangs, soon", async () => {
    const { orgId, id } = await existing();
    lab.simulator.webUi.turnBrokerOff(id);
    order({ ...log, kind: "hang" });
    const begun = performance.now();
    const found = { orgId, type: "gitlab", integrationId: id };
    expect(await turnedOff(lab.context(), found, "enables it again", 300)).toMatch(WITHOUT);
    expect(performance.now() - begun).toBeLessThan(2_000);
  });
});
