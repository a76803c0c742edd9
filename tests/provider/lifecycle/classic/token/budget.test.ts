import fc from "fast-check";
import { RotationBudget } from "../../../../../provider/lifecycle/classic/token/budget";

const granted = (budget: RotationBudget, asked: readonly (readonly [string, string])[]): string[] =>
  asked
    .filter(([group, integration]) => budget.grant(group, integration))
    .map(([, integration]) => integration);

describe("the rotations that one run begins", () => {
  it("are three of twelve in one group", () => {
    const twelve = Array.from({ length: 12 }, (_, i) => ["g", `i${i}`] as const);
    expect(granted(new RotationBudget(), twelve)).toEqual(["i0", "i1", "i2"]);
  });

  it("are one of every group, and two more in all that have to wait for another one", () => {
    const asked = ["a", "b", "c"].flatMap((group) => [1, 2, 3].map((i) => [group, `${group}${i}`] as const));
    expect(granted(new RotationBudget(), asked)).toEqual(["a1", "a2", "a3", "b1", "c1"]);
  });

  it("are the same when the same are asked for again, as the engine does", () => {
    const budget = new RotationBudget({ perGroup: 1 });
    expect(
      granted(budget, [
        ["g", "x"],
        ["g", "y"],
        ["g", "x"],
        ["g", "y"],
      ]),
    ).toEqual(["x", "x"]);
  });

  it("are as many as the user sets for a group", () => {
    const asked = Array.from({ length: 12 }, (_, i) => ["g", `i${i}`] as const);
    expect(granted(new RotationBudget({ perGroup: 8 }), asked)).toHaveLength(8);
    expect(granted(new RotationBudget({ perGroup: 1 }), asked)).toHaveLength(1);
  });

  it("never fill the engine's four slots with rotations that wait", () => {
    const ask = fc.tuple(fc.constantFrom("a", "b", "c", "d"), fc.integer({ min: 0, max: 9 }).map(String));
    fc.assert(
      fc.property(fc.array(ask, { maxLength: 60 }), (asked) => {
        const budget = new RotationBudget();
        const members = new Map<string, Set<string>>();
        for (const [group, name] of asked) {
          if (budget.grant(group, name)) members.set(group, (members.get(group) ?? new Set()).add(name));
        }
        const waiting = [...members.values()].reduce((sum, { size }) => sum + size - 1, 0);
        return waiting <= 2 && [...members.values()].every(({ size }) => size <= 3);
      }),
    );
  });
});
