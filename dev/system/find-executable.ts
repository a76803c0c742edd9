import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join, resolve, sep } from "node:path";

/** @returns the first executable of that name on PATH, but none inside `except`. */
export function findExecutable(name: string, env: NodeJS.ProcessEnv, except?: string): string | undefined {
  const folders = (env.PATH ?? "").split(delimiter).filter((folder) => folder && !isInside(folder, except));
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function isInside(folder: string, parent: string | undefined): boolean {
  return parent !== undefined && `${resolve(folder)}${sep}`.startsWith(`${resolve(parent)}${sep}`);
}
