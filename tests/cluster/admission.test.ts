import { until } from "../../dev/system/until";
import { apply, evict, kubectl, PATIENT, pods } from "./support/cluster";
import { ClusterSite } from "./support/site";

jest.setTimeout(300_000);

describe("what the cluster itself enforces", () => {
  let site: ClusterSite;
  beforeAll(async () => {
    site = await ClusterSite.open({ name: "admission" });
    expect(await site.up()).toMatchObject({ code: 0 });
  });
  afterAll(() => site.close());

  it("admits the clients to a namespace under the restricted standard, and refuses a pod that asks for more", async () => {
    const label = `jsonpath={.metadata.labels.pod-security\\.kubernetes\\.io/enforce}`;
    expect(await kubectl("get", "namespace", site.namespace, "-o", label)).toBe("restricted");
    expect((await pods(site.namespace)).map(({ ready }) => ready)).toEqual([true, true]);
    const pod = {
      ...{ apiVersion: "v1", kind: "Pod", metadata: { name: "bold", namespace: site.namespace } },
      spec: { containers: [{ name: "bold", image: "pause:own", securityContext: { runAsUser: 0 } }] },
    };
    await expect(apply(pod)).rejects.toThrow(/violates PodSecurity "restricted/);
  });

  it("admits no pod that a program has made less safe, and the clients before it serve on", async () => {
    const loosened = `transform: { deployment: (args) => {
      args.spec.template.spec.containers[0].securityContext = { allowPrivilegeEscalation: true };
      return args;
    } }`;
    const short = `pulumi.runtime.registerStackTransformation(({ type, props, opts }) =>
      type === "kubernetes:apps/v1:Deployment" ? { props, opts: { ...opts, customTimeouts: { update: "10s" } } } : undefined);`;
    site.write({ name: "admission", broker: loosened, program: short });
    const { code, output } = await site.up();
    // Of an update in place Pulumi sometimes reads the status from before, and ends too early with success.
    if (code !== 0) expect(output).toMatch(/'broker-gitlab-g1-\w{6}' timed out waiting to be Ready/);
    const reason = `jsonpath={.items[0].status.conditions[?(@.type=="ReplicaFailure")].message}`;
    const ofFirstToken = ["-n", site.namespace, "-l", "snyk-broker/token-generation=1"];
    const areRefused = async () =>
      /violates PodSecurity "restricted/.test(
        await kubectl("get", "deployments", ...ofFirstToken, "-o", reason),
      );
    await until("the cluster has refused the pods", areRefused, PATIENT);
    expect(await site.request()).toBe(200);
    site.write({ name: "admission" });
    expect(await site.up()).toMatchObject({ code: 0 });
  });

  it("evicts one client at a time: the second has to wait until the first one's successor is ready", async () => {
    const areReady = async () => (await pods(site.namespace)).filter(({ ready }) => ready).length === 2;
    await until("both are ready", areReady, PATIENT);
    const [first, second] = await pods(site.namespace);
    await evict(site.namespace, first?.name ?? "");
    await expect(evict(site.namespace, second?.name ?? "")).rejects.toThrow(/disruption budget/);
    const hasSuccessor = async () => {
      const now = await pods(site.namespace);
      return now.filter(({ ready, ending }) => ready && !ending).length === 2;
    };
    await until("the successor is ready", hasSuccessor, PATIENT);
    const isEvicted = () =>
      evict(site.namespace, second?.name ?? "").then(
        () => true,
        () => false,
      );
    await until("the budget has counted it", isEvicted, PATIENT);
    expect(await site.request()).toBe(200);
  });

  it("accepts the policy for the network, the budget and the spread as they are declared", async () => {
    const { namespace } = site;
    const policy = "jsonpath={.items[0].spec.policyTypes}";
    expect(await kubectl("get", "networkpolicy", "-n", namespace, "-o", policy)).toBe('["Ingress","Egress"]');
    const spread = "jsonpath={.items[0].spec.template.spec.topologySpreadConstraints[0].topologyKey}";
    expect(await kubectl("get", "deployment", "-n", namespace, "-o", spread)).toBe(
      "topology.kubernetes.io/zone",
    );
  });
});
