/**
 * What a person wants to read of the engine's output. Where nobody can watch a moving display the engine prints every
 * state of every resource at full length, and warnings about how the quickstart itself is set up.
 */

/** Of a preview, then of an update; "replaced" says no more than "created replacement". */
const DONE = ["create", "update", "replace", "delete", "created", "updated", "deleted"];

const STEP = new RegExp(
  `^ *([-+~]{1,2}) +(\\S+:\\S+) (\\S+) ((?:${DONE.join("|")})(?: replacement| original)?)(?: |$)`,
);

const SUMMARY = /^ +([-+~]{1,2} ?\d+ .*|\d+ (unchanged|changes).*)$/;

/**
 * @returns what a line says about a resource, in columns as a terminal shows it; a line that sums up; or nothing for
 *   all others.
 */
export function telling(line: string): string | undefined {
  if (SUMMARY.test(line)) return line.trim();
  const [, sign, type, name, state] = STEP.exec(line) ?? [];
  if (!sign || !type || !name || !state || type === "pulumi:pulumi:Stack") return undefined;
  return [sign.padEnd(2), shortType(type).padEnd(42), name.padEnd(28), state].join(" ");
}

/** `kubernetes:core/v1:Secret` without the part that is about versions, as Pulumi's own table has it. */
function shortType(type: string): string {
  return type.replace(/\/[^:]*:/, ":");
}

const CHANGED = /^\s*(~|\+-)\s*(\S+:\S+): \((update|replace)\)$/;
const ABOUT_THE_TOKEN = /^\s*~ (rotationReason|tokenGeneration|tokenIssuedOn|name)\s*: (.*)$/;

/** The heart of `pulumi preview --diff`: which resources, and what about the token. */
export function rotationDiff(output: string): string[] {
  const [resources = ""] = output.split("--outputs:--");
  const shown: string[] = [];
  let own = new Set<string>();
  for (const line of resources.split("\n")) {
    const [, sign, type] = CHANGED.exec(line) ?? [];
    const [, field, change] = ABOUT_THE_TOKEN.exec(line) ?? [];
    if (sign && type) {
      own = new Set();
      shown.push(`${sign.padEnd(2)} ${shortType(type)}`);
    } else if (field && change && !own.has(field)) {
      own.add(field); // a Deployment names its Secret, too
      shown.push(`     ~ ${field.padEnd(15)} ${change}`);
    }
  }
  return shown;
}

/** The quickstart's own doing: a provider from PATH, in a version near the SDK's; manifests in a folder of its own. */
const NOISE = [
  /using pulumi-resource-\S+ from \$PATH/,
  /is expected to have version >=/,
  /rendered (YAML|file \S+) (will contain|contains) a secret value in plaintext/,
  /^npm warn/,
];

/** What went wrong, for a command that failed: the engine's diagnostics, or else all it said. */
export function complaints(output: string): string[] {
  const lines = output
    .split("\n")
    .filter((line) => line.trim() !== "" && !NOISE.some((pattern) => pattern.test(line)));
  const diagnostics = lines.findIndex((line) => line.startsWith("Diagnostics:"));
  return diagnostics === -1 ? lines : lines.slice(diagnostics);
}
