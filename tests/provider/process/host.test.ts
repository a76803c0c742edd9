import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { dynamic } from "@pulumi/pulumi";
import { type Simulator, startSimulator } from "../../../simulator";
import { failureOf } from "../support/lab";

jest.setTimeout(30_000); // each test loads the host anew

type Bag = Record<string, unknown>;
type Provider = Required<dynamic.ResourceProvider<Bag, Bag>>;
type Host = Record<"BrokeredIntegration" | "ClonedIntegration" | "TokenSwitch" | "Organization", Provider>;

const TEXT = "exports.handler=…";
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

let simulator: Simulator;
let folder: string;
let orgId: string;
const env = { ...process.env };
beforeAll(async () => (simulator = await startSimulator()));
afterAll(() => simulator.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "snyk-broker-host-"));
  orgId = simulator.addOrg({ name: crypto.randomUUID(), groupId: crypto.randomUUID() }).id;
  process.env["SNYK_BROKER_JOURNAL"] = folder;
  process.env["SNYK_TOKEN"] = simulator.adminKey;
  jest.spyOn(console, "info").mockReturnValue(undefined);
});
afterEach(() => {
  process.env = { ...env };
  jest.restoreAllMocks();
  simulator.settings.reset();
  simulator.faults.clear();
  rmSync(folder, { recursive: true, force: true });
});

/** The module as a new process loads it, configured with the stack's configuration as often as there are kinds. */
async function host(config: Readonly<Record<string, string>> = {}): Promise<Host> {
  const loaded: Partial<Host> = {};
  jest.isolateModules(() =>
    Object.assign(loaded, jest.requireActual<Host>("../../../provider/process/host")),
  );
  for (const provider of Object.values(loaded)) configure(provider, config);
  return loaded as Host;
}

/** Like the host, which does not wait for it before the next call. */
function configure(provider: Provider, config: Readonly<Record<string, string>>): void {
  const values: Readonly<Record<string, string>> = { "snyk-broker:apiUrl": simulator.url, ...config };
  const get = (key: string): string | undefined => values[key];
  void provider.configure({ config: { get, require: (key) => get(key) ?? "" } });
}

const STACK = "acme/payments/dev";
const args = (more: Bag = {}): Bag => ({
  orgId,
  type: "gitlab",
  ...more,
  __provider: TEXT,
  __run: { stack: STACK, resource: "gitlab" },
});
const snykId = (id: string): string => id.split("/")[0] ?? "";

interface Running {
  readonly id: string;
  readonly inputs: Bag;
  readonly outputs: Bag;
}
/** Check and create, as the engine and the host do it: the host adds `__provider` to both results. */
async function create(provider: Provider, news: Bag): Promise<Running> {
  const { inputs = {}, failures } = await provider.check({}, news);
  expect(failures).toEqual([]);
  const checked = { ...inputs, __provider: TEXT };
  const { id, outs } = await provider.create(checked);
  return { id, inputs: checked, outputs: { ...outs, __provider: TEXT } };
}
const journal = (): string =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join();

