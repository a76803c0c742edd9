/** A set of tests that runs alone: `npm test -- <name>`. */
export interface Layer {
  readonly name: string;
  readonly about: string;
  /** Folders or files below the repository, as Jest takes them. */
  readonly folders: readonly string[];
  /** Whether the engine has to be there first. */
  readonly needsToolchain?: boolean;
  /** Whether it runs on a Kubernetes: that of `--kubeconfig`, or one that is brought up for it. */
  readonly needsCluster?: boolean;
  /** Test files at one time. @default 2 */
  readonly workers?: number;
}

/** Fastest first. */
export const LAYERS: readonly Layer[] = [
  { name: "lifecycle", about: "decisions as plain functions", folders: ["tests/provider/lifecycle"] },
  { name: "sequences", about: "random programs, edits and operations", folders: ["tests/sequences"] },
  {
    name: "api",
    about: "the Snyk client against the simulator",
    folders: ["tests/provider/snyk", "tests/provider/process", "tests/provider/resources"],
  },
  { name: "components", about: "components under Pulumi's mocks", folders: ["tests/components"] },
  {
    name: "simulator",
    about: "the simulator, with the real Broker server and client",
    folders: ["tests/simulator"],
  },
  {
    name: "tools",
    about: "toolchain, command line and repository",
    folders: ["tests/dev/toolchain", "tests/cli", "tests/repository"],
  },
  {
    name: "engine",
    about: "the real engine",
    folders: ["tests/engine/[^/]+$"],
    needsToolchain: true,
    workers: 3, // they wait for pauses and repeats of calls
  },
  {
    name: "operations",
    about: "what people do to a stack, on the real engine",
    folders: ["tests/engine/operations"],
    needsToolchain: true,
    workers: 3, // they wait for one command after the other
  },
  {
    name: "policies",
    about: "the policy pack, on the real engine",
    folders: ["tests/policies"],
    needsToolchain: true,
  },
  {
    name: "upgrade",
    about: "state that earlier releases left",
    folders: ["tests/upgrade"],
    needsToolchain: true,
    workers: 1,
  },
  {
    name: "quickstart",
    about: "the quickstart, whole",
    folders: ["tests/dev/quickstart"],
    needsToolchain: true,
    workers: 1,
  },
  {
    name: "package",
    about: "the packed package in scratch projects",
    folders: ["tests/package"],
    needsToolchain: true,
  },
  {
    name: "examples",
    about: "the examples as their READMEs say, from the packed package",
    folders: ["tests/examples"],
    needsToolchain: true,
    workers: 1,
  },
  {
    name: "docs",
    about: "the site in a browser, its commands and programs",
    folders: ["tests/docs"],
    needsToolchain: true,
    workers: 1,
  },
  { name: "judges", about: "the manifests before independent judges", folders: ["tests/judges"] },
  {
    name: "cluster",
    about: "a real Kubernetes, with the real Broker client in its pods",
    folders: ["tests/cluster"],
    needsToolchain: true,
    needsCluster: true,
  },
];
