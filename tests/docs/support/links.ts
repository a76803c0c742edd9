import { dirname, join, normalize } from "node:path";
import { pageAt, type BuiltSite } from "./site";

export interface Links {
  /** Links inside the site that lead nowhere: `page → target`. */
  readonly broken: readonly string[];
  /** Addresses elsewhere; nobody asks them anything. */
  readonly external: readonly string[];
}

/** Follows every link, image, script and style of every page, within the site. */
export function followLinks(site: BuiltSite): Links {
  const files = new Set(site.files());
  const anchors = new Map(site.pages().map((page) => [page, anchorsIn(site.read(page))]));
  const broken: string[] = [];
  const external = new Set<string>();
  for (const page of site.pages()) {
    for (const target of targetsIn(site.read(page))) {
      if (/^[a-z]+:/i.test(target)) external.add(target);
      else if (!leadsSomewhere(page, target, files, anchors)) broken.push(`${page} → ${target}`);
    }
  }
  return { broken: [...new Set(broken)], external: [...external].sort() };
}

function targetsIn(html: string): readonly string[] {
  return [...html.matchAll(/<(?:a|img|script|link)\b[^>]*?\s(?:href|src)="([^"]*)"/g)].map(
    ([, target = ""]) => target.replaceAll("&amp;", "&"),
  );
}

function anchorsIn(html: string): ReadonlySet<string> {
  return new Set([...html.matchAll(/\sid="([^"]*)"/g)].map(([, id = ""]) => id));
}

function leadsSomewhere(
  page: string,
  target: string,
  files: ReadonlySet<string>,
  anchors: ReadonlyMap<string, ReadonlySet<string>>,
): boolean {
  const [path = "", anchor = ""] = decodeURIComponent(target).split("#");
  const file = path === "" ? page : pageAt(normalize(join(dirname(page), path)));
  if (!files.has(file)) return false;
  return anchor === "" || (anchors.get(file)?.has(anchor) ?? false);
}
