import type * as k8s from "@pulumi/kubernetes";
import type { IngressOptions } from "../inputs/kubernetes-options";
import type { ObjectIdentity } from "./names";
import type { PortName } from "./service";

export function ingressManifest(
  { name, namespace, labels }: ObjectIdentity,
  port: PortName,
  options: IngressOptions,
): k8s.networking.v1.IngressArgs {
  const { annotations, className, extraPaths = [], otherHosts = [], tlsSecretName } = options;
  const { path = "/", pathType = "Prefix" } = options;
  const hosts = [options.host, ...otherHosts];
  const backend = { service: { name, port: { name: port } } };
  return {
    metadata: { name, namespace, labels: { ...options.labels, ...labels }, annotations },
    spec: {
      ingressClassName: className,
      tls: tlsSecretName === undefined ? undefined : [{ hosts, secretName: tlsSecretName }],
      rules: hosts.map((host) => ({ host, http: { paths: [...extraPaths, { path, pathType, backend }] } })),
    },
  };
}
