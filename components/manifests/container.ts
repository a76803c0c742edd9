import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { PodOptions } from "../inputs/kubernetes-options";
import { type Probes, withTimes } from "./probes";
import { containerSecurity, type SecurityShape } from "./security";
import type { PortName } from "./service";

type Container = k8s.types.input.core.v1.Container;

export interface ContainerShape {
  readonly name: string;
  readonly image: pulumi.Input<string>;
  readonly env: readonly k8s.types.input.core.v1.EnvVar[];
  readonly port: { readonly name: PortName; readonly number: number };
  readonly lifecycle?: Container["lifecycle"];
  readonly resources: pulumi.Input<k8s.types.input.core.v1.ResourceRequirements>;
  readonly security: SecurityShape;
  /** Mounts beside the folder for temporary files. */
  readonly mounts: readonly k8s.types.input.core.v1.VolumeMount[];
  readonly probes: Probes;
  readonly options: PodOptions;
}

/** The container that a pod is there for. */
export function containerManifest(shape: ContainerShape): Container {
  const { imagePullPolicy = "Always", extraVolumeMounts = [], probes } = shape.options;
  return {
    name: shape.name,
    image: shape.image,
    imagePullPolicy,
    env: [...shape.env],
    ports: [{ name: shape.port.name, containerPort: shape.port.number, protocol: "TCP" }],
    ...(shape.lifecycle && { lifecycle: shape.lifecycle }),
    resources: shape.resources,
    securityContext: containerSecurity(shape.security),
    volumeMounts: [{ name: "tmp", mountPath: "/tmp" }, ...shape.mounts, ...extraVolumeMounts],
    ...withTimes(shape.probes, probes),
  };
}
