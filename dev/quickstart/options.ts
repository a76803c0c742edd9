import { existsSync } from "node:fs";
import { resolve } from "node:path";

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

/** Reads as one sentence. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** @throws UsageError */
export function parseOptions(args: readonly string[]): Options | "help" {
  let options: Options = { cluster: false, rotate: true };
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === "--help") return "help";
    else if (arg === "--cluster") options = { ...options, cluster: true };
    else if (arg === "--no-rotate") options = { ...options, rotate: false };
    else if (arg === "--kubeconfig") options = { ...options, kubeconfig: fileOf(valueOf(arg, rest.shift())) };
    else if (arg === "--address") options = { ...options, address: valueOf(arg, rest.shift()) };
    else throw new UsageError(`Unknown option "${arg}".`);
  }
  if (options.cluster && options.kubeconfig !== undefined)
    throw new UsageError("--cluster brings a cluster of its own: leave --kubeconfig out.");
  return options;
}

function valueOf(option: string, value: string | undefined): string {
  if (value === undefined) throw new UsageError(`${option} needs a value.`);
  return value;
}

function fileOf(path: string): string {
  if (!existsSync(path)) throw new UsageError(`--kubeconfig: there is no file ${path}.`);
  return resolve(path);
}
