import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { promisify } from "node:util";
import { ToolchainError } from "../system/error";

export interface Go {
  /** "go1.26.8" */
  readonly version: string;
  /** Compiled packages; the downloaded modules; the linker's scratch space. */
  readonly folders: { readonly builds: string; readonly modules: string; readonly scratch: string };
  /** For running it: nothing of the user's settings may change what is built. */
  readonly env: NodeJS.ProcessEnv;
}

const flags = "-mod=readonly -trimpath -buildvcs=false";

/** Asks a `go` for its settings; tests bring their own. */
export type AskGo = (env: NodeJS.ProcessEnv) => Promise<string>;

/** @throws ToolchainError when there is no Go, or one older than `oldest`. */
export async function findGo(env: NodeJS.ProcessEnv, oldest: string, ask: AskGo = askGo): Promise<Go> {
  const goEnv: NodeJS.ProcessEnv = {
    ...env,
    CGO_ENABLED: "0",
    GOTOOLCHAIN: "local",
    GOWORK: "off",
    GOFLAGS: flags,
  };
  let answer: string;
  try {
    answer = await ask(goEnv);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new ToolchainError(
      `${remedy(oldest)}: this machine has no pulumi, its release cannot be reached, and there is no Go to build it with.`,
    );
  }
  const settings = JSON.parse(answer) as Record<"GOVERSION" | "GOCACHE" | "GOMODCACHE" | "GOTMPDIR", string>;
  if (isOlder(settings.GOVERSION, oldest)) {
    throw new ToolchainError(
      `${remedy(oldest)}: the Go on PATH is ${settings.GOVERSION.replace(/^go/, "")}, too old to build the Pulumi engine.`,
    );
  }
  return {
    version: settings.GOVERSION,
    folders: {
      builds: settings.GOCACHE,
      modules: settings.GOMODCACHE,
      scratch: settings.GOTMPDIR || tmpdir(),
    },
    env: goEnv,
  };
}

function remedy(oldest: string): string {
  return `Install Pulumi (https://www.pulumi.com/docs/install) or Go ${oldest} or newer (https://go.dev/dl)`;
}

async function askGo(env: NodeJS.ProcessEnv): Promise<string> {
  const names = ["GOVERSION", "GOCACHE", "GOMODCACHE", "GOTMPDIR"];
  const { stdout } = await promisify(execFile)("go", ["env", "-json", ...names], { env, cwd: tmpdir() });
  return stdout;
}

/** Compares "go1.26.8" or "go1.27rc1" with "1.24.7". */
function isOlder(version: string, oldest: string): boolean {
  const [a, b] = [numbers(version), numbers(oldest)];
  const differing = [0, 1, 2].find((i) => (a[i] ?? 0) !== (b[i] ?? 0));
  return differing !== undefined && (a[differing] ?? 0) < (b[differing] ?? 0);
}

function numbers(version: string): number[] {
  return (version.match(/\d+/g) ?? []).map(Number);
}
