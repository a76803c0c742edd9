import type * as k8s from "@pulumi/kubernetes";
import { HEALTHCHECK_PATH } from "../inputs/environment";
import type { ProbeOptions } from "../inputs/kubernetes-options";
import type { PortName } from "./service";

type Probe = k8s.types.input.core.v1.Probe;

export interface Probes {
  readonly startupProbe: Probe;
  readonly readinessProbe: Probe;
  readonly livenessProbe?: Probe;
}

/**
 * Readiness asks for an open tunnel: 200 from the health check. Liveness must not: an outage at Snyk would restart
 * every client again and again, and a client that cannot reconnect ends by itself. It asks only for an open port.
 * The port opens after the checks at start, which may take minutes without network: that is the startup probe's.
 * Times are seconds.
 */
export function clientProbes(port: PortName, path: string): Probes {
  const scheme = port === "https" ? "HTTPS" : "HTTP";
  return {
    startupProbe: { tcpSocket: { port }, periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 60 },
    readinessProbe: {
      httpGet: { path, port, scheme },
      periodSeconds: 5,
      timeoutSeconds: 3,
      failureThreshold: 3,
    },
    livenessProbe: { tcpSocket: { port }, periodSeconds: 15, timeoutSeconds: 3, failureThreshold: 4 },
  };
}

/** For an agent without a health check: it is ready when its port is open. Times are seconds. */
export const OPEN_PORT_PROBES: Probes = {
  startupProbe: { tcpSocket: { port: "http" }, periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 60 },
  readinessProbe: { tcpSocket: { port: "http" }, periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 3 },
  livenessProbe: { tcpSocket: { port: "http" }, periodSeconds: 20, timeoutSeconds: 3, failureThreshold: 4 },
};

/** For an agent with a health check. Times are seconds. */
export const HEALTHCHECK_PROBES: Probes = {
  ...OPEN_PORT_PROBES,
  readinessProbe: {
    httpGet: { path: HEALTHCHECK_PATH, port: "http", scheme: "HTTP" },
    periodSeconds: 5,
    timeoutSeconds: 3,
    failureThreshold: 3,
  },
};

/** The same probes at other times. */
export function withTimes(probes: Probes, { startup, readiness, liveness }: ProbeOptions = {}): Probes {
  return {
    startupProbe: { ...probes.startupProbe, ...startup },
    readinessProbe: { ...probes.readinessProbe, ...readiness },
    ...(liveness !== false && { livenessProbe: { ...probes.livenessProbe, ...liveness } }),
  };
}
