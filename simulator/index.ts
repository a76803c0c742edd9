/**
 * A Snyk to run locally: its API, its faults, and its side of the Broker.
 *
 * @module pulumi-snyk-broker/simulator
 */
export { startSimulator } from "./simulator";
export type { IntegrationView, Simulator, SimulatorOptions } from "./running";
export { DEFAULT_SETTINGS } from "./snyk/settings";
export type { RefusalStatus, Settings, SimulatorSettings } from "./snyk/settings";
export { DEFAULT_SEED } from "./snyk/seed";
export type { Seed, SeedKey, SeedOrg } from "./snyk/seed";
export type { Fault, Faults } from "./api/faults";
export type { LogEntry, RequestLog } from "./api/request-log";
export { OPERATIONS } from "./api/operations";
export type { Operation, UpdateDetail } from "./api/operations";
export type { Organization, Permission, Role } from "./snyk/model";
export type { Api, RateFigures, RateLimits } from "./api/rate-limit";
export { RelayError } from "./broker/relay";
export type { ImportAnswer, ImportRequest, Relay, RelayOptions } from "./broker/relay";
export { startBroker } from "./broker/process";
export type { BrokerOptions, BrokerProcess } from "./broker/process";
export { startScm } from "./broker/scm";
export type { Scm, ScmOptions, ScmRequest } from "./broker/scm";
export type { NewIntegration, WebUi } from "./web-ui";
