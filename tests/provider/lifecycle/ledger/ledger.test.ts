import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Journal, type JournalEntry } from "../../../../provider/lifecycle/ledger/journal";
import { Ledger, newInstance, type Step } from "../../../../provider/lifecycle/ledger/ledger";
import { type Outcome, SnykApiError } from "../../../../provider/snyk/errors";

const PLACE = "https://api.snyk.io|org|gitlab";
const [DEV, PROD] = ["acme/payments/dev", "acme/payments/prod"];
const TOKEN = "7a1e3c5f-0000-4000-8000-00000000cafe";
const AT = "2026-11-22T12:00:00.000Z";
const provision = (more: Partial<Step> = {}): Step => ({
  operation: "provision",
  generation: 2,
  instance: "aaaaaa",
  ...more,
});

let folder: string;
let logs: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "snyk-broker-ledger-"));
  logs = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open(owner: string | undefined, journal = new Journal(folder)): Ledger {
  return new Ledger({
    journal,
    owner: () => owner,
    now: () => new Date(AT),
    log: (line) => logs.push(line),
  });
}
/** A run of its own on the same files. */
const run = (owner: string = DEV, journal?: Journal) => open(owner, journal);
/** A run without a program, which alone could tell the stack. */
const destroy = () => open(undefined);
const issue = (ledger: Ledger, step = provision(), token = TOKEN) =>
  ledger.begin(
    PLACE,
    step,
    () => Promise.resolve(token),
    (answer) => answer,
  );
const failing = (outcome: Outcome) => () =>
  Promise.reject(
    new SnykApiError({ what: "provision a token", permission: "Edit" }, { problem: "conflict", outcome }),
  );

describe("a call that is written down", () => {
  it("is noted before it is sent, and its token with the answer", async () => {
    const ledger = run();
    await ledger.begin(
      PLACE,
      provision(),
      () => {
        expect(run().resume(PLACE)).toEqual({ ...provision(), owner: DEV, at: AT });
        return Promise.resolve(TOKEN);
      },
      (answer) => answer,
    );
    expect(run().resume(PLACE)).toEqual({ ...provision(), owner: DEV, at: AT, token: TOKEN });
  });

  it("stays noted without a token where its answer has none, until it is said to be answered", async () => {
    const step = provision({ operation: "switch" });
    const ledger = run();
    await ledger.begin(PLACE, step, () => Promise.resolve());
    expect(run().resume(PLACE)).toEqual({ ...step, owner: DEV, at: AT });
    ledger.answered(PLACE, step);
    expect(run().resume(PLACE)).toEqual({ ...step, owner: DEV, at: AT, answered: true });
  });

  it.each(["refused", "not-sent"] as const)("leaves nothing behind when it is %s", async (outcome) => {
    await expect(run().begin(PLACE, provision(), failing(outcome))).rejects.toThrow(SnykApiError);
    expect(run().resume(PLACE)).toBeUndefined();
  });

  it("brings back what was noted before when it is refused, a token included", async () => {
    await issue(run());
    const before = run().resume(PLACE);
    const ledger = run();
    await expect(ledger.begin(PLACE, provision({ operation: "switch" }), failing("refused"))).rejects.toThrow(
      SnykApiError,
    );
    expect(run().resume(PLACE)).toEqual(before);
    expect(before?.token).toBe(TOKEN);
  });

  it("stays noted when its answer is lost: it may have happened", async () => {
    await issue(run(), provision({ generation: 1 }));
    await expect(run().begin(PLACE, provision(), failing("unknown"))).rejects.toThrow(SnykApiError);
    expect(run().resume(PLACE)).toEqual({ ...provision(), owner: DEV, at: AT });
  });

  it("is not sent when it cannot be written down", async () => {
    const file = join(folder, "a file in its place");
    writeFileSync(file, "");
    const sent = jest.fn(() => Promise.resolve(TOKEN));
    await expect(run(DEV, new Journal(file)).begin(PLACE, provision(), sent)).rejects.toThrow(
      /so nothing was sent to Snyk/,
    );
    expect(sent).not.toHaveBeenCalled();
  });

  it("gives its answer though that cannot be kept any more, and says that the run must not be interrupted", async () => {
    const journal = new Journal(folder);
    jest.spyOn(journal, "keep").mockReturnValueOnce(undefined).mockReturnValue("ENOSPC");
    expect(await issue(run(DEV, journal))).toBe(TOKEN);
    expect(logs).toEqual([
      "The token journal cannot be written any more (ENOSPC); do not interrupt this run.",
    ]);
  });
});

