/**
 * Snyk integrations that work through the Snyk Broker: what a Pulumi program imports.
 *
 * @module pulumi-snyk-broker
 */
export { Broker } from "./components/broker";
export {
  type BrokerArgs,
  type BrokerNodes,
  type BrokerTransforms,
  type NamedClientArgs,
  type Organizations,
} from "./components/broker-args";
export { BrokerClient } from "./components/broker-client";
export {
  type BrokerClientArgs,
  type BrokerClientNodes,
  type BrokerClientOptions,
  type BrokerClientTransforms,
} from "./components/broker-client-args";
export { BrokerTokenSecret, type BrokerTokenSecretArgs } from "./components/broker-token-secret";
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
export {
  CodeAgent,
  type CodeAgentArgs,
  type CodeAgentNodes,
  type CodeAgentOptions,
} from "./components/code-agent";
export { type DockerClientArgs, dockerFiles, type DockerFiles } from "./components/docker-files";
export { type ConfigInput, type ConfigMapReference } from "./components/environment";
export { InvalidInput } from "./components/invalid-input";
export {
  type IngressOptions,
  type NetworkPolicyOptions,
  type Scheduling,
  type ServiceAccountOptions,
  type ServiceAccountReference,
  type ServiceOptions,
} from "./components/kubernetes-options";
export { type AcceptFlags, type IacExtension } from "./components/options/accept";
export { type CommitSigningOptions } from "./components/options/commit-signing";
export { type HttpsOptions, type ProxyOptions } from "./components/options/connection";
export {
  type RegistryAgent,
  type RegistryAgentNodes,
  type RegistryAgentOptions,
} from "./components/registry-agent";
export { type SecretInput, type SecretReference } from "./components/secret-input";
export { type Transform } from "./components/transform";
export { type ApiConnectionArgs } from "./provider/api-connection";
export {
  type AdoptArgs,
  BrokeredIntegration,
  type BrokeredIntegrationArgs,
  type HandOver,
  type RotationArgs,
} from "./provider/brokered-integration";
export { ClonedIntegration, type ClonedIntegrationArgs } from "./provider/cloned-integration";
export {
  type FoundOrganization,
  getOrganizations,
  type GetOrganizationsArgs,
} from "./provider/get-organizations";
export { Organization, type OrganizationArgs } from "./provider/organization";
export { type ClientDeployment, TokenSwitch, type TokenSwitchArgs } from "./provider/token-switch";
export { type IntegrationType } from "./provider/snyk/integration-types";
export { type Region } from "./provider/snyk/regions";
