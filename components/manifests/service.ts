import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { CLIENT_PORT } from "../environment";
import type { Labels } from "../names";

export interface ServiceShape {
  readonly name: string;
  readonly namespace: pulumi.Input<string> | undefined;
  readonly labels: Labels;
  readonly selector: Labels;
}

/** The stable address of a client, for webhooks: it selects the pods of every generation. */
export function serviceManifest(shape: ServiceShape): k8s.core.v1.ServiceArgs {
  return {
    metadata: { name: shape.name, namespace: shape.namespace, labels: shape.labels },
    spec: {
      type: "ClusterIP",
      selector: shape.selector,
      ports: [{ name: "http", port: CLIENT_PORT, targetPort: "http", protocol: "TCP" }],
    },
  };
}

/** The Service's address inside the cluster; `.svc` is resolved whatever the cluster's domain is. */
export function serviceUrl(name: string, namespace: pulumi.Input<string> | undefined): pulumi.Output<string> {
  return namespace === undefined
    ? pulumi.output(`http://${name}:${CLIENT_PORT}`)
    : pulumi.interpolate`http://${name}.${namespace}.svc:${CLIENT_PORT}`;
}
