import { execFile } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { BROKER_CONFIG } from "../../../simulator/broker/process";
import { findExecutable } from "../../system/find-executable";

const execute = promisify(execFile);

/** User and group of the files, as in Snyk's image: its own user, and group 0, for users with any other id. */
const OWNER = "1000:0";

/** Folder of the client inside of the image, as in Snyk's. */
export const HOME = "/home/node";

/**
 * Lays out the root of a file system: Node, two commands that probes and hooks use, the libraries that these need,
 * and a home.
 *
 * @param node the `node` executable
 * @param modules prefix of a global npm installation of snyk-broker
 */
export async function layOutRoot(root: string, node: string, modules: string): Promise<void> {
  for (const folder of ["etc/ssl/certs", "home/node", "tmp", "usr/local/bin", "usr/bin"])
    mkdirSync(join(root, folder), { recursive: true });
  const commands = ["env", "sleep"].map(commandOfThisMachine);
  copyFileSync(node, join(root, "usr/local/bin/node"));
  for (const command of commands)
    copyFileSync(realpathSync(command), join(root, "usr/bin", basename(command)));
  for (const library of await librariesOf([node, ...commands])) {
    mkdirSync(join(root, dirname(library)), { recursive: true });
    copyFileSync(realpathSync(library), join(root, library));
  }
  writeFileSync(join(root, "etc/passwd"), `root:x:0:0::/root:\nnode:x:1000:1000::${HOME}:\n`);
  writeFileSync(join(root, "etc/group"), "root:x:0:\nnode:x:1000:\n");
  const authorities = "/etc/ssl/certs/ca-certificates.crt";
  if (existsSync(authorities)) copyFileSync(authorities, join(root, authorities));

  const home = join(root, HOME);
  await execute("cp", ["-a", modules, join(home, ".npm-global")]);
  symlinkSync(`${HOME}/.npm-global/bin/broker`, join(root, "usr/local/bin/broker"));
  writeFileSync(join(home, "config.default.json"), BROKER_CONFIG);
  await giveToGroup(home);
}

/** Lets user 1000 and group 0 in, and nobody else. */
export async function giveToGroup(folder: string): Promise<void> {
  await execute("chown", ["-R", OWNER, folder]);
  await execute("chmod", ["-R", "g=u,o=", folder]);
}

function commandOfThisMachine(name: string): string {
  const found = findExecutable(name, process.env);
  if (found === undefined) throw new Error(`The image needs "${name}", which this machine does not have.`);
  return found;
}

/** The shared libraries of executables, and what loads them. */
async function librariesOf(executables: readonly string[]): Promise<string[]> {
  const { stdout } = await execute("ldd", [...executables]);
  const paths = [...stdout.matchAll(/^\s+(?:\S+ => )?(\/\S+) \(0x/gm)].map(([, path]) => path ?? "");
  return [...new Set(paths)];
}
