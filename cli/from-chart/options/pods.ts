import type { Draft } from "../draft";
import { type Code, codeOf, type Fields, someFields } from "../program/code";
import { isTree } from "../reading/examine";
import { pathOf } from "../reading/leftovers";
import { objects, texts } from "./maps";

const TIMES = [
  "failureThreshold",
  "initialDelaySeconds",
  "periodSeconds",
  "successThreshold",
  "timeoutSeconds",
];

const SCHEDULING = [
  "affinity",
  "hostAliases",
  "nodeSelector",
  "priorityClassName",
  "runtimeClassName",
  "tolerations",
  "topologySpreadConstraints",
];

/** Fields of a volume in Kubernetes. */
const VOLUME = [
  "awsElasticBlockStore",
  "azureDisk",
  "azureFile",
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "hostPath",
  "image",
  "iscsi",
  "name",
  "nfs",
  "persistentVolumeClaim",
  "projected",
  "secret",
];
const MOUNT = [
  "mountPath",
  "mountPropagation",
  "name",
  "readOnly",
  "recursiveReadOnly",
  "subPath",
  "subPathExpr",
];

/** How the client's pods run. */
export function pods(draft: Draft): Fields {
  const { values } = draft;
  values.leaveGiven(
    "extraContainerSpecs",
    "it goes into the client's container as it is; write transform: { deployment: (args) => … }",
  );
  leavePodContext(draft);
  return {
    labels: texts(values, "labels"),
    podAnnotations: texts(values, "podAnnotations"),
    resources: resources(draft, "brokerResources"),
    probes: probes(draft),
    healthCheckPath: values.text("healthCheckPath"),
    ...security(draft, "securityContext", "", true),
    openshift: values.isOn("openshift") ? true : undefined,
    scheduling: scheduling(draft, "extraPodSpecs", "transform: { deployment: (args) => … }"),
    extraVolumes: objects(values, "extraVolumes", VOLUME, "extraVolumes"),
    extraVolumeMounts: objects(values, "extraVolumeMounts", MOUNT, "extraVolumeMounts"),
  };
}

/** Requests and limits of a container, where the file decides one of them; the others are the chart's. */
export function resources({ values }: Draft, path: string): Fields | undefined {
  const isDecided = values.below(path).some((each) => !each.endsWith(".storage"));
  if (!isDecided) return undefined;
  const quantity = (part: string) => values.effectiveText(`${path}.${part}`);
  return {
    limits: { cpu: quantity("limits.cpu"), memory: quantity("limits.memory") },
    requests: { cpu: quantity("requests.cpu"), memory: quantity("requests.memory") },
  };
}

function probes(draft: Draft): Fields | undefined {
  const { values } = draft;
  const isAlive = values.isOn("brokerLivenessProbe.enabled");
  values.leaveGiven(
    "brokerReadinessProbe.enabled",
    "a rotation waits for pods that are ready, so the probe stays; probes: { readiness: {…} } has its times",
  );
  const health = values.effectiveText("healthCheckPath");
  for (const probe of ["brokerLivenessProbe", "brokerReadinessProbe"]) {
    const path = `${probe}.path`;
    if (values.isGiven(path) && (probe === "brokerLivenessProbe" || values.text(path) !== health)) {
      if (values.text(path) === health) continue;
      values.leave(
        path,
        "every probe asks what tells readiness or life here; for the client's own path write healthCheckPath",
      );
    }
  }
  const liveness = times(draft, "brokerLivenessProbe");
  return someFields({
    readiness: times(draft, "brokerReadinessProbe"),
    liveness: isAlive ? liveness : false,
  });
}

function times({ values }: Draft, probe: string): Fields | undefined {
  const prefix = `${probe}.config.`;
  const fields = values.below(`${probe}.config`).flatMap((path) => {
    const name = path.slice(prefix.length);
    const value = values.given(path);
    if (TIMES.includes(name) && typeof value === "number") return [[name, value] as const];
    values.leave(path, "it is no time of a probe; write transform: { deployment: (args) => … }");
    return [];
  });
  return fields.length > 0 ? Object.fromEntries(fields) : undefined;
}

/** User and file system of a container. */
export function security(draft: Draft, path: string, owner: string, isAlwaysReadOnly: boolean): Fields {
  const { values } = draft;
  const transform = `${owner}transform: { deployment: (args) => … }`;
  const user = values.given(`${path}.runAsUser`);
  const isUser = typeof user === "number" && Number.isInteger(user) && user > 0;
  if (user !== undefined && !isUser) {
    values.leave(
      `${path}.runAsUser`,
      "pods here never run as root, and a user is a number; write runAsUser with another one",
    );
  }
  const root = values.given(`${path}.readOnlyRootFilesystem`);
  if (isAlwaysReadOnly) {
    values.leaveGiven(
      `${path}.readOnlyRootFilesystem`,
      `nobody writes to the client's own files here; write ${transform}`,
    );
  }
  for (const other of values.below(path)) {
    if (!/\.(runAsUser|readOnlyRootFilesystem)$/.test(other)) {
      values.leave(
        other,
        `pods here are held to the "restricted" standard; for another one write ${transform}`,
      );
    }
  }
  return {
    runAsUser: isUser ? user : undefined,
    readOnlyRoot: !isAlwaysReadOnly && typeof root === "boolean" ? root : undefined,
  };
}

/** What the chart says of the whole pod; its container has a user of its own, which counts. */
function leavePodContext({ values }: Draft): void {
  for (const name of Object.keys(values.map("podSecurityContext"))) {
    values.leave(
      pathOf("podSecurityContext", name),
      name === "runAsUser"
        ? "the chart's container has a user of its own, which counts; write runAsUser"
        : "pods here have a security context of their own; write openshift: true where the cluster gives users, else " +
            "transform: { deployment: (args) => … }",
    );
  }
}

/** Where pods run. */
export function scheduling({ values }: Draft, path: string, transform: string): Fields | undefined {
  const given = values.given(path);
  if (given === undefined || given === null || given === "") return undefined;
  if (!isTree(given)) {
    values.leave(path, `the chart takes keys and values here; write scheduling`);
    return undefined;
  }
  const fields = Object.entries(given).flatMap(([name, value]): readonly (readonly [string, Code])[] => {
    if (value === null) return [];
    const code = SCHEDULING.includes(name) ? codeOf(value) : undefined;
    if (code !== undefined) return [[name, code]];
    values.leave(pathOf(path, name), `it is no part of scheduling; write ${transform}`);
    return [];
  });
  return fields.length > 0 ? Object.fromEntries(fields) : undefined;
}
