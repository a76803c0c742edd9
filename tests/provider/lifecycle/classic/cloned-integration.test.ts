import * as clone from "../../../../provider/lifecycle/classic/cloned-integration";
import type { Properties } from "../../../../provider/lifecycle/engine/protocol";
import { checkContext, failureOf, Lab, STACK } from "../../support/lab";
import { type CloneSource, leftover, pair } from "../../support/pair";

let lab: Lab;
beforeAll(async () => (lab = await Lab.start()));
afterAll(() => lab.close());
afterEach(() => {
  lab.simulator.settings.reset();
  lab.simulator.faults.clear();
  lab.calls();
});

/** Snyk's id of a source; Pulumi's says as well which creation of it this is. */
const integrationOf = ({ id }: CloneSource): string => id.split("/")[0] ?? "";

/** What a run leaves that is killed while it clones `source`. */
function noteOfClone(target: string, source: CloneSource, owner = STACK): void {
  lab.journal.write(`${lab.simulator.url}|${target}|gitlab`, {
    operation: "clone",
    owner,
    instance: "killed",
    generation: 1,
    source: `${source.id} ${source.enabledGeneration ?? ""}`,
    at: "2026-11-22",
  });
}

describe("a clone", () => {
  it("is one look, two at the source and one question for groups a run, and one call; it shares the source's token", async () => {
    const { source, target, inputs } = await pair(lab);
    const { id, outs } = await clone.create(lab.context(), inputs);
    expect(lab.calls()).toEqual([
      "restListIntegrations",
      "restListIntegrations",
      "listOrgs",
      "restListConnections",
      "cloneIntegration",
    ]);
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
    const there = await lab.context().api.cloneIntegration(source, integrationOf(inputs.source), target);
    expect((await failureOf(clone.create(lab.context(), inputs))).message).toMatch(
      /has a gitlab integration already.*`adopt: true`/,
    );
    lab.calls();
    expect((await clone.create(lab.context(), { ...inputs, adopt: true })).id).toBe(there);
    expect(lab.calls()).toEqual(["restListIntegrations", "restListIntegrations", "restListConnections"]);
  });

  it("in the place of one without a Broker is Snyk's to decide, and its refusal is explained", async () => {
    lab.simulator.settings.patch({ cloneOverTurnedOff: "conflict" });
    const { target, inputs } = await pair(lab);
    leftover(lab, target);
    expect((await failureOf(clone.create(lab.context(), inputs))).message).toMatch(
      /Look at that one in Snyk's web UI: if nobody uses it .*remove it there, then run again/,
    );
    lab.simulator.settings.patch({ cloneOverTurnedOff: "overwrites" });
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
    lab.simulator.settings.patch({ cloneOverTurnedOff: "overwrites" });
    const { source, target, inputs } = await pair(lab);
    leftover(lab, target);
    lab.simulator.faults.order({ operation: "cloneIntegration", kind: "reset", effect: "before" });
    await clone.create(lab.context(), inputs);
    expect(lab.liveToken(target)).toBe(lab.liveToken(source));
  });
});

describe("a run that is killed", () => {
  it("after the clone call: the next run takes over its clone", async () => {
    const { source, target, inputs } = await pair(lab);
    noteOfClone(target, inputs.source);
    const made = await lab.context().api.cloneIntegration(source, integrationOf(inputs.source), target);
    expect((await clone.create(lab.context(), inputs)).id).toBe(made);
  });

  it("before the clone call: an integration without a Broker that was there before is not taken for the clone", async () => {
    lab.simulator.settings.patch({ cloneOverTurnedOff: "overwrites" });
    const { source, target, inputs } = await pair(lab);
    leftover(lab, target);
    noteOfClone(target, inputs.source);
    await clone.create(lab.context(), inputs);
    expect(lab.liveToken(target)).toBe(lab.liveToken(source));
  });
});

