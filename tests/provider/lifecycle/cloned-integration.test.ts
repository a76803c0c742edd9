import * as clone from "../../../provider/lifecycle/cloned-integration";
import { checkContext, failureOf, Lab } from "../support/lab";
import { leftover, pair } from "../support/pair";

let lab: Lab;
beforeAll(async () => (lab = await Lab.start()));
afterAll(() => lab.close());
afterEach(() => {
  lab.simulator.settings.reset();
  lab.simulator.faults.clear();
  lab.calls();
});

describe("a clone", () => {
  it("is one look, one question for groups a run, and one call; it shares the source's token", async () => {
    const { source, target, inputs } = await pair(lab);
    const { id, outs } = await clone.create(lab.context(), inputs);
    expect(lab.calls()).toEqual(["restListIntegrations", "listOrgs", "cloneIntegration"]);
    expect([id, lab.liveToken(target)]).toEqual([
      lab.simulator.integration(target, "gitlab")?.id,
      lab.liveToken(source),
    ]);
    expect(JSON.stringify(outs)).not.toContain(lab.liveToken(source));
  });

  it("into another group is refused before the call", async () => {
    const { target, inputs } = await pair(lab, { sameGroup: false });
    expect((await failureOf(clone.create(lab.context(), inputs))).message).toMatch(
      new RegExp(
        `Could not clone into organization ${target}: it is not in the group .* Declare a BrokeredIntegration`,
      ),
    );
    expect(lab.count("cloneIntegration")).toBe(0);
  });

  it("over a brokered integration is refused; adopt takes that one", async () => {
    const { source, target, inputs } = await pair(lab);
    const there = await lab
      .context()
      .api.cloneIntegration(source, String(inputs["sourceIntegrationId"]), target);
    expect((await failureOf(clone.create(lab.context(), inputs))).message).toMatch(
      /has a gitlab integration already.*`adopt: true`/,
    );
    lab.calls();
    expect((await clone.create(lab.context(), { ...inputs, adopt: true })).id).toBe(there);
    expect(lab.calls()).toEqual(["restListIntegrations"]);
  });

  it("in the place of one without a Broker is Snyk's to decide, and its refusal is explained", async () => {
    const { target, inputs } = await pair(lab);
    leftover(lab, target);
    expect((await failureOf(clone.create(lab.context(), inputs))).message).toMatch(
      /remove that one in Snyk's web UI, then run again/,
    );
    lab.simulator.settings.patch({ cloneOverExisting: "overwrites" });
    await clone.create(lab.context(), inputs);
    expect(lab.simulator.integration(target, "gitlab")?.brokered).toBe(true);
  });
});

describe("a clone whose answer is lost", () => {
  it.each(["reset", "malformed", "html"] as const)(
    "after its effect (%s) is found, not cloned again",
    async (kind) => {
      const { target, inputs } = await pair(lab);
      lab.simulator.faults.order({ operation: "cloneIntegration", kind, effect: "after" });
      const { id } = await clone.create(lab.context(), inputs);
      expect(id).toBe(lab.simulator.integration(target, "gitlab")?.id);
      expect(lab.count("cloneIntegration")).toBe(1);
    },
  );

  it("before its effect is made by a second call", async () => {
    const { source, target, inputs } = await pair(lab);
    lab.simulator.faults.order({ operation: "cloneIntegration", kind: "reset", effect: "before" });
    await clone.create(lab.context(), inputs);
    expect(lab.liveToken(target)).toBe(lab.liveToken(source));
  });

  it("before its effect is not taken for done because of an integration without a Broker", async () => {
    lab.simulator.settings.patch({ cloneOverExisting: "overwrites" });
    const { source, target, inputs } = await pair(lab);
    leftover(lab, target);
    lab.simulator.faults.order({ operation: "cloneIntegration", kind: "reset", effect: "before" });
    await clone.create(lab.context(), inputs);
    expect(lab.liveToken(target)).toBe(lab.liveToken(source));
  });
});

describe("a run that is killed", () => {
  it("after the clone call: the next run takes over its clone", async () => {
    const { target, inputs } = await pair(lab);
    lab.journal.write(`${lab.simulator.url}|${target}|gitlab`, {
      operation: "clone",
      generation: 1,
      at: "2026-11-22",
    });
    const made = await lab
      .context()
      .api.cloneIntegration(String(inputs["sourceOrgId"]), String(inputs["sourceIntegrationId"]), target);
    expect((await clone.create(lab.context(), inputs)).id).toBe(made);
  });

  it("before the clone call: an integration without a Broker that was there before is not taken for the clone", async () => {
    lab.simulator.settings.patch({ cloneOverExisting: "overwrites" });
    const { source, target, inputs } = await pair(lab);
    leftover(lab, target);
    lab.journal.write(`${lab.simulator.url}|${target}|gitlab`, {
      operation: "clone",
      generation: 1,
      at: "2026-11-22",
    });
    await clone.create(lab.context(), inputs);
    expect(lab.liveToken(target)).toBe(lab.liveToken(source));
  });
});

