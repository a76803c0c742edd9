import {
  type NextStep,
  nextStep,
  type TokenStanding,
} from "../../../../../provider/lifecycle/classic/token/next-step";

const live: TokenStanding = {
  brokered: true,
  universal: false,
  hasToken: true,
  tokenGeneration: 2,
  unswitched: false,
};
const unswitched = { ...live, unswitched: true };
const tokenless = { ...live, hasToken: false };
const off = { ...live, brokered: false };

describe("what becomes of a token", () => {
  it.each<[what: string, TokenStanding, generation: number, given: boolean, NextStep]>([
    ["live, and nothing is due", live, 2, false, "keep"],
    ["live, and the program hands in one that is not due", live, 2, true, "keep"],
    ["live, and the next one is due", live, 3, false, "rotate"],
    ["live, and the next one is handed in", live, 3, true, "rotate to the given token"],
    ["newer than what is wanted", live, 1, false, "keep"],

    ["not switched to yet, and nothing is due", unswitched, 2, false, "keep"],
    ["not switched to yet, and the next one is due: one is pending", unswitched, 3, false, "finish rotation"],
    ["not switched to yet, and the next one is handed in", unswitched, 3, true, "rotate to the given token"],

    ["not known", tokenless, 2, false, "finish creation"],
    ["not known, whatever is due", tokenless, 3, false, "finish creation"],
    ["not known, and one is handed in", tokenless, 2, true, "finish creation with the given token"],
    [
      "not known, though a note says unswitched",
      { ...unswitched, hasToken: false },
      3,
      false,
      "finish creation",
    ],

    ["of a Universal connection, whatever is due", { ...off, universal: true }, 3, false, "keep"],

    ["of a Broker that is off", off, 3, false, "enable again"],
    ["of a Broker that is off, whatever is handed in", off, 3, true, "enable again"],
    ["of a Broker that is off, and nothing is due", off, 2, false, "enable again"],
    ["of a Broker that is off, and not known", { ...off, hasToken: false }, 2, false, "enable again"],
    ["of a Broker that is off, and not switched to", { ...off, unswitched: true }, 3, false, "enable again"],
  ])("that is %s", (_, standing, tokenGeneration, given, step) => {
    expect(nextStep(standing, { tokenGeneration, given })).toBe(step);
  });
});
