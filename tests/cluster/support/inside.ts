import { apply, kubectl } from "./cluster";

/** Runs a command in a pod. @returns what it printed */
export async function runIn(namespace: string, pod: string, ...command: readonly string[]): Promise<string> {
  return (await kubectl("exec", "-n", namespace, pod, "--", ...command)).trim();
}

/**
 * Asks for an address from inside of a pod, with the proxy and the authorities of its variables.
 * @param without variables to leave out
 * @returns the status, or why there was none
 */
export function fetchIn(
  namespace: string,
  pod: string,
  url: string,
  without: readonly string[] = [],
): Promise<string> {
  const script = `fetch(${JSON.stringify(url)}, { signal: AbortSignal.timeout(10_000) }).then(
    ({ status }) => console.log(status), ({ cause, message }) => console.log(cause?.code ?? message))`;
  const env = ["env", ...without.flatMap((name) => ["-u", name])];
  return runIn(namespace, pod, ...env, "node", "--use-env-proxy", "-e", script);
}

/** Dials an address from inside of a pod. @returns "connect", or why not */
export function dialFrom(namespace: string, pod: string, host: string, port: number): Promise<string> {
  const script = `const socket = require("node:net").connect(${port}, "${host}");
    const end = (how) => { console.log(how); process.exit(); };
    socket.once("connect", () => end("connect")).once("error", ({ code }) => end(code));
    setTimeout(end, 5_000, "no answer");`;
  return runIn(namespace, pod, "node", "-e", script);
}

/** Starts a pod that does nothing, under the "restricted" standard. @returns when it runs */
export async function startIdlePod(namespace: string, name: string, image: string): Promise<void> {
  const securityContext = {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    runAsNonRoot: true,
    runAsUser: 1000,
    seccompProfile: { type: "RuntimeDefault" },
  };
  const container = { name: "idle", image, command: ["sleep", "3600"], securityContext };
  const spec = {
    containers: [container],
    terminationGracePeriodSeconds: 0,
    automountServiceAccountToken: false,
  };
  await apply({ apiVersion: "v1", kind: "Pod", metadata: { name, namespace }, spec });
  await kubectl("wait", "-n", namespace, `pod/${name}`, "--for=condition=Ready", "--timeout=60s");
}
