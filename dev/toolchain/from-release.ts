import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Artifact } from "./cache/artifact";
import type { ToolchainContext } from "./context";
import type { Network } from "./download";
import { withProgress } from "../system/progress";
import { run } from "../system/run";
import { release } from "./versions";

const systems: Partial<Record<NodeJS.Platform, string>> = { linux: "linux", darwin: "darwin" };
const cpus: Partial<Record<NodeJS.Architecture, string>> = { x64: "x64", arm64: "arm64" };

/** Address of the official release for this machine; none for systems whose releases this does not unpack. */
export function releaseUrl(
  os: NodeJS.Platform = process.platform,
  cpu: string = process.arch,
): string | undefined {
  const [system, processor] = [systems[os], cpus[cpu as NodeJS.Architecture]];
  if (!system || !processor) return undefined;
  return `https://get.pulumi.com/releases/sdk/pulumi-v${release.engine}-${system}-${processor}.tar.gz`;
}

/** Pulumi's own release: engine, language hosts and dynamic provider in one folder. */
export function engineRelease(
  url: string,
  { env, log, cache }: ToolchainContext,
  network: Network,
): Artifact {
  return {
    name: "release",
    title: `Pulumi ${release.engine}`,
    key: `${release.engine}-${process.platform}-${process.arch}`,
    make: async (folder) => {
      const archive = join(folder, "release.tar.gz");
      await withProgress(log, `Downloading Pulumi ${release.engine} from get.pulumi.com`, () =>
        network.download(url, archive),
      );
      await run("tar", ["-xzf", archive, "-C", folder, "--strip-components=1"], {
        title: "unpacking the Pulumi release",
        cwd: folder,
        env,
        logFile: join(cache, "logs", "release.log"),
      });
      await rm(archive);
    },
  };
}
