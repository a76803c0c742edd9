import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { cached, contentOf, key } from "./cache";

/** What a judge said. */
export interface Verdict {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const KUBE_SCORE = "github.com/zegl/kube-score/cmd/kube-score@v1.20.0";
const KUBECTL_VALIDATE = "sigs.k8s.io/kubectl-validate@v0.0.4";
const CHECKOV = "checkov==3.3.30";
const BUILD_MINUTES = 15;

/** Kubernetes' own Pod Security admission, at "restricted". */
export function podSecurity(files: readonly string[]): Verdict {
  const source = join(__dirname, "pod-security");
  const inputs = ["main.go", "go.mod", "go.sum"].map((name) => join(source, name));
  const folder = cached(`pod-security-${key(contentOf(...inputs))}`, (place) =>
    go(["build", "-trimpath", "-o", join(place, "pod-security"), "."], source),
  );
  return run(join(folder, "pod-security"), files);
}

/** kube-score, whose findings are JSON. */
export function kubeScore(files: readonly string[]): Verdict {
  return run(installed("kube-score", KUBE_SCORE), [
    ...["score", "--output-format", "json", "--kubernetes-version", "v1.33"],
    ...files,
  ]);
}

/** Validation against the schemas of Kubernetes, unknown fields refused. */
export function kubectlValidate(folder: string): Verdict {
  return run(installed("kubectl-validate", KUBECTL_VALIDATE), [
    folder,
    "--version",
    "1.30",
    "--output",
    "json",
  ]);
}

/** checkov's rules for Kubernetes; findings are JSON. */
export function checkov(folder: string): Verdict {
  const venv = cached(`checkov-${key(CHECKOV)}`, (place) => {
    mustRun("python3", ["-m", "venv", "--copies", place], "Python 3 with its venv module");
    mustRun(join(place, "bin", "python"), ["-m", "pip", "install", "--quiet", CHECKOV], "access to PyPI");
  });
  // Through the interpreter: the scripts beside it name the folder in which they were installed.
  return run(join(venv, "bin", "python"), [
    ...["-m", "checkov.main", "-d", folder, "--framework", "kubernetes"],
    ...["--skip-download", "--compact", "--quiet", "-o", "json"],
  ]);
}

function installed(binary: string, module: string): string {
  const folder = cached(`${binary}-${key(module)}`, (place) =>
    go(["install", module], place, { GOBIN: place }),
  );
  return join(folder, binary);
}

function go(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): void {
  mustRun("go", args, "Go and access to a module proxy", {
    cwd,
    env: { ...process.env, GOFLAGS: "-buildvcs=false", ...env },
  });
}

/** A judge that cannot be had is a failure: a review that was skipped looks like one that was passed. */
function mustRun(
  command: string,
  args: readonly string[],
  needs: string,
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): void {
  const result = spawnSync(command, args, { ...options, encoding: "utf8", timeout: BUILD_MINUTES * 60_000 });
  if (result.status === 0) return;
  const reason = result.error?.message ?? result.stderr.trim().split("\n").slice(-5).join("\n");
  throw new Error(
    `A judge could not be built; it needs ${needs}. "${command} ${args.join(" ")}" said: ${reason}`,
  );
}

function run(command: string, args: readonly string[]): Verdict {
  if (!existsSync(command))
    throw new Error(`${command} is not there; remove its folder from the cache and run again`);
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  return { status, stdout, stderr };
}
