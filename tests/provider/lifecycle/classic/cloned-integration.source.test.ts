import * as integration from "../../../../provider/lifecycle/classic/brokered-integration";
import * as clone from "../../../../provider/lifecycle/classic/cloned-integration";
import type { Properties } from "../../../../provider/lifecycle/engine/protocol";
import { checkContext, failureOf, firstInputs, Lab } from "../../support/lab";
import { pair, type Pair } from "../../support/pair";

let lab: Lab;
beforeAll(async () => (lab = await Lab.start()));
afterAll(() => lab.close());
afterEach(() => {
  lab.simulator.settings.reset();
  lab.simulator.faults.clear();
  lab.calls();
});

interface Cloned extends Pair {
  /** Outputs of the clone. */
  readonly outs: Properties;
}

async function cloned(): Promise<Cloned> {
  const made = await pair(lab);
  const { outs } = await clone.create(lab.context(), made.inputs);
  return { ...made, outs };
}

describe("a clone whose source was replaced by another creation of the same integration", () => {
  async function replaced(): Promise<Cloned & { readonly wanted: Pair["inputs"] }> {
    const made = await cloned();
    await integration.remove(lab.context(), made.sourceOuts);
    const { id } = await integration.create(lab.context(), firstInputs(made.source));
    expect(lab.liveToken(made.target)).not.toBe(lab.liveToken(made.source));
    lab.calls();
    return { ...made, wanted: { ...made.inputs, source: { ...made.inputs.source, id } } };
  }

  it("is cloned again, over itself, and shares the new token: nothing is turned off", async () => {
    lab.simulator.settings.patch({ cloneOverExisting: "overwrites" });
    const { source, target, outs, wanted } = await replaced();
    expect(clone.diff(outs, wanted)).toEqual({ changes: true, replaces: [] });
    const updated = await clone.update(lab.context(), outs, wanted);
    expect(lab.calls().filter((call) => call !== "listOrgs")).toEqual([
      "restListConnections",
      "cloneIntegration",
    ]);
    expect(lab.liveToken(target)).toBe(lab.liveToken(source));
    expect(clone.diff(updated, wanted).changes).toBe(false);
    expect(updated.instance).toBe(outs["instance"]);
  });

  it("is named where Snyk does not clone over it: it may be on a token that no client has", async () => {
    const { target, outs, wanted } = await replaced();
    expect((await failureOf(clone.update(lab.context(), outs, wanted))).message).toMatch(
      /source is another resource than before.*Compare both tokens.*`adopt: true`.*`pulumi refresh`/,
    );
    expect(lab.simulator.integration(target, "gitlab")?.brokered).toBe(true);
  });
});

describe("a clone whose source was taken over by another resource, with the token that it had", () => {
  const takenOver = async (more: Properties) => {
    const made = await cloned();
    const adopt = { brokerToken: lab.liveToken(made.source) };
    const inputs = firstInputs(made.source, { adopt, enabledGeneration: 0 });
    const { id } = await integration.create(lab.context(), inputs);
    lab.calls();
    const source = { ...made.inputs.source, id, enabledGeneration: 0 };
    return { ...made, wanted: { ...made.inputs, ...more, source } };
  };

  it("is on that token still, when the program says so: no call", async () => {
    const { outs, wanted } = await takenOver({ adopt: true });
    const updated = await clone.update(lab.context(), outs, wanted);
    expect([lab.calls(), updated.source]).toEqual([[], wanted.source]);
    expect(clone.diff(updated, wanted).changes).toBe(false);
  });

  it("is cloned over otherwise", async () => {
    lab.simulator.settings.patch({ cloneOverExisting: "overwrites" });
    const { source, target, outs, wanted } = await takenOver({});
    await clone.update(lab.context(), outs, wanted);
    expect(lab.calls()).toContain("cloneIntegration");
    expect(lab.liveToken(target)).toBe(lab.liveToken(source));
  });
});

describe("a clone that is to have its token from another organization", () => {
  async function moving(groupId?: string) {
    const { id: source, groupId: group } = lab.org();
    const { id: target } = lab.org(group);
    const { id: other } = lab.org(groupId ?? group);
    const [one, two] = [
      await integration.create(lab.context(), firstInputs(source)),
      await integration.create(lab.context(), firstInputs(other)),
    ];
    const inputs = { orgId: target, source: { orgId: source, type: "gitlab", id: one.id } };
    const { outs } = await clone.create(lab.context(), inputs);
    const wanted = { orgId: target, source: { orgId: other, type: "gitlab", id: two.id } };
    lab.calls();
    return { source, target, other, inputs, outs, wanted };
  }

  it("is cloned over where Snyk does that; its Broker is on throughout", async () => {
    lab.simulator.settings.patch({ cloneOverExisting: "overwrites" });
    const { target, other, outs, wanted } = await moving();
    await clone.update(lab.context(), outs, wanted);
    expect(lab.calls()).toEqual(["listOrgs", "restListConnections", "cloneIntegration"]);
    expect(lab.liveToken(target)).toBe(lab.liveToken(other));
  });

  it("stays as it is where Snyk refuses: nothing is turned off, and the message says so and how to go on", async () => {
    const { source, target, other, outs, wanted } = await moving();
    const before = lab.liveToken(target);
    const { message } = await failureOf(clone.update(lab.context(), outs, wanted));
    expect(message).toMatch(/^Could not clone the integration .*\(HTTP 409/);
    expect(message).toContain(
      `The clone in organization ${target} is to get the token of organization ${other}, and Snyk does not clone over ` +
        `what exists. It stays on the token of organization ${source}, whose clients go on: nothing was turned off.`,
    );
    expect(message).toMatch(
      /To go back: .*`adopt: \{ brokerToken \}`.*To go on: .*remove its gitlab integration .*`pulumi refresh` and `pulumi up`/,
    );
    expect(lab.calls()).toEqual(["listOrgs", "restListConnections", "cloneIntegration"]);
    expect([lab.simulator.integration(target, "gitlab")?.brokered, lab.liveToken(target)]).toEqual([
      true,
      before,
    ]);
    expect(before).toBe(lab.liveToken(source));
  });

  it("of another group is refused before the call", async () => {
    const { target, outs, wanted } = await moving(crypto.randomUUID());
    expect((await failureOf(clone.update(lab.context(), outs, wanted))).message).toContain(
      `Could not clone into organization ${target}: it is not in the group`,
    );
    expect(lab.calls()).toEqual(["listOrgs"]);
  });

  it("is announced in the preview, which cannot ask Snyk; what stays is not", async () => {
    const { source, target, other, inputs, wanted } = await moving();
    const said = (news: Properties) => {
      const lines: string[] = [];
      const ctx = checkContext("2026-11-22", { log: (line) => lines.push(line) });
      expect(clone.check(ctx, inputs, news).failures).toEqual([]);
      return lines;
    };
    expect(said(wanted)).toEqual([
      `gitlab in organization ${target}: it is cloned anew from organization ${other}, over the clone of organization ` +
        `${source}. Snyk may refuse to clone over what exists: \`pulumi up\` then stops, and nothing is turned off.`,
    ]);
    expect(said(inputs)).toEqual([]);
  });

  it("is repaired by a run that goes back to the former organization, without a call", async () => {
    const { inputs, outs, wanted } = await moving();
    await clone.update(lab.context(), outs, wanted).catch(() => undefined);
    expect(clone.diff(outs, inputs)).toEqual({ changes: false, replaces: [] });
  });
});
