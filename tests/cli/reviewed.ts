/** Reviews to compare with: of recorded previews and of those built by hand. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parsePreview } from "../../cli/stack/preview";
import { failuresOf, FAILURES, type Review, reviewOf } from "../../cli/review/review";

/** A preview of fixtures/previews. */
export function recorded(name: string): Buffer {
  return readFileSync(join(__dirname, "fixtures/previews", `${name}.json`));
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
    fails: failuresOf(result, FAILURES),
  };
}
