import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { PodOptions } from "../inputs/kubernetes-options";
import type { Labels } from "./names";
import { nodeSelector } from "./processor";
import { podSecurity, type SecurityShape } from "./security";
import { spread } from "./spread";

type Container = k8s.types.input.core.v1.Container;
type Volume = k8s.types.input.core.v1.Volume;

export interface PodShape {
  readonly labels: pulumi.Input<Labels>;
  readonly annotations: Labels;
  /** Labels of the pods that are spread over nodes and zones. */
  readonly selector: pulumi.Input<Labels>;
  /** Image of the container, which says on which nodes it can run. */
  readonly image: pulumi.Input<string>;
  readonly container: Container;
  readonly volumes: readonly Volume[];
  readonly security: SecurityShape;
  readonly serviceAccountName: pulumi.Input<string> | undefined;
  readonly options: PodOptions;
}

/** A hardened pod with one container of ours. */
export function podTemplate(shape: PodShape): k8s.types.input.core.v1.PodTemplateSpec {
  const { imagePullSecrets = [], podAnnotations = {}, scheduling = {} } = shape.options;
  const { extraContainers = [], extraVolumes = [] } = shape.options;
  const annotations = { ...podAnnotations, ...shape.annotations };
  return {
    metadata: {
      labels: shape.labels,
      // An empty map is in a saved plan and not in what the provider makes of it, which violates the plan.
      ...(Object.keys(annotations).length > 0 && { annotations }),
    },
    spec: {
      automountServiceAccountToken: false,
      // Service links would put variables of strangers into the client's configuration.
      enableServiceLinks: false,
      securityContext: podSecurity(shape.security),
      serviceAccountName: shape.serviceAccountName,
      // The client needs up to 12 seconds after the signal, and its hook comes before.
      terminationGracePeriodSeconds: 30,
      imagePullSecrets: imagePullSecrets.length > 0 ? imagePullSecrets.map((name) => ({ name })) : undefined,
      ...spread(shape.selector),
      ...scheduling,
      nodeSelector: nodeSelector(shape.image, scheduling.nodeSelector),
      containers: [shape.container, ...extraContainers],
      volumes: [...shape.volumes, ...extraVolumes],
    },
  };
}
