import { failed, optionsOf, UsageError } from "../../../dev/system/command-line";
import { ToolchainError } from "../../../dev/system/error";

const OPTIONS = { out: { type: "string" }, again: { type: "boolean", default: false } } as const;

it("reads options, with their defaults", () => {
  expect(optionsOf(["--out", "site"], OPTIONS)).toEqual({ out: "site", again: false });
  expect(optionsOf(["--again", "--out=a b"], OPTIONS)).toEqual({ out: "a b", again: true });
});

it.each([
  [["--fast"], 'Unknown option "--fast".'],
  [["--fast=3"], 'Unknown option "--fast".'],
  [["a b"], 'Unknown argument "a b".'],
  [["--out"], "--out needs a value."],
  [["--out", "--again"], "--out needs a value."],
  [["--again=yes"], "--again takes no value."],
])("refuses %j in one sentence", (args, sentence) => {
  expect(() => optionsOf(args, OPTIONS)).toThrow(new UsageError(sentence));
});

it.each([
  [new UsageError('Unknown option "--fast".'), 2, 'Unknown option "--fast".\n\nUsage: build'],
  [new ToolchainError("Install Go."), 1, "Install Go."],
])("says of %p what a person can do, without a stack", (error, code, said) => {
  const print = jest.spyOn(console, "error").mockImplementation(() => undefined);
  expect(failed(error, "Usage: build")).toBe(code);
  expect(print.mock.calls).toEqual([[said]]);
  print.mockRestore();
});
