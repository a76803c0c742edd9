import * as integration from "../../../../provider/lifecycle/classic/brokered-integration";
import * as organization from "../../../../provider/lifecycle/classic/organization";
import type { Properties } from "../../../../provider/lifecycle/engine/protocol";
import type { Runtime } from "../../../../provider/process/runtime";
import { firstInputs } from "../../support/lab";
import { stage, type LifecycleStage } from "../../support/stage";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

let snyk: LifecycleStage;
beforeEach(async () => {
  snyk = await stage();
});
afterEach(() => snyk.close());

const template = (): string => snyk.simulator.orgs[0]!.id;
const group = (): string => snyk.simulator.orgs[0]!.groupId;
const otherGroup = (): string => snyk.simulator.orgs.find(({ groupId }) => groupId !== group())!.groupId;
const payments = (more: Properties = {}): Properties => ({
  name: "Payments EU",
  sourceOrgId: template(),
  onDelete: "retain",
  ...more,
});
const create = (run: Runtime, inputs: Properties) => organization.create(run.context(inputs), inputs);
/** A run of a program, which says which stack it is for. */
const runOf = (stack: string): Runtime => {
  const run = snyk.newRun();
  run.checkContext('Organization "payments"', stack);
  return run;
};
/** A run that has looked at a resource that the program still has. */
const runWith = (outs: Properties): Runtime => {
  const run = snyk.newRun();
  const at = run.context(outs);
  organization.settle(run.ledger, at, outs);
  organization.seen(run.ledger, at, outs);
  return run;
};

describe("an organization from a template", () => {
  it("has the template's integrations, on the template's token, and says their ids", async () => {
    const source = snyk.simulator.webUi.addIntegration({ orgId: template(), type: "gitlab" });
    const { id, outs } = await create(snyk.newRun(), payments());

    const copy = snyk.simulator.integration(id, "gitlab");
    expect(outs).toMatchObject({ orgId: id, groupId: group(), integrations: { gitlab: copy?.id } });
    expect(copy?.sharingSet).toEqual(expect.arrayContaining([source, copy?.id]));
    expect(snyk.calls()).toEqual(["listOrgs", "createOrg", "listIntegrations"]);
  });

  it("asks for the organizations once a run, however many are made", async () => {
    const run = snyk.newRun();
    for (const name of ["A", "B", "C"]) await create(run, payments({ name }));
    expect(snyk.simulator.log.count("listOrgs")).toBe(1);
  });

  it("is refused before any change when the template is in another group", async () => {
    await expect(create(snyk.newRun(), payments({ groupId: otherGroup() }))).rejects.toThrow(
      /within a group only/,
    );
    expect(snyk.calls()).toEqual(["listOrgs"]);
  });

  it("is refused before any change when the key does not see the template", async () => {
    const key = snyk.simulator.addKey({ name: "elsewhere", orgIds: [snyk.simulator.orgs[1]!.id] });
    await expect(create(snyk.newRun(key), payments())).rejects.toThrow(/do not see its source/);
    expect(snyk.calls()).toEqual(["listOrgs"]);
  });
});

describe("an organization of the same name", () => {
  it("is not made a second time, and not taken over unasked", async () => {
    const { id } = snyk.simulator.addOrg({ name: "Payments EU", groupId: group() });
    const refused = create(snyk.newRun(), payments());
    await expect(refused).rejects.toThrow(`(${id})`);
    await expect(refused).rejects.toThrow(/adopt: true/);
    expect(snyk.simulator.log.count("createOrg")).toBe(0);
  });

  it("is adopted when asked, with what it has", async () => {
    const { id } = snyk.simulator.addOrg({ name: "Payments EU", groupId: group() });
    expect(await create(snyk.newRun(), payments({ adopt: true }))).toMatchObject({ id });
    expect(snyk.simulator.log.count("createOrg")).toBe(0);
  });

  it("is no matter in another group", async () => {
    snyk.simulator.addOrg({ name: "Payments EU", groupId: otherGroup() });
    await create(snyk.newRun(), payments());
    expect(snyk.simulator.log.count("createOrg")).toBe(1);
  });
});

