import * as integration from "../../../../provider/lifecycle/classic/brokered-integration";
import { Journal } from "../../../../provider/lifecycle/ledger/journal";
import { INTEGRATION_TYPES } from "../../../../provider/snyk/integration-types";
import { failureOf, firstInputs, Lab, partialFailureOf, STACK } from "../../support/lab";

const TOKEN = "7a1e3c5f-0000-4000-8000-00000000cafe";
let lab: Lab;
beforeAll(async () => (lab = await Lab.start()));
afterAll(() => lab.close());
afterEach(() => {
  lab.simulator.settings.reset();
  lab.simulator.faults.clear();
  lab.calls();
});

const create = (orgId: string, more = {}) => integration.create(lab.context(), firstInputs(orgId, more));

describe("creating an integration", () => {
  it("that the organization lacks: one look, one POST, and the token is live", async () => {
    const { id } = lab.org();
    const created = await create(id);
    expect(lab.calls()).toEqual(["listIntegrations", "createIntegration"]);
    expect(created.outs).toMatchObject({
      integrationId: lab.simulator.integration(id, "gitlab")?.id,
      brokerToken: lab.liveToken(id),
      tokenSource: "enable",
      provisionedGeneration: 0,
      schemaVersion: 1,
    });
    expect(lab.provisionalToken(id)).toBeUndefined();
  });

  it("has an id that says which creation of the integration it is", async () => {
    const { id } = lab.org();
    const one = await create(id);
    expect(one.outs.instance).toMatch(/^[a-z0-9]{6}$/);
    expect(one.id).toBe(`${one.outs.integrationId}/${one.outs.instance}`);
    await integration.remove(lab.context(), one.outs);
    const other = await create(id);
    expect(other.outs.integrationId).toBe(one.outs.integrationId);
    expect(other.id).not.toBe(one.id);
  });

  it("that is there without a Broker: enabled where it is, no second one", async () => {
    const { id } = lab.org();
    const there = lab.simulator.webUi.addIntegration({
      orgId: id,
      type: "gitlab",
      credentials: { token: "scm" },
    });
    const created = await create(id);
    expect(lab.calls()).toEqual(["listIntegrations", "restListIntegrations", "updateIntegration:enable"]);
    expect([created.outs.integrationId, created.outs.brokerToken]).toEqual([there, lab.liveToken(id)]);
    expect(lab.simulator.integrations(id)).toHaveLength(1);
  });

  it("whose enable returns no token: one provision, which a TokenSwitch makes live later", async () => {
    lab.simulator.settings.patch({ enableReturnsToken: false });
    const { id } = lab.org();
    const { outs } = await create(id);
    expect(lab.calls()).toEqual(["listIntegrations", "createIntegration", "provisionToken"]);
    expect(outs).toMatchObject({
      brokerToken: lab.provisionalToken(id),
      tokenSource: "provision",
      provisionedGeneration: 1,
    });
  });

  it.each(INTEGRATION_TYPES)(
    "of type %s, and turning its Broker off with empty credentials",
    async (type) => {
      const { id } = lab.org();
      const { outs } = await create(id, { type });
      await integration.remove(lab.context(), outs);
      expect(lab.simulator.integration(id, type)?.brokered).toBe(false);
    },
  );
});

describe("an integration that is brokered already", () => {
  const brokered = () => {
    const { id } = lab.org();
    return { id, integrationId: lab.simulator.webUi.addIntegration({ orgId: id, type: "gitlab" }) };
  };

  it("is not taken over without adopt: its client may be running", async () => {
    const { id } = brokered();
    const token = lab.liveToken(id);
    const { message } = await failureOf(create(id));
    expect(message).toMatch(
      /is brokered already.*Nothing was changed.*needs an alias.*`pulumi state untaint`.*`adopt: \{ brokerToken \}`/,
    );
    expect([lab.calls(), lab.liveToken(id)]).toEqual([
      ["listIntegrations", "restListIntegrations", "restListConnections"],
      token,
    ]);
  });

  it("is taken over with adopt, without a change at Snyk", async () => {
    const { id, integrationId } = brokered();
    const { outs } = await create(id, { adopt: { brokerToken: TOKEN } });
    expect(lab.calls()).toEqual(["listIntegrations", "restListIntegrations", "restListConnections"]);
    expect(outs).toMatchObject({
      integrationId,
      brokerToken: TOKEN,
      tokenSource: "adopt",
      provisionedGeneration: 0,
    });
    expect(outs).not.toHaveProperty("adopt");
  });

  it.each(["forbidden", "absent", "without-has-broker"] as const)(
    "is not taken over blindly where the REST API is %s, unless the user says that it is not brokered",
    async (restIntegrations) => {
      lab.simulator.settings.patch({ restIntegrations, enableTwice: "same-token" });
      const { id } = brokered();
      const { message } = await failureOf(create(id));
      expect(message).toMatch(/Snyk does not say whether its Broker is enabled.*`assumeNotBrokered: true`/);
      expect(lab.simulator.log.of("updateIntegration")).toEqual([]);
      expect((await create(id, { assumeNotBrokered: true })).outs.brokerToken).toBe(lab.liveToken(id));
    },
  );
});

