import { existsSync } from "node:fs";
import { resolve } from "node:path";

export interface Options {
  /** Deploy to the cluster of this kubeconfig instead of rendering manifests. */
  readonly kubeconfig?: string;
  /** Whether to rotate the token as well. */
  readonly rotate: boolean;
}

export const USAGE = `Usage: npm run quickstart [-- OPTIONS]

Enables a Snyk integration, deploys its Broker client, sends a request through it, and rotates its token. Pulumi and
the Broker are the real ones; Snyk and GitLab are stand-ins on this machine. No account and no cluster is needed.

  --kubeconfig FILE  deploy to this cluster, and leave the Broker client to it
  --no-rotate        stop after the first request
  --help             this text
`;

/** Reads as one sentence. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** @throws UsageError */
export function parseOptions(args: readonly string[]): Options | "help" {
  let options: Options = { rotate: true };
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === "--help") return "help";
    else if (arg === "--no-rotate") options = { ...options, rotate: false };
    else if (arg === "--kubeconfig") options = { ...options, kubeconfig: fileOf(rest.shift()) };
    else throw new UsageError(`Unknown option "${arg}".`);
  }
  return options;
}

function fileOf(path: string | undefined): string {
  if (path === undefined) throw new UsageError("--kubeconfig needs a file.");
  if (!existsSync(path)) throw new UsageError(`--kubeconfig: there is no file ${path}.`);
  return resolve(path);
}
