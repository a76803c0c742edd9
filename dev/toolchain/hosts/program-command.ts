import { createRequire } from "node:module";
import { join } from "node:path";
import type { RunRequest } from "@pulumi/pulumi/proto/language_pb";

export interface ProgramCommand {
  /** Arguments for `node`. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** How to run a Pulumi program: `cmd/run` of the SDK that the program's own folder resolves, with what the engine said. */
export function programCommand(request: RunRequest, engine: string, env: NodeJS.ProcessEnv): ProgramCommand {
  const info = request.getInfo();
  const folder = info?.getProgramDirectory() ?? request.getPwd();
  const options = runtimeOptions(info?.getOptions()?.toJavaScript());
  const flags: Record<string, string> = {
    monitor: request.getMonitorAddress(),
    engine,
    organization: request.getOrganization(),
    project: request.getProject(),
    "root-directory": info?.getRootDirectory() ?? folder,
    stack: request.getStack(),
    parallel: String(request.getParallel()),
    pwd: folder,
  };
  return {
    args: [
      ...options.nodeArgs,
      sdkEntry(folder, "cmd/run"),
      ...Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`),
      ...(request.getDryrun() ? ["--dry-run"] : []),
      info?.getEntryPoint() ?? request.getProgram(),
      ...request.getArgsList(),
    ],
    env: {
      ...env,
      PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().entries())),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
      ...(options.typescript ? { PULUMI_NODEJS_TYPESCRIPT: "true" } : {}),
      ...(options.tsconfig ? { PULUMI_NODEJS_TSCONFIG_PATH: options.tsconfig } : {}),
    },
  };
}

/** A file of the `@pulumi/pulumi` that `folder` sees: each program runs on the SDK it installed. */
export function sdkEntry(folder: string, path: string): string {
  try {
    return createRequire(join(folder, "package.json")).resolve(`@pulumi/pulumi/${path}`);
  } catch {
    throw new Error(`@pulumi/pulumi is not installed in ${folder}: run "npm install" there.`);
  }
}

interface RuntimeOptions {
  readonly typescript: boolean;
  readonly tsconfig?: string;
  readonly nodeArgs: readonly string[];
}

/** `runtime.options` of Pulumi.yaml. */
function runtimeOptions(options: Record<string, unknown> = {}): RuntimeOptions {
  return {
    typescript: options.typescript !== false,
    ...(typeof options.tsconfig === "string" ? { tsconfig: options.tsconfig } : {}),
    nodeArgs: typeof options.nodeargs === "string" ? words(options.nodeargs) : [],
  };
}

/** Splits as a shell would, quotes included: `--require "./a b.js"` is two words. */
function words(line: string): string[] {
  return (line.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? []).map((word) =>
    word.replace(/"([^"]*)"|'([^']*)'/g, "$1$2"),
  );
}
