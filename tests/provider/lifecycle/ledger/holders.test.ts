import { Holders } from "../../../../provider/lifecycle/ledger/holders";

const PLACE = "https://api.snyk.io|org|gitlab";
const OTHER = "https://api.snyk.io|org|github";

let holders: Holders;
beforeEach(() => (holders = new Holders()));

describe("a place", () => {
  it("is held while one resource of those that hold it is left", () => {
    expect(holders.isHeld(PLACE)).toBe(false);
    holders.hold(PLACE, "a");
    holders.hold(PLACE, "a");
    holders.hold(PLACE, "b");
    holders.release(PLACE, "a");
    expect(holders.isHeld(PLACE)).toBe(true);
    holders.release(PLACE, "b");
    expect(holders.isHeld(PLACE)).toBe(false);
  });

  it("is not let go by a resource that never held it, and holds no other place", () => {
    holders.hold(PLACE, "a");
    holders.release(PLACE, "stranger");
    holders.release(OTHER, "a");
    expect([holders.isHeld(PLACE), holders.isHeld(OTHER)]).toEqual([true, false]);
  });

  it("counts for its organization while it is held, and not for one whose id begins alike", () => {
    holders.hold("o|1|gitlab", "a");
    holders.hold("o|1|github", "b");
    holders.hold("o|12|gitlab", "c");
    holders.release("o|1|github", "b");
    expect(holders.heldBelow("o|1|")).toEqual(["o|1|gitlab"]);
  });
});

describe("a creation that has begun", () => {
  it("is remembered for its place alone, and holds it not yet", () => {
    expect(holders.wasAttempted(PLACE)).toBe(false);
    holders.attempt(PLACE);
    expect([holders.wasAttempted(PLACE), holders.wasAttempted(OTHER)]).toEqual([true, false]);
    expect(holders.isHeld(PLACE)).toBe(false);
  });
});

describe("two resources for one place", () => {
  it("are told apart: the second is told of the first, as often as it asks, and the first of nobody", () => {
    expect(holders.declare(PLACE, "one")).toBeUndefined();
    expect(holders.declare(PLACE, "two")).toBe("one");
    expect(holders.declare(PLACE, "two")).toBe("one");
    expect(holders.declare(PLACE, "one")).toBeUndefined();
  });

  it("are none where the places differ", () => {
    holders.declare(PLACE, "one");
    expect(holders.declare(OTHER, "two")).toBeUndefined();
  });
});

describe("the live generation", () => {
  it("is known of the one creation of an integration that a state spoke of, and of no other", () => {
    holders.live(PLACE, "a", 3);
    expect(holders.liveGeneration(PLACE, "a")).toBe(3);
    expect(holders.liveGeneration(PLACE, "b")).toBe(0);
    expect(holders.liveGeneration(PLACE, undefined)).toBe(0);
    expect(holders.liveGeneration(OTHER, "a")).toBe(0);
  });
});

describe("who uses the token of a source", () => {
  it("are its clones, each once and in words, until they are turned off", () => {
    holders.share("source", PLACE, "the clone in organization 1");
    holders.share("source", PLACE, "the clone in organization 1");
    holders.share("source", OTHER, "the clone in organization 2");
    expect(holders.sharersOf("source")).toEqual([
      "the clone in organization 1",
      "the clone in organization 2",
    ]);
    holders.unshare(PLACE);
    expect(holders.sharersOf("source")).toEqual(["the clone in organization 2"]);
    expect(holders.sharersOf("another")).toEqual([]);
  });

  it("is no clone that has gone over to another source", () => {
    holders.share("former", PLACE, "the clone");
    holders.share("source", PLACE, "the clone");
    expect([holders.sharersOf("former"), holders.sharersOf("source")]).toEqual([[], ["the clone"]]);
  });
});
