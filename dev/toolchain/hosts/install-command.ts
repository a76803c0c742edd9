import { existsSync } from "node:fs";
import { join } from "node:path";
import type { InstallDependenciesRequest } from "@pulumi/pulumi/proto/language_pb";

const managerOfLockFile = { "pnpm-lock.yaml": "pnpm", "yarn.lock": "yarn", "bun.lock": "bun" } as const;

/** The package manager's install: the one Pulumi.yaml names, else the one whose lock file is there, else npm. */
export function installCommand(request: InstallDependenciesRequest): [command: string, args: string[]] {
  const named = request.getInfo()?.getOptions()?.toJavaScript().packagemanager;
  if (typeof named === "string") return [named, ["install"]];
  const locked = Object.entries(managerOfLockFile).find(([file]) =>
    existsSync(join(request.getDirectory(), file)),
  );
  return [locked?.[1] ?? "npm", ["install"]];
}
