import { mkdirSync, statSync, statfsSync } from "node:fs";
import { ToolchainError } from "../../system/error";

export interface DiskNeed {
  readonly folder: string;
  readonly bytes: number;
}

/** Free bytes and the identity of the file system that holds `folder`; tests bring their own. */
export type DiskProbe = (folder: string) => { readonly device: number; readonly free: number };

/** Refuses to start what would fill a disk: adds up, per file system, what is needed, and compares it to what is free. */
export function checkDisk(what: string, needs: readonly DiskNeed[], probe: DiskProbe = probeDisk): void {
  const disks = new Map<number, { folder: string; free: number; needed: number }>();
  for (const { folder, bytes } of needs) {
    const { device, free } = probe(folder);
    const disk = disks.get(device) ?? { folder, free, needed: 0 };
    disks.set(device, { ...disk, needed: disk.needed + bytes });
  }
  for (const { folder, free, needed } of disks.values()) {
    if (free < needed) throw diskFull(what, folder, `${gigabytes(free)} free, ${gigabytes(needed)} needed`);
  }
}

/** @returns a {@link ToolchainError} for an error that means "no space left", and any other error as it is. */
export function explainFullDisk(error: unknown, what: string, folder: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  const full =
    code === "ENOSPC" || code === "EDQUOT" || /no space left on device|disk quota exceeded/i.test(message);
  return full ? diskFull(what, folder, "it filled up") : error;
}

function diskFull(what: string, folder: string, state: string): ToolchainError {
  return new ToolchainError(
    `Not enough disk space for ${what} in ${folder} (${state}): free some, or set PULUMI_SNYK_BROKER_CACHE, GOCACHE ` +
      `and GOMODCACHE to folders on a larger disk.`,
  );
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

function probeDisk(folder: string): ReturnType<DiskProbe> {
  mkdirSync(folder, { recursive: true });
  const { bavail, bsize } = statfsSync(folder);
  return { device: statSync(folder).dev, free: bavail * bsize };
}
