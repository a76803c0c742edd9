/** Reviews to compare with: of recorded previews and of those built by hand. */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parsePreview } from "../../cli/stack/preview";
import { foundOf, FAIL_ON, type Review, reviewOf } from "../../cli/review/review";

const RECORDED = join(__dirname, "fixtures/previews");

/** A preview that `npm run record-previews` has recorded. */
export function recorded(name: string): Buffer {
  return readFileSync(recordedFile(name));
}

export function recordedFile(name: string): string {
  return join(RECORDED, `${name}.json`);
}

export function recordedNames(): readonly string[] {
  return readdirSync(RECORDED).map((file) => basename(file, ".json"));
}

export function review(preview: Buffer, today = "2027-01-01"): Review {
  return reviewOf(parsePreview(preview), { today, maxAgeDays: 90 });
}

/** A review in a few words: what happens to which token, the calls, what is warned of, what `--fail-on` finds. */
export function gist(preview: Buffer, today?: string): Readonly<Record<string, unknown>> {
  const result = review(preview, today);
  return {
    tokens: result.tokens.map(({ integration: name, event }) => `${name} ${event}`),
    calls: Object.entries(result.calls)
      .filter(([, count]) => count > 0)
      .map(([call, count]) => `${count} ${call}`)
      .join(", "),
    warnings: result.warnings.map(({ kind }) => kind),
    fails: foundOf(result, FAIL_ON),
  };
}
