import { join } from "node:path";
import { built, go, type Judgement, run } from "../judges";

const KYVERNO = "github.com/kyverno/kyverno@v1.19.1";

/** Kyverno's command line with a policy of this folder; its report is JSON. */
export async function kyverno(policy: string, files: readonly string[]): Promise<Judgement> {
  const folder = await built("kyverno", { facts: { module: KYVERNO } }, async (place) => {
    // Its go.mod replaces modules, which "go install" refuses; so it is built where the module lies.
    const how = ["-trimpath", "-ldflags", "-s -w", "-o", join(place, "kyverno")];
    await go(["build", ...how, "./cmd/cli/kubectl-kyverno"], await moduleFolder(KYVERNO, place));
  });
  const resources = files.flatMap((file) => ["--resource", file]);
  const how = ["--policy-report", "--output-format", "json", "--remove-color"];
  return run(join(folder, "kyverno"), ["apply", join(__dirname, policy), ...resources, ...how]);
}

/** Downloads a module. @returns where it lies, in Go's own cache */
async function moduleFolder(module: string, cwd: string): Promise<string> {
  await go(["mod", "download", module], cwd);
  const { stdout } = run("go", ["mod", "download", "-json", module]);
  return (JSON.parse(stdout) as { readonly Dir: string }).Dir;
}
