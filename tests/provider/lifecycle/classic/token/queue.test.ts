import { RotationQueue } from "../../../../../provider/lifecycle/classic/token/queue";
import { virtualTime } from "../../../support/lab";

const integration = (place: string) => ({ place, description: `the ${place} one` });

describe("rotations of one group", () => {
  it("go one after the other: the second begins when the first has switched", async () => {
    const queue = new RotationQueue(virtualTime());
    const order: string[] = [];
    await queue.enter("g", integration("first"), 1000);
    const second = queue.enter("g", integration("second"), 600_000).then(() => order.push("second begins"));
    await new Promise(setImmediate);
    order.push("first switches");
    queue.leave("first");
    await second;
    expect(order).toEqual(["first switches", "second begins"]);
  });

  it("do not wait for ever: after the deadline the one in the way is named", async () => {
    const queue = new RotationQueue(virtualTime());
    await queue.enter("g", integration("first"), 0);
    expect(await queue.enter("g", integration("second"), 60_000)).toEqual({
      begins: false,
      holder: integration("first"),
    });
  });

  it("wait as long for each one in front", async () => {
    const time = virtualTime();
    const queue = new RotationQueue(time);
    await queue.enter("g", integration("first"), 0);
    const third = queue.enter("g", integration("third"), 10_000);
    while (time.now() < 8_000) await new Promise(setImmediate);
    queue.leave("first");
    expect(await queue.enter("g", integration("second"), 0)).toEqual({ begins: true });
    expect(await third).toEqual({ begins: false, holder: integration("second") });
    expect(time.now()).toBeGreaterThanOrEqual(18_000);
  });

  it("may be entered again by the one that holds the place", async () => {
    const queue = new RotationQueue(virtualTime());
    await queue.enter("g", integration("first"), 0);
    expect(await queue.enter("g", integration("first"), 0)).toEqual({ begins: true });
  });

  it("of another group do not wait", async () => {
    const queue = new RotationQueue(virtualTime());
    await queue.enter("g", integration("first"), 0);
    expect(await queue.enter("h", integration("second"), 0)).toEqual({ begins: true });
  });

  it("all get their turn", async () => {
    const queue = new RotationQueue(virtualTime());
    let between = 0;
    const rotate = async (name: string): Promise<void> => {
      expect(await queue.enter("g", integration(name), 3_600_000)).toEqual({ begins: true });
      expect(++between).toBe(1);
      await new Promise(setImmediate);
      between--;
      queue.leave(name);
    };
    await Promise.all(Array.from({ length: 12 }, (_, i) => rotate(`i${i}`)));
  });

  it("a place that nobody holds is left without harm", () => {
    expect(() => new RotationQueue().leave("nobody")).not.toThrow();
  });
});
