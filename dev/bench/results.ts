import { PER_MINUTE } from "./bare-loop";
import type { Measured } from "./measure";
import type { NoOpPreview } from "./no-op-preview";
import type { SharedKey } from "./shared-key";

/** Everything that one run of the bench found. */
export interface Results {
  /** Day, `YYYY-MM-DD`. */
  readonly measuredOn: string;
  readonly machine: string;
  readonly engine: string;
  readonly node: string;
  /** Seconds of the bare loop, by number of clones. */
  readonly bound: Readonly<Record<number, number>>;
  readonly measured: readonly Measured[];
  readonly noOp: NoOpPreview;
  readonly sharedKey: SharedKey;
}

/** A promise, what was measured, and whether it is kept. */
export interface Comparison {
  readonly promise: string;
  readonly found: string;
  readonly kept: boolean;
}

/** The promises that these results can judge: some need 1,000 clones, which a quick run has not. */
export function verdicts({ bound, measured, noOp, sharedKey }: Results): readonly Comparison[] {
  const ours = measured.filter(({ contestant }) => contestant === "package");
  const cheap = largest(ours.filter(({ checkpoints }) => !checkpoints));
  const onFile = largest(ours.filter(({ checkpoints }) => checkpoints));
  const found: Comparison[] = [];
  const judge = (promise: string, kept: boolean, text: string): void =>
    void found.push({ promise, found: text, kept });

  if (cheap) {
    const times = cheap.up.seconds / (bound[cheap.clones] ?? NaN);
    const refused = [cheap.up, cheap.preview, cheap.refresh, cheap.rotation].reduce(
      (sum, step) => sum + step.refused,
      0,
    );
    if (cheap.clones >= 1000) {
      judge(
        `up of ${cheap.clones} clones with cheap checkpoints: at most 1.15 × the bound`,
        times <= 1.15,
        `${times.toFixed(2)} ×`,
      );
    }
    judge("one process: no call answered 429", refused === 0, `${refused}`);
    const { v1, rest } = cheap.mostInAMinute;
    judge(
      "never above 1,800 calls by V1 or 1,458 by REST in any 60 s",
      v1 <= PER_MINUTE.v1 && rest <= PER_MINUTE.rest,
      `${v1} by V1, ${rest} by REST at most`,
    );
    judge("no-op preview: 0 calls", cheap.preview.calls === 0, `${cheap.preview.calls}`);
    judge(
      `a rotation with ${cheap.clones} clones: 2 calls`,
      cheap.rotation.calls === 2,
      `${cheap.rotation.calls}`,
    );
    judge(
      "state: at most 2.5 KB per resource",
      cheap.state.compact <= 2500,
      `${Math.round(cheap.state.compact)} bytes, ${Math.round(cheap.state.onDisk)} with the file backend's indentation`,
    );
    const provider = Math.max(
      ...[cheap.up, cheap.preview, cheap.refresh].map(({ memory }) => memory.provider),
    );
    judge(
      `provider: at most 250 MB with ${cheap.clones} clones`,
      provider <= 250,
      `${Math.round(provider)} MB`,
    );
  }
  if (onFile && onFile.clones >= 1000) {
    const times = onFile.up.seconds / (bound[onFile.clones] ?? NaN);
    judge(
      `up of ${onFile.clones} clones on the file backend: at most 2.2 × the bound`,
      times <= 2.2,
      `${times.toFixed(2)} ×`,
    );
  }
  if (noOp.many - noOp.few >= 250) {
    const { package: own, floor } = noOp.byClock;
    const processor = noOp.byProcessor.package.perResource / noOp.byProcessor.floor.perResource;
    const times = own.perResource / floor.perResource;
    judge(
      `no-op preview of ${noOp.many} clones: at most 1.1 × the floor per further resource`,
      times <= 1.1,
      `${times.toFixed(2)} ×: ${own.perResource.toFixed(1)} against ${floor.perResource.toFixed(1)} ms; ` +
        `${processor.toFixed(2)} × in processor time`,
    );
  }
  judge(
    `${sharedKey.programs} programs at once on one key: 0 failures`,
    sharedKey.failures === 0,
    `${sharedKey.failures} failed, ${sharedKey.refused} of ${sharedKey.calls} calls answered 429`,
  );
  judge(
    "… and no rest of the key is prolonged",
    sharedKey.prolonged === 0,
    `${sharedKey.prolonged} of ${sharedKey.blocks}`,
  );
  judge(
    "… and the key's limit held",
    sharedKey.accepted.v1 <= 2000 && sharedKey.accepted.rest <= 1620,
    `${sharedKey.accepted.v1} by V1, ${sharedKey.accepted.rest} by REST let through in any 60 s`,
  );
  return found;
}

export function largest(all: readonly Measured[]): Measured | undefined {
  return [...all].sort((one, other) => other.clones - one.clones)[0];
}