describe("a run that ends early", () => {
  it("leaves no second organization: one that was killed before the state had it is found", async () => {
    const { id } = await create(snyk.newRun(), payments()); // the engine never stores it
    expect(await create(snyk.newRun(), payments())).toMatchObject({ id });
    expect(snyk.simulator.log.count("createOrg")).toBe(1);
  });

  it("leaves nothing that another stack in the same folder would take for its own", async () => {
    await create(runOf("acme/payments/dev"), payments());
    await expect(create(runOf("acme/payments/prod"), payments())).rejects.toThrow(/exists already/);
    expect(snyk.simulator.log.count("createOrg")).toBe(1);
  });

  it("leaves no note once the state holds what a later run has taken over", async () => {
    await create(snyk.newRun(), payments()); // the engine never stores it
    const { outs } = await create(snyk.newRun(), payments());
    runWith(outs);
    await expect(create(snyk.newRun(), payments())).rejects.toThrow(/exists already/);
  });

  it("leaves no note once the state holds the organization", async () => {
    const run = snyk.newRun();
    const { outs } = await create(run, payments());
    organization.settle(run.ledger, run.context(outs), outs);
    await expect(create(snyk.newRun(), payments())).rejects.toThrow(/exists already/);
  });

  it.each(["reset", "malformed", "html"] as const)(
    "makes one organization when the answer is lost: %s",
    async (kind) => {
      snyk.simulator.faults.order({ operation: "createOrg", effect: "after", kind });
      const { id } = await create(snyk.newRun(), payments());
      expect(snyk.simulator.log.count("createOrg")).toBe(1);
      expect(snyk.simulator.log.of("listIntegrations")[0]?.orgId).toBe(id);
    },
  );

  it("keeps the organization in the state when its integrations cannot be listed, and finishes in the next run", async () => {
    snyk.simulator.faults.order({ operation: "listIntegrations", effect: "before", kind: "malformed" });
    const failed = (await create(snyk.newRun(), payments()).catch((error: unknown) => error)) as {
      id: string;
      properties: Properties;
    };
    expect(failed.properties).toMatchObject({ orgId: failed.id });
    expect(organization.diff(failed.properties, payments())).toMatchObject({ changes: true, replaces: [] });
    const run = snyk.newRun();
    const outs = await organization.update(run.context({}), failed.properties, payments());
    expect(outs).toMatchObject({ orgId: failed.id, integrations: {} });
    expect(snyk.simulator.log.count("createOrg")).toBe(1);
  });
});

describe("a refresh", () => {
  const made = async () => (await create(snyk.newRun(), payments())).outs;

  it("asks once for all organizations, and finds no drift", async () => {
    const outs = await made();
    snyk.simulator.log.clear();
    const run = snyk.newRun();
    for (let i = 0; i < 3; i++) {
      expect(await organization.read(run.context(outs), outs)).toEqual({ gone: false, outs });
    }
    expect(snyk.calls()).toEqual(["listOrgs"]);
  });

  it("says gone only when the group's own list lacks it", async () => {
    const outs = await made();
    const run = snyk.newRun();
    await run.context(outs).api.deleteOrganization(outs.orgId);
    expect(await organization.read(run.context(outs), outs)).toEqual({ gone: true });
  });

  it("does not say gone when the key lost its membership and may not list the group", async () => {
    const outs = await made();
    const key = snyk.simulator.addKey({ name: "expelled", orgIds: [snyk.simulator.orgs.at(-1)!.id] });
    const read = organization.read(snyk.newRun(key).context(outs), outs);
    await expect(read).rejects.toThrow(/cannot be told/);
    await expect(read).rejects.toThrow(/pulumi state delete/);
  });

  it("fails, and drops nothing, when the list cannot be read", async () => {
    const outs = await made();
    snyk.simulator.faults.order({ operation: "listOrgs", effect: "before", kind: "malformed" });
    await expect(organization.read(snyk.newRun().context(outs), outs)).rejects.toThrow(
      /list the organizations/,
    );
  });

  it("keeps the name in the state when somebody renamed the organization at Snyk, and says so", async () => {
    const said = jest.spyOn(console, "info").mockReturnValue(undefined);
    const outs = { ...(await made()), name: "Payments" };
    expect(await organization.read(snyk.newRun().context(outs), outs)).toEqual({ gone: false, outs });
    expect(said.mock.calls).toEqual([[expect.stringContaining('is named "Payments EU" at Snyk by now.')]]);
    said.mockRestore();
  });
});