describe("the provider in the dynamic provider host", () => {
  it("goes through a whole life without a value that the host cannot send", async () => {
    const { BrokeredIntegration: provider } = await host();
    const seen: unknown[] = [];
    const note = <T>(result: T): T => (seen.push(result), result);

    const { inputs = {} } = note(await provider.check({}, args()));
    const { id, outs = {} } = note(await provider.create({ ...inputs, __provider: TEXT }));
    note(await provider.diff(id, outs, inputs));
    note(await provider.read(id, { ...outs, __provider: TEXT }));
    const rotation = note(
      await provider.check({ ...inputs, __provider: TEXT }, args({ rotation: { trigger: "x" } })),
    );
    note(await provider.update(id, outs, { ...rotation.inputs, __provider: TEXT }));
    await provider.delete(id, outs);
    for (const result of seen)
      expect(isDeepStrictEqual(result, JSON.parse(JSON.stringify(result)))).toBe(true);
    expect(JSON.stringify(seen)).not.toMatch(/__provider|__run/);
  });

  it("says in the preview that the API key is missing, and asks nobody", async () => {
    delete process.env["SNYK_TOKEN"];
    simulator.log.clear();
    const { failures } = await (await host()).BrokeredIntegration.check({}, args());
    expect(failures).toEqual([
      {
        property: "",
        reason:
          "no Snyk API key: run `pulumi config set --secret snyk-broker:apiToken <key>`, or set the environment variable " +
          `SNYK_TOKEN, or give a service account's client: snyk-broker:clientId and snyk-broker:clientSecret, or ` +
          `SNYK_CLIENT_ID and SNYK_CLIENT_SECRET; its role needs "View Integrations" and "Edit Integrations"`,
      },
    ]);
    expect(simulator.log.count()).toBe(0);
  });

  it("says once a run that the key expires soon, whatever the number of resources, and asks nobody", async () => {
    process.env["SNYK_BROKER_TODAY"] = "2027-03-01";
    const kinds = await host({ "snyk-broker:apiTokenExpires": "2027-03-11" });
    simulator.log.clear();
    await kinds.BrokeredIntegration.check({}, args());
    await kinds.BrokeredIntegration.check({}, args({ orgId: crypto.randomUUID() }));
    const said = jest
      .mocked(console.info)
      .mock.calls.flat()
      .filter((line) => /expires/.test(String(line)));
    expect(said).toEqual([
      expect.stringMatching(/^The API key of SNYK_TOKEN expires on 2027-03-11, in 10 days,/),
    ]);
    expect(simulator.log.count()).toBe(0);
  });

  it("works for resources that come before the configuration has settled, all at once", async () => {
    const { BrokeredIntegration: provider } = await host();
    const running = await create(provider, args());
    const { BrokeredIntegration: another } = await host();
    const reads = await Promise.all([1, 2, 3].map(() => another.read(running.id, running.outputs)));
    expect(reads.map(({ id }) => id)).toEqual([running.id, running.id, running.id]);
  });

  it("takes a resource that is gone out of the state", async () => {
    const { BrokeredIntegration: provider } = await host();
    const { id, outputs } = await create(provider, args());
    simulator.webUi.removeIntegration(snykId(id));
    expect(await provider.read(id, outputs)).toEqual({});
  });

  it("keeps the provider's text in what a partial failure leaves: without it nothing could be destroyed", async () => {
    simulator.settings.patch({ enableReturnsToken: false });
    simulator.faults.order({
      operation: "provisionToken",
      orgId,
      kind: "status",
      status: 500,
      effect: "before",
    });
    const { BrokeredIntegration: provider } = await host();
    const failure = await failureOf(create(provider, args()));
    expect(failure).toMatchObject({
      id: expect.stringMatching(`^${simulator.integration(orgId, "gitlab")?.id}/[a-z0-9]{6}$`) as string,
      properties: { __provider: TEXT, orgId, tokenGeneration: 1 },
      reasons: [failure.message],
    });
  });

  it("fails with one sentence, which the host prints without a stack", async () => {
    process.env["SNYK_TOKEN"] = "no-key";
    const failure = await failureOf(create((await host()).BrokeredIntegration, args()));
    expect(`${String(failure)}: ${failure.stack ?? ""}`).toMatch(
      /^snyk-broker: Could not list .* does not accept the API key[^\n]*$/,
    );
  });

  it("names a configuration value that is not valid", async () => {
    const { BrokeredIntegration: provider } = await host({ "snyk-broker:rotationsPerRun": "many" });
    expect((await failureOf(provider.check({}, args()))).message).toBe(
      "snyk-broker:rotationsPerRun is not a number. Change it with `pulumi config set`.",
    );
  });

  it("leaves the state of a switch as it is in a refresh", async () => {
    const { TokenSwitch: provider } = await host();
    expect(await provider.read("id", { liveGeneration: 3 })).toEqual({
      id: "id",
      props: { liveGeneration: 3 },
    });
  });
});