describe("what a killed creation has noted", () => {
  it("is for the resource that goes on with it, and ends with that one's state", async () => {
    await issue(run());
    const before = run().resume(PLACE);
    run().handOn(PLACE, "bbbbbb");
    expect(run().resume(PLACE)).toEqual({ ...before, instance: "bbbbbb" });
    run().settle(PLACE, "aaaaaa", () => undefined);
    expect(run().resume(PLACE)).toBeDefined();
    run().settle(PLACE, "bbbbbb", () => undefined);
    expect(run().resume(PLACE)).toBeUndefined();
  });

  it("by another stack is not handed on, and nothing is noted where there was nothing", async () => {
    await issue(run(PROD));
    run(DEV).handOn(PLACE, "bbbbbb");
    expect(run(DEV).resume(PLACE)).toBeUndefined();
    expect(run(PROD).resume(PLACE)).toMatchObject({ instance: "aaaaaa" });
  });
});

describe("what another stack has begun in the same place and folder", () => {
  it("means nothing here: it is neither gone on with, nor overwritten, nor forgotten", async () => {
    await issue(run(DEV));
    expect(run(PROD).resume(PLACE)).toBeUndefined();
    await issue(run(PROD), provision({ generation: 7, instance: "bbbbbb" }), "another token");
    run(PROD).forget(PLACE);
    expect(run(PROD).resume(PLACE)).toBeUndefined();
    expect(run(DEV).resume(PLACE)).toMatchObject({ owner: DEV, generation: 2, token: TOKEN });
  });

  it("is not settled by this one's state, though both have the same resource", async () => {
    await issue(run(DEV));
    run(PROD).settle(PLACE, "aaaaaa", () => undefined);
    expect(run(DEV).resume(PLACE)).toBeDefined();
  });

  it("is not gone on with by a run that does not tell its stack", async () => {
    await issue(run(DEV));
    expect(destroy().resume(PLACE)).toBeUndefined();
  });
});

describe("an entry that the state holds by now", () => {
  const live = (entry: JournalEntry): JournalEntry => ({ ...entry, operation: "live" });

  it("becomes what it is said to become, or ends", async () => {
    await issue(run());
    run().settle(PLACE, "aaaaaa", live);
    expect(run().resume(PLACE)).toMatchObject({ operation: "live", generation: 2 });
    run().settle(PLACE, "aaaaaa", () => undefined);
    expect(run().resume(PLACE)).toBeUndefined();
  });

  it("is not written again when nothing changes", async () => {
    await issue(run());
    const journal = new Journal(folder);
    const keep = jest.spyOn(journal, "keep");
    run(DEV, journal).settle(PLACE, "aaaaaa", (entry) => entry);
    expect(keep).not.toHaveBeenCalled();
  });

  it("is another resource's where the instance differs: it is not even looked at", async () => {
    await issue(run());
    const settled = jest.fn(() => undefined);
    run().settle(PLACE, "bbbbbb", settled);
    run().settle(PLACE, undefined, settled);
    expect(settled).not.toHaveBeenCalled();
  });

  it("ends in a run that does not tell its stack too, whichever stack it is of, and keeps its owner", async () => {
    await issue(run(PROD));
    destroy().settle(PLACE, "aaaaaa", live);
    expect(run(PROD).resume(PLACE)).toMatchObject({ operation: "live", owner: PROD });
    destroy().settle(PLACE, "aaaaaa", () => undefined);
    expect(run(PROD).resume(PLACE)).toBeUndefined();
  });
});

