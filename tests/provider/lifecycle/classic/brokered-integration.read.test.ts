import { isDeepStrictEqual } from "node:util";
import * as integration from "../../../../provider/lifecycle/classic/brokered-integration";
import type { Properties } from "../../../../provider/lifecycle/engine/protocol";
import { checkContext, failureOf, firstInputs, Lab } from "../../support/lab";

let lab: Lab;
beforeAll(async () => (lab = await Lab.start()));
afterAll(() => lab.close());
afterEach(() => {
  lab.simulator.settings.reset();
  lab.simulator.faults.clear();
  lab.calls();
});

/** `id` is Snyk's. */
async function existing(): Promise<{ orgId: string; id: string; state: Properties }> {
  const { id: orgId } = lab.org();
  const { outs } = await integration.create(lab.context(), firstInputs(orgId));
  lab.calls();
  return { orgId, id: outs.integrationId, state: outs };
}
const read = (state: Properties, apiKey?: string) =>
  integration.read(lab.context(apiKey === undefined ? {} : { apiKey }), state);

describe("a refresh", () => {
  it("of an integration as it should be is two calls, the list and what the Universal Broker has, and no change", async () => {
    const { state } = await existing();
    expect(await read(state)).toEqual({ gone: false, outs: state });
    expect(lab.calls()).toEqual(["restListIntegrations", "restListConnections"]);
  });

  it("sees that it is gone, by Snyk's complete list", async () => {
    const { id, state } = await existing();
    lab.simulator.webUi.removeIntegration(id);
    expect(await read(state)).toEqual({ gone: true });
    expect(lab.calls()).toEqual(["restListIntegrations", "listIntegrations"]);
  });

  it("sees that its Broker was turned off; the next up says so in its preview, and repairs it", async () => {
    const { id, orgId, state } = await existing();
    lab.simulator.webUi.turnBrokerOff(id);
    const found = await read(state);
    if (found.gone) throw new Error("it is not gone");
    expect(found.outs).toEqual({ ...state, brokered: false });
    expect(lab.logs.at(-1)).toMatch(/the Broker is turned off at Snyk; `pulumi up` enables it again/);

    const args = { orgId, type: "gitlab" };
    const { inputs } = integration.check(checkContext("2026-11-23"), found.inputs ?? {}, args);
    expect(inputs).toMatchObject({
      tokenGeneration: 2,
      enabledGeneration: 2,
      rotationReason: "the Broker was found turned off at Snyk",
    });
    expect(integration.diff(found.outs, inputs)).toEqual({ changes: true, replaces: [] });
    lab.calls();
    const repaired = await integration.update(lab.context(), found.outs, inputs);
    expect(lab.calls()).toEqual(["restListConnections", "updateIntegration:enable"]);
    expect(repaired).toMatchObject({
      brokerToken: lab.liveToken(orgId),
      brokered: true,
      provisionedGeneration: 0,
    });
  });

  it.each(["forbidden", "absent", "without-has-broker"] as const)(
    "takes an integration for present where the REST API is %s",
    async (restIntegrations) => {
      const { state } = await existing();
      lab.simulator.settings.patch({ restIntegrations });
      expect(await read(state)).toEqual({ gone: false, outs: state });
    },
  );
});

describe("a refresh that Snyk does not answer is an error, never a deletion:", () => {
  it.each([
    ["403", /lacks the permission "View Integrations"/],
    ["404", /Snyk finds no such organization or integration, or the API key may not see it/],
  ] as const)("the key may not look (%s)", async (errorOnMissingPermission, reason) => {
    const { state } = await existing();
    lab.simulator.settings.patch({ errorOnMissingPermission });
    const blind = lab.simulator.addKey({ name: crypto.randomUUID(), permissions: ["View Organization"] });
    expect((await failureOf(read(state, blind))).message).toMatch(reason);
  });

  it("the key is no member of the organization", async () => {
    const { state } = await existing();
    const stranger = lab.simulator.addKey({ name: crypto.randomUUID(), orgIds: [] });
    expect((await failureOf(read(state, stranger))).message).toMatch(/HTTP 404/);
  });

  it("the key is not valid any more", async () => {
    const { state } = await existing();
    expect((await failureOf(read(state, "revoked"))).message).toMatch(
      /does not accept the API key: it was revoked, or is of another region .*\(HTTP 401/,
    );
  });

  it.each([500, 503] as const)("Snyk fails with %d", async (status) => {
    const { orgId, state } = await existing();
    lab.simulator.faults.order({
      operation: "restListIntegrations",
      orgId,
      kind: "status",
      status,
      effect: "before",
      times: 9,
    });
    expect((await failureOf(read(state))).message).toMatch(/Snyk's API failed/);
  });

  it("both lists are HTML pages of a proxy", async () => {
    const { orgId, state } = await existing();
    for (const operation of ["restListIntegrations", "listIntegrations"] as const) {
      lab.simulator.faults.order({ operation, orgId, kind: "html", effect: "before", times: 9 });
    }
    expect((await failureOf(read(state))).message).toMatch(/no proxy answers in its place/);
  });

  it("the network is down", async () => {
    const { state } = await existing();
    const other = await Lab.start();
    const ctx = other.context();
    await other.close();
    expect((await failureOf(integration.read(ctx, state))).message).toMatch(
      /could not be reached \(ECONNREFUSED\)/,
    );
  });
});

it("one passing failure is no news to anybody", async () => {
  const { orgId, state } = await existing();
  lab.simulator.faults.order({
    operation: "restListIntegrations",
    orgId,
    kind: "reset",
    effect: "before",
    times: 3,
  });
  expect(await read(state)).toEqual({ gone: false, outs: state });
});

it("a state that nobody stored like that is refused in a sentence that names the fields", async () => {
  const { state } = await existing();
  const { integrationId: _none, ...edited } = state;
  expect((await failureOf(read(edited))).message).toMatch(
    /cannot be read \(integrationId\).*`pulumi stack import`/,
  );
});

it("a drift leaves nothing to show but the drift, after an adoption too", async () => {
  const { orgId, id } = await existing();
  const adopt = { brokerToken: "7a1e3c5f-0000-4000-8000-00000000cafe", tokenIssuedOn: "2026-11-01" };
  const args = { orgId, type: "gitlab", adopt, assumeNotBrokered: true };
  const first = integration.check(checkContext("2026-11-22"), {}, args).inputs;
  const { outs } = await integration.create(lab.context(), first);
  expect(JSON.stringify(integration.check(checkContext("2026-11-22"), first, args))).not.toContain('adopt"');

  lab.simulator.webUi.turnBrokerOff(id);
  const found = await read(outs);
  if (found.gone || !found.inputs) throw new Error("it is not gone, and its inputs change");
  const before: Properties = found.inputs;
  const after = integration.check(checkContext("2026-11-22"), before, args).inputs;
  const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => !isDeepStrictEqual(before[name], after[name]),
  );
  expect(changed.sort()).toEqual([
    "brokered",
    "enabledGeneration",
    "rotationReason",
    "tokenGeneration",
    "tokenIssuedOn",
  ]);
});