describe("a refresh of a clone", () => {
  it("tells gone, turned off and fine apart, with one call each (two to be sure that it is gone)", async () => {
    const { target, inputs } = await pair(lab);
    const { id, outs } = await clone.create(lab.context(), inputs);
    lab.calls();
    expect(await clone.read(lab.context(), outs)).toEqual({ gone: false, outs });
    expect(lab.calls()).toHaveLength(1);
    lab.simulator.webUi.turnBrokerOff(id);
    expect(await clone.read(lab.context(), outs)).toMatchObject({ gone: false, outs: { brokered: false } });
    lab.simulator.webUi.removeIntegration(id);
    expect(await clone.read(lab.context(), outs)).toEqual({ gone: true });
    expect(lab.simulator.integrations(target)).toEqual([]);
  });

  it("that found it turned off is repaired by cloning again, where Snyk lets that be", async () => {
    lab.simulator.settings.patch({ cloneOverExisting: "overwrites" });
    const { source, target, inputs } = await pair(lab);
    const { id, outs } = await clone.create(lab.context(), inputs);
    lab.simulator.webUi.turnBrokerOff(id);
    const off = { ...outs, brokered: false };
    const args = { orgId: target, type: "gitlab", ...inputs };
    const { inputs: wanted } = clone.check(checkContext("2026-11-22"), { ...inputs, brokered: false }, args);
    expect(clone.diff(off, wanted)).toEqual({ changes: true, replaces: [] });
    const updated = await clone.update(lab.context(), off, wanted);
    expect(lab.liveToken(target)).toBe(lab.liveToken(source));
    const next = clone.check(checkContext("2026-11-23"), wanted, args);
    expect(clone.diff(updated, next.inputs).changes).toBe(false);
  });
});

describe("what a clone stores", () => {
  it("is nothing that every clone has anyway", async () => {
    const { inputs } = await pair(lab);
    const checked = clone.check(checkContext("2026-11-22"), {}, { ...inputs, onDelete: "disable" });
    expect(checked).toEqual({ inputs, failures: [] });
    const { id, outs } = await clone.create(lab.context(), checked.inputs);
    expect(JSON.parse(JSON.stringify(outs))).toEqual({ ...inputs, schemaVersion: 1, integrationId: id });
  });

  it("is no reason for an update when a default is written down or left out", async () => {
    const { inputs } = await pair(lab);
    const { outs } = await clone.create(lab.context(), inputs);
    const written = clone.check(checkContext("2026-11-22"), inputs, { ...inputs, onDelete: "disable" });
    expect(clone.diff(outs, written.inputs).changes).toBe(false);
    const retained = clone.check(checkContext("2026-11-22"), inputs, { ...inputs, onDelete: "retain" });
    expect(clone.diff(outs, retained.inputs).changes).toBe(true);
  });
});

describe("another source for a clone", () => {
  const outs = {
    orgId: "o",
    type: "gitlab",
    sourceOrgId: "s",
    sourceIntegrationId: "i",
  };

  it("means that the old clone goes first: there is one integration of a type per organization", () => {
    expect(clone.diff(outs, { ...outs, sourceOrgId: "t", sourceIntegrationId: "j" })).toEqual({
      changes: true,
      replaces: ["sourceOrgId", "sourceIntegrationId"],
      deleteBeforeReplace: true,
    });
  });

  it("in another organization does not: the old one serves until the new one is there", () => {
    expect(clone.diff(outs, { ...outs, orgId: "p", sourceOrgId: "t" }).deleteBeforeReplace).toBeUndefined();
  });

  it("is none while the source's id is not known: the organization and the type name the same one", () => {
    const sourceIntegrationId = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    expect(clone.diff(outs, { ...outs, sourceIntegrationId })).toEqual({ changes: false, replaces: [] });
  });
});

describe("a destroy of a clone", () => {
  it("turns off its Broker alone; the source keeps serving; twice is fine", async () => {
    const { source, target, inputs } = await pair(lab);
    const { outs } = await clone.create(lab.context(), inputs);
    await clone.remove(lab.context(), outs);
    await clone.remove(lab.context(), outs);
    expect(lab.simulator.integration(target, "gitlab")?.brokered).toBe(false);
    expect(lab.simulator.integration(source, "gitlab")?.brokered).toBe(true);
  });

  it("is done when the clone is gone, and not when it cannot be seen", async () => {
    const { inputs } = await pair(lab);
    const { id, outs } = await clone.create(lab.context(), inputs);
    const apiKey = lab.simulator.addKey({ name: crypto.randomUUID(), orgIds: [] });
    expect((await failureOf(clone.remove(lab.context({ apiKey }), outs))).message).toMatch(/HTTP 404/);
    lab.simulator.webUi.removeIntegration(id);
    await clone.remove(lab.context(), outs);
  });

  it("says how to go on when Snyk refuses empty credentials", async () => {
    lab.simulator.settings.patch({ emptyCredentialsOnDisable: "refused" });
    const { inputs } = await pair(lab);
    const { outs } = await clone.create(lab.context(), inputs);
    expect((await failureOf(clone.remove(lab.context(), outs))).message).toMatch(
      /set `credentialsOnDelete` on the clone.*set `onDelete: "retain"`/,
    );
  });

  it("leaves the credentials that it was told to leave", async () => {
    lab.simulator.settings.patch({ emptyCredentialsOnDisable: "refused" });
    const { target, inputs } = await pair(lab);
    const { outs } = await clone.create(lab.context(), inputs);
    const credentialsOnDelete = { token: "scm-token", url: "https://scm.example" };
    const { inputs: wanted } = clone.check(checkContext("2026-11-22"), inputs, {
      ...inputs,
      credentialsOnDelete,
    });
    expect(clone.diff(outs, wanted)).toEqual({ changes: true, replaces: [] });
    lab.calls();
    const updated = await clone.update(lab.context(), outs, wanted);
    expect(lab.calls()).toEqual([]);
    await clone.remove(lab.context(), updated);
    expect(lab.simulator.integration(target, "gitlab")?.brokered).toBe(false);
  });
});
