import * as integration from "../../../../provider/lifecycle/classic/brokered-integration";
import * as clone from "../../../../provider/lifecycle/classic/cloned-integration";
import type { Properties } from "../../../../provider/lifecycle/engine/protocol";
import { checkContext, failureOf, firstInputs, Lab } from "../../support/lab";
import { pair } from "../../support/pair";

let lab: Lab;
beforeEach(async () => {
  lab = await Lab.start();
});
afterEach(() => lab.close());

const TOKEN = "0b9d7b0e-6c7e-4f7c-9e58-000000000001";
/** The calls since the last time that are no looks. */
const changes = (): readonly string[] => lab.calls().filter((call) => !/^(rest|list)/.test(call));

async function existing(): Promise<{ orgId: string; id: string; state: Properties }> {
  const { id: orgId } = lab.org();
  const { outs } = await integration.create(lab.context(), firstInputs(orgId));
  lab.calls();
  return { orgId, id: outs.integrationId, state: outs };
}

async function refreshed(state: Properties): Promise<{ outs: Properties; inputs: Properties }> {
  const found = await integration.read(lab.context(), state);
  if (found.gone) throw new Error("it is not gone");
  return { outs: found.outs, inputs: found.inputs ?? {} };
}

async function moved(): Promise<{ orgId: string; id: string; outs: Properties; inputs: Properties }> {
  const { orgId, id, state } = await existing();
  lab.simulator.webUi.moveToUniversal(id, "prod");
  return { orgId, id, ...(await refreshed(state)) };
}

describe("an integration that has moved to the Universal Broker", () => {
  it("is said to have by a refresh, which writes down by which connection", async () => {
    const { orgId, outs, inputs } = await moved();
    for (const properties of [outs, inputs]) {
      expect(properties).toMatchObject({ brokered: false, universalConnection: "prod" });
    }
    expect(lab.logs).toEqual([
      expect.stringMatching(
        `^gitlab in organization ${orgId} goes through the Universal Broker \\(connection "prod"\\) now. Its broker token serves nobody`,
      ),
    ]);
    // The next one has nothing new to tell.
    expect(await integration.read(lab.context(), outs)).toEqual({ gone: false, outs });
    expect(lab.logs).toHaveLength(1);
    expect(changes()).toEqual([]);
  });

  it("is left alone by a run, whatever is due, and the preview says so", async () => {
    const { orgId, outs, inputs: olds } = await moved();
    const lines: string[] = [];
    const ctx = checkContext("2027-06-01", { log: (line) => lines.push(line) });
    const args = { orgId, type: "gitlab", rotation: { everyDays: 90 } };
    const { inputs, failures } = integration.check(ctx, olds, args);
    expect(failures).toEqual([]);
    expect(inputs).toMatchObject({ tokenGeneration: 1, brokered: false, universalConnection: "prod" });
    expect(integration.diff(outs, inputs)).toEqual({ changes: false, replaces: [] });
    expect(lines).toEqual([
      `gitlab in organization ${orgId} goes through the Universal Broker (connection "prod"): it is left as it is.`,
    ]);
    // What needs an update anyway brings no call either.
    const updated = await integration.update(lab.context(), outs, { ...inputs, onDelete: "retain" });
    expect(updated).toMatchObject({ onDelete: "retain", brokered: false, universalConnection: "prod" });
    expect(changes()).toEqual([]);
  });

  it("cannot be rotated on demand: the preview refuses instead of passing it over", async () => {
    const { orgId, inputs: olds } = await moved();
    const args = { orgId, type: "gitlab", rotation: { trigger: "leak" } };
    const { failures } = integration.check(checkContext("2026-11-23"), olds, args);
    expect(failures.map(({ reason }) => reason).join()).toMatch(
      /goes through the Universal Broker \(connection "prod"\): it has no broker token to rotate/,
    );
  });

  it.each(["seen by a refresh", "seen by nobody yet"])("is not turned off by a destroy: %s", async (seen) => {
    const { id, state } = await existing();
    lab.simulator.webUi.moveToUniversal(id, "prod");
    const stored = seen === "seen by a refresh" ? (await refreshed(state)).outs : state;
    await integration.remove(lab.context(), stored);
    expect(changes()).toEqual([]);
    expect(lab.logs.at(-1)).toMatch(
      /goes through the Universal Broker \(connection "prod"\): it is left as it is/,
    );
    expect(lab.simulator.integrations().find((each) => each.id === id)?.universalConnection).toBe("prod");
  });

  it("is not enabled again by a run that thinks that it is off", async () => {
    const { orgId, id, state } = await existing();
    lab.simulator.webUi.turnBrokerOff(id);
    const { outs, inputs: olds } = await refreshed(state);
    lab.simulator.webUi.moveToUniversal(id, "prod");
    const { inputs } = integration.check(checkContext("2026-11-23"), olds, { orgId, type: "gitlab" });
    const { message } = await failureOf(integration.update(lab.context(), outs, inputs));
    expect(message).toMatch(/\(connection "prod"\)\. Nothing was changed\. Run `pulumi refresh`/);
    expect(changes()).toEqual([]);
  });

  it("that no refresh has seen explains Snyk's refusal to provision", async () => {
    const { orgId, id, state } = await existing();
    lab.simulator.webUi.moveToUniversal(id, "prod");
    const args = { orgId, type: "gitlab", rotation: { trigger: "leak" } };
    const { inputs } = integration.check(checkContext("2026-11-23"), state, args);
    const { message } = await failureOf(integration.update(lab.context(), state, inputs));
    expect(message).toMatch(/goes through the Universal Broker \(connection "prod"\)\. Nothing was changed/);
    expect(lab.count("provisionToken")).toBe(1);
  });

  it.each([{}, { adopt: { brokerToken: TOKEN } }, { assumeNotBrokered: true }])(
    "is not taken over by a creation with %j",
    async (more) => {
      const { id: orgId } = lab.org();
      const id = lab.simulator.webUi.addIntegration({ orgId, type: "gitlab" });
      lab.simulator.webUi.moveToUniversal(id, "prod");
      lab.simulator.settings.patch({ restIntegrations: "without-has-broker" });
      const { message } = await failureOf(integration.create(lab.context(), firstInputs(orgId, more)));
      expect(message).toMatch(
        /\(connection "prod"\)\. Nothing was changed\. There is no broker token to take over/,
      );
      expect(message).not.toContain(TOKEN);
      expect(changes()).toEqual([]);
    },
  );

  it("that was disconnected there is enabled again", async () => {
    const { orgId, id, outs } = await moved();
    lab.simulator.webUi.turnBrokerOff(id);
    const back = await refreshed(outs);
    expect(back.outs).not.toHaveProperty("universalConnection");
    const { inputs } = integration.check(checkContext("2026-11-23"), back.inputs, { orgId, type: "gitlab" });
    const repaired = await integration.update(lab.context(), back.outs, inputs);
    expect(repaired).toMatchObject({ brokered: true, brokerToken: lab.liveToken(orgId) });
  });

  it("that is classic again counts as brokered, and the message says how to make sure of its token", async () => {
    const { id, outs } = await moved();
    lab.simulator.webUi.turnBrokerOn(id);
    const back = await refreshed(outs);
    expect(back.outs).toMatchObject({ brokered: true });
    expect(back.outs).not.toHaveProperty("universalConnection");
    expect(lab.logs.at(-1)).toMatch(/has left the Universal Broker .*Compare its token.*`rotation.trigger`/);
  });

  it("stays marked where Snyk does not tell any more", async () => {
    const { outs } = await moved();
    lab.simulator.faults.order({
      operation: "restListConnections",
      effect: "before",
      kind: "status",
      status: 410,
    });
    expect(await integration.read(lab.context(), outs)).toEqual({ gone: false, outs });
  });
});

