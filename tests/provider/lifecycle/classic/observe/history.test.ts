import {
  beginOfLog,
  isAbout,
  newestAbout,
  timeOf,
} from "../../../../../provider/lifecycle/classic/observe/history";

const ID = "11111111-1111-4111-8111-111111111111";
const OTHER = "22222222-2222-4222-8222-222222222222";
const integration = { type: "gitlab", integrationId: ID };

describe("an entry is about an integration", () => {
  it.each([
    ["by the id, under any name", { somewhere: ID }, "yes"],
    ["by the id, within what was changed", { after: { integration: { id: ID } } }, "yes"],
    ["not, by another id", { integrationPublicId: OTHER }, "no"],
    ["not, by another id in other spellings", { integration_id: OTHER, sourceType: "gitlab" }, "no"],
    ["by the type", { sourceType: "gitlab", flow: "on-boarding" }, "yes"],
    ["not, by another type", { integrationType: "github" }, "no"],
    ["perhaps, where it says nothing", {}, "unsaid"],
    ["perhaps, where it says something else", { type: "manual", before: null, ids: [1, OTHER] }, "unsaid"],
  ])("%s", (_, content, expected) => {
    expect(isAbout({ content }, integration)).toBe(expected);
  });

  it("by its type alone, where nobody knows its id", () => {
    const unknown = { type: "gitlab", integrationId: undefined };
    expect(isAbout({ content: { integrationPublicId: OTHER } }, unknown)).toBe("unsaid");
  });
});

describe("the newest entry", () => {
  const entry = (day: number, content: Record<string, unknown>) => ({
    at: `2027-01-0${day}T10:00:00.000Z`,
    event: "org.integration.edit",
    userId: undefined,
    content,
  });

  it("is one that names it, before a newer one that names none", () => {
    const entries = [
      entry(1, { x: ID }),
      entry(2, { x: ID }),
      entry(3, {}),
      entry(4, { integrationId: OTHER }),
    ];
    expect(newestAbout(entries, integration)).toEqual({ entry: entries[1], isNamed: true });
  });

  it("is one that names none, else; and never another's", () => {
    const entries = [entry(1, {}), entry(4, { integrationId: OTHER })];
    expect(newestAbout(entries, integration)).toEqual({ entry: entries[0], isNamed: false });
    expect(newestAbout(entries.slice(1), integration)).toBeUndefined();
  });
});

it("begins within the 90 days, and writes times in UTC", () => {
  expect(beginOfLog(Date.parse("2027-04-01T00:00:00Z"))).toBe("2027-01-01T01:00:00.000Z");
  expect(timeOf({ at: "2027-02-01T14:03:59.000Z" })).toBe("2027-02-01 14:03 UTC");
});
