import * as pulumi from "@pulumi/pulumi";

/**
 * Pulumi's Node SDK describes every registered resource in a debug message, with its secret outputs in clear, and
 * `pulumi up --json` prints debug messages. The answer's part of that message is left out here, for all resources of
 * the program: a Kubernetes Secret holds the token as well (docs/decisions/004-debug-messages.md).
 */
export function redactDebugMessages(log: { debug: typeof pulumi.log.debug } = pulumi.log): void {
  const { debug } = log;
  if (redacting.has(debug)) return;
  const redacted: typeof debug = (message, ...rest) => debug(message.replace(ANSWER, "$1[omitted]"), ...rest);
  redacting.add(redacted);
  log.debug = redacted;
}

const redacting = new WeakSet<typeof pulumi.log.debug>();

/** @see https://github.com/pulumi/pulumi, sdk/nodejs/runtime/resource.ts, `RPC finished` */
const ANSWER = /(RPC finished: [^]*?resp: )[^]*$/;
