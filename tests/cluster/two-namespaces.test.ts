import { kubectl, pods } from "./support/cluster";
import { keep } from "./support/results";
import { ClusterSite } from "./support/site";

jest.setTimeout(300_000);

describe("one token, two organizations, clients in two namespaces, which stand for two clusters", () => {
  let site: ClusterSite;
  beforeAll(async () => {
    site = await ClusterSite.open({
      name: "two",
      broker: `
        organizations: [orgs[1]],
        clients: {
          east: {
            client: { type: "gitlab", host: gitlabHost, token: gitlabToken },
            namespace: namespace + "-east",
            createNamespace: true,
          },
        },`,
    });
  });
  afterAll(async () => {
    await kubectl("delete", "namespace", "--ignore-not-found", "--wait=false", `${site.namespace}-east`);
    await site.close();
  });

  it("rotates both with one switch, and neither organization loses a request", async () => {
    expect(await site.up()).toMatchObject({ code: 0 });
    const { simulator } = site.project;
    const clone = simulator.integration(simulator.orgs[1]?.id ?? "", "gitlab");
    const probes = [site.load(), site.load({ integrationId: clone?.id })];
    expect(await site.rotate()).toMatchObject({ code: 0 });

    const outcomes = await Promise.all(probes.map((probe) => probe.stop()));
    outcomes.forEach((outcome, index) => keep(`two namespaces, organization ${index + 1}`, outcome));
    for (const outcome of outcomes) expect(outcome).toMatchObject({ lost: [], secondsWithoutClient: 0 });
    expect(simulator.log.count("switchToken")).toBe(1);
    for (const namespace of [site.namespace, `${site.namespace}-east`]) {
      const generations = (await pods(namespace)).map(({ name }) => /-g\d+-/.exec(name)?.[0]);
      expect(generations).toEqual(["-g2-", "-g2-"]);
    }
  });
});