describe("a clone that has moved to the Universal Broker", () => {
  async function cloned(): Promise<{ outs: Properties; target: string; id: string; inputs: Properties }> {
    const { inputs, target } = await pair(lab);
    const { outs } = await clone.create(lab.context(), inputs);
    lab.calls();
    return { outs, target, inputs, id: outs.integrationId };
  }

  it("is left alone by refresh, run and destroy", async () => {
    const { outs, target, id, inputs } = await cloned();
    lab.simulator.webUi.moveToUniversal(id, "prod");
    const found = await clone.read(lab.context(), outs);
    if (found.gone) throw new Error("it is not gone");
    expect(found.outs).toMatchObject({ brokered: false, universalConnection: "prod" });
    expect(lab.logs.at(-1)).toMatch(`gitlab in organization ${target} goes through the Universal Broker`);

    const lines: string[] = [];
    const ctx = checkContext("2026-11-23", { log: (line) => lines.push(line) });
    const news = clone.check(ctx, found.inputs ?? {}, inputs).inputs;
    expect(clone.diff(found.outs, news)).toEqual({ changes: false, replaces: [] });
    expect(lines.join()).toMatch(/\(connection "prod"\): it is left as it is/);
    await clone.update(lab.context(), found.outs, { ...news, onDelete: "disable" });
    await clone.remove(lab.context(), found.outs);
    expect(changes()).toEqual([]);
  });

  it("is not cloned over by a run that thinks that it is off", async () => {
    const { outs, id, inputs } = await cloned();
    lab.simulator.webUi.turnBrokerOff(id);
    const found = await clone.read(lab.context(), outs);
    if (found.gone) throw new Error("it is not gone");
    lab.simulator.webUi.moveToUniversal(id, "prod");
    const news = clone.check(checkContext("2026-11-23"), found.inputs ?? {}, inputs).inputs;
    expect((await failureOf(clone.update(lab.context(), found.outs, news))).message).toMatch(
      /Nothing was changed\. Run `pulumi refresh`/,
    );
    expect(changes()).toEqual([]);
  });

  it("is not adopted, and nothing is cloned from a source that has moved", async () => {
    const { source, target, inputs } = await pair(lab);
    const sourceId = String(lab.simulator.integration(source, "gitlab")?.id);
    lab.simulator.webUi.moveToUniversal(sourceId, "prod");
    lab.calls();
    expect((await failureOf(clone.create(lab.context(), inputs))).message).toMatch(
      `gitlab in organization ${source} goes through the Universal Broker`,
    );
    const there = lab.simulator.webUi.addIntegration({ orgId: target, type: "gitlab" });
    lab.simulator.webUi.moveToUniversal(there, "prod");
    expect((await failureOf(clone.create(lab.context(), { ...inputs, adopt: true }))).message).toMatch(
      `gitlab in organization ${target} goes through the Universal Broker`,
    );
    expect(changes()).toEqual([]);
  });
});
