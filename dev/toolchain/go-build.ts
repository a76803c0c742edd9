import { execFile } from "node:child_process";
import { copyFile, cp, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { checkDisk } from "./cache/disk";
import type { Go } from "./go";
import type { Log } from "../system/progress";
import { withProgress } from "../system/progress";
import { run } from "../system/run";
import { goSources, source } from "./versions";

const kubernetesModule = "github.com/pulumi/pulumi-kubernetes/provider/v4";

/** The programs that the Go sources make, by the names under which Pulumi looks for them. */
export const goPrograms = {
  pulumi: {
    title: `the Pulumi engine ${source.engine}`,
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    stamp: `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${source.engine}`,
  },
  "pulumi-resource-kubernetes": {
    title: `the Kubernetes provider ${source.kubernetes}`,
    package: "./kubernetes-provider",
    stamp: `-X main.version=${source.kubernetes}`,
  },
} as const;

export interface GoBuild {
  readonly go: Go;
  readonly log: Log;
  /** Gets the output of every step. */
  readonly logFile: string;
}

/** A program, as `go build` makes it. */
export interface GoProgram {
  /** What it is, for people. */
  readonly title: string;
  /** Import path, or a folder of the module that begins with "./". */
  readonly package: string;
  /** For the linker: what the program is told about itself. */
  readonly stamp: string;
}

/** Builds a program into `folder`. What it downloads and compiles stays in Go's own caches: the next one shares it. */
export async function goBuild(folder: string, name: keyof typeof goPrograms, build: GoBuild): Promise<void> {
  const { go, log, logFile } = build;
  const program = goPrograms[name];
  const cwd = join(folder, "source");
  // Measured with all of Go's caches empty, and a little more.
  checkDisk("building Pulumi from source", [
    { folder: go.folders.modules, bytes: 2e9 },
    { folder: go.folders.builds, bytes: 2.3e9 },
    { folder: go.folders.scratch, bytes: 0.7e9 },
    { folder, bytes: 0.3e9 },
  ]);
  // A copy: the provider embeds two files of its module, which have to lie beside its main file.
  await cp(goSources, cwd, { recursive: true });
  await withProgress(log, "Downloading Go modules", async () => {
    const step = { title: "downloading Go modules", cwd, env: go.env, logFile };
    await run("go", ["mod", "download", kubernetesModule], step);
    await copyEmbedded(cwd, go);
    await run("go", ["list", "-deps", "-f", "{{with .Module}}{{end}}", program.package], step);
  });
  await compile(cwd, join(folder, name), program, build);
  await rm(cwd, { recursive: true });
}

/** Compiles a program of the module in `cwd` to the file `executable`. */
export async function compile(
  cwd: string,
  executable: string,
  program: GoProgram,
  { go, log, logFile }: GoBuild,
): Promise<void> {
  const ldflags = `-s -w ${program.stamp}`.trim();
  await withProgress(log, `Compiling ${program.title}`, async (detail) => {
    let compiled = 0;
    // -v prints each package as it is compiled; those in Go's cache already are not counted.
    await run("go", ["build", "-v", "-ldflags", ldflags, "-o", executable, program.package], {
      title: `compiling ${program.title}`,
      cwd,
      env: go.env,
      logFile,
      onLine: () => detail(`${(compiled += 1)} packages`),
    });
  });
}

async function copyEmbedded(cwd: string, go: Go): Promise<void> {
  const list = ["list", "-m", "-f", "{{.Dir}}", kubernetesModule];
  const { stdout } = await promisify(execFile)("go", list, { cwd, env: go.env });
  const target = join(cwd, "kubernetes-provider");
  await mkdir(target, { recursive: true });
  for (const file of ["schema.json", "terraform-mapping.json"]) {
    await copyFile(join(stdout.trim(), "cmd", "pulumi-resource-kubernetes", file), join(target, file));
  }
}
