import type { Measured } from "./measure";
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
  readonly sharedKey: SharedKey;
}

/** A promise, what was measured, and whether it is kept. */
export interface Comparison {
  readonly promise: string;
  readonly found: string;
  readonly kept: boolean;
}

/** The promises that these results can judge: some need 1,000 clones, which a quick run has not. */
export function verdicts({ bound, measured, sharedKey }: Results): readonly Comparison[] {
  const ours = measured.filter(({ contestant }) => contestant === "package");
  const cheap = largest(ours.filter(({ checkpoints }) => !checkpoints));
  const onFile = largest(ours.filter(({ checkpoints }) => checkpoints));
  const theirs = measured.filter(
    ({ contestant, checkpoints }) => contestant === "textbook" && checkpoints === cheap?.checkpoints,
  );
  const found: Comparison[] = [];
  const judge = (promise: string, kept: boolean, text: string): void =>
    void found.push({ promise, found: text, kept });

  if (cheap) {
    const times = cheap.up.seconds / (bound[cheap.clones] ?? NaN);
    const refused = cheap.up.refused / cheap.up.calls;
    if (cheap.clones >= 1000) {
      judge(
        `up of ${cheap.clones} clones with cheap checkpoints: at most 1.3 × the bound`,
        times <= 1.3,
        `${times.toFixed(2)} ×`,
      );
    }
    judge("at most 1 % answered 429", refused <= 0.01, `${(refused * 100).toFixed(2)} %`);
    judge(
      "never above 2,000 calls in any 60 s",
      cheap.mostInAMinute <= 2000,
      `${cheap.mostInAMinute} at most`,
    );
    judge("no-op preview: 0 calls", cheap.preview.calls === 0, `${cheap.preview.calls}`);
    judge(
      `a rotation with ${cheap.clones} clones: 2 calls`,
      cheap.rotation.calls === 2,
      `${cheap.rotation.calls}`,
    );
    const per = perResource(ours.filter(({ checkpoints }) => !checkpoints));
    if (per !== undefined)
      judge("no-op preview: at most 10 ms per further resource", per <= 10, `${per.toFixed(1)} ms`);
    const perTheirs = perResource(theirs);
    if (per !== undefined && perTheirs !== undefined) {
      judge(
        "… and at most half of the textbook's",
        per <= perTheirs / 2,
        `${(per / perTheirs).toFixed(2)} ×`,
      );
    }
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
      `up of ${onFile.clones} clones on the file backend: at most 3 × the bound`,
      times <= 3,
      `${times.toFixed(2)} ×`,
    );
  }
  judge(
    `${sharedKey.programs} programs at once on one key: 0 failures`,
    sharedKey.failures === 0,
    `${sharedKey.failures} failed, ${sharedKey.refused} of ${sharedKey.calls} calls answered 429`,
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

/** Milliseconds that a further resource adds to a no-op preview. */
export function perResource(all: readonly Measured[]): number | undefined {
  const sorted = [...all].sort((one, other) => one.clones - other.clones);
  const [few, many] = [sorted[0], sorted.at(-1)];
  if (!few || !many || many.clones - few.clones < 500) return undefined;
  return (1000 * (many.preview.seconds - few.preview.seconds)) / (many.clones - few.clones);
}
