import { z } from "zod";
import { NODE_ADDRESS } from "../../dev/cluster/layout";
import { REGISTRY_AGENT_IMAGE } from "../../dev/cluster/registry-agent/image";
import { until } from "../../dev/system/until";
import { kubectl, kubeletPid, PATIENT, pods } from "./support/cluster";
import { dialFrom, fetchIn, runIn, startIdlePod } from "./support/inside";
import { REPOSITORIES } from "./support/private-network/servers";
import {
  AGENT_SERVICE,
  CALLER,
  CLIENT_SERVICE,
  LIST,
  OUTSIDE,
  PrivateNetworkSite,
} from "./support/private-network/site";
import { keep } from "./support/results";

jest.setTimeout(300_000);

const AGENT_PORT = 8081;
const CLIENT_PORT = 8000;
const API_SERVER_PORT = 6443;

/** The agent's image is ours, and only a cluster of our own has it; nor do others promise these addresses. */
const onOwnCluster = kubeletPid() === undefined ? describe.skip : describe;

const podList = z.object({
  items: z.array(
    z.object({ metadata: z.object({ name: z.string() }), status: z.object({ podIP: z.string() }) }),
  ),
});
const secretList = z.object({
  items: z.array(z.object({ data: z.record(z.string(), z.string()).default({}) })),
});

