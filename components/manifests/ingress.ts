import type * as k8s from "@pulumi/kubernetes";
import type { IngressOptions } from "../inputs/kubernetes-options";
import type { ObjectIdentity } from "./names";
import type { PortName } from "./service";

export function ingressManifest(
  { name, namespace, labels }: ObjectIdentity,
  port: PortName,
  options: IngressOptions,
): k8s.networking.v1.IngressArgs {
  const { annotations, className, host, tlsSecretName } = options;
  const backend = { service: { name, port: { name: port } } };
  return {
    metadata: { name, namespace, labels, annotations },
    spec: {
      ingressClassName: className,
      tls: tlsSecretName === undefined ? undefined : [{ hosts: [host], secretName: tlsSecretName }],
      rules: [{ host, http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }],
    },
  };
}
