import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { NEWEST } from "../../../dev/cluster/client-versions";
import { forward } from "../../../dev/quickstart/forward";
import { until } from "../../../dev/system/until";
import { startScm, startSimulator } from "../../../simulator";
import { address, apply, kubectl, PATIENT } from "./cluster";
import { Probe, type ProbeOptions } from "./probe";

/** When Snyk is told to use the new token. */
export type RotationOrder =
  "new pods, then switch" | "new pods, and a minute later switch" | "switch, then new pods";

/** Somebody has to look at the pods, and then to make a call. */
const PERSON_MS = 60_000;

export interface ChartClient {
  load(options: ProbeOptions): Probe;
  /** What a person does: a new token, into the Secret, roll the Deployment, switch. */
  rotate(order: RotationOrder): Promise<void>;
  close(): Promise<void>;
}

const enabled = z.object({ id: z.string(), brokerToken: z.string() });
const provisioned = z.object({ provisionalBrokerToken: z.string() });

/**
 * A client as Snyk's Helm chart runs it: one Deployment that keeps its name, one replica, and its token in a Secret.
 * @see https://github.com/snyk/snyk-broker-helm: charts/snyk-broker
 */
export async function chartClient(): Promise<ChartClient> {
  const scm = await startScm();
  const simulator = await startSimulator({ relay: true });
  const { relay, orgs, adminKey } = simulator;
  if (!relay || !orgs[0]) throw new Error("The simulator has no relay");
  const own = await address();
  const forwards = await Promise.all(
    [scm.url, simulator.url, relay.brokerServerUrl].map((url) => forward(own, new URL(url))),
  );
  const [gitlab, api, broker] = forwards;
  const call = async (path: string, body: object = {}): Promise<unknown> => {
    const answer = await fetch(`${simulator.url}/v1/org/${orgs[0]?.id ?? ""}/integrations${path}`, {
      method: "POST",
      headers: { authorization: `token ${adminKey}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    return answer.json().catch(() => undefined); // the switch answers nothing
  };
  const { id, brokerToken } = enabled.parse(await call("", { type: "gitlab", broker: { enabled: true } }));
  const namespace = `chart-${randomUUID().slice(0, 8)}`;
  await apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
  const deploy = (token: string, revision: number): Promise<void> =>
    apply(
      {
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: "broker", namespace },
        stringData: { BROKER_TOKEN: token, GITLAB_TOKEN: `glpat-${randomUUID()}` },
      },
      deployment(namespace, revision, {
        ACCEPT: "accept.json",
        PORT: "8000",
        INSECURE_DOWNSTREAM: "true",
        BROKER_CLIENT_URL: "http://broker:8000",
        BROKER_SERVER_URL: broker?.url ?? "",
        BROKER_DISPATCHER_BASE_URL: api?.url ?? "",
        GITLAB: new URL(gitlab?.url ?? "").host,
      }),
    );
  const rolledOut = (): Promise<string> =>
    kubectl("rollout", "status", "deployment/broker", "-n", namespace, "--timeout=120s");
  await deploy(brokerToken, 1);
  await rolledOut();
  await until("the client is connected", () => relay.connected(id), PATIENT);
  return {
    load: (options) => new Probe(relay, id, options),
    rotate: async (order) => {
      const { provisionalBrokerToken } = provisioned.parse(
        await call(`/${id}/authentication/provision-token`),
      );
      const live = (): Promise<unknown> => call(`/${id}/authentication/switch-token`);
      if (order === "switch, then new pods") await live();
      await deploy(provisionalBrokerToken, 2);
      await rolledOut();
      if (order === "new pods, and a minute later switch") await sleep(PERSON_MS);
      if (order !== "switch, then new pods") await live();
      await until("the client is connected again", () => relay.connected(id), PATIENT);
    },
    close: async () => {
      await kubectl("delete", "namespace", "--wait=false", namespace);
      await Promise.all(forwards.map((each) => each.close()));
      await Promise.all([simulator.close(), scm.close()]);
    },
  };
}

/** @param revision a change of it rolls the pods, as `kubectl rollout restart` does */
function deployment(namespace: string, revision: number, env: Readonly<Record<string, string>>): object {
  const fromSecret = (name: string): object => ({
    name,
    valueFrom: { secretKeyRef: { name: "broker", key: name } },
  });
  const probe = {
    httpGet: { path: "/healthcheck", port: 8000 },
    initialDelaySeconds: 3,
    periodSeconds: 10,
    timeoutSeconds: 1,
    failureThreshold: 3,
  };
  const container = {
    name: "broker",
    image: `snyk/broker:${NEWEST.broker}-gitlab`,
    imagePullPolicy: "Always",
    env: [
      ...["BROKER_TOKEN", "GITLAB_TOKEN"].map(fromSecret),
      ...Object.entries(env).map(([name, value]) => ({ name, value })),
    ],
    livenessProbe: probe,
    readinessProbe: probe,
    securityContext: { runAsNonRoot: true, runAsUser: 1000, readOnlyRootFilesystem: true },
  };
  const labels = { app: "broker" };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "broker", namespace },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, annotations: { revision: String(revision) } },
        spec: { containers: [container] },
      },
    },
  };
}
