import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../../dev/system/until";
import { kill, kubeletPid, PATIENT, pods } from "./support/cluster";
import type { Probe } from "./support/probe";
import { keep } from "./support/results";
import { ClusterSite } from "./support/site";

jest.setTimeout(600_000);

const KUBELET_STOP_MS = 30_000;

/** A second's requests: it may take that long until the Broker server sees that a pod was killed. */
const UNSEEN = 20;

/** Kubelets of other people's clusters are not ours to stop. */
const onOwnCluster = kubeletPid() === undefined ? it.skip : it;

describe("a rotation while something breaks", () => {
  let site: ClusterSite;
  let probe: Probe | undefined;
  let generation = 1;
  beforeAll(async () => {
    site = await ClusterSite.open({ name: "faults" });
    expect(await site.up()).toMatchObject({ code: 0 });
  });
  afterAll(() => site.close());

  /** Starts a rotation under load. @returns its end, which is as it should be */
  const rotation = (): Promise<unknown> => {
    generation++;
    probe = site.load();
    return site.startRotation().done.then((ran) => {
      expect(ran.output).toMatch(/TokenSwitch gitlab-switch updated/);
      expect(ran.code).toBe(0);
    });
  };
  const of = async (wanted: number) =>
    (await pods(site.namespace)).filter(({ name }) => name.startsWith(`broker-gitlab-g${wanted}-`));
  const exist = (wanted: number) =>
    until(`pods of generation ${wanted} exist`, async () => (await of(wanted)).length > 0, PATIENT);
  /** What killed pods may take along. */
  let answering = 0;
  const killOne = async (wanted: number): Promise<void> => {
    const victim = (await of(wanted)).find(({ ending }) => !ending) ?? (await of(wanted))[0];
    answering += (probe?.out ?? 0) + UNSEEN;
    if (victim) await kill(site.namespace, victim.name);
  };
  const loaded = (): Probe => {
    if (!probe) throw new Error("There is no load");
    return probe;
  };
  const outcome = async (what: string) => {
    const measured = await loaded().stop();
    keep(what, measured);
    return measured;
  };

  it("goes on when a pod is killed at every step", async () => {
    const before = site.liveToken();
    await killOne(generation);
    const rotated = rotation();
    await exist(generation);
    await killOne(generation);
    await killOne(generation - 1);
    await until("the token is switched", async () => site.liveToken() !== before, PATIENT);
    await killOne(generation);
    await killOne(generation - 1);
    await rotated;
    const { lost } = await outcome("a pod killed at every step");
    expect(lost.length).toBeLessThanOrEqual(answering);
    expect(lost.filter(({ again }) => again !== "arrived")).toEqual([]);
  });

  onOwnCluster("waits for a kubelet that stands still, and loses nothing", async () => {
    const rotated = rotation();
    await exist(generation);
    process.kill(kubeletPid() ?? -1, "SIGSTOP");
    await sleep(KUBELET_STOP_MS).finally(() => process.kill(kubeletPid() ?? -1, "SIGCONT"));
    await rotated;
    expect((await outcome("kubelet stopped for 30 s")).lost).toEqual([]);
  });

  it("goes on when the Broker server restarts: only what is sent without a server is lost", async () => {
    const rotated = rotation();
    await exist(generation);
    // What was out when the server ended was lost with it.
    const from = loaded().oldestOut;
    await site.relay.restart();
    await until("a client has come back", () => site.relay.connected(site.integrationId), PATIENT);
    const to = loaded().elapsed;
    await rotated;
    const { lost } = await outcome("Broker server restarted");
    expect(lost.filter(({ at }) => at < from || at > to)).toEqual([]);
    expect(await site.request()).toBe(200);
  });
});
