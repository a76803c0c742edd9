/**
 * A Snyk to run locally: its API, its faults, and its side of the Broker.
 *
 * @module pulumi-snyk-broker/simulator
 */
export { startSimulator } from "./simulator";
export type { IntegrationView, Simulator, SimulatorOptions } from "./simulator";
export { DEFAULT_SETTINGS } from "./settings";
export type { RefusalStatus, Settings, SimulatorSettings } from "./settings";
export { DEFAULT_SEED } from "./seed";
export type { Seed, SeedKey, SeedOrg } from "./seed";
export type { Fault, Faults } from "./faults";
export type { LogEntry, RequestLog } from "./request-log";
export { OPERATIONS } from "./operations";
export type { Operation, UpdateDetail } from "./operations";
export type { Organization, Permission, Role } from "./model";
export type { Api, RateFigures, RateLimits } from "./rate-limit";
export { RelayError } from "./relay";
export type { ImportAnswer, ImportRequest, Relay, RelayOptions } from "./relay";
export { startBroker } from "./broker-process";
export type { BrokerOptions, BrokerProcess } from "./broker-process";
export { startScm } from "./scm";
export type { Scm, ScmOptions, ScmRequest } from "./scm";
export type { NewIntegration, WebUi } from "./web-ui";
