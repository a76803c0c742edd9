/** Keys that stand in values files and that the chart does not know. */

/** Paths that the chart has given up, and what is in their place. */
export const FORMER_KEYS: Readonly<Record<string, string>> = {
  acceptJsonFile: "acceptJson",
  autoscaling: "replicaCount",
  createSecrets: "useExternalSecrets",
  enableBrokerServerOverHttps: "enableBrokerLocalWebserverOverHttps",
  enableSnykCodeLocalEngine: "enableCodeAgent",
  httpsEnabled: "enableBrokerLocalWebserverOverHttps",
  nodeExtraCACert: "caCert",
  "service.type": "service.brokerType",
};

/** Names of an earlier chart whose place is open here. */
export const WITHOUT_PLACE: Readonly<Record<string, string>> = {
  brokerStartupProbe: "an earlier chart had it; write probes: { startup: {…} }",
  enableEssentials:
    "Snyk's documentation names it, the chart does not; these requests pass, and accept: { essentials: false } stops them",
};

const UNIVERSAL = [
  "acceptAppRisk",
  "acceptCode",
  "acceptCustomPrTemplates",
  "acceptIaC",
  "acceptLargeManifests",
  "caCertMount",
  "caCertSecret",
  "clientId",
  "clientSecret",
  "commonAnnotations",
  "commonLabels",
  "containerPort",
  "containerSecurityContext",
  "credentialReferences",
  "deploymentId",
  "disableAllCertificateTrust",
  "existingAuthSecret",
  "extraEnvVars",
  "hostAliases",
  "ingress",
  "livenessProbe",
  "podLabels",
  "readinessProbe",
  "serviceaccount",
  "tenant",
];

const MONITOR = [
  "clusterName",
  "excludedNamespaces",
  "integrationApi",
  "monitorSecrets",
  "policyOrgs",
  "scope",
  "skopeo",
  "temporaryStorageSize",
  "workloadPoliciesMap",
];

/** The chart that has a key, where it is another one of Snyk's. */
export function chartOf(key: string): string | undefined {
  if (UNIVERSAL.includes(key)) return "snyk-universal-broker";
  return MONITOR.includes(key) ? "snyk-monitor" : undefined;
}
