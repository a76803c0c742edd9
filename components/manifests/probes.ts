import type * as k8s from "@pulumi/kubernetes";
import { HEALTHCHECK_PATH } from "../environment";

type Probe = k8s.types.input.core.v1.Probe;

/**
 * Readiness asks for an open tunnel: 200 from the health check. Liveness must not: an outage at Snyk would restart
 * every client again and again, and a client that cannot reconnect ends by itself. It asks only for an open port.
 * The port opens after the checks at start, which may take minutes without network: that is the startup probe's.
 * Times are seconds.
 */
export const PROBES = {
  startupProbe: { tcpSocket: { port: "http" }, periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 60 },
  readinessProbe: {
    httpGet: { path: HEALTHCHECK_PATH, port: "http", scheme: "HTTP" },
    periodSeconds: 5,
    timeoutSeconds: 3,
    failureThreshold: 3,
  },
  livenessProbe: { tcpSocket: { port: "http" }, periodSeconds: 15, timeoutSeconds: 3, failureThreshold: 4 },
} as const satisfies Record<string, Probe>;
