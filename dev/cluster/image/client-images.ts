// Images of Snyk's real Broker client, made of its npm package: no registry of images can be reached.
import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Artifact } from "../../toolchain/cache/artifact";
import { cacheKey } from "../../toolchain/cache/key";
import type { ToolchainContext } from "../../toolchain/context";
import { withProgress } from "../../system/progress";
import { run } from "../../system/run";
import { BROKER_CONFIG } from "../../../simulator/broker/process";
import { image, layer, writeImages } from "./image";
import { giveToGroup, HOME, layOutRoot } from "./root";
import type { ClientRelease } from "../client-versions";

/** One image for every client type of a release, named as the component's manifests name them. */
export function clientImages(
  { broker, node }: ClientRelease,
  { env, log, cache }: ToolchainContext,
): Artifact {
  const title = `the images of Snyk's Broker client ${broker} on Node ${node}`;
  const key = cacheKey({
    sources: [__dirname],
    facts: { broker, node, cpu: process.arch, config: BROKER_CONFIG },
  });
  return {
    name: "client-images",
    title,
    key,
    make: (folder) =>
      withProgress(log, `Making ${title}`, async () => {
        const work = join(folder, "work");
        const logFile = join(cache, "logs", `client-images-${key}.log`);
        const npm = (prefix: string, pack: string): Promise<void> => {
          const install = ["install", "--global", "--ignore-scripts", "--no-audit", "--no-fund"];
          const how = { title: `installing ${pack}`, cwd: folder, env, logFile };
          return run("npm", [...install, "--prefix", prefix, pack], how);
        };
        await npm(join(work, "broker"), `snyk-broker@${broker}`);
        const nodePackage = `node-linux-${process.arch}`;
        await npm(join(work, "node"), `${nodePackage}@${node}`);
        const nodeBinary = join(work, "node/lib/node_modules", nodePackage, "bin/node");

        const root = join(work, "root");
        await layOutRoot(root, nodeBinary, join(work, "broker"));
        const base = await layer(folder, root);
        const images: Record<string, string> = {};
        for (const type of clientTypes(work)) {
          const own = await layer(folder, await homeOf(type, work, nodeBinary));
          images[`snyk/broker:${broker}-${type}`] = image(folder, [base, own], {
            Cmd: ["broker", "--verbose"],
            Env: [`PATH=${HOME}/.npm-global/bin:/usr/local/bin:/usr/bin:/bin`, `BROKER_TYPE=${type}`],
            User: "node",
            WorkingDir: HOME,
          });
        }
        writeImages(folder, images);
        rmSync(work, { recursive: true });
      }),
  };
}

function packageFolder(work: string): string {
  return join(work, "broker/lib/node_modules/snyk-broker");
}

/** The types whose rules the package brings along. */
function clientTypes(work: string): string[] {
  return readdirSync(join(packageFolder(work), "dist/client-templates"));
}

/** What `broker init` leaves in the home of the image: the rules and an example of the environment. */
async function homeOf(type: string, work: string, node: string): Promise<string> {
  const root = join(work, `type-${type}`);
  const home = join(root, HOME);
  mkdirSync(home, { recursive: true });
  const broker = join(packageFolder(work), "dist/cli/index.js");
  await promisify(execFile)(node, [broker, "init", type], { cwd: home });
  await giveToGroup(home);
  return root;
}
