import { kubectl, pods } from "./support/cluster";
import { keep } from "./support/results";
import { ClusterSite } from "./support/site";

jest.setTimeout(300_000);

describe("high availability", () => {
  let site: ClusterSite;
  beforeAll(async () => {
    site = await ClusterSite.open({ name: "available", broker: "highAvailability: true, replicas: 2" });
  });
  afterAll(() => site.close());

  it("starts only with the dispatcher's answer, and rotates without a loss", async () => {
    expect(await site.up()).toMatchObject({ code: 0 });
    for (const { name, ready } of await pods(site.namespace)) {
      expect(ready).toBe(true);
      // The simulator's dispatcher sends every client to server 1.
      expect(await kubectl("logs", "-n", site.namespace, name)).toMatch(/server_id=1\b/);
    }
    const probe = site.load();
    expect(await site.rotate()).toMatchObject({ code: 0 });
    const outcome = await probe.stop();
    keep("rotation in high-availability mode", outcome);
    expect(outcome).toMatchObject({ lost: [], secondsWithoutClient: 0 });
  });
});
