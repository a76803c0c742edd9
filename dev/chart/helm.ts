import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { ToolchainError } from "../system/error";
import { run } from "../system/run";
import { cacheRoot, ensureArtifact } from "../toolchain/cache/artifact";
import { cacheKey } from "../toolchain/cache/key";

const HELM = "helm.sh/helm/v3/cmd/helm@v3.19.0";
const BUILD_MINUTES = 15;

/** Helm, compiled once and kept outside of the checkout. @returns the path of the program */
export async function ensureHelm(): Promise<string> {
  const root = join(cacheRoot(process.env), "judges");
  const make = (folder: string): Promise<void> =>
    run("go", ["install", HELM], {
      title: "compiling Helm; it needs Go and access to a module proxy",
      cwd: folder,
      env: { ...process.env, GOBIN: folder, GOFLAGS: "-buildvcs=false" },
      logFile: join(root, "logs", "helm.log"),
      timeoutMs: BUILD_MINUTES * 60_000,
    });
  const key = cacheKey({ sources: [], facts: { module: HELM } });
  const artifact = { name: "helm", title: `Helm (${HELM})`, key, make };
  return join(await ensureArtifact(root, artifact, (line) => console.error(line)), "helm");
}

/** The objects that the chart makes of a values file; no cluster is asked. @throws ToolchainError with Helm's words */
export function template(helm: string, chart: string, release: string, valuesFile: string): unknown[] {
  const args = ["template", release, chart, "--values", valuesFile];
  const { status, stdout, stderr } = spawnSync(helm, args, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  if (status !== 0) throw new ToolchainError(`helm ${args.join(" ")} failed: ${stderr.trim()}`);
  const documents = parseAllDocuments(stdout, { uniqueKeys: false, logLevel: "silent" });
  return "empty" in documents ? [] : documents.map((document): unknown => document.toJS()).filter(Boolean);
}
