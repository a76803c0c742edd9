import * as fc from "fast-check";
import { Ledger } from "../../provider/lifecycle/ledger/ledger";
import { Violation } from "./invariant";
import { currentSnyk, play } from "./play";
import { type Sequence, sequences } from "./programs";
import { withoutNetwork } from "./snyk";

/** More of them, or others: `SEQUENCES=20000 SEED=7 npx jest tests/sequences`. */
const SEQUENCES = Number(process.env["SEQUENCES"] ?? 5000);
const SEED = Number(process.env["SEED"] ?? 20261126);

jest.setTimeout(60_000 + SEQUENCES * 500);

let undo: () => void;
beforeAll(() => (undo = withoutNetwork(currentSnyk)));
afterAll(() => undo());
afterEach(() => jest.restoreAllMocks());

/** The sequence, and what happened in it, in lines that a person can follow. */
async function toldBy({ operations, ...start }: Sequence): Promise<string> {
  const lines = [JSON.stringify(start), ...operations.map((operation) => JSON.stringify(operation)), ""];
  await play({ ...start, operations }, (line) => lines.push(line)).catch((error: unknown) =>
    lines.push(String(error)),
  );
  return lines.join("\n");
}

it(`keeps every promise in ${SEQUENCES} sequences of programs, edits, runs, kills and lost answers`, async () => {
  let [runs, succeeded] = [0, 0];
  const whole = fc.asyncProperty(sequences, async (sequence) => {
    const played = await play(sequence);
    runs += played.runs;
    succeeded += played.succeeded;
  });
  const { counterexample, seed } = await fc.check(whole, { numRuns: SEQUENCES, seed: SEED });
  if (counterexample) throw new Error(`with seed ${seed}:\n${await toldBy(counterexample[0])}`);
  // Who refuses everything breaks no promise either.
  expect(succeeded / runs).toBeGreaterThan(0.5);
});

it("finds what goes wrong when nobody asks whether a place is still held", async () => {
  jest.spyOn(Ledger.prototype, "release").mockReturnValue(false);
  const played = fc.asyncProperty(sequences, async (sequence) => {
    await play(sequence);
  });
  const { counterexample } = await fc.check(played, {
    numRuns: 500,
    seed: SEED,
    endOnFailure: true,
  });
  if (!counterexample) throw new Error("500 sequences did not show it");
  await expect(play(counterexample[0])).rejects.toThrow(Violation);
});
