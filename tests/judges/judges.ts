import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { cacheRoot, ensureArtifact } from "../../dev/toolchain/cache/artifact";
import { cacheKey, type KeyParts } from "../../dev/toolchain/cache/key";
import { run as build } from "../../dev/system/run";

/** What a judge said. */
export interface Judgement {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const KUBE_SCORE = "github.com/zegl/kube-score/cmd/kube-score@v1.20.0";
const KUBECTL_VALIDATE = "sigs.k8s.io/kubectl-validate@v0.0.4";
const KYVERNO = "github.com/kyverno/kyverno@v1.19.1";
const CHECKOV = "checkov==3.3.30";
const BUILD_MINUTES = 15;

const ROOT = join(cacheRoot(process.env), "judges");

/** Kubernetes' own Pod Security admission, at "restricted". */
export async function podSecurity(files: readonly string[]): Promise<Judgement> {
  const source = join(__dirname, "pod-security");
  const folder = await built("pod-security", { sources: [source] }, (place) =>
    go(["build", "-trimpath", "-o", join(place, "pod-security"), "."], source),
  );
  return run(join(folder, "pod-security"), files);
}

/** kube-score, whose findings are JSON. */
export async function kubeScore(files: readonly string[]): Promise<Judgement> {
  const how = ["score", "--output-format", "json", "--kubernetes-version", "v1.33"];
  return run(await installed("kube-score", KUBE_SCORE), [...how, ...files]);
}

/** Validation against the schemas of Kubernetes, unknown fields refused. */
export async function kubectlValidate(folder: string): Promise<Judgement> {
  const how = ["--version", "1.30", "--output", "json"];
  return run(await installed("kubectl-validate", KUBECTL_VALIDATE), [folder, ...how]);
}

/** checkov's rules for Kubernetes; findings are JSON. */
export async function checkov(folder: string): Promise<Judgement> {
  const venv = await built("checkov", { facts: { package: CHECKOV } }, async (place) => {
    await tool("python3", ["-m", "venv", "--copies", place], "Python 3 with its venv module");
    await tool(join(place, "bin", "python"), ["-m", "pip", "install", "--quiet", CHECKOV], "access to PyPI");
  });
  const what = ["-d", folder, "--framework", "kubernetes"];
  const how = ["--skip-download", "--compact", "--quiet", "-o", "json"];
  // Through the interpreter: the scripts beside it name the folder in which they were installed.
  return run(join(venv, "bin", "python"), ["-m", "checkov.main", ...what, ...how]);
}

/** Kyverno's command line with a policy of the folder `kyverno`; its report is JSON. */
export async function kyverno(policy: string, files: readonly string[]): Promise<Judgement> {
  const folder = await built("kyverno", { facts: { module: KYVERNO } }, async (place) => {
    // Its go.mod replaces modules, which "go install" refuses; so it is built where the module lies.
    const command = ["build", "-trimpath", "-o", join(place, "kyverno"), "./cmd/cli/kubectl-kyverno"];
    await go(command, await moduleFolder(KYVERNO, place));
  });
  const resources = files.flatMap((file) => ["--resource", file]);
  const how = ["--policy-report", "--output-format", "json", "--remove-color"];
  return run(join(folder, "kyverno"), ["apply", join(__dirname, "kyverno", policy), ...resources, ...how]);
}

/** Downloads a module. @returns where it lies, in Go's own cache */
async function moduleFolder(module: string, cwd: string): Promise<string> {
  await go(["mod", "download", module], cwd);
  const { stdout } = run("go", ["mod", "download", "-json", module]);
  return (JSON.parse(stdout) as { readonly Dir: string }).Dir;
}

/** A folder of node_modules with one package of npm, apart from ours: `snyk-broker@5.22.14`. */
export async function npmModules(pack: string): Promise<string> {
  const how = ["--global", "--ignore-scripts", "--no-audit", "--no-fund"];
  const folder = await built("npm-package", { facts: { pack } }, (place) =>
    tool("npm", ["install", ...how, "--prefix", place, pack], "access to the npm registry", place),
  );
  return join(folder, "lib", "node_modules");
}

async function installed(binary: string, module: string): Promise<string> {
  const folder = await built(binary, { facts: { module } }, (place) =>
    go(["install", module], place, { GOBIN: place }),
  );
  return join(folder, binary);
}

/** The judge's folder, made first if need be. @param made what it depends on */
function built(
  name: string,
  made: Partial<KeyParts>,
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const key = cacheKey({ sources: [], facts: {}, ...made });
  return ensureArtifact(ROOT, { name, title: `the judge ${name}`, key, make }, (line) => console.error(line));
}

function go(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Promise<void> {
  return tool("go", args, "Go and access to a module proxy", cwd, { GOFLAGS: "-buildvcs=false", ...env });
}

/** A judge that cannot be had is a failure: a review that was skipped looks like one that was passed. */
async function tool(
  command: string,
  args: readonly string[],
  needs: string,
  cwd = __dirname,
  env: NodeJS.ProcessEnv = {},
): Promise<void> {
  const title = `running "${command} ${args.join(" ")}"`;
  const logFile = join(ROOT, "logs", "judges.log");
  const timeoutMs = BUILD_MINUTES * 60_000;
  try {
    await build(command, args, { title, cwd, env: { ...process.env, ...env }, logFile, timeoutMs });
  } catch (error) {
    throw new Error(`A judge could not be built; it needs ${needs}. ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function run(command: string, args: readonly string[]): Judgement {
  if (isAbsolute(command) && !existsSync(command))
    throw new Error(`${command} is not there; remove its folder from the cache and run again`);
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  return { status, stdout, stderr };
}
