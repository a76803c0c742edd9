import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The Go sources that engine and Kubernetes provider are built from. */
export const goSources = join(__dirname, "source");

const goMod = readFileSync(join(goSources, "go.mod"), "utf8");

/** Versions of what is built from source. go.mod decides them. */
export const source = {
  /** The oldest Go that can build it. */
  go: find(/^go (\S+)$/m),
  engine: find(/github\.com\/pulumi\/pulumi\/pkg\/v3 (v\S+)/),
  /** A commit between 4.24 and 4.25 and what it is built as: programs on @pulumi/kubernetes 4.25 accept it. */
  kubernetes: "4.25.0",
} as const;

/** Versions of what is downloaded: those of the SDKs that this repository is developed with. */
export const release = {
  engine: installed("@pulumi/pulumi"),
  kubernetes: installed("@pulumi/kubernetes"),
} as const;

function find(pattern: RegExp): string {
  const found = pattern.exec(goMod)?.[1];
  if (!found) throw new Error(`dev/toolchain/source/go.mod has no line like ${pattern}.`);
  return found;
}

function installed(name: string): string {
  const { version } = JSON.parse(readFileSync(require.resolve(`${name}/package.json`), "utf8")) as {
    version: string;
  };
  return version;
}