describe("adopt", () => {
  it.each([
    ["there is no such integration", false],
    ["its Broker is not enabled", true],
  ])("is refused when %s", async (why, exists) => {
    const { id } = lab.org();
    if (exists)
      lab.simulator.webUi.addIntegration({ orgId: id, type: "gitlab", credentials: { token: "x" } });
    const { message } = await failureOf(create(id, { adopt: { brokerToken: TOKEN } }));
    expect(message).toContain(`${why}. Remove \`adopt\``);
    expect(message).not.toContain(TOKEN);
  });
});

describe("a creation that was killed", () => {
  it("after Snyk's answer: the next run finds the token and only looks", async () => {
    const { id } = lab.org();
    const { outs } = await create(id); // its result never reached the state
    lab.calls();
    const again = await create(id);
    expect(lab.calls()).toEqual(["listIntegrations", "restListIntegrations", "restListConnections"]);
    expect(again.outs).toEqual({ ...outs, instance: again.outs.instance });
  });

  it("after a provision: the next run finds that token, too", async () => {
    lab.simulator.settings.patch({ enableReturnsToken: false });
    const { id } = lab.org();
    const { outs } = await create(id);
    lab.calls();
    const again = await create(id);
    expect(again.outs).toEqual({ ...outs, instance: again.outs.instance });
    expect(lab.calls()).toEqual(["listIntegrations", "restListIntegrations", "restListConnections"]);
  });

  it("leaves no note once the state holds what the next run has taken up", async () => {
    const { id } = lab.org();
    await create(id); // its result never reached the state
    const { outs } = await create(id);
    integration.settle(lab.ledger(), lab.context(), outs);
    expect((await failureOf(create(id))).message).toContain("is brokered already");
  });

  it("and whose resource is renamed before the next run: the Broker stays on when the first one ends", async () => {
    const { id } = lab.org();
    const { outs: first } = await create(id); // in the state; what it noted was not compared with that yet
    const run = lab.context();
    await integration.create(run, firstInputs(id)).catch(() => undefined);
    await integration.remove(run, first);
    const { brokered, id: integrationId } = lab.simulator.integration(id, "gitlab") ?? {};
    expect([brokered, integrationId]).toEqual([true, first.integrationId]);
  });

  it("while it waited for the answer: the next run enables it again instead of refusing what is ours", async () => {
    const { id } = lab.org();
    const { message } = await failureOf(
      (async () => {
        lab.simulator.faults.order({
          operation: "createIntegration",
          orgId: id,
          kind: "reset",
          effect: "after",
        });
        lab.simulator.faults.order({
          operation: "listIntegrations",
          orgId: id,
          kind: "status",
          status: 503,
          effect: "before",
          skip: 1,
          times: 9,
        });
        return create(id);
      })(),
    );
    expect(message).toMatch(/^Could not create a brokered gitlab integration/);
    lab.simulator.faults.clear();
    // Enabled twice it may have no token to tell: one is provisioned then.
    expect((await create(id)).outs.brokerToken).toBe(lab.provisionalToken(id));
    expect(lab.simulator.integrations(id)).toHaveLength(1);
  });

  it("is not resumed from the note of a rotation: that says nothing about who enabled the Broker", async () => {
    const { id } = lab.org();
    const first = await create(id);
    const key = `${lab.simulator.url}|${id}|gitlab`;
    for (const operation of ["provision", "switch"] as const) {
      lab.journal.write(key, {
        operation,
        owner: STACK,
        instance: first.outs.instance,
        generation: 2,
        at: "2026-11-22",
      });
      expect((await failureOf(create(id))).message).toContain("is brokered already");
    }
    expect(lab.liveToken(id)).toBe(first.outs.brokerToken);
  });
});

