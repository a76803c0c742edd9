import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readGoMod } from "./go-mod";

/** The Go sources that engine and Kubernetes provider are built from. */
export const goSources = join(__dirname, "source");

const goMod = readGoMod(goSources);

/** Versions of what is built from source. go.mod decides them. */
export const source = {
  /** The oldest Go that can build it. */
  go: goMod.go,
  engine: goMod.version("github.com/pulumi/pulumi/pkg/v3"),
  /** A commit between 4.24 and 4.25 and what it is built as: programs on @pulumi/kubernetes 4.25 accept it. */
  kubernetes: "4.25.0",
} as const;

/** Versions of what is downloaded: those of the SDKs that this repository is developed with. */
export const release = {
  engine: installed("@pulumi/pulumi"),
  kubernetes: installed("@pulumi/kubernetes"),
} as const;

function installed(name: string): string {
  const { version } = JSON.parse(readFileSync(require.resolve(`${name}/package.json`), "utf8")) as {
    version: string;
  };
  return version;
}
