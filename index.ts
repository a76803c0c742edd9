export { type ApiConnectionArgs } from "./provider/api-connection";
export {
  type AdoptArgs,
  BrokeredIntegration,
  type BrokeredIntegrationArgs,
  type RotationArgs,
} from "./provider/brokered-integration";
export { ClonedIntegration, type ClonedIntegrationArgs } from "./provider/cloned-integration";
export { TokenSwitch, type TokenSwitchArgs } from "./provider/token-switch";
export { type IntegrationType } from "./provider/snyk/integration-types";
export { type Region } from "./provider/snyk/regions";