describe("the end of a resource", () => {
  it("ends what was noted for it, in a run that does not tell its stack too", async () => {
    await issue(run());
    destroy().end(PLACE, "aaaaaa");
    expect(run().resume(PLACE)).toBeUndefined();
  });

  it("leaves what was noted for the resource that took its place", async () => {
    await issue(run(), provision({ instance: "bbbbbb" }));
    run().hold(PLACE, "bbbbbb", true);
    run().end(PLACE, "aaaaaa");
    expect(run().resume(PLACE)).toMatchObject({ instance: "bbbbbb" });
    expect(run().release(PLACE, "aaaaaa")).toBe(true);
  });

  it("ends the note that it holds its place", () => {
    run().hold(PLACE, "bbbbbb", true);
    run().end(PLACE, "bbbbbb");
    expect(run().release(PLACE, "aaaaaa")).toBe(false);
  });
});

describe("a resource that lets go of its place", () => {
  it("learns that another one of the run holds it", () => {
    const ledger = run();
    ledger.hold(PLACE, "aaaaaa", false);
    ledger.hold(PLACE, "bbbbbb", false);
    expect(ledger.release(PLACE, "aaaaaa")).toBe(true);
    expect(ledger.release(PLACE, "bbbbbb")).toBe(false);
  });

  it("leaves it to another one that this run has begun to create there, also when that has failed", () => {
    const ledger = run();
    ledger.holders.attempt(PLACE);
    expect(ledger.release(PLACE, "aaaaaa")).toBe(true);
    expect(run().release(PLACE, "aaaaaa")).toBe(false);
  });

  it("is the only holder of what it made itself, in a later run too", () => {
    run().hold(PLACE, "aaaaaa", false);
    expect(run().release(PLACE, "aaaaaa")).toBe(false);
    expect(destroy().release(PLACE, "aaaaaa")).toBe(false);
  });

  it.each([
    ["that tells the same stack", () => run()],
    ["that does not tell its stack", destroy],
  ])("learns in a fresh process %s who has taken over what exists", (_, later) => {
    run().hold(PLACE, "bbbbbb", true);
    expect(later().release(PLACE, "aaaaaa")).toBe(true);
    expect(later().release(PLACE, "bbbbbb")).toBe(false);
  });

  it("is not held up by what a resource of another stack has taken over", () => {
    run(PROD).hold(PLACE, "bbbbbb", true);
    expect(run(DEV).release(PLACE, "aaaaaa")).toBe(false);
  });

  it("knows nothing of it on a machine without the files, but of what this run has seen", () => {
    run().hold(PLACE, "bbbbbb", true);
    const fresh = run(DEV, new Journal(join(folder, "another machine")));
    expect(fresh.release(PLACE, "aaaaaa")).toBe(false);
    fresh.holders.hold(PLACE, "bbbbbb");
    expect(fresh.release(PLACE, "aaaaaa")).toBe(true);
  });
});

describe("the newest generation that a state has held", () => {
  const noted = (more: Partial<JournalEntry>) =>
    new Journal(folder).keep(PLACE, { ...provision(), generation: 5, owner: DEV, at: AT, ...more });

  it.each<[what: string, entry: Partial<JournalEntry>, generation: number]>([
    ["was live", { operation: "live" }, 5],
    ["was switched to", { operation: "switch", answered: true }, 5],
    ["may have been switched to", { operation: "switch" }, 5],
    ["waits for its switch", { stored: true }, 5],
    ["is not in the state yet: the same run goes on with it", { token: TOKEN }, 0],
    ["may have been provisioned", {}, 0],
    ["is a first one that came with enabling", { operation: "enable", token: TOKEN }, 0],
  ])("counts one that %s as it should", (_, entry, generation) => {
    noted(entry);
    expect(run().lastGeneration(PLACE)).toBe(generation);
  });

  it("is none where nothing is noted, and none of another stack", () => {
    expect(run().lastGeneration(PLACE)).toBe(0);
    noted({ operation: "live", owner: PROD });
    expect(run(DEV).lastGeneration(PLACE)).toBe(0);
  });
});

it("an instance is six small letters and digits, as names in Kubernetes take them, and not given twice", () => {
  const instances = Array.from({ length: 100 }, newInstance);
  for (const instance of instances) expect(instance).toMatch(/^[a-z0-9]{6}$/);
  expect(new Set(instances).size).toBe(instances.length);
});
