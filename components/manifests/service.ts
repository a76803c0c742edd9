import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ServiceOptions } from "../inputs/kubernetes-options";
import type { Labels } from "./names";

/** The name of the container's port, which says the protocol. */
export type PortName = "http" | "https";

export interface ServiceShape {
  readonly name: string;
  readonly namespace: pulumi.Input<string> | undefined;
  readonly labels: Labels;
  readonly selector: Labels;
  /** Of the container. */
  readonly port: number;
  readonly portName: PortName;
  readonly options: ServiceOptions;
}

/** The stable address of a client, for webhooks: it selects the pods of every generation. */
export function serviceManifest(shape: ServiceShape): k8s.core.v1.ServiceArgs {
  const { annotations, loadBalancerSourceRanges, type } = shape.options;
  return {
    metadata: { name: shape.name, namespace: shape.namespace, labels: shape.labels, annotations },
    spec: {
      type: type ?? "ClusterIP",
      selector: shape.selector,
      loadBalancerSourceRanges: loadBalancerSourceRanges && [...loadBalancerSourceRanges],
      ports: [
        {
          name: shape.portName,
          port: shape.options.port ?? shape.port,
          targetPort: shape.portName,
          protocol: "TCP",
        },
      ],
    },
  };
}

export interface ServiceAddress {
  readonly scheme: PortName;
  readonly name: string;
  readonly namespace: pulumi.Input<string> | undefined;
  readonly port: number;
}

/** The Service's host inside the cluster; `.svc` is resolved whatever the cluster's domain is. */
export function serviceHost({
  name,
  namespace,
}: Pick<ServiceAddress, "name" | "namespace">): pulumi.Output<string> {
  return namespace === undefined ? pulumi.output(name) : pulumi.interpolate`${name}.${namespace}.svc`;
}

/** The Service's address inside the cluster. */
export function serviceUrl(address: ServiceAddress): pulumi.Output<string> {
  return pulumi.interpolate`${address.scheme}://${serviceHost(address)}:${address.port}`;
}
