import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { ensureToolchain, type Toolchain } from "../../dev/toolchain";
import { pack, PEERS, ROOT } from "../package/packed";
import { Scratch } from "../package/scratch";

export const EXAMPLES = join(ROOT, "examples");

/** A copy of `single-scm` that the workflow of `ci` deploys. */
export const PIPELINE = "pipeline";

/** What every reader has to replace as long as nothing is published. */
const PUBLISHED = /("pulumi-snyk-broker": )"[^"]*"/;

/** Folders of the examples that are whole projects, each with the packages that it asks for. */
export function projects(): readonly string[] {
  const has = (name: string, file: string): boolean => existsSync(join(EXAMPLES, name, file));
  // A policy pack is no project of resources.
  return readdirSync(EXAMPLES).filter((name) => has(name, "package.json") && !has(name, "PulumiPolicy.yaml"));
}

const tsconfig = z.object({ compilerOptions: z.unknown(), files: z.array(z.string()) });

/**
 * Copies of the examples outside of this repository. Their packages are installed once for all, as the workspaces of
 * one project: what each `package.json` asks for, with this package from its tarball and the peers in the versions
 * that this repository is developed with.
 */
export class Workshop {
  readonly scratch = new Scratch();
  toolchain!: Toolchain;

  async open(): Promise<void> {
    const names = projects();
    const { dependency } = pack(this.scratch.folder);
    for (const name of names) {
      cpSync(join(EXAMPLES, name), join(this.scratch.folder, name), { recursive: true, filter: isSource });
      const manifest = readFileSync(join(EXAMPLES, name, "package.json"), "utf8");
      this.scratch.write({ [`${name}/package.json`]: manifest.replace(PUBLISHED, `$1"${dependency}"`) });
    }
    this.#copyForPipeline();
    this.scratch.write({
      "package.json": { private: true, workspaces: [...names, PIPELINE], overrides: PEERS },
    });
    await this.scratch.run(".", "npm", "install", "--prefer-offline", "--no-audit", "--no-fund");
    this.toolchain = await ensureToolchain({ log: () => undefined });
  }

  /** The workflow needs some project to work on. */
  #copyForPipeline(): void {
    const [from, to] = ["single-scm", PIPELINE].map((name) => join(this.scratch.folder, name));
    cpSync(from!, to!, { recursive: true });
    const manifest = readFileSync(join(to!, "package.json"), "utf8");
    this.scratch.write({
      [`${PIPELINE}/package.json`]: manifest.replace("snyk-broker-single-scm", PIPELINE),
    });
  }

  /**
   * Checks the types of all programs at once, under the options that each of them has.
   * @throws with what the compiler says
   */
  async compile(): Promise<void> {
    const all = projects().map((name) => {
      const text = readFileSync(join(EXAMPLES, name, "tsconfig.json"), "utf8");
      return { name, ...tsconfig.parse(JSON.parse(text)) };
    });
    const [{ compilerOptions } = { compilerOptions: {} }] = all;
    for (const each of all) expect(each).toMatchObject({ name: each.name, compilerOptions });
    // The quickstart's program is no project of its own: the one of this repository runs it.
    cpSync(join(EXAMPLES, "quickstart/index.ts"), join(this.scratch.folder, "quickstart.ts"));
    const files = all.flatMap((each) => each.files.map((file) => `${each.name}/${file}`));
    this.scratch.write({ "tsconfig.json": { compilerOptions, files: [...files, "quickstart.ts"] } });
    await this.scratch.run(".", "node_modules/.bin/tsc", "-p", ".");
  }

  close(): void {
    this.scratch.close();
  }
}

/** Nothing that somebody's own run left in the folder. */
function isSource(path: string): boolean {
  return !/\/(node_modules|rendered|\.pulumi-snyk-broker)$/.test(path);
}
