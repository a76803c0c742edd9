import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Descriptor, keepFile, keepJson } from "./blobs";

/** Images by name, with the digest of each one's manifest: `snyk/broker:5.22.14-gitlab`. */
export type Images = Readonly<Record<string, string>>;

const INDEX = "images.json";
const OCI = "application/vnd.oci.image";
export const MANIFEST_TYPE = `${OCI}.manifest.v1+json`;

/** How a container of the image starts. */
export interface ImageConfig {
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly Env?: readonly string[];
  readonly User?: string;
  readonly WorkingDir?: string;
}

/** A layer: the files below `root`, as they are. */
export async function layer(folder: string, root: string): Promise<Descriptor> {
  const file = join(folder, "layer.tar");
  // With one time for all files the same content makes the same layer.
  const how = ["--create", "--sort=name", "--numeric-owner", "--mtime=@0", "--file", file];
  await promisify(execFile)("tar", [...how, "--directory", root, "."]);
  return keepFile(folder, `${OCI}.layer.v1.tar`, file);
}

/** Puts layers and a configuration together. @returns the digest of the manifest */
export function image(folder: string, layers: readonly Descriptor[], config: ImageConfig): string {
  const architecture = process.arch === "x64" ? "amd64" : process.arch;
  // Nothing is compressed, so a layer's digest is also that of its content.
  const rootfs = { type: "layers", diff_ids: layers.map(({ digest }) => digest) };
  const kept = keepJson(folder, `${OCI}.config.v1+json`, { architecture, os: "linux", config, rootfs });
  const manifest = { schemaVersion: 2, mediaType: MANIFEST_TYPE, config: kept, layers };
  return keepJson(folder, MANIFEST_TYPE, manifest).digest;
}

export function writeImages(folder: string, images: Images): void {
  writeFileSync(join(folder, INDEX), JSON.stringify(images));
}

export function readImages(folder: string): Images {
  return JSON.parse(readFileSync(join(folder, INDEX), "utf8")) as Images;
}
