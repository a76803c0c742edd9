import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { sitePages } from "../../dev/scripts/docs/pages";
import { PICTURES } from "../../dev/scripts/docs/rotation-picture";
import { followLinks, type Links } from "./support/links";
import { PAGES, ROOT, textOf } from "./support/markdown";
import { BuiltSite } from "./support/site";

let site: BuiltSite;
let links: Links;

beforeAll(() => {
  site = new BuiltSite();
  links = site.built ? followLinks(site) : { broken: [], external: [] };
}, 300_000);

afterAll(() => site.close());

it("is built, with every export documented and every reference resolved", () => {
  expect(site.built ? "built" : site.output).toBe("built");
  expect(site.pages().length).toBeGreaterThan(100);
});

it("documents every entry of the package that programs import", () => {
  const { exports } = JSON.parse(textOf("package.json")) as { exports: Record<string, unknown> };
  const { entryPoints } = JSON.parse(textOf("typedoc.json")) as { entryPoints: string[] };
  const entries = Object.keys(exports).filter((entry) => !["./provider", "./package.json"].includes(entry));
  expect(entryPoints.sort()).toEqual(entries.map((entry) => join(entry, "index.ts")).sort());
});

it("has every page of docs/, where the index says", () => {
  const pages = new Set(site.pages());
  const missing = sitePages(ROOT).filter(({ path }) => !pages.has(`${path}.html`));
  expect(missing).toEqual([]);
  expect(sitePages(ROOT).filter(({ group }) => group === "More")).toEqual([]);
});

it("has no broken link", () => {
  expect(links.broken).toEqual([]);
});

it("links to other sites by https, and lists them", () => {
  expect(links.external.filter((address) => !address.startsWith("https://"))).toEqual([]);
  const hosts = links.external.map((address) => new URL(address).host);
  expect([...new Set(hosts)].sort()).toEqual(expect.arrayContaining(["docs.snyk.io", "www.pulumi.com"]));
});

it("shows no mark of Markdown: asterisks between a code's end and a Korean particle are not read as bold", () => {
  const shown = (page: string): string =>
    site.read(page).replace(/<(script|style|pre|code)\b[^]*?<\/\1>|<[^>]*>/g, "");
  const found = site
    .pages()
    .flatMap((page) => (/.{0,20}(\*\*|`).{0,20}/.exec(shown(page)) ?? []).slice(0, 1));
  expect(found).toEqual([]);
});

it("says Korean where it is Korean", () => {
  expect(site.read("ko/tasks/rotate.html")).toMatch(/<html[^>]* lang="ko"/);
  expect(site.read("tasks/rotate.html")).toMatch(/<html[^>]* lang="en"/);
});

it("names nothing of the machine that it was built on", () => {
  const registry = new URL(execFileSync("npm", ["config", "get", "registry"], { encoding: "utf8" }).trim());
  const secrets = [ROOT, site.folder, homedir(), registry.host];
  const texts = site.files().filter((file) => /\.(html|js|css|svg|json|yml|ts)$/.test(file));
  const found = texts.flatMap((file) =>
    secrets.filter((word) => site.read(file).includes(word)).map((word) => `${file}: ${word}`),
  );
  expect(found).toEqual([]);
});

it("shows the picture as the script draws it", () => {
  for (const [file, picture] of Object.entries(PICTURES)) expect(textOf(file)).toBe(picture);
});

it("leads from every page of docs/ to a page that exists, where the repository is browsed too", () => {
  const missing = PAGES.flatMap((page) =>
    [...textOf(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
      .map(([, target = ""]) => new URL(target, `file://${ROOT}/${page}`).pathname)
      .filter((path) => !exists(path))
      .map((path) => `${page} → ${path.slice(ROOT.length + 1)}`),
  );
  expect(missing).toEqual([]);
});

function exists(path: string): boolean {
  return existsSync(decodeURIComponent(path));
}
