/**
 * `npm run bench`: the same work by this package, by a textbook dynamic provider and by a bare loop of the same calls,
 * side by side; and previews that find nothing to do, beside what Pulumi itself takes for them. `-- --quick` in two
 * minutes; `-- --write` puts the results into docs/. Exits with 1 when a promise is not kept.
 */
import { writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join, resolve } from "node:path";
import { failed, optionsOf } from "../system/command-line";
import { ensureToolchain } from "../toolchain";
import { measure, measureBound, type Measured } from "./measure";
import { measureNoOpPreview, type NoOpPlan } from "./no-op-preview";
import { report } from "./report";
import { type Results, verdicts } from "./results";
import { sharedKey } from "./shared-key";

/** Clones to measure, and how many programs share a key in the end. */
interface Plan {
  readonly clones: readonly number[];
  /** With a checkpoint after every step; the textbook provider's state is too large for more. */
  readonly onFile: { readonly package: readonly number[]; readonly textbook: readonly number[] };
  readonly noOp: NoOpPlan;
  readonly sharedKey: { readonly programs: number; readonly clones: number };
}

const FULL: Plan = {
  clones: [1, 10, 100, 1000],
  onFile: { package: [100, 1000], textbook: [100] },
  noOp: { few: 1, many: 300, rounds: 5 },
  sharedKey: { programs: 4, clones: 500 },
};
const QUICK: Plan = {
  clones: [1, 60],
  onFile: { package: [], textbook: [] },
  noOp: { few: 1, many: 60, rounds: 3 },
  sharedKey: { programs: 2, clones: 20 },
};

async function main(args: readonly string[]): Promise<number> {
  const options = optionsOf(args, { quick: { type: "boolean" }, write: { type: "boolean" } });
  const plan = options.quick ? QUICK : FULL;
  const toolchain = await ensureToolchain();
  const say = (line: string): void => console.error(line);

  const bound: Record<number, number> = {};
  for (const clones of plan.clones) {
    bound[clones] = await measureBound(clones);
    say(`bare loop, ${clones} clones: ${bound[clones].toFixed(1)} s`);
  }
  const measured: Measured[] = [];
  const add = async (...what: [Measured["contestant"], number, boolean]): Promise<void> => {
    const found = await measure(toolchain, ...what);
    measured.push(found);
    say(
      `${what[0]}, ${what[1]} clones${what[2] ? ", a checkpoint after every step" : ""}: up ${found.up.seconds.toFixed(1)} s, ` +
        `preview ${found.preview.seconds.toFixed(1)} s, refresh ${found.refresh.seconds.toFixed(1)} s, ` +
        `rotation ${found.rotation.seconds.toFixed(1)} s`,
    );
  };
  for (const clones of plan.clones) {
    await add("package", clones, false);
    await add("textbook", clones, false);
  }
  for (const clones of plan.onFile.package) await add("package", clones, true);
  for (const clones of plan.onFile.textbook) await add("textbook", clones, true);

  const noOp = await measureNoOpPreview(toolchain, plan.noOp);
  say(`no-op previews of ${plan.noOp.few} and ${plan.noOp.many} clones: measured`);

  const results: Results = {
    measuredOn: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB`,
    engine: toolchain.version,
    node: process.version,
    bound,
    measured,
    noOp,
    sharedKey: await sharedKey(toolchain, plan.sharedKey.programs, plan.sharedKey.clones),
  };
  console.log(report(results));
  if (options.write) write(results);
  return verdicts(results).every(({ kept }) => kept) ? 0 : 1;
}

function write(results: Results): void {
  const docs = resolve(__dirname, "../../docs");
  writeFileSync(join(docs, "scale-results.md"), `# Results of \`npm run bench\`\n\n${report(results)}\n`);
  writeFileSync(join(docs, "scale-results.json"), `${JSON.stringify(results, null, 2)}\n`);
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => process.exit(failed(error, "Usage: npm run bench [-- [--quick] [--write]]")),
);