onOwnCluster("a client and its registry agent where a proxy is the only way out", () => {
  let network: PrivateNetworkSite;
  let namespace: string;
  beforeAll(async () => {
    network = await PrivateNetworkSite.open("registry");
    ({ namespace } = network.site);
    expect(await network.site.up()).toMatchObject({ code: 0 });
  });
  afterAll(() => network.close());

  const podsOf = async (prefix: string): Promise<string[]> =>
    (await pods(namespace))
      .filter(({ name, ending }) => name.startsWith(prefix) && !ending)
      .map(({ name }) => name);
  const client = async (): Promise<string> => (await podsOf("broker-registry-g"))[0] ?? "";
  const agent = async (): Promise<string> => (await podsOf("broker-registry-registry-agent"))[0] ?? "";

  /** Keeps for the scan what the cluster tells of its pods. */
  const listen = async (): Promise<void> => {
    const { scan } = network.site.project;
    for (const { name } of await pods(namespace))
      scan.saw(`logs of ${name}`, await kubectl("logs", "-n", namespace, name));
    scan.saw("events", await kubectl("get", "events", "-n", namespace, "-o", "json"));
    scan.saw(
      "objects",
      await kubectl("get", "deployments,pods,configmaps,networkpolicies", "-n", namespace, "-o", "json"),
    );
  };

  it("lists the registry's repositories for Snyk: relay, client, agent, proxy, registry", async () => {
    expect(await network.ask(LIST)).toMatchObject({ status: 200, body: { repositories: REPOSITORIES } });
    const nobody = Buffer.from(JSON.stringify({ registryBase: OUTSIDE.registry })).toString("base64");
    const asNobody = { ...LIST, headers: { "x-registry-credentials": nobody } };
    expect(await network.ask(asNobody)).toMatchObject({ status: 401, body: { errors: [] } });
  });

  it("sends all that leaves the cluster through the proxy, and nothing between client and agent", async () => {
    expect(await network.ask(LIST)).toMatchObject({ status: 200 });
    const list = podList.parse(JSON.parse(await kubectl("get", "pods", "-n", namespace, "-o", "json")));
    const nameOf = new Map(list.items.map(({ metadata, status }) => [status.podIP, metadata.name]));
    const asked = (prefix: string): readonly string[] => {
      const own = network.proxy.asked().filter(({ from }) => nameOf.get(from)?.startsWith(prefix));
      return [...new Set(own.map(({ host }) => host))].sort();
    };
    expect(asked("broker-registry-g")).toEqual([`${OUTSIDE.api}:443`, `${OUTSIDE.broker}:443`]);
    expect(asked("broker-registry-registry-agent")).toEqual([`${OUTSIDE.registry}:443`]);
    const check = `fetch("http://127.0.0.1:${CLIENT_PORT}/systemcheck").then((r) => r.text()).then(console.log)`;
    expect(await runIn(namespace, await client(), "node", "-e", check)).toMatch(/"ok":true/);
    await network.ask({ path: "/healthcheck" });
    expect(network.proxy.asked().filter(({ host }) => !host.endsWith(".test:443"))).toEqual([]);
  });

  it("trusts the private authority only for the certificates that it was given", async () => {
    const registry = `https://${OUTSIDE.registry}/v2/`;
    for (const pod of [await client(), await agent()]) {
      expect(await fetchIn(namespace, pod, registry)).toBe("401");
      expect(await fetchIn(namespace, pod, registry, ["NODE_EXTRA_CA_CERTS"])).toMatch(
        /^(UNABLE_TO_|SELF_SIGNED_)/,
      );
    }
  });

  it("lets the agent report back to Snyk, through its client, and only what the client's rules allow", async () => {
    const scan = (path: string) =>
      network.ask({
        path: "/scan",
        method: "POST",
        body: { callback: `\${BROKER_CLIENT_URL}${path}`, BROKER_VAR_SUB: ["callback"] },
      });
    expect(await scan("/api/v2/import/done")).toMatchObject({ status: 200, body: { told: 200 } });
    expect(await scan("/api/v2/import/other")).toMatchObject({ status: 200, body: { told: 401 } });
  });

  it("refuses whoever may not call them, and what they may not call", async () => {
    const stranger = "stranger";
    await startIdlePod(namespace, stranger, REGISTRY_AGENT_IMAGE);
    const label = (...labels: readonly string[]) =>
      kubectl("label", "pod", "-n", namespace, stranger, ...labels);
    const dial = (host: string, port: number, from = stranger) => dialFrom(namespace, from, host, port);
    const becomes = (wanted: RegExp, host: string, port: number) =>
      until(`a dial gets ${wanted}`, async () => wanted.test(await dial(host, port)), PATIENT);
    const refused = /^(ECONNREFUSED|no answer)$/;

    expect(await dial(NODE_ADDRESS, API_SERVER_PORT)).toBe("connect");
    expect(await dial(AGENT_SERVICE, AGENT_PORT)).toMatch(refused);
    expect(await dial(CLIENT_SERVICE, CLIENT_PORT)).toMatch(refused);

    // The same pod under other labels: it is the policies that refused it.
    const [[name, value] = ["", ""]] = Object.entries(CALLER);
    await label(`${name}=${value}`);
    await becomes(/^connect$/, CLIENT_SERVICE, CLIENT_PORT);
    expect(await dial(AGENT_SERVICE, AGENT_PORT)).toMatch(refused);
    await label(
      `${name}-`,
      "app.kubernetes.io/instance=broker-registry",
      "app.kubernetes.io/component=broker-client",
    );
    await becomes(/^connect$/, AGENT_SERVICE, AGENT_PORT);
    await kubectl("delete", "pod", "-n", namespace, stranger);

    for (const pod of [await client(), await agent()]) {
      expect(await dial(NODE_ADDRESS, network.proxy.port, pod)).toBe("connect");
      expect(await dial(NODE_ADDRESS, API_SERVER_PORT, pod)).toMatch(refused);
    }
  });

  it("rotates the token under load without a loss, and the agent stays", async () => {
    await listen();
    const before = await agent();
    const probe = network.site.load({ request: LIST });
    const ran = await network.site.rotate();
    const outcome = await probe.stop();
    expect(ran).toMatchObject({ code: 0 });
    keep("rotation with a registry agent, behind a proxy", outcome);
    expect(outcome).toMatchObject({ lost: [], secondsWithoutClient: 0 });
    expect(await client()).toMatch(/^broker-registry-g2-/);
    expect(await agent()).toBe(before);
  });

  it("shows its secrets to nobody: not in state or output, and not in the pods' logs, events and objects", async () => {
    const secrets = secretList.parse(
      JSON.parse(await kubectl("get", "secrets", "-n", namespace, "-o", "json")),
    );
    const encoded = secrets.items.flatMap(({ data }) => data["CR_CREDENTIALS"] ?? []);
    expect(encoded).toHaveLength(1);
    const { scan } = network.site.project;
    scan.plant("credentials of the registry", Buffer.from(encoded[0] ?? "", "base64").toString());
    await listen();
    expect(scan.leaks()).toEqual([]);
  });
});
