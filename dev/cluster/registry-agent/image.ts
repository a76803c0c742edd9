import { copyFileSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import type { Artifact } from "../../toolchain/cache/artifact";
import { cacheKey } from "../../toolchain/cache/key";
import type { ClientRelease } from "../client-versions";
import { blobFile, type Descriptor } from "../image/blobs";
import { image, layer, readImages, writeImages } from "../image/image";

/** As Snyk's is named, with a tag of our own. */
export const REGISTRY_AGENT_IMAGE = "snyk/container-registry-agent:stand-in";

/**
 * The image of the stand-in for Snyk's registry agent: on the first layer of a client's, which has the Node.
 * @param client folder with the images of that client, which are served beside this one
 */
export function registryAgentImage({ broker }: ClientRelease, client: string): Artifact {
  return {
    name: "registry-agent-image",
    title: "the image of a stand-in for Snyk's registry agent",
    key: cacheKey({ sources: [__dirname], facts: { broker, client: basename(client) } }),
    make: async (folder) => {
      const root = join(folder, "root");
      mkdirSync(join(root, "agent"), { recursive: true });
      copyFileSync(join(__dirname, "agent.mts"), join(root, "agent/agent.mts"));
      const layers = [firstLayer(client, `snyk/broker:${broker}-container-registry-agent`)];
      const config = { Cmd: ["node", "--use-env-proxy", "/agent/agent.mts"], Env: [PATH], User: "node" };
      writeImages(folder, {
        [REGISTRY_AGENT_IMAGE]: image(folder, [...layers, await layer(folder, root)], config),
      });
      rmSync(root, { recursive: true });
    },
  };
}

const PATH = "PATH=/usr/local/bin:/usr/bin:/bin";

function firstLayer(folder: string, name: string): Descriptor {
  const manifest = readFileSync(blobFile(folder, readImages(folder)[name] ?? ""), "utf8");
  const { layers } = JSON.parse(manifest) as { readonly layers: readonly [Descriptor] };
  return layers[0];
}
