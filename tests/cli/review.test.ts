import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parsePreview } from "../../cli/review/preview";
import { renderMarkdown } from "../../cli/review/render";
import { failuresOf, FAILURES, type Review, reviewOf } from "../../cli/review/review";
import {
  clone,
  integration,
  NOBODY,
  ORG,
  OTHER_ORG,
  previewOf,
  ROTATED,
  secret,
  STORED,
  tokenSwitch,
  UNKNOWN,
} from "./preview-of";

function recorded(name: string): Buffer {
  return readFileSync(join(__dirname, "fixtures/previews", `${name}.json`));
}

function review(preview: Buffer, today = "2027-01-01"): Review {
  return reviewOf(parsePreview(preview), { today, maxAgeDays: 90 });
}

/** A review in a few words: what happens to which token, the calls, what is warned of, what `--fail-on` finds. */
function gist(preview: Buffer, today?: string): Readonly<Record<string, unknown>> {
  const result = review(preview, today);
  return {
    tokens: result.tokens.map(({ integration: name, event }) => `${name} ${event}`),
    calls: Object.entries(result.calls)
      .filter(([, count]) => count > 0)
      .map(([call, count]) => `${count} ${call}`)
      .join(", "),
    warnings: result.warnings.map(({ kind }) => kind),
    fails: failuresOf(result, FAILURES),
  };
}

describe("previews recorded on the engine", () => {
  it.each([
    {
      preview: "broker-first-create",
      tokens: ["gitlab-integration issued"],
      calls: "1 enable, 2 clone",
      warnings: [],
      fails: [],
    },
    {
      preview: "broker-rotation-due",
      tokens: ["gitlab-integration rotated"],
      calls: "1 provision, 1 switch",
      warnings: [],
      fails: ["rotation"],
    },
    {
      preview: "broker-clone-removed",
      tokens: ["gitlab-integration kept"],
      calls: "1 disable",
      warnings: ["clone removed"],
      fails: ["outage"],
    },
    {
      preview: "broker-renamed",
      tokens: ["gitlab-integration cut off", "gitlab2-integration issued"],
      calls: "1 enable, 2 clone, 3 disable",
      warnings: ["refused", "deletion"],
      fails: ["outage"],
    },
    { preview: "broker-settings", tokens: [], calls: "", warnings: [], fails: [] },
    {
      preview: "broker-turned-off",
      tokens: ["gitlab-integration enabled again"],
      calls: "1 enable",
      warnings: ["clones left behind", "turned off"],
      fails: ["outage", "rotation"],
    },
    {
      preview: "turned-off-with-refresh",
      tokens: ["gitlab enabled again"],
      calls: "1 enable",
      warnings: ["clones left behind", "no client", "turned off"],
      fails: ["outage", "rotation"],
    },
    {
      preview: "replaced",
      tokens: ["gitlab replaced"],
      calls: "1 enable, 1 clone, 2 disable",
      warnings: ["replacement"],
      fails: ["outage"],
    },
    {
      preview: "deleted",
      tokens: ["gitlab cut off"],
      calls: "2 disable",
      warnings: ["deletion"],
      fails: ["outage"],
    },
    { preview: "adopted", tokens: ["gitlab adopted"], calls: "", warnings: ["old token"], fails: [] },
    {
      preview: "triggered",
      tokens: ["gitlab rotated"],
      calls: "1 provision, 1 switch",
      warnings: ["no client"],
      fails: ["outage", "rotation"],
    },
    {
      preview: "given-provisional-token",
      tokens: ["gitlab rotated"],
      calls: "1 switch",
      warnings: ["no client"],
      fails: ["outage", "rotation"],
    },
    {
      preview: "shared-rotation",
      tokens: ["gitlab rotated"],
      calls: "1 provision, 1 switch",
      warnings: ["client outside", "no client"],
      fails: ["outage", "rotation"],
    },
    {
      preview: "unfinished",
      tokens: ["gitlab completed"],
      calls: "1 switch",
      warnings: ["no client"],
      fails: ["outage", "rotation"],
    },
    {
      preview: "deferred",
      tokens: ["artifactory-cr rotated", "github rotated", "gitlab rotated"],
      calls: "3 provision, 3 switch",
      warnings: ["no client", "no client", "no client", "deferred", "deferred"],
      fails: ["outage", "rotation"],
    },
    { preview: "policy-change", tokens: [], calls: "", warnings: [], fails: [] },
  ])("$preview", ({ preview, ...expected }) => {
    expect(gist(recorded(preview))).toEqual(expected);
  });
});