describe("a creation that fails half-way", () => {
  it("keeps the integration in the state, and the next run finishes it", async () => {
    lab.simulator.settings.patch({ enableReturnsToken: false });
    const { id } = lab.org();
    lab.simulator.faults.order({
      operation: "provisionToken",
      orgId: id,
      kind: "status",
      status: 500,
      effect: "before",
    });
    const { properties } = await partialFailureOf(create(id));
    expect(properties).toMatchObject({
      orgId: id,
      tokenGeneration: 1,
      integrationId: lab.simulator.integration(id, "gitlab")?.id,
    });
    expect(integration.diff(properties, firstInputs(id)).changes).toBe(true);
    const finished = await integration.update(lab.context(), properties, firstInputs(id));
    expect(finished).toMatchObject({ brokerToken: lab.provisionalToken(id), provisionedGeneration: 1 });
  });

  it("whose answers are lost for good is in the state, so that both a destroy and the next run find it", async () => {
    const { id: orgId } = lab.org();
    for (const operation of ["createIntegration", "updateIntegration"] as const) {
      lab.simulator.faults.order({ operation, orgId, kind: "malformed", effect: "after" });
    }
    const { id, properties } = await partialFailureOf(create(orgId));
    const integrationId = properties["integrationId"];
    expect(lab.simulator.integration(orgId, "gitlab")).toMatchObject({ id: integrationId, brokered: true });
    expect(id).toBe(`${String(integrationId)}/${String(properties["instance"])}`);
    expect(properties).toMatchObject({ brokered: false });
    expect(integration.diff(properties, firstInputs(orgId))).toMatchObject({ changes: true, replaces: [] });

    const outs = await integration.update(lab.context(), properties, firstInputs(orgId));
    expect(outs).toMatchObject({ integrationId, brokered: true, brokerToken: lab.provisionalToken(orgId) });
    await integration.remove(lab.context(), properties);
    expect(lab.simulator.integration(orgId, "gitlab")?.brokered).toBe(false);
  });

  it("finishes with the provisional token that the user looked up, and uses it once", async () => {
    lab.simulator.settings.patch({ enableReturnsToken: false });
    const { id } = lab.org();
    lab.simulator.faults.order({ operation: "provisionToken", orgId: id, kind: "reset", effect: "after" });
    const { properties } = await partialFailureOf(create(id));
    const inputs = firstInputs(id, { provisionalToken: lab.provisionalToken(id) });
    const finished = await integration.update(lab.context(), properties, inputs);
    expect(finished.brokerToken).toBe(inputs["provisionalToken"]);

    const afterwards = lab.context();
    await afterwards.api.switchToken(id, finished.integrationId);
    afterwards.ledger.forget(`${lab.simulator.url}|${id}|gitlab`); // as the TokenSwitch and the next run do
    const rotated = await integration.update(afterwards, finished, { ...inputs, tokenGeneration: 2 });
    expect(rotated.brokerToken).not.toBe(finished.brokerToken);
    expect(rotated.brokerToken).toBe(lab.provisionalToken(id));
  });

  it("sends nothing when the journal cannot be written", async () => {
    const { id } = lab.org();
    const journal = new Journal("/dev/null/journal");
    const { message } = await failureOf(integration.create(lab.context({ journal }), firstInputs(id)));
    expect(message).toMatch(
      /^Could not write the token journal in \/dev\/null\/journal \(E\w+\), so nothing was sent/,
    );
    expect(lab.calls()).toEqual(["listIntegrations"]);
  });

  it("loses no token when the disk is full at the moment of the answer", async () => {
    const { id } = lab.org();
    const journal = new Journal(`${lab.folder}/full`);
    const ctx = lab.context({ journal });
    jest.spyOn(journal, "keep").mockReturnValueOnce(undefined).mockReturnValue("ENOSPC");
    const { outs } = await integration.create(ctx, firstInputs(id));
    expect(outs.brokerToken).toBe(lab.liveToken(id));
    expect(lab.logs.at(-1)).toMatch(/cannot be written any more \(ENOSPC\)/);
  });
});

it("a key that lacks a permission is told which, and nothing is created", async () => {
  const { id } = lab.org();
  const apiKey = lab.simulator.viewerKey;
  const { message } = await failureOf(integration.create(lab.context({ apiKey }), firstInputs(id)));
  expect(message).toMatch(/lacks the permission "Edit Integrations" \(HTTP 403, request [\w-]+\).*Org Admin/);
  expect(lab.simulator.integrations(id)).toEqual([]);
});
