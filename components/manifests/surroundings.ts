import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type {
  IngressOptions,
  NetworkPolicyOptions,
  ServiceAccountOptions,
} from "../inputs/kubernetes-options";
import type { Labels } from "./names";
import type { PortName } from "./probes";

/** What the objects around a Deployment have in common. */
export interface Surroundings {
  readonly name: string;
  readonly namespace: pulumi.Input<string> | undefined;
  readonly labels: Labels;
  /** Pods of all generations: a rotation changes none of these objects. */
  readonly selector: Labels;
}

/** The namespace, under the strictest Pod Security Standard. */
export function namespaceManifest(name: pulumi.Input<string>): k8s.core.v1.NamespaceArgs {
  return { metadata: { name, labels: { "pod-security.kubernetes.io/enforce": "restricted" } } };
}

/** Lets a drain stop one pod at a time; never blocks it for ever, as a minimum of one would with one replica. */
export function disruptionBudgetManifest(at: Surroundings): k8s.policy.v1.PodDisruptionBudgetArgs {
  return {
    metadata: { name: at.name, namespace: at.namespace, labels: at.labels },
    spec: { maxUnavailable: 1, selector: { matchLabels: at.selector } },
  };
}

/** By default, admits what a cluster without policies admits, but for ports that nobody serves. */
export function networkPolicyManifest(
  at: Surroundings,
  port: number,
  options: NetworkPolicyOptions,
): k8s.networking.v1.NetworkPolicyArgs {
  const from = options.ingressFrom && [...options.ingressFrom];
  return {
    metadata: { name: at.name, namespace: at.namespace, labels: at.labels },
    spec: {
      podSelector: { matchLabels: at.selector },
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from, ports: [{ port, protocol: "TCP" }] }],
      egress: options.egress ? [...options.egress] : [{}],
    },
  };
}

export function serviceAccountManifest(
  at: Surroundings,
  options: ServiceAccountOptions,
): k8s.core.v1.ServiceAccountArgs {
  const { annotations } = options;
  return {
    metadata: { name: at.name, namespace: at.namespace, labels: at.labels, annotations },
    automountServiceAccountToken: false,
  };
}

export function ingressManifest(
  at: Surroundings,
  port: PortName,
  options: IngressOptions,
): k8s.networking.v1.IngressArgs {
  const { annotations, className, host, tlsSecretName } = options;
  const backend = { service: { name: at.name, port: { name: port } } };
  return {
    metadata: { name: at.name, namespace: at.namespace, labels: at.labels, annotations },
    spec: {
      ingressClassName: className,
      tls: tlsSecretName === undefined ? undefined : [{ hosts: [host], secretName: tlsSecretName }],
      rules: [{ host, http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }],
    },
  };
}
