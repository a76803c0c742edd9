import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { FileContent } from "../inputs/environment";
import type { AgentPodOptions } from "../inputs/kubernetes-options";
import { fileVolume } from "./files";
import type { Labels } from "./names";
import { podTemplate } from "./pod";
import type { Probes } from "./probes";
import { containerSecurity, type SecurityShape } from "./security";

export interface AgentShape {
  readonly name: string;
  readonly namespace: pulumi.Input<string> | undefined;
  readonly labels: Labels;
  readonly selector: Labels;
  readonly annotations: Labels;
  /** Name of the container. */
  readonly container: string;
  readonly image: pulumi.Input<string>;
  readonly port: number;
  readonly replicas: number;
  readonly env: readonly k8s.types.input.core.v1.EnvVar[];
  readonly files: Readonly<Record<string, FileContent>>;
  /** Name of the Secret with what we keep ourselves. */
  readonly secretName: pulumi.Input<string> | undefined;
  readonly resources: pulumi.Input<k8s.types.input.core.v1.ResourceRequirements>;
  /** Size of the folder for temporary files, bytes: "2Gi". */
  readonly scratch: string;
  /** Unless told otherwise. */
  readonly readOnlyRoot: boolean;
  readonly probes: Probes;
  readonly options: AgentPodOptions;
}

/** The Deployment of a helper that a client talks to. It belongs to no generation, because it holds no broker token. */
export function agentManifest(shape: AgentShape): k8s.apps.v1.DeploymentArgs {
  const { name, namespace, labels, selector } = shape;
  const { openshift = false, runAsUser, readOnlyRoot = shape.readOnlyRoot } = shape.options;
  const security: SecurityShape = { openshift, runAsUser, readOnlyRoot };
  const files = fileVolume(shape.files, { secret: shape.secretName, configMap: undefined });
  const container: k8s.types.input.core.v1.Container = {
    name: shape.container,
    image: shape.image,
    imagePullPolicy: shape.options.imagePullPolicy ?? "Always",
    env: [...shape.env],
    ports: [{ name: "http", containerPort: shape.port, protocol: "TCP" }],
    resources: shape.resources,
    securityContext: containerSecurity(security),
    volumeMounts: [{ name: "tmp", mountPath: "/tmp" }, ...files.mounts],
    ...shape.probes,
  };
  return {
    metadata: { name, namespace, labels },
    spec: {
      replicas: shape.replicas,
      revisionHistoryLimit: 2,
      selector: { matchLabels: selector },
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: podTemplate({
        labels: { ...labels, ...selector },
        annotations: shape.annotations,
        selector,
        container,
        volumes: [{ name: "tmp", emptyDir: { sizeLimit: shape.scratch } }, ...files.volumes],
        security,
        serviceAccountName: shape.options.serviceAccount?.fromServiceAccountName,
        options: shape.options,
      }),
    },
  };
}
