import { keep } from "./support/results";
import { ClusterSite } from "./support/site";

jest.setTimeout(400_000);

/** Nobody wants to wait ten minutes for Pulumi to give up. */
const GIVE_UP = `
pulumi.runtime.registerStackTransformation(({ type, props, opts }) =>
  type === "kubernetes:apps/v1:Deployment" ? { props, opts: { ...opts, customTimeouts: { create: "25s", update: "25s" } } } : undefined);
`;

const CASES = [
  {
    name: "image",
    what: "an image that cannot be pulled",
    broker: `version: "0.0.0"`,
    says: /ImagePullBackOff|ErrImagePull/,
  },
  {
    name: "readiness",
    what: "a client that never becomes ready",
    broker: `brokerServerUrl: "http://198.18.1.1:9"`,
    says: /containers with unready status|0 out of 2 replicas|not ready|minimum availability/i,
  },
];

describe("a rotation whose new clients do not come up", () => {
  it("leaves the old ones serving, says why, and one more up finishes it with the same token", async () => {
    await Promise.all(
      CASES.map(async ({ name, what, broker, says }) => {
        const site = await ClusterSite.open({ name });
        try {
          expect(await site.up()).toMatchObject({ code: 0 });
          const { log } = site.project.simulator;
          const before = site.liveToken();
          const probe = site.load();

          site.write({ name, broker, program: GIVE_UP });
          const failed = await site.rotate();
          expect(failed.code).not.toBe(0);
          expect(failed.output).toMatch(says);
          expect(site.liveToken()).toBe(before);
          expect(await site.request()).toBe(200);

          site.write({ name });
          const finished = await site.up();
          expect(finished.output).toMatch(/TokenSwitch gitlab-switch updated/);
          expect(finished.code).toBe(0);
          expect(site.liveToken()).not.toBe(before);
          expect([log.count("provisionToken"), log.count("switchToken")]).toEqual([1, 1]);

          const outcome = await probe.stop();
          keep(what, outcome);
          expect(outcome).toMatchObject({ lost: [], secondsWithoutClient: 0 });
          expect((await site.preview()).output).toMatch(/12 unchanged/);
          expect(site.project.scan.leaks()).toEqual([]);
        } finally {
          await site.close();
        }
      }),
    );
  });
});
