import { seconds, withProgress } from "../../../dev/system/progress";

it("says what starts, then how long it has been going on and how far it is", async () => {
  const lines: string[] = [];
  let now = 0;
  let report = (): void => undefined;
  const stop = jest.fn();
  const clock = { now: () => now, every: (_ms: number, tell: () => void) => ((report = tell), stop) };
  await withProgress(
    (line) => lines.push(line),
    "Compiling the Pulumi engine",
    async (detail) => {
      now = 15_000;
      report();
      detail("312 packages");
      now = 75_000;
      report();
    },
    clock,
  );
  expect(lines).toEqual([
    "Compiling the Pulumi engine …",
    "Compiling the Pulumi engine: 15 s …",
    "Compiling the Pulumi engine: 1 min 15 s, 312 packages …",
  ]);
  expect(stop).toHaveBeenCalled();
});

it.each([
  [0, "0 s"],
  [1_430, "1.4 s"],
  [59_400, "59 s"],
  [125_000, "2 min 5 s"],
])("%d ms is %s", (ms, text) => {
  expect(seconds(ms)).toBe(text);
});
