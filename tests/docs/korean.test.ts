import { existsSync } from "node:fs";
import { join } from "node:path";
import { blocksOf, PAGES, ROOT, textOf } from "./support/markdown";

const ENGLISH = PAGES.filter((page) => page === "docs/start.md" || page.startsWith("docs/tasks/"));
const korean = (page: string): string => page.replace(/^docs\//, "docs/ko/");

it("knows the pages that exist in both languages", () => {
  expect(ENGLISH.length).toBeGreaterThan(7);
  const all = PAGES.filter((page) => page.startsWith("docs/ko/") && !page.endsWith("README.md"));
  expect(all.sort()).toEqual(ENGLISH.map(korean).sort());
});

describe.each(ENGLISH)("%s", (page) => {
  it("has a Korean sister with the same code, to the letter", () => {
    expect(existsSync(join(ROOT, korean(page)))).toBe(true);
    const code = (of: string) => blocksOf(of).map(({ language, file, text }) => ({ language, file, text }));
    expect(code(korean(page))).toEqual(code(page));
  });

  it("has as many sections, and rows in its tables", () => {
    const shape = (of: string) =>
      textOf(of)
        .split("\n")
        .map((line) => /^(#+ |\||- )/.exec(line)?.[1])
        .filter((mark) => mark !== undefined);
    expect(shape(korean(page))).toEqual(shape(page));
  });

  it("is linked with its sister, in both directions", () => {
    const up = "../".repeat(page.split("/").length - 1);
    expect(textOf(page)).toContain(`[한국어](${up.slice(3)}ko/`);
    expect(textOf(korean(page))).toContain(`[English](${up}${page.replace(/^docs\//, "")})`);
  });

  it("is Korean", () => {
    const prose = textOf(korean(page)).replace(/```[^]*?```|`[^`]*`|\]\([^)]*\)/g, "");
    const hangul = prose.match(/[가-힣]/g)?.length ?? 0;
    expect(hangul / prose.replace(/\s|[|#*-]/g, "").length).toBeGreaterThan(0.5);
  });
});
