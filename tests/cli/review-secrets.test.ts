import { UnusableFile } from "../../cli/stack/json";
import { parsePreview } from "../../cli/stack/preview";
import { renderMarkdown } from "../../cli/review/render";
import { reviewOf } from "../../cli/review/review";
import { recorded, recordedNames } from "./reviewed";
import { SITUATIONS } from "./situations";

const previews = [
  ...recordedNames().map((name) => ({ name, text: recorded(name).toString() })),
  ...Object.entries(SITUATIONS).map(([name, preview]) => ({ name, text: preview.toString() })),
];

const CANARY = "canary-secret";
/** The engine's mark of a secret that is written in clear. */
const IN_CLEAR = {
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  plaintext: `"${CANARY}"`,
};

/** Properties whose values the review shows. A secret has no business in them. */
const SHOWN = new Set([
  "orgId",
  "sourceOrgId",
  "type",
  "tokenGeneration",
  "provisionedGeneration",
  "liveGeneration",
  "tokenIssuedOn",
  "rotationReason",
  "rotationDeferred",
  "brokered",
  "onDelete",
  "sharedWith",
  "metadata",
]);

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Changes every property of every resource. */
function withProperties(preview: string, change: (name: string, value: Json) => Json): string {
  const walk = (value: Json, inProperties: boolean): Json => {
    if (Array.isArray(value)) return value.map((item: Json) => walk(item, inProperties));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]: [string, Json]) => {
        if (name !== "inputs" && name !== "outputs") return [name, walk(item, inProperties)];
        const properties = Object.entries((item ?? {}) as Record<string, Json>);
        const planted = properties.map(([key, held]) => [key, change(key, held)]);
        return [name, { ...Object.fromEntries(planted), adopt: { brokerToken: CANARY }, extra: CANARY }];
      }),
    );
  };
  return JSON.stringify(walk(JSON.parse(preview) as Json, false));
}

function printed(preview: string): string {
  try {
    const review = reviewOf(parsePreview(Buffer.from(preview)), { today: "2027-06-01", maxAgeDays: 1 });
    return renderMarkdown(review) + JSON.stringify(review);
  } catch (error) {
    if (error instanceof UnusableFile) return error.message;
    throw error;
  }
}

describe.each(previews)("$name", ({ text }) => {
  it("prints no property that it does not know", () => {
    const planted = withProperties(text, (name, value) => (SHOWN.has(name) ? value : CANARY));
    expect(printed(planted)).not.toContain(CANARY);
  });

  it("prints no secret where a property that it knows is one", () => {
    const planted = withProperties(text, () => IN_CLEAR);
    expect(printed(planted)).not.toContain(CANARY);
  });

  it("prints no diagnostic, no configuration", () => {
    const json = JSON.parse(text) as Record<string, unknown>;
    const diagnostics = [{ severity: "warning", message: CANARY }];
    expect(printed(JSON.stringify({ ...json, config: { "a:b": CANARY }, diagnostics }))).not.toContain(
      CANARY,
    );
  });
});