it("an operation gives up on a Snyk that does not answer after the configured time", async () => {
  const { BrokeredIntegration: provider } = await host({ "snyk-broker:requestTimeoutSeconds": "1" });
  simulator.faults.order({
    operation: "listIntegrations",
    orgId,
    kind: "hang",
    effect: "before",
    times: 99,
  });
  simulator.log.clear();
  expect((await failureOf(create(provider, args()))).message).toMatch(/gave no answer in time/);
  const asked = simulator.log.all().map(({ operation }) => operation);
  expect(new Set(asked)).toEqual(new Set(["listIntegrations"]));
  expect(asked.length).toBeLessThanOrEqual(3);
});

describe("being configured once per kind of resource", () => {
  it("leaves one budget of rotations", async () => {
    const kinds = await host({ "snyk-broker:rotationsPerRun": "1" });
    const rotations = async (type: string): Promise<unknown> => {
      const { inputs = {} } = await kinds.BrokeredIntegration.check({}, args({ type }));
      const next = await kinds.BrokeredIntegration.check(inputs, args({ type, rotation: { trigger: "x" } }));
      configure(kinds.TokenSwitch, {});
      return next.inputs?.["tokenGeneration"];
    };
    expect([await rotations("gitlab"), await rotations("github"), await rotations("gitlab")]).toEqual([
      2, 1, 2,
    ]);
  });

  it("leaves one rate limit for all of them", async () => {
    const kinds = await host({ "snyk-broker:requestsPerMinute": "1200" });
    const { id, outputs } = await create(kinds.BrokeredIntegration, args());
    simulator.rate.clear();
    await Promise.all(Array.from({ length: 45 }, () => kinds.BrokeredIntegration.read(id, outputs)));
    expect(simulator.rate.figures().maxInFlight).toBeLessThanOrEqual(20);
  });
});

describe("the journal", () => {
  it("loses its token once the state holds it, at the next diff, read or update", async () => {
    for (const step of ["diff", "read", "update"] as const) {
      const { BrokeredIntegration: provider } = await host();
      const { id, inputs, outputs } = await create(provider, args());
      expect(journal()).toContain(outputs["brokerToken"]);
      if (step === "diff") await provider.diff(id, outputs, inputs);
      if (step === "read") await provider.read(id, outputs);
      if (step === "update") await provider.update(id, outputs, inputs);
      expect(journal()).toBe("");
      orgId = simulator.addOrg({ name: crypto.randomUUID(), groupId: crypto.randomUUID() }).id;
    }
  });

  it("keeps a token that the state does not hold", async () => {
    const { BrokeredIntegration: provider } = await host();
    const { id, inputs, outputs } = await create(provider, args());
    await provider.diff(id, { ...outputs, brokerToken: "an older one" }, inputs);
    expect(journal()).toContain(outputs["brokerToken"]);
  });

  it("notes without the token that a rotation is unfinished, until the state of the switch says otherwise", async () => {
    const kinds = await host();
    const { BrokeredIntegration: provider, TokenSwitch: switcher } = kinds;
    const { id, inputs, outputs } = await create(provider, args());
    const { inputs: due } = await provider.check(inputs, args({ rotation: { trigger: "x" } }));
    const { outs: rotated = {} } = await provider.update(id, outputs, { ...due, __provider: TEXT });
    expect(journal()).toContain(rotated["brokerToken"]);
    await provider.diff(id, rotated, due ?? {});
    const { instance, integrationId } = rotated;
    const at = expect.any(String) as string;
    const note = { owner: STACK, instance, generation: 2, at };
    expect(JSON.parse(journal())).toEqual({
      ...note,
      newest: 2,
      operation: "provision",
      stored: true,
    });

    const live = {
      orgId,
      type: "gitlab",
      integrationId,
      instance,
      tokenGeneration: 2,
      provisionedGeneration: 2,
    };
    await switcher.diff(id, { ...live, schemaVersion: 1, liveGeneration: 1 }, live);
    expect(JSON.parse(journal())).toMatchObject({ operation: "provision" });
    // Switched by another machine. What stays says that generation 2 was given out.
    await switcher.diff(id, { ...live, schemaVersion: 1, liveGeneration: 2 }, live);
    expect(JSON.parse(journal())).toMatchObject({ ...note, operation: "live" });
    expect(journal()).not.toContain(rotated["brokerToken"]);
  });

  it("is settled without an API key: the place of the former one may be gone", async () => {
    const { BrokeredIntegration: provider } = await host();
    const { id, inputs, outputs } = await create(provider, args());
    const former = { ...outputs, api: { tokenEnv: "A_VARIABLE_OF_YESTERDAY" } };
    expect(await provider.diff(id, former, inputs)).toMatchObject({ changes: true });
    expect(journal()).toBe("");
  });
});

