import * as pulumi from "@pulumi/pulumi";
import type { ClientEnvironment } from "../../inputs/environment";
import { InvalidInput } from "../../validation/invalid-input";
import { httpUrl, wholeNumber } from "../../validation/value-rules";
import { checked, requirePresent } from "../../validation/validate";

const LOG_LEVELS = ["debug", "info", "warn", "error", "fatal"] as const;

export interface ObservationOptions {
  /** How much the client logs. Bodies are never logged. @default "info" */
  readonly logLevel?: (typeof LOG_LEVELS)[number];
  /** Push metrics over OTLP/gRPC; the client has no endpoint to pull them from. @default none */
  readonly metrics?: {
    /** Address of the collector: `http://otel-collector:4317`. */
    readonly otlpEndpoint: pulumi.Input<string>;
    /** Milliseconds between two pushes. @default 10000 */
    readonly exportIntervalMs?: pulumi.Input<number>;
  };
  /** Run Snyk's preflight checks at startup; their results are logged and block nothing. @default true */
  readonly preflightChecks?: boolean;
  /** Check at startup whether Snyk can be reached over IPv6, and use only IPv4 otherwise. @default true */
  readonly ipv6Check?: boolean;
}

/**
 * Variables for logs, metrics and the checks at startup.
 * @throws InvalidInput
 */
export function observationEnvironment(owner: string, options: ObservationOptions): ClientEnvironment {
  const { logLevel, metrics, preflightChecks, ipv6Check } = options;
  if (logLevel !== undefined && !LOG_LEVELS.includes(logLevel)) {
    throw new InvalidInput(
      owner,
      `logLevel "${logLevel}" is not a log level; use one of ${LOG_LEVELS.join(", ")}`,
    );
  }
  return {
    plain: {
      LOG_LEVEL: logLevel,
      IPV6_CONNECTIVITY_CHECK_ENABLED: ipv6Check === false ? "false" : undefined,
      PREFLIGHT_CHECKS_ENABLED: preflightChecks === false ? "false" : undefined,
      ...(metrics !== undefined && metricsVariables(owner, metrics)),
    },
    secret: {},
  };
}

function metricsVariables(
  owner: string,
  metrics: NonNullable<ObservationOptions["metrics"]>,
): ClientEnvironment["plain"] {
  requirePresent(owner, "metrics.otlpEndpoint", metrics.otlpEndpoint, "give the collector's address");
  const interval = metrics.exportIntervalMs;
  return {
    METRICS_OTEL_ENDPOINT: checked(owner, "metrics.otlpEndpoint", httpUrl, metrics.otlpEndpoint),
    METRICS_OTEL_EXPORT_INTERVAL_MS:
      interval === undefined
        ? undefined
        : pulumi.interpolate`${checked(owner, "metrics.exportIntervalMs", wholeNumber(1000), interval)}`,
  };
}