describe("a destroy", () => {
  it("leaves the organization as it is by default, without a call", async () => {
    const { outs } = await create(snyk.newRun(), payments());
    snyk.simulator.log.clear();
    await organization.remove(snyk.newRun().context(outs), outs);
    expect(snyk.calls()).toEqual([]);
  });

  it("deletes an empty one when asked; a second time there is nothing left", async () => {
    const { outs } = await create(snyk.newRun(), payments({ onDelete: "delete" }));
    await organization.remove(snyk.newRun().context(outs), outs);
    await organization.remove(snyk.newRun().context(outs), outs);
    expect(snyk.simulator.integrations(outs.orgId)).toEqual([]);
  });

  it("is refused while there are projects, and says what to do", async () => {
    snyk.simulator.addOrg({ name: "Payments EU", groupId: group(), projects: 3 });
    const { outs } = await create(snyk.newRun(), payments({ adopt: true, onDelete: "delete" }));
    await expect(organization.remove(snyk.newRun().context(outs), outs)).rejects.toThrow(
      /remove the projects of "Payments EU", or set `onDelete: "retain"`/,
    );
  });
});

describe("a destroy of an organization that something else in the program needs", () => {
  const deletable = () => payments({ onDelete: "delete" });
  const isThere = async (orgId: string) => {
    const listed = await snyk.newRun().context({}).api.listOrganizations();
    return listed.some(({ id }) => id === orgId);
  };

  it("deletes nothing when another resource has taken it over in the same run", async () => {
    const said = jest.spyOn(console, "info").mockReturnValue(undefined);
    const { outs } = await create(snyk.newRun(), deletable());
    const run = runWith(outs);
    const { outs: other } = await create(run, { ...deletable(), adopt: true });
    await organization.remove(run.context(outs), outs);
    expect(said.mock.calls.flat().join()).toContain("stays: another resource of the program has it now");
    expect(await isThere(outs.orgId)).toBe(true);

    await organization.remove(snyk.newRun().context(other), other);
    expect(await isThere(outs.orgId)).toBe(false);
    said.mockRestore();
  });

  it("deletes nothing in a later run, which has met the other resource", async () => {
    jest.spyOn(console, "info").mockReturnValue(undefined);
    const { outs } = await create(snyk.newRun(), deletable());
    const { outs: other } = await create(snyk.newRun(), { ...deletable(), adopt: true });
    await organization.remove(runWith(other).context(outs), outs);
    expect(await isThere(outs.orgId)).toBe(true);
    jest.restoreAllMocks();
  });

  it("deletes nothing in a run without a program, which has met nobody: the note of who took it over says so", async () => {
    jest.spyOn(console, "info").mockReturnValue(undefined);
    const { outs } = await create(runOf("acme/payments/dev"), deletable());
    await create(runOf("acme/payments/dev"), { ...deletable(), adopt: true });
    await organization.remove(snyk.newRun().context(outs), outs);
    expect(await isThere(outs.orgId)).toBe(true);
    jest.restoreAllMocks();
  });

  it("is refused while the program still has an integration in it", async () => {
    const { outs } = await create(snyk.newRun(), deletable());
    const run = runWith(outs);
    const ctx = run.context(outs);
    const { outs: held } = await integration.create(ctx, firstInputs(outs.orgId));
    const refused = organization.remove(ctx, outs);
    await expect(refused).rejects.toThrow(
      /the program still has an integration in it \(gitlab\).*`onDelete: "retain"`/,
    );
    expect(await isThere(outs.orgId)).toBe(true);

    const end = snyk.newRun().context(outs);
    await integration.remove(end, held);
    await organization.remove(end, outs);
    expect(await isThere(outs.orgId)).toBe(false);
  });

  it("is not held up by an integration in another organization", async () => {
    const { outs } = await create(snyk.newRun(), deletable());
    const run = runWith(outs);
    await integration.create(run.context({}), firstInputs(template()));
    await organization.remove(run.context(outs), outs);
    expect(await isThere(outs.orgId)).toBe(false);
  });
});

