import fc from "fast-check";
import { z } from "zod";
import { containsUnknown, parseKnown, UNKNOWN } from "../../../../provider/lifecycle/engine/unknown";

const SENTINELS = {
  string: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  bool: "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  number: "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  array: "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  asset: "030794c1-ac77-496b-92df-f27374a8bd58",
  archive: "e48ece36-62e2-4504-bad9-02848725956a",
  object: "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
};

describe.each(Object.entries(SENTINELS))("a %s that a preview does not know", (_, sentinel) => {
  it("is seen at any depth of lists and objects", () => {
    const nested = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 6 },
        fc.constant(sentinel),
        fc.tuple(fc.string(), tie("value")),
        fc.record({ known: fc.integer(), unknown: tie("value") }),
      ),
    })).value;
    fc.assert(fc.property(nested, containsUnknown));
  });

  it("fits every schema, and is never taken for a value", () => {
    const schema = z.object({
      org: z.uuid(),
      days: z.number(),
      on: z.boolean(),
      nested: z.object({ deep: z.uuid() }),
    });
    const values = { org: sentinel, days: sentinel, on: sentinel, nested: { deep: sentinel } };
    expect(parseKnown(schema, values)).toEqual({
      fields: { org: UNKNOWN, days: UNKNOWN, on: UNKNOWN, nested: UNKNOWN },
      failures: [],
    });
  });
});

it("what is known is checked, whatever else is not", () => {
  const schema = z.object({ a: z.string(), b: z.number("give a number"), c: z.string().optional() });
  const { fields, failures } = parseKnown(schema, { a: SENTINELS.string, b: "three" });
  expect(fields).toEqual({ a: UNKNOWN, c: undefined });
  expect(failures).toEqual([{ property: "", reason: "b: give a number" }]);
});

it("another UUID, or a text around a sentinel, is a value", () => {
  expect(containsUnknown("04da6b54-80e4-46f7-96ec-b56ff0331baa")).toBe(false);
  expect(containsUnknown({ a: [`x${SENTINELS.string}`, null, undefined, 3] })).toBe(false);
});

it("takes what another resource could not give, because it failed, for unknown", () => {
  const schema = z.object({ mine: z.string("give mine"), theirs: z.string() });
  const { fields, failures } = parseKnown(schema, {}, ["theirs"]);
  expect(fields.theirs).toBe(UNKNOWN);
  expect(failures.map(({ reason }) => reason)).toEqual(["mine: give mine"]);
});
