import { until } from "../../../dev/system/until";

it("waits until it is so", async () => {
  let looks = 0;
  await until("it is the third look", () => ++looks === 3, { everyMs: 1 });
  expect(looks).toBe(3);
});

it("gives up after its time, and says on what", async () => {
  const never = until("the client is connected", () => false, { seconds: 0.02, everyMs: 1 });
  await expect(never).rejects.toThrow("Gave up after 0.02 s of waiting until the client is connected.");
});

it("ends with an error of its look, or goes on through it and says what was the matter", async () => {
  const refused = (): boolean => {
    throw new Error("connection refused");
  };
  await expect(until("it answers", refused)).rejects.toThrow(/^connection refused$/);
  await expect(
    until("it answers", refused, { seconds: 0.02, everyMs: 1, throughErrors: true }),
  ).rejects.toThrow("Gave up after 0.02 s of waiting until it answers. connection refused");
});

it("ends at once, and looks no longer, when what it waits for cannot come any more", async () => {
  const look = jest.fn(() => false);
  const failure = Promise.reject(new Error("etcd has ended"));
  await expect(until("etcd answers", look, { everyMs: 1, failure })).rejects.toThrow("etcd has ended");
  const looks = look.mock.calls.length;
  await new Promise((next) => setTimeout(next, 20));
  expect(look).toHaveBeenCalledTimes(looks);
});
