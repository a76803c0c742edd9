import { type ChangeTable, diffBy } from "../../../../provider/lifecycle/engine/change-table";

interface Inputs {
  readonly policy?: object;
  readonly setting?: string;
  readonly place?: string;
  readonly sourceId?: string;
}
const table: ChangeTable<Inputs> = {
  policy: "ignore",
  setting: "update",
  place: "replace",
  sourceId: "replace-when-known",
};
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const olds = { policy: { days: 1 }, setting: "a", place: "p", sourceId: "s", anOutput: "o" };

it.each([
  ["nothing", {}, false, []],
  ["an output that is no input", { anOutput: "other" }, false, []],
  ["an ignored input", { policy: { days: 2 } }, false, []],
  ["an input that is updated", { setting: "b" }, true, []],
  ["an input that is taken away", { setting: undefined }, true, []],
  ["an input that is not known yet", { setting: UNKNOWN }, true, []],
  ["the place", { place: "q" }, true, ["place"]],
  ["a place that is not known yet", { place: UNKNOWN }, true, ["place"]],
  ["an identifier", { sourceId: "t" }, true, ["sourceId"]],
  ["an identifier that is not known yet", { sourceId: UNKNOWN }, false, []],
  ["all of them", { setting: "b", place: "q", sourceId: "t" }, true, ["place", "sourceId"]],
])("a change of %s", (_, change, changes, replaces) => {
  expect(diffBy(table, olds, { ...olds, ...change })).toEqual({ changes, replaces });
});

it("objects and lists are compared by what they hold", () => {
  const lists: ChangeTable<{ list?: unknown }> = { list: "update" };
  expect(diffBy(lists, { list: [{ a: 1 }] }, { list: [{ a: 1 }] }).changes).toBe(false);
  expect(diffBy(lists, { list: [{ a: 1 }] }, { list: [{ a: 2 }] }).changes).toBe(true);
});
