import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/** One page of the site, from one Markdown file. */
export interface Page {
  /** Path from the root of the repository, such as `docs/tasks/rotate.md`. */
  readonly file: string;
  /** The page's first heading. */
  readonly title: string;
  /** Where the navigation shows it. */
  readonly group: string;
  /** Path in the site without `.html`, such as `tasks/rotate`. */
  readonly path: string;
}

const INDEX = "docs/README.md";
const LINK = /\]\(([^)#\s]+\.md)(?:#[^)]*)?\)/g;

/**
 * All pages of the site but its first, in the order of the navigation. The first, docs/README.md, says it: a page is in
 * the group of the heading that it is first linked under. The pages that another index (a README.md in a folder of
 * docs/) links are a group of that index's title.
 */
export function sitePages(root: string): readonly Page[] {
  const placed = new Map<string, string>();
  for (const [group, links] of sections(root, INDEX).slice(1)) {
    for (const file of links) if (!placed.has(file)) placed.set(file, group);
  }
  for (const index of [...placed.keys()].filter((file) => /^docs\/.+\/README\.md$/.test(file))) {
    const title = titleOf(root, index);
    placed.set(index, title);
    const inside = sections(root, index).flatMap(([, links]) => links);
    for (const file of inside) {
      if (!placed.has(file) && dirname(file).startsWith(dirname(index))) placed.set(file, title);
    }
  }
  for (const file of markdownOf(root)) {
    if (!placed.has(file))
      placed.set(file, placed.get(file.replace("-results.md", ".md")) ?? elsewhere(file));
  }
  placed.delete(INDEX);
  return [...placed].map(([file, group]) => ({
    file,
    group,
    title: titleOf(root, file),
    path: sitePath(file),
  }));
}

/** The group of a page that no index links. */
function elsewhere(file: string): string {
  if (file.startsWith("examples/")) return "Examples";
  return file.startsWith("docs/decisions/") ? "Decisions" : "More";
}

/** The Markdown that is the site's: docs/, the pages of examples, the changelog. */
export function markdownOf(root: string): readonly string[] {
  const docs = readdirSync(join(root, "docs"), { recursive: true }).map((name) => `docs/${String(name)}`);
  const examples = readdirSync(join(root, "examples")).map((name) => `examples/${name}/README.md`);
  const pages = [...docs.filter((file) => file.endsWith(".md")).sort(), ...examples];
  return [...pages, "examples/README.md", "README.md", "CHANGELOG.md"].filter((file) =>
    existsSync(join(root, file)),
  );
}

/** The links to pages below each heading of an index, in order. */
function sections(root: string, index: string): readonly (readonly [heading: string, files: string[]])[] {
  const known = new Set(markdownOf(root));
  return readFileSync(join(root, index), "utf8")
    .split(/^## /m)
    .map((part) => {
      const links = [...part.matchAll(LINK)].map(([, link = ""]) =>
        relative(root, resolve(root, dirname(index), link)),
      );
      return [part.split("\n", 1)[0] ?? "", links.filter((file) => known.has(file))] as const;
    });
}

function titleOf(root: string, file: string): string {
  if (file === "README.md") return "README"; // its heading is the name of the package
  const heading = /^# (.+)$/m.exec(readFileSync(join(root, file), "utf8"));
  if (!heading?.[1]) throw new Error(`${file} has no heading of the first order`);
  return heading[1].replaceAll("`", "");
}

function sitePath(file: string): string {
  return file
    .replace(/^docs\//, "")
    .replace(/\.md$/, "")
    .replace(/^(README|CHANGELOG)$/, (name) => name.toLowerCase())
    .replace(/README$/, "index");
}
