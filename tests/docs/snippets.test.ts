import { checkSnippets } from "./support/snippets";
import { blocksOf, PAGES } from "./support/markdown";

const pages = PAGES.filter((page) => blocksOf(page).some(({ language }) => language === "ts"));

it("finds the pages with TypeScript", () => {
  expect(pages).toContain("docs/start.md");
  expect(pages.length).toBeGreaterThan(25);
});

it("compiles every block against the package, as a strict compiler sees it", () => {
  expect(checkSnippets(pages)).toEqual([]);
});

it("would find a misspelt argument", () => {
  const wrong = `new BrokeredIntegration("x", { orgId, type: "gitlab", rotate: { everyDays: 90 } });`;
  expect(checkSnippets([], [{ place: "made up:1", language: "ts", text: wrong, file: undefined }])).toEqual([
    expect.stringContaining("rotate"),
  ]);
});
