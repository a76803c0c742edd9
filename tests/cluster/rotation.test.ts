import { chartClient, type RotationOrder } from "./support/chart";
import type { ProbeOutcome, Probe } from "./support/probe";
import { keep } from "./support/results";
import { ClusterSite } from "./support/site";

jest.setTimeout(600_000);

const TIMES = 5;
const LOAD = { perSecond: 30 };

/** A rotation under which nothing was sent would lose nothing. One Deployment's is over sooner. */
const ENOUGH = 300;
const ENOUGH_OF_ONE = 100;

/** Load while something is done, kept for the table: enough of it to tell. */
async function under(
  probe: Probe,
  enough: number,
  what: string,
  work: () => Promise<unknown>,
): Promise<ProbeOutcome> {
  await work();
  const outcome = await probe.stop();
  keep(what, outcome);
  expect(outcome.sent).toBeGreaterThanOrEqual(enough);
  return outcome;
}

describe("a rotation, with 30 requests a second through Snyk's relay all the while", () => {
  it("loses none: five times each for two integrations that rotate at the same time", async () => {
    const rotateAll = async (name: string): Promise<ProbeOutcome[]> => {
      const site = await ClusterSite.open({ name });
      try {
        expect(await site.up()).toMatchObject({ code: 0 });
        const outcomes: ProbeOutcome[] = [];
        for (let time = 1; time <= TIMES; time++) {
          const before = site.liveToken();
          const rotation = `rotation ${time} of ${name}`;
          outcomes.push(
            await under(site.load(LOAD), ENOUGH, rotation, async () => {
              const ran = await site.rotate();
              expect(ran.output).toMatch(/TokenSwitch gitlab-switch updated/);
              expect(ran.code).toBe(0);
            }),
          );
          expect(site.liveToken()).not.toBe(before);
        }
        expect((await site.preview()).output).toMatch(/12 unchanged/);
        expect(site.project.stored("BrokeredIntegration")).toMatchObject({
          outputs: { tokenGeneration: TIMES + 1 },
        });
        expect(site.project.scan.leaks()).toEqual([]);
        return outcomes;
      } finally {
        await site.close();
      }
    };
    const outcomes = (await Promise.all([rotateAll("one"), rotateAll("two")])).flat();
    expect(outcomes).toHaveLength(2 * TIMES);
    expect(outcomes.flatMap(({ lost }) => lost)).toEqual([]);
    expect(outcomes.map(({ secondsWithoutClient }) => secondsWithoutClient)).toEqual(outcomes.map(() => 0));
  });

  it("loses many when one Deployment gets the new token, as with the chart: the probe can tell", async () => {
    const rotateOne = async (order: RotationOrder): Promise<number> => {
      const client = await chartClient();
      try {
        const work = () => client.rotate(order);
        const { lost } = await under(client.load(LOAD), ENOUGH_OF_ONE, `one Deployment: ${order}`, work);
        return lost.length;
      } finally {
        await client.close();
      }
    };
    const [, late, early] = await Promise.all([
      // The old client happens to serve on while it is being ended: how many are lost is only for the table.
      rotateOne("new pods, then switch"),
      rotateOne("new pods, and a minute later switch"),
      rotateOne("switch, then new pods"),
    ]);
    expect(late).toBeGreaterThan(0);
    expect(early).toBeGreaterThan(0);
  });
});
