import { setTimeout as sleep } from "node:timers/promises";
import { kill, kubeletPid, pods } from "./support/cluster";
import type { Probe } from "./support/probe";
import { keep } from "./support/results";
import { Site, until } from "./support/site";

jest.setTimeout(600_000);

const KUBELET_STOP_MS = 30_000;

/** What was sent so shortly before the server ended may have been on its way still. */
const FLIGHT_MS = 1_000;

/** Kubelets of other people's clusters are not ours to stop. */
const onOwnCluster = kubeletPid() === undefined ? it.skip : it;

describe("a rotation while something breaks", () => {
  let site: Site;
  let probe: Probe;
  let generation = 1;
  beforeAll(async () => {
    site = await Site.open({ name: "faults" });
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
    until(`pods of generation ${wanted} exist`, async () => (await of(wanted)).length > 0);
  let killed = 0;
  const killOne = async (wanted: number): Promise<void> => {
    killed++;
    const victim = (await of(wanted)).find(({ ending }) => !ending) ?? (await of(wanted))[0];
    if (victim) await kill(site.namespace, victim.name);
  };
  const outcome = async (what: string) => {
    const measured = await probe.stop();
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
    await until("the token is switched", async () => site.liveToken() !== before);
    await killOne(generation);
    await killOne(generation - 1);
    await rotated;
    const { perSecond, lost } = await outcome("a pod killed at every step");
    // A killed pod takes along what it was just answering: on a busy machine the requests of a second at most.
    expect(lost.length).toBeLessThanOrEqual(killed * perSecond);
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
    const from = probe.elapsed - FLIGHT_MS;
    await site.relay.restart();
    await until("a client has come back", () => site.relay.connected(site.integrationId));
    const to = probe.elapsed;
    await rotated;
    const { lost } = await outcome("Broker server restarted");
    expect(lost.filter(({ at }) => at < from || at > to)).toEqual([]);
    expect(await site.request()).toBe(200);
  });
});
