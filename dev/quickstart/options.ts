import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { optionsOf, UsageError } from "../system/command-line";

export interface Options {
  /** Bring up a real Kubernetes on this machine for it. */
  readonly cluster: boolean;
  /** Deploy to the cluster of this kubeconfig instead of rendering manifests. */
  readonly kubeconfig?: string;
  /** Address of this machine at which the cluster's pods reach it. @default found out */
  readonly address?: string;
  /** Whether to rotate the token as well. */
  readonly rotate: boolean;
}

export const USAGE = `Usage: npm run quickstart [-- OPTIONS]

Enables a Snyk integration, deploys its Broker client, sends a request through it, and rotates its token. Pulumi and
the Broker are the real ones; Snyk and GitLab are stand-ins on this machine. No account and no cluster is needed.

  --cluster          deploy to a real Kubernetes that is brought up for it; needs Linux and root
  --kubeconfig FILE  deploy to this cluster, and leave the Broker client to it
  --address ADDRESS  with --kubeconfig: where its pods reach this machine (default: found out)
  --no-rotate        stop after the first request
  --help             this text
`;

/** @throws UsageError */
export function parseOptions(args: readonly string[]): Options | "help" {
  const {
    help,
    cluster,
    kubeconfig,
    address,
    "no-rotate": noRotate,
  } = optionsOf(args, {
    cluster: { type: "boolean", default: false },
    kubeconfig: { type: "string" },
    address: { type: "string" },
    "no-rotate": { type: "boolean", default: false },
    help: { type: "boolean" },
  });
  if (help) return "help";
  if (kubeconfig !== undefined && !existsSync(kubeconfig))
    throw new UsageError(`--kubeconfig: there is no file ${kubeconfig}.`);
  if (cluster && kubeconfig !== undefined)
    throw new UsageError("--cluster brings a cluster of its own: leave --kubeconfig out.");
  return {
    cluster,
    rotate: !noRotate,
    ...(kubeconfig !== undefined && { kubeconfig: resolve(kubeconfig) }),
    ...(address !== undefined && { address }),
  };
}
