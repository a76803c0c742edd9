/** What the generator has found, each in the smallest sequence that shows it. */
import { currentSnyk, play } from "./play";
import { type BrokerModel, brokerModel, destroy, type StackOperation, type Sequence, up } from "./programs";
import { withoutNetwork } from "./snyk";

let undo: () => void;
beforeAll(() => (undo = withoutNetwork(currentSnyk)));
afterAll(() => undo());

/** @returns what its runs said, in their order; a broken promise is thrown. */
async function told(
  operations: readonly StackOperation[],
  {
    program = [brokerModel()],
    settings = {},
    second,
  }: Partial<Omit<Sequence, "program">> & { readonly program?: readonly BrokerModel[] } = {},
): Promise<readonly string[]> {
  const lines: string[] = [];
  const adopting = { has: [true, true, true], adopts: false };
  await play({ operations, program, settings, second: second ?? adopting }, (line) => lines.push(line));
  return lines;
}

it("goes on from a creation that was killed, without asking which token is live, where enabling returns none", async () => {
  const settings = { enableReturnsToken: false };
  const [, second] = await told([up({ killAfter: 1 }), up()], { settings });
  expect(second).toMatch(/create b0-integration, create b0-client, create b0-switch$/);
});

it("does not take another stack's Broker for what a killed creation of its own had left", async () => {
  const lines = await told([up({ killAfter: 1 }), up(), destroy(), up({ stack: 1 }), up()]);
  expect(lines.at(-1)).toMatch(/nothing to do, then: .* is brokered already/);
});

it("keeps the clone of an enabling that was killed, where enabling returns no token", async () => {
  const settings = { enableReturnsToken: false };
  const program = [brokerModel({ clones: [1] })];
  const lines = await told([up({ killAfter: 3 }), up()], { settings, program });
  expect(lines.at(-1)).toMatch(/create b0-clone-[0-9a-f-]+$/);
});

it("keeps the old client when a switch has failed and the run goes on", async () => {
  const fault = { kind: "reset", operation: "switchToken", effect: "before", times: 5 } as const;
  const rotation = up({ edits: [{ edit: "trigger", at: 0 }], fault, continueOnError: true });
  const lines = await told([up(), rotation, up()]);
  expect(lines.at(-1)).toMatch(/update b0-switch, delete b0-client$/);
});

it("keeps the old client while a clone is still on its token and the run goes on", async () => {
  const program = [brokerModel({ clones: [1] })];
  const off = { run: "turn off by hand", at: 0, clone: false } as const;
  const refresh = { run: "refresh", stack: 0 } as const;
  const lines = await told([up(), off, refresh, up({ continueOnError: true })], { program });
  expect(lines.at(-1)).toMatch(/update b0-switch, then: Could not clone/);
});

// Open: with its notes a stack knows that the switch was made; without them it makes it again, and this Snyk switches back.
it("does not switch back after a killed switch whose notes are gone", async () => {
  const lines = await told(
    [up(), up({ edits: [{ edit: "trigger", at: 0 }], killAfter: 2 }), { run: "new journal folder" }, up()],
    { settings: { oldTokenAfterSwitch: "provisional" } },
  );
  expect(lines.at(-1)).not.toMatch(/update b0-switch, delete b0-client$/);
});

it("does not turn a clone off before its source is replaced, when that one is deleted first", async () => {
  const program = [brokerModel({ clones: [1], deleteBeforeReplace: true })];
  const lines = await told([up(), up({ edits: [{ edit: "move", at: 0, org: 2, adopt: false }] })], {
    program,
  });
  expect(lines.at(-1)).not.toMatch(/delete b0-clone-/);
});
