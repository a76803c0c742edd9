import type { Measured, MeasuredCommand } from "./measure";
import type { NoOpPreview } from "./no-op-preview";
import { CONTESTANTS, type Contestant } from "./programs";
import { type Results, verdicts } from "./results";

/** The results as Markdown. */
export function report(results: Results): string {
  const { measuredOn, machine, engine, node, bound, measured, noOp } = results;
  return [
    `Measured on ${measuredOn}: ${machine}, Pulumi ${engine}, Node ${node}.`,
    "",
    "| clones | who | checkpoints | up, s | × bound | no-op preview, s | refresh, s | rotation, s | calls: up / preview / refresh / rotation | state, bytes a resource: compact / indented | engine / provider / program, MB |",
    "| --: | --- | --- | --: | --: | --: | --: | --: | --- | --: | --- |",
    ...Object.entries(bound).flatMap(([clones, seconds]) => [
      `| ${clones} | bare loop | – | ${seconds.toFixed(1)} | 1.00 | – | – | – | – | – | – |`,
      ...measured.filter((each) => each.clones === Number(clones)).map((each) => row(each, seconds)),
    ]),
    "",
    `No-op previews, medians of ${noOp.rounds} in turn: on the clock, and in processor time of all processes together.`,
    "",
    `| who | ${noOp.few} clones, s | ${noOp.many} clones, s | per further resource, ms | × floor | processor: per further resource, ms | × floor |`,
    "| --- | --: | --: | --: | --: | --: | --: |",
    ...CONTESTANTS.map((who) => noOpRow(who, noOp)),
    "",
    "| promise | found | |",
    "| --- | --- | --- |",
    ...verdicts(results).map(
      ({ promise, found, kept }) => `| ${promise} | ${found} | ${kept ? "kept" : "NOT KEPT"} |`,
    ),
  ].join("\n");
}

function noOpRow(who: Contestant, { byClock, byProcessor }: NoOpPreview): string {
  const { few, many } = byClock[who];
  return `| ${[
    NAMES[who],
    few.toFixed(2),
    many.toFixed(2),
    ...[byClock, byProcessor].flatMap((by) => [
      by[who].perResource.toFixed(1),
      (by[who].perResource / by.floor.perResource).toFixed(2),
    ]),
  ].join(" | ")} |`;
}

const NAMES: Readonly<Record<Contestant, string>> = {
  package: "this package",
  textbook: "textbook",
  floor: "floor",
};

function row(each: Measured, bound: number): string {
  const { contestant, clones, checkpoints, up, preview, refresh, rotation, state } = each;
  const steps = [up, preview, refresh, rotation];
  return `| ${[
    clones,
    NAMES[contestant],
    checkpoints ? "every step" : "at the end",
    up.seconds.toFixed(1),
    (up.seconds / bound).toFixed(2),
    preview.seconds.toFixed(1),
    refresh.seconds.toFixed(1),
    rotation.seconds.toFixed(1),
    steps.map(({ calls }) => calls).join(" / "),
    `${Math.round(state.compact)} / ${Math.round(state.onDisk)}`,
    memory(steps),
  ].join(" | ")} |`;
}

function memory(steps: readonly MeasuredCommand[]): string {
  return (["engine", "provider", "program"] as const)
    .map((kind) => Math.round(Math.max(...steps.map((step) => step.memory[kind]))))
    .join(" / ");
}
