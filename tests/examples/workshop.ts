import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ensureToolchain, type Toolchain } from "../../toolchain";
import { pack, PEERS, ROOT } from "../package/packed";
import { Scratch } from "../package/scratch";

export const EXAMPLES = join(ROOT, "examples");

/** What every reader has to replace as long as nothing is published. */
const PUBLISHED = /("pulumi-snyk-broker": )"[^"]*"/;

/** Folders of the examples that are Pulumi projects, each with the packages that it asks for. */
export function projects(): readonly string[] {
  const folders = readdirSync(EXAMPLES).filter((name) => existsSync(join(EXAMPLES, name, "package.json")));
  return folders.filter((name) => existsSync(join(EXAMPLES, name, "Pulumi.yaml")));
}

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
    this.scratch.write({ "package.json": { private: true, workspaces: names, overrides: PEERS } });
    await this.scratch.run(".", "npm", "install", "--prefer-offline", "--no-audit", "--no-fund");
    this.toolchain = await ensureToolchain({ log: () => undefined });
  }

  /**
   * Checks the types of all programs at once, under the options that each of them has.
   * @throws with what the compiler says
   */
  async compile(): Promise<void> {
    const [first = "", ...others] = projects();
    const options = (name: string): string => readFileSync(join(EXAMPLES, name, "tsconfig.json"), "utf8");
    for (const name of others) expect([name, options(name)]).toEqual([name, options(first)]);
    const files = projects().map((name) => `${name}/index.ts`);
    this.scratch.write({ "tsconfig.json": { extends: `./${first}/tsconfig.json`, files } });
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
