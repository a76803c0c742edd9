/**
 * Snyk integrations that work through the Snyk Broker: what a Pulumi program imports.
 *
 * @module pulumi-snyk-broker
 */
export { Broker } from "./components/broker/broker";
export {
  type BrokerArgs,
  type BrokerNodes,
  type BrokerTransforms,
  type NamedClientArgs,
  type Organizations,
} from "./components/broker/broker-args";
export { BrokerClient } from "./components/broker-client/broker-client";
export {
  type BrokerClientArgs,
  type BrokerClientNodes,
  type BrokerClientOptions,
  type BrokerClientTransforms,
} from "./components/broker-client/broker-client-args";
export {
  BrokerTokenSecret,
  type BrokerTokenSecretArgs,
} from "./components/broker-client/broker-token-secret";
export {
  type AppriskSettings,
  type ArtifactorySettings,
  type AzureReposSettings,
  type BitbucketServerBearerAuthSettings,
  type BitbucketServerSettings,
  type ClientSettings,
  type ContainerRegistrySettings,
  type GithubComSettings,
  type GithubEnterpriseSettings,
  type GithubServerAppSettings,
  type GitlabSettings,
  type JiraBearerAuthSettings,
  type JiraSettings,
  type Nexus2Settings,
  type NexusSettings,
  type RegistryKind,
  type TokenPool,
} from "./components/client-types";
export { type AgentNodes, type AgentOptions, type AgentTransforms } from "./components/agents/agent-options";
export { CodeAgent, type CodeAgentArgs, type CodeAgentOptions } from "./components/agents/code-agent";
export {
  type DockerClientArgs,
  dockerFiles,
  type DockerFiles,
} from "./components/broker-client/docker-files";
export { type ConfigInput, type ConfigMapReference } from "./components/inputs/environment";
export { InvalidInput } from "./components/validation/invalid-input";
export {
  type IngressOptions,
  type NetworkPolicyOptions,
  type PodOptions,
  type ProbeOptions,
  type ProbeTimes,
  type Scheduling,
  type ServiceAccountOptions,
  type ServiceAccountReference,
  type ServiceOptions,
} from "./components/inputs/kubernetes-options";
export { type AcceptFlags, type IacExtension } from "./components/broker-client/options/accept";
export { type CommitSigningOptions } from "./components/broker-client/options/commit-signing";
export { type HttpsOptions } from "./components/broker-client/options/proxy-and-tls";
export { type ProxyOptions } from "./components/inputs/proxy-options";
export { type RegistryAgent, type RegistryAgentOptions } from "./components/agents/registry-agent";
export { type SecretInput, type SecretReference } from "./components/inputs/secret-input";
export { type Transform } from "./components/inputs/transform";
export { type ApiConnectionArgs } from "./provider/resources/api-connection";
export {
  type AdoptArgs,
  BrokeredIntegration,
  type BrokeredIntegrationArgs,
  type HandOver,
  type RotationArgs,
} from "./provider/resources/classic/brokered-integration";
export {
  ClonedIntegration,
  type ClonedIntegrationArgs,
} from "./provider/resources/classic/cloned-integration";
export {
  type FoundOrganization,
  getOrganizations,
  type GetOrganizationsArgs,
} from "./provider/resources/classic/get-organizations";
export { Organization, type OrganizationArgs } from "./provider/resources/classic/organization";
export {
  type ClientDeployment,
  TokenSwitch,
  type TokenSwitchArgs,
} from "./provider/resources/classic/token-switch";
export { type IntegrationType } from "./provider/snyk/integration-types";
export { type Region } from "./provider/snyk/regions";
