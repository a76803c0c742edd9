import { NEWEST, OLDEST } from "../../dev/cluster/client-versions";
import { kubectl, pods, rolledOut } from "./support/cluster";
import { keep } from "./support/results";
import { ClusterSite } from "./support/site";

jest.setTimeout(400_000);

describe("clients of different ages, each on the Node that it needs", () => {
  let site: ClusterSite;
  const oldest = { name: "versions", broker: `version: "${OLDEST.broker}"` };
  beforeAll(async () => {
    site = await ClusterSite.open(oldest);
  });
  afterAll(() => site.close());

  const nodeVersions = async (): Promise<string[]> => {
    const running = (await pods(site.namespace)).filter(({ ending }) => !ending);
    const ask = (name: string) => kubectl("exec", "-n", site.namespace, name, "--", "node", "--version");
    return Promise.all(running.map(async ({ name }) => (await ask(name)).trim()));
  };

  it("rotates the token of the oldest one that Snyk supports, and then moves to the newest, without a loss", async () => {
    expect(await site.up()).toMatchObject({ code: 0 });
    expect(await nodeVersions()).toEqual([`v${OLDEST.node}`, `v${OLDEST.node}`]);

    const rotation = site.load();
    expect(await site.rotate()).toMatchObject({ code: 0 });
    const rotated = await rotation.stop();
    keep(`rotation of client ${OLDEST.broker}`, rotated);
    expect(rotated).toMatchObject({ lost: [], secondsWithoutClient: 0 });

    const upgrade = site.load();
    site.write({ name: "versions", broker: `version: "${NEWEST.broker}"` });
    expect(await site.up()).toMatchObject({ code: 0 });
    await rolledOut(site.namespace, "2");
    const upgraded = await upgrade.stop();
    keep(`upgrade from client ${OLDEST.broker} to ${NEWEST.broker}`, upgraded);
    expect(upgraded).toMatchObject({ lost: [], secondsWithoutClient: 0 });
    expect(await nodeVersions()).toEqual([`v${NEWEST.node}`, `v${NEWEST.node}`]);
  });
});