describe("cases built by hand", () => {
  const kept = { before: STORED, after: STORED };
  const rotated = { before: STORED, after: { ...STORED, ...ROTATED } };
  const cloned = { orgId: OTHER_ORG, type: "gitlab", sourceOrgId: ORG, brokered: true, onDelete: "disable" };
  const switched = {
    before: { tokenGeneration: 1 },
    outputs: { liveGeneration: 1 },
    after: { tokenGeneration: 2, provisionedGeneration: UNKNOWN },
  };

  it.each([
    {
      name: "a rotation without a switch is issued, and said to stay unused",
      steps: [integration("update", rotated), secret("update", { before: {}, after: {} })],
      tokens: ["gitlab rotated"],
      calls: "1 provision",
      warnings: ["no switch"],
    },
    {
      name: "whatever takes the token counts as its client",
      steps: [
        integration("update", rotated),
        tokenSwitch("update", switched),
        secret("update", { before: {}, after: {} }),
      ],
      tokens: ["gitlab rotated"],
      calls: "1 provision, 1 switch",
      warnings: [],
    },
    {
      name: "a provisional token that was given before is not used a second time",
      steps: [
        integration("update", {
          before: { ...STORED, provisionalToken: "[secret]" },
          after: { ...STORED, ...ROTATED, provisionalToken: "[secret]" },
        }),
        tokenSwitch("update", switched),
        secret("update", { before: {}, after: {} }),
      ],
      tokens: ["gitlab rotated"],
      calls: "1 provision, 1 switch",
      warnings: [],
    },
    {
      name: "a creation that got no token is completed",
      steps: [
        integration("update", { ...kept, outputs: {} }),
        tokenSwitch("create", { after: { tokenGeneration: 1, provisionedGeneration: UNKNOWN } }),
        secret("create", { after: {} }),
      ],
      tokens: ["gitlab completed"],
      calls: "1 provision, 1 switch",
      warnings: [],
    },
    {
      name: "an integration that is left in place costs no call",
      steps: [
        integration("delete", { before: { ...STORED, onDelete: "retain" } }),
        clone("delete", { before: { ...cloned, onDelete: "retain" } }),
      ],
      tokens: ["gitlab released"],
      calls: "",
      warnings: [],
    },
    {
      name: "what others share is not turned off",
      steps: [integration("delete", { before: { ...STORED, sharedWith: ["the client in dc2"] } })],
      tokens: ["gitlab cut off"],
      calls: "1 disable",
      warnings: ["refused", "deletion"],
    },
    {
      name: "a retained clone keeps its source from being turned off",
      steps: [
        integration("delete", { before: STORED }),
        clone("delete", { before: { ...cloned, onDelete: "retain" } }),
      ],
      tokens: ["gitlab cut off"],
      calls: "1 disable",
      warnings: ["refused", "deletion"],
    },
    {
      name: "a clone that was turned off is cloned again",
      steps: [
        integration("same", kept),
        clone("update", { before: { ...cloned, brokered: false }, after: cloned }),
      ],
      tokens: ["gitlab kept"],
      calls: "1 clone",
      warnings: ["turned off"],
    },
    {
      name: "a clone of an integration that the preview does not list",
      steps: [clone("create", { after: cloned })],
      tokens: ["gitlab kept"],
      calls: "1 clone",
      warnings: [],
    },
    {
      name: "an adopted clone is no call",
      steps: [integration("same", kept), clone("create", { after: { ...cloned, adopt: true } })],
      tokens: ["gitlab kept"],
      calls: "",
      warnings: [],
    },
    {
      name: "a rotation that was interrupted is completed, also where only the switch is listed",
      steps: [
        tokenSwitch("update", {
          before: { tokenGeneration: 1 },
          outputs: { liveGeneration: 1 },
          after: { tokenGeneration: 2, provisionedGeneration: 2 },
        }),
      ],
      tokens: ["gitlab completed"],
      calls: "1 switch",
    },
    {
      name: "the token of another stack's integration is switched to here",
      steps: [
        tokenSwitch(
          "update",
          {
            before: { orgId: ORG, type: "gitlab", tokenGeneration: 1 },
            outputs: { liveGeneration: 1 },
            after: { orgId: ORG, type: "gitlab", tokenGeneration: 2, provisionedGeneration: 2 },
          },
          NOBODY,
        ),
      ],
      tokens: ["switch completed"],
      calls: "1 switch",
      warnings: [],
    },
    {
      name: "a switch that is added to a token which is live makes no call",
      steps: [
        integration("same", kept),
        tokenSwitch("create", { after: { tokenGeneration: 1, provisionedGeneration: 0 } }),
      ],
      tokens: [],
      calls: "",
      warnings: [],
    },
    {
      name: "a replacement in three steps is one",
      steps: [
        integration("delete-replaced", { before: STORED }),
        integration("replace", { before: STORED, after: { ...STORED, type: "github" } }),
        integration("create-replacement", { before: STORED, after: { ...STORED, type: "github" } }),
      ],
      tokens: ["gitlab replaced"],
      calls: "1 enable, 1 disable",
      warnings: ["replacement"],
    },
    {
      name: "resources of others are none of its business",
      steps: [secret("create", { after: {} }, "nobody")],
      tokens: [],
      calls: "",
      warnings: [],
    },
  ])("$name", ({ steps, name: _, ...expected }) => {
    expect(gist(previewOf(steps))).toMatchObject(expected);
  });

  it.each([
    { today: "2027-04-01", warnings: [] },
    { today: "2027-04-02", warnings: ["old token"] },
  ])("warns of a token that is older than 90 days, not of 90 ($today)", ({ today, warnings }) => {
    expect(gist(previewOf([integration("same", kept)]), today)).toMatchObject({ warnings });
  });
});

