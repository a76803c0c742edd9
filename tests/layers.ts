/** What a layer needs before it can run; each of these is one run of Jest. */
export type Stage = "quick" | "engine" | "release" | "cluster" | "rare";

/** A set of tests that runs alone: `npm test -- <name>`. */
export interface Layer {
  readonly name: string;
  readonly about: string;
  /** Folders or files below the repository, as Jest takes them. */
  readonly folders: readonly string[];
  readonly stage: Stage;
}

/** Which stages `npm test` runs, which ones `npm run test:release` adds, and which ones only run by their names. */
export const SETS = {
  change: ["quick", "engine"],
  release: ["release", "cluster"],
  rare: ["rare"],
} as const satisfies Readonly<Record<string, readonly Stage[]>>;

/** Stage after stage; those that wait more than they work run beside each other. */
export const ORDER: readonly (readonly Stage[])[] = [
  ...SETS.change.map((stage) => [stage]),
  SETS.release,
  SETS.rare,
];

/** Test files at one time. Those of the engine wait about as much as they work. */
export const WORKERS: Readonly<Record<Stage, number>> = {
  quick: 2,
  engine: 3,
  release: 3,
  cluster: 2,
  rare: 1,
};

/** Fastest first. */
export const LAYERS: readonly Layer[] = [
  {
    name: "lifecycle",
    about: "decisions as plain functions",
    folders: ["tests/provider/lifecycle"],
    stage: "quick",
  },
  {
    name: "sequences",
    about: "random programs, edits and operations",
    folders: ["tests/sequences"],
    stage: "quick",
  },
  {
    name: "api",
    about: "the Snyk client against the simulator",
    folders: ["tests/provider/snyk", "tests/provider/process", "tests/provider/resources"],
    stage: "quick",
  },
  {
    name: "components",
    about: "components under Pulumi's mocks",
    folders: ["tests/components"],
    stage: "quick",
  },
  {
    name: "simulator",
    about: "the simulator, with the real Broker server and client",
    folders: ["tests/simulator"],
    stage: "quick",
  },
  {
    name: "tools",
    about: "toolchain, command line and repository",
    folders: ["tests/dev/toolchain", "tests/dev/chart", "tests/cli", "tests/repository"],
    stage: "quick",
  },
  { name: "engine", about: "the real engine", folders: ["tests/engine/[^/]+$"], stage: "engine" },
  {
    name: "operations",
    about: "what people do to a stack, on the real engine",
    folders: ["tests/engine/operations"],
    stage: "engine",
  },
  {
    name: "policies",
    about: "the policy pack, on the real engine",
    folders: ["tests/policies"],
    stage: "engine",
  },
  { name: "upgrade", about: "state that earlier releases left", folders: ["tests/upgrade"], stage: "engine" },
  {
    name: "endurance",
    about: "kills, faults, fleets and random sequences, on the real engine",
    folders: ["tests/engine/endurance"],
    stage: "release",
  },
  { name: "quickstart", about: "the quickstart, whole", folders: ["tests/dev/quickstart"], stage: "release" },
  {
    name: "package",
    about: "the packed package in scratch projects",
    folders: ["tests/package"],
    stage: "release",
  },
  {
    name: "examples",
    about: "the examples as their READMEs say, from the packed package",
    folders: ["tests/examples"],
    stage: "release",
  },
  {
    name: "docs",
    about: "the site in a browser, its commands and programs",
    folders: ["tests/docs"],
    stage: "release",
  },
  {
    name: "judges",
    about: "the manifests before independent judges",
    folders: ["tests/judges/[^/]+$"],
    stage: "release",
  },
  {
    name: "cluster",
    about: "a real Kubernetes, with the real Broker client in its pods",
    folders: ["tests/cluster"],
    stage: "cluster",
  },
  {
    name: "kyverno",
    about: "the manifests before Kyverno's policies; its first build takes most of an hour",
    folders: ["tests/judges/kyverno"],
    stage: "rare",
  },
];

/** The layers of some stages. */
export function layersOf(stages: readonly Stage[]): readonly Layer[] {
  return LAYERS.filter(({ stage }) => stages.includes(stage));
}