describe("a refresh of a clone", () => {
  it("tells gone, turned off and fine apart, and changes nothing at Snyk", async () => {
    const { target, inputs } = await pair(lab);
    const { id, outs } = await clone.create(lab.context(), inputs);
    lab.calls();
    expect(await clone.read(lab.context(), outs)).toEqual({ gone: false, outs });
    expect(lab.calls()).toEqual(["restListIntegrations", "restListConnections"]);
    lab.simulator.webUi.turnBrokerOff(id);
    expect(await clone.read(lab.context(), outs)).toMatchObject({ gone: false, outs: { brokered: false } });
    lab.simulator.webUi.removeIntegration(id);
    expect(await clone.read(lab.context(), outs)).toEqual({ gone: true });
    expect(lab.simulator.integrations(target)).toEqual([]);
  });

  it("that found it turned off is repaired by cloning again, where Snyk lets that be", async () => {
    lab.simulator.settings.patch({ cloneOverTurnedOff: "overwrites" });
    const { source, target, inputs } = await pair(lab);
    const { id, outs } = await clone.create(lab.context(), inputs);
    lab.simulator.webUi.turnBrokerOff(id);
    const off = { ...outs, brokered: false };
    const { inputs: wanted } = clone.check(
      checkContext("2026-11-22"),
      { ...inputs, brokered: false },
      inputs,
    );
    expect(clone.diff(off, wanted)).toEqual({ changes: true, replaces: [] });
    const updated = await clone.update(lab.context(), off, wanted);
    expect(lab.liveToken(target)).toBe(lab.liveToken(source));
    const next = clone.check(checkContext("2026-11-23"), wanted, inputs);
    expect(clone.diff(updated, next.inputs).changes).toBe(false);
  });
});

describe("what a clone stores", () => {
  it("is nothing that every clone has anyway", async () => {
    const { inputs } = await pair(lab);
    const checked = clone.check(checkContext("2026-11-22"), {}, { ...inputs, onDelete: "disable" });
    expect(checked).toEqual({ inputs, failures: [] });
    const { id, outs } = await clone.create(lab.context(), checked.inputs);
    expect(JSON.parse(JSON.stringify(outs))).toEqual({
      ...inputs,
      schemaVersion: 1,
      integrationId: id,
      instance: expect.stringMatching(/^[a-z0-9]{6}$/) as string,
    });
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
  const source = { orgId: "s", type: "gitlab", id: "i/k3x9qd" };
  const outs = { orgId: "o", source, schemaVersion: 1, integrationId: "c", instance: "abcdef" };
  const wanted = { orgId: "o", source };
  const shown = (news: Properties) => clone.diff(outs, news);

  it.each<[what: string, source: Partial<CloneSource>]>([
    ["in another organization", { orgId: "t", id: "j/k3x9qd" }],
    ["that is another creation of the same integration", { id: "i/aaaaaa" }],
    ["that was enabled again", { enabledGeneration: 2 }],
    ["whose id is not known yet", { id: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }],
  ])("%s is an update in place: a clone that is turned off first might never come back", (_, other) => {
    expect(shown({ ...wanted, source: { ...source, ...other } })).toEqual({ changes: true, replaces: [] });
  });

  it("of another type is another integration: the old one serves until the new one is there", () => {
    const found = shown({ ...wanted, source: { ...source, type: "github", id: "j/k3x9qd" } });
    expect(found).toEqual({ changes: true, replaces: ["source"] });
  });

  it("in another organization of its own replaces it, and the old one serves until the new one is there", () => {
    const found = shown({ orgId: "p", source: { ...source, orgId: "t" } });
    expect([found.replaces, found.deleteBeforeReplace]).toEqual([["orgId"], undefined]);
  });
});

describe("a clone in the state of an earlier release", () => {
  const stored = async () => {
    const { inputs } = await pair(lab);
    const { outs } = await clone.create(lab.context(), inputs);
    const { source: from, instance: _none, ...rest } = outs;
    const source = { ...from, id: integrationOf(from) };
    const former = { ...rest, type: from.type, sourceOrgId: from.orgId, sourceIntegrationId: source.id };
    return { inputs: { orgId: outs.orgId, source }, former };
  };

  it("is no change while its source is of an earlier release too, and can be refreshed and destroyed", async () => {
    const { inputs, former } = await stored();
    expect(clone.diff(former, inputs)).toEqual({ changes: false, replaces: [] });
    const again = { ...inputs, source: { ...inputs.source, enabledGeneration: 2 } };
    expect(clone.diff({ ...former, sourceEnabledGeneration: 2 }, again).changes).toBe(false);
    expect(await clone.read(lab.context(), former)).toEqual({ gone: false, outs: former });
    await clone.remove(lab.context(), former);
    expect(lab.simulator.integration(inputs.orgId, "gitlab")?.brokered).toBe(false);
  });

  it("becomes one of this release with the next update, without a call", async () => {
    const { inputs, former } = await stored();
    lab.calls();
    const updated = await clone.update(lab.context(), former, { ...inputs, onDelete: "retain" });
    expect([updated, lab.calls()]).toEqual([
      { ...inputs, onDelete: "retain", schemaVersion: 1, integrationId: former.integrationId },
      [],
    ]);
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
