/**
 * `npm run docs`: the site, from docs/ and the comments in the code, in site/. `--out <folder>` writes it elsewhere. It
 * fails when an export is not documented or a link in a comment leads nowhere.
 */
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type * as TypeDoc from "typedoc" with { "resolution-mode": "import" };
import { failed, optionsOf } from "../system/command-line";
import { type Page, sitePages } from "./docs/pages";

/** The part of it that is used here; TypeDoc brings it. */
interface MarkdownIt {
  readonly linkify: { set(options: { fuzzyLink: boolean; fuzzyEmail: boolean }): unknown };
}

const ROOT = resolve(__dirname, "../..");

async function main(args: readonly string[]): Promise<number> {
  const { out } = optionsOf(args, { out: { type: "string" } });
  const typedoc = await import("typedoc");
  const pages = sitePages(ROOT);
  process.chdir(ROOT); // TypeDoc reads its options relative to it
  const app = await typedoc.Application.bootstrapWithPlugins({
    projectDocuments: pages.map(({ file }) => file),
    groupOrder: [...new Set(pages.map(({ group }) => group)), "Modules", "*"],
    // "gitlab.com" in a sentence is no address
    markdownItLoader: ({ linkify }: MarkdownIt) => linkify.set({ fuzzyLink: false, fuzzyEmail: false }),
    ...(out !== undefined && { out }),
  });
  linkFolders(app);
  const paths = placeDocuments(typedoc, app, pages);
  defineRouter(typedoc, app, paths);
  tellLanguages(typedoc, app, paths);

  const project = await app.convert();
  if (project === undefined) return 1;
  app.validate(project);
  if (app.logger.hasErrors() || app.logger.hasWarnings()) return 1;
  await app.generateOutputs(project);
  return app.logger.hasErrors() || app.logger.hasWarnings() ? 1 : 0;
}

type Paths = ReadonlyMap<TypeDoc.Reflection, string>;

/** Names and groups the pages, without a header in each Markdown file that other readers would see. */
function placeDocuments(
  { Converter }: typeof TypeDoc,
  app: TypeDoc.Application,
  pages: readonly Page[],
): Paths {
  const paths = new Map<TypeDoc.Reflection, string>();
  app.converter.on(
    Converter.EVENT_CREATE_DOCUMENT,
    (_context: unknown, document: TypeDoc.DocumentReflection) => {
      const page = pages.find(({ file }) => file.replace(/\.md$/, "") === document.name);
      if (page === undefined) throw new Error(`${document.name} is not one of the site's pages`);
      document.name = page.title;
      document.frontmatter["group"] = page.group;
      paths.set(document, page.path);
    },
  );
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }: TypeDoc.Context) => {
    const [first] = project.readme ?? [];
    if (first !== undefined) first.text = first.text.replace(/^# .+\n/, ""); // the first page's is the site's name
  });
  return paths;
}

/** A link to a folder means the page of that folder, as it does where the repository is browsed; or its program. */
function linkFolders({ files }: TypeDoc.Application): void {
  const register = files.register.bind(files);
  files.register = (from, to) => {
    const [path = "", ...anchor] = to.split("#");
    const pages = ["README.md", "index.ts"].map((name) => join(path, name));
    const page = pages.find((file) => existsSync(resolve(dirname(from), file))) ?? path;
    return register(from, [page, ...anchor].join("#") as typeof to);
  };
}

/** Pages have the addresses of their files, which stay when a title changes. */
function defineRouter({ KindRouter }: typeof TypeDoc, app: TypeDoc.Application, paths: Paths): void {
  class FileRouter extends KindRouter {
    protected override getIdealBaseName(reflection: TypeDoc.Reflection): string {
      return paths.get(reflection) ?? super.getIdealBaseName(reflection);
    }
  }
  app.renderer.defineRouter("files", FileRouter);
  app.options.setValue("router", "files");
}

function tellLanguages({ PageEvent }: typeof TypeDoc, app: TypeDoc.Application, paths: Paths): void {
  app.renderer.on(PageEvent.END, (page: TypeDoc.PageEvent) => {
    const isKorean = paths.get(page.model as TypeDoc.Reflection)?.startsWith("ko/");
    if (isKorean) page.contents = page.contents?.replace(/(<html[^>]*) lang="en"/, '$1 lang="ko"');
  });
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => process.exit(failed(error, "Usage: npm run docs [-- --out FOLDER]")),
);
