import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** @returns what `pulumi version` prints ("v3.248.0"), or undefined when it does not run. */
export async function engineVersion(pulumi: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const quiet = { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  try {
    const { stdout } = await promisify(execFile)(pulumi, ["version"], { env: quiet, timeout: 10_000 });
    return stdout.trim() || undefined;
  } catch {
    return undefined;
  }
}
