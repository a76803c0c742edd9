import { renderMarkdown } from "../../cli/review/render";
import { clone, integration, previewWith, ROTATED, STORED, tokenSwitch } from "./preview-of";
import { recorded, review } from "./reviewed";
import { SITUATIONS } from "./situations";

describe("what it prints", () => {
  it("tells a rotation in a row", () => {
    expect(renderMarkdown(review(recorded("broker-rotation-due")))).toMatchSnapshot();
  });

  it("tells an outage in the headline, the row and a warning", () => {
    expect(renderMarkdown(review(SITUATIONS.replaced))).toMatchSnapshot();
  });

  it("says in one line that there is nothing to do", () => {
    const unchanged = previewWith([integration("same", { before: STORED, after: STORED })]);
    expect(renderMarkdown(review(unchanged))).toBe("### Snyk Broker: nothing to do\n");
  });

  it("asks for the unchanged resources when the preview lacks them", () => {
    expect(renderMarkdown(review(SITUATIONS["policy-change"]))).toContain("--show-sames");
    expect(renderMarkdown(review(SITUATIONS["turned-off-with-refresh"]))).not.toContain("--show-sames");
  });

  it("lists ten of many clones, and counts all calls", () => {
    const clones = Array.from({ length: 200 }, (_, index) =>
      clone("create", { name: `clone-${index}`, after: { orgId: `org-${index}`, type: "gitlab" } }),
    );
    const printed = renderMarkdown(review(previewWith(clones)));
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
    const printed = renderMarkdown(review(previewWith([step, tokenSwitch("update", {}, text)])));
    const row = printed.split("\n").find((line) => line.includes("generation 2")) ?? "";
    expect(row.replaceAll("\\|", "").split("|")).toHaveLength(6);
    // What is left outside of code spans are words of ours.
    expect(printed.replace(/`[^`\n]*`/g, "")).not.toMatch(/everybody|b\.example|<img|# b|[‹›]/);
  });
});