describe("what it prints", () => {
  it("tells a rotation in a row", () => {
    expect(renderMarkdown(review(recorded("broker-rotation-due")))).toMatchSnapshot();
  });

  it("tells an outage in the headline, the row and a warning", () => {
    expect(renderMarkdown(review(recorded("replaced")))).toMatchSnapshot();
  });

  it("says in one line that there is nothing to do", () => {
    const unchanged = previewOf([integration("same", { before: STORED, after: STORED })]);
    expect(renderMarkdown(review(unchanged))).toBe("### Snyk Broker: nothing to do\n");
  });

  it("asks for the unchanged resources when the preview lacks them", () => {
    expect(renderMarkdown(review(recorded("policy-change")))).toContain("--show-sames");
    expect(renderMarkdown(review(recorded("turned-off-with-refresh")))).not.toContain("--show-sames");
  });

  it("lists ten of many clones, and counts all calls", () => {
    const clones = Array.from({ length: 200 }, (_, index) =>
      clone("create", { name: `clone-${index}`, after: { orgId: `org-${index}`, type: "gitlab" } }),
    );
    const printed = renderMarkdown(review(previewOf(clones)));
    expect(printed).toContain("and 191 more");
    expect(printed).toContain("200 clone");
    expect(printed.length).toBeLessThan(1000);
  });

  it.each([
    ["a table's end", "a | b"],
    ["a line's end", "a\n# b"],
    ["a link", "[a](https://b.example)"],
    ["a call for somebody", "@everybody"],
    ["HTML", "<img src=x>"],
    ["a code's end", "a ` b"],
    ["a mark of ours", "a › b ‹ c"],
  ])("lets no text of a user be %s", (_, text) => {
    const after = { ...STORED, ...ROTATED, rotationReason: `trigger "${text}"`, sharedWith: [text] };
    const step = integration("update", { name: text, before: STORED, after });
    const printed = renderMarkdown(review(previewOf([step, tokenSwitch("update", {}, text)])));
    const row = printed.split("\n").find((line) => line.includes("generation 2")) ?? "";
    expect(row.replaceAll("\\|", "").split("|")).toHaveLength(6);
    // What is left outside of code spans are words of ours.
    expect(printed.replace(/`[^`\n]*`/g, "")).not.toMatch(/everybody|b\.example|<img|# b|[‹›]/);
  });
});