describe("another name", () => {
  const wanted = () => payments({ adopt: true });
  /** An organization that had another name when the state was written, and was renamed in Snyk's web UI since. */
  const renamedAtSnyk = async () => ({ ...(await create(snyk.newRun(), payments())).outs, name: "Payments" });

  it("with adopt says that the organization was renamed at Snyk, and makes no second one", async () => {
    const outs = await renamedAtSnyk();
    expect(organization.diff(outs, wanted())).toEqual({ changes: true, replaces: [] });
    snyk.simulator.log.clear();
    const updated = await organization.update(snyk.newRun().context({}), outs, wanted());
    expect([updated, snyk.calls()]).toEqual([{ ...outs, name: "Payments EU" }, ["listOrgs"]]);
    expect(organization.diff(updated, wanted())).toEqual({ changes: false, replaces: [] });
  });

  it("with adopt is refused while Snyk has the old one, and changes nothing", async () => {
    const { outs } = await create(snyk.newRun(), payments());
    const update = organization.update(snyk.newRun().context({}), outs, { ...wanted(), name: "Payments" });
    await expect(update).rejects.toThrow(
      /is named "Payments EU" at Snyk, not "Payments"\. Nothing was changed\..*rename it in Snyk's web UI/,
    );
    expect(snyk.simulator.log.count("createOrg")).toBe(1);
  });

  it("with adopt and another group is still another organization", async () => {
    const found = organization.diff(await renamedAtSnyk(), { ...wanted(), groupId: otherGroup() });
    expect(found).toEqual({ changes: true, replaces: ["groupId"] });
  });
});

describe("arguments", () => {
  const check = (news: Properties) =>
    organization
      .check(snyk.newRun().checkContext('Organization "payments"', "acme/payments/dev"), {}, news)
      .failures.map(({ reason }) => reason);

  it.each<[what: string, news: () => Properties, complaint: RegExp | undefined]>([
    ["60 characters", () => payments({ name: "x".repeat(60) }), undefined],
    ["61 characters", () => payments({ name: "x".repeat(61) }), /^name: give a name of 1 to 60/],
    ["blank", () => payments({ name: "  " }), /^name: give a name of 1 to 60/],
    ["a name that is not known yet", () => payments({ name: UNKNOWN }), undefined],
    ["a source that is not known yet", () => payments({ sourceOrgId: UNKNOWN }), undefined],
    ["a source that is no id", () => payments({ sourceOrgId: "template" }), /^sourceOrgId: is not an org/],
    ["no group and no source", () => ({ name: "Payments" }), /^groupId: give the group/],
    ["onDelete", () => payments({ onDelete: "disable" }), /^onDelete: give "retain" or "delete"/],
  ])("%s", (_what, news, complaint) => {
    expect(check(news())).toEqual(complaint ? [expect.stringMatching(complaint)] : []);
  });

  it("says what a change means: another name or group is another organization", async () => {
    const { outs } = await create(snyk.newRun(), payments());
    const diff = (news: Properties) => organization.diff(outs, payments(news));
    expect(diff({})).toEqual({ changes: false, replaces: [] });
    expect(diff({ groupId: group() })).toEqual({ changes: false, replaces: [] });
    expect(diff({ sourceOrgId: UNKNOWN, adopt: true })).toEqual({ changes: false, replaces: [] });
    expect(diff({ name: "Other" })).toEqual({ changes: true, replaces: ["name"] });
    expect(diff({ groupId: otherGroup() })).toEqual({ changes: true, replaces: ["groupId"] });
    expect(diff({ onDelete: "delete" })).toEqual({ changes: true, replaces: [] });
  });
});
