import { createHash } from "node:crypto";
import { createReadStream, mkdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

/** What a manifest says of a part of an image. */
export interface Descriptor {
  readonly mediaType: string;
  /** "sha256:…" */
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
}

const FOLDER = "blobs";

/** Where a part of an image is kept. */
export function blobFile(folder: string, digest: string): string {
  return join(folder, FOLDER, digest.replace("sha256:", ""));
}

/** Keeps a text as a part of an image. */
export function keepJson(folder: string, mediaType: string, content: unknown): Descriptor {
  const text = JSON.stringify(content);
  const digest = `sha256:${createHash("sha256").update(text).digest("hex")}`;
  mkdirSync(join(folder, FOLDER), { recursive: true });
  writeFileSync(blobFile(folder, digest), text);
  return { mediaType, digest, size: Buffer.byteLength(text) };
}

/** Keeps a file as a part of an image; the file is moved. */
export async function keepFile(folder: string, mediaType: string, file: string): Promise<Descriptor> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  const digest = `sha256:${hash.digest("hex")}`;
  mkdirSync(join(folder, FOLDER), { recursive: true });
  renameSync(file, blobFile(folder, digest));
  return { mediaType, digest, size: statSync(blobFile(folder, digest)).size };
}