describe("what a run has seen", () => {
  const named = (resource: string, more: Bag = {}): Bag => ({
    ...args(more),
    __run: { stack: STACK, resource },
  });
  const isOn = () => simulator.integration(orgId, "gitlab")?.brokered;

  it("keeps the Broker of an integration that is renamed and adopted on, and a destroy turns it off", async () => {
    const former = await create((await host()).BrokeredIntegration, named("former"));
    const { BrokeredIntegration: provider } = await host();
    const adopt = { brokerToken: former.outputs["brokerToken"] };
    const renamed = await create(provider, named("renamed", { adopt }));
    await provider.delete(former.id, former.outputs);
    expect(isOn()).toBe(true);
    await (await host()).BrokeredIntegration.delete(renamed.id, renamed.outputs);
    expect(isOn()).toBe(false);
  });

  it("is what its diffs have looked at: a resource that stays holds its integration, with or without notes", async () => {
    const former = await create((await host()).BrokeredIntegration, named("former"));
    const adopt = { brokerToken: former.outputs["brokerToken"] };
    const renamed = await create((await host()).BrokeredIntegration, named("renamed", { adopt }));
    rmSync(folder, { recursive: true });
    const { BrokeredIntegration: provider } = await host();
    await provider.diff(renamed.id, renamed.outputs, renamed.inputs);
    await provider.delete(former.id, former.outputs);
    expect(isOn()).toBe(true);
  });

  it("refuses two resources for one integration in the preview, over all kinds of resources", async () => {
    const kinds = await host();
    expect((await kinds.BrokeredIntegration.check({}, named("one"))).failures).toEqual([]);
    // A clone takes along in its source what it is told of the run.
    const { __run, ...two } = named("two");
    const source = { orgId: crypto.randomUUID(), type: "gitlab", id: "i", __run };
    const { inputs, failures = [] } = await kinds.ClonedIntegration.check({}, { ...two, source });
    expect(JSON.stringify(inputs)).not.toContain("__run");
    expect(failures.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/declared twice, by BrokeredIntegration "one" and by ClonedIntegration "two"/),
    ]);
  });

  it("and noted is its own stack's: another one in the same folder does not go on with a killed creation", async () => {
    await create((await host()).BrokeredIntegration, args()); // killed before the state held it
    const other = { ...args(), __run: { stack: "acme/payments/prod", resource: "gitlab" } };
    const failure = await failureOf(create((await host()).BrokeredIntegration, other));
    expect(failure.message).toContain("is brokered already");
  });
});

it("a preview that knows nothing yet is fine", async () => {
  const kinds = await host();
  const integration = {
    orgId: UNKNOWN,
    type: UNKNOWN,
    rotation: UNKNOWN,
    api: { apiUrl: UNKNOWN },
    __provider: TEXT,
  };
  const clone = { orgId: UNKNOWN, source: { orgId: UNKNOWN, type: UNKNOWN, id: UNKNOWN } };
  const switched = {
    orgId: UNKNOWN,
    type: UNKNOWN,
    integrationId: UNKNOWN,
    tokenGeneration: UNKNOWN,
    provisionedGeneration: UNKNOWN,
    instance: UNKNOWN,
    token: UNKNOWN,
    clients: { default: UNKNOWN },
  };
  expect((await kinds.BrokeredIntegration.check({}, integration)).failures).toEqual([]);
  expect((await kinds.ClonedIntegration.check({}, clone)).failures).toEqual([]);
  expect((await kinds.TokenSwitch.check({}, switched)).failures).toEqual([]);
});
