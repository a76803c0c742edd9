/**
 * Which room may know which. An arrow goes down this list only:
 *
 *   index.ts → components → provider/resources → provider/process → provider/lifecycle → provider/snyk
 *
 * Beside it stand cli and policies (they describe what the lifecycle decides) and the simulator, which knows nothing of
 * the provider: two readings of one API, so that one can catch the other. Nothing that is shipped knows dev or tests.
 */

/** What Snyk has, as plain lists. */
const CATALOGUES = ["provider/snyk/integration-types", "provider/snyk/regions"];

/** What the engine calls our resources. */
const TYPE_TOKENS = "provider/type-tokens";

/** Rooms, and the only other rooms that each may import from. */
const ARROWS = {
  "provider/snyk": [],
  "provider/lifecycle/engine": ["provider/snyk"],
  "provider/lifecycle/ledger": ["provider/snyk", "provider/lifecycle/engine"],
  "provider/lifecycle/classic": ["provider/snyk", "provider/lifecycle"],
  "provider/process": ["provider/snyk", "provider/lifecycle"],
  "provider/resources": ["provider/snyk", "provider/process", TYPE_TOKENS],
  "components/inputs": [],
  "components/validation": ["components/inputs"],
  "components/environment": ["components/inputs", "components/validation"],
  "components/manifests": ["components/inputs", "components/validation", "provider/resources"],
  "components/client-types": ["components/inputs", "components/validation", ...CATALOGUES],
  "components/broker-client": [
    "components/agents",
    "components/client-types",
    "components/environment",
    "components/inputs",
    "components/manifests",
    "components/validation",
    "provider/resources",
    TYPE_TOKENS,
    ...CATALOGUES,
  ],
  "components/agents": [
    "components/environment",
    "components/inputs",
    "components/manifests",
    "components/validation",
    TYPE_TOKENS,
  ],
  "components/broker": ["components", "provider/resources", TYPE_TOKENS, ...CATALOGUES],
  // What the provider decides, without its steps.
  cli: [
    "simulator",
    "provider/lifecycle/classic/(fields|observe|token)",
    "provider/lifecycle/engine",
    "provider/process",
    "provider/snyk",
    TYPE_TOKENS,
  ],
  policies: ["provider/lifecycle/classic/token", "provider/process", TYPE_TOKENS],
  simulator: [],
  dev: ["components", "simulator", "examples"],
};

const here = (room) => `^${room}(/|\\.ts$)`;

module.exports = {
  forbidden: [
    ...Object.entries(ARROWS).map(([room, others]) => ({
      name: room,
      comment: `${room} imports from ${["itself", ...others].join(", ")} only`,
      severity: "error",
      from: { path: here(room) },
      to: {
        path: "^[^/]+/",
        pathNot: ["^node_modules/", here(room), ...others.map(here)],
        dependencyTypesNot: ["core"],
      },
    })),
    {
      name: "lifecycle-without-pulumi",
      comment:
        "A lifecycle and the Snyk client are plain functions: Pulumi's types and processes end above them",
      severity: "error",
      from: { path: "^(provider/(snyk|lifecycle)|simulator)/" },
      to: { path: "node_modules/@pulumi/" },
    },
    {
      name: "shipped-alone",
      comment: "What is packed knows neither dev nor tests",
      severity: "error",
      from: { path: "^(index\\.ts|provider/|components/|cli/|policies/|simulator/)" },
      to: { path: "^(dev|tests)/" },
    },
    {
      name: "tests-are-nobody's",
      comment: "Tests import tools, and no tool imports tests",
      severity: "error",
      from: { path: "^dev/" },
      to: { path: "^tests/" },
    },
    { name: "no-circle", severity: "error", from: {}, to: { circular: true } },
    {
      name: "no-orphan",
      comment: "A module that nothing imports and that imports nothing",
      severity: "error",
      from: {
        orphan: true,
        pathNot: ["\\.(cjs|mjs)$", "^jest\\.config\\.js$", "^examples/", "program\\.js$"],
      },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(dist|coverage|site)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
  },
};
