import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Artifact } from "../toolchain/cache/artifact";
import { cacheKey } from "../toolchain/cache/key";
import { image, layer, writeImages } from "./image/image";

/** The image whose process holds the namespaces of a pod. */
export const PAUSE = "library/pause:own";

/** @param programs folder with `pause` */
export function pauseImage(programs: string): Artifact {
  return {
    name: "pause-image",
    title: "the image that holds a pod",
    key: cacheKey({ sources: [join(__dirname, "image")], facts: { programs } }),
    make: async (folder) => {
      const root = join(folder, "root");
      mkdirSync(root);
      copyFileSync(join(programs, "pause"), join(root, "pause"));
      writeImages(folder, {
        [PAUSE]: image(folder, [await layer(folder, root)], { Entrypoint: ["/pause"] }),
      });
      rmSync(root, { recursive: true });
    },
  };
}
