import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { ToolchainError } from "../toolchain";
import type { Layout } from "./layout";
import { claim, remove } from "./leftovers";
import type { Cluster, ClusterOrder, ClusterReport } from "./orders";

/** The namespaces of a cluster. A process that ends the first one in them ends all. */
const NAMESPACES = ["--net", "--mount", "--pid", "--uts", "--fork", "--kill-child", "--mount-proc"];

/** The shell collects orphans, as the first process of a namespace has to. */
const INIT = ["sh", "-c", '"$@"; exit $?', "cluster"];

/** A cluster in namespaces of its own. */
export interface Sandbox {
  readonly cluster: Cluster;
  /** The code with which the cluster ended: that of its command, if it has one. */
  readonly ended: Promise<number>;
  /** Asks the command to end; a second time, or without a command, ends the cluster at once. */
  interrupt(): void;
}

/** Brings a cluster up. What it leaves behind is removed when it has ended. */
export async function openSandbox(order: ClusterOrder): Promise<Sandbox> {
  const { layout } = order;
  claim(layout);
  const child = spawn("unshare", [...NAMESPACES, ...INIT, process.execPath, ...insideArguments()], {
    // In a session of its own: a Ctrl-C in the terminal reaches it through us.
    detached: true,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const exited = new Promise<number>((resolve) => {
    child.once("error", () => resolve(1));
    child.once("exit", (code) => resolve(code ?? 1));
  });
  let failure: string | undefined;
  const ended = exited.then(async (code) => {
    await remove(layout);
    if (failure !== undefined) throw new ToolchainError(failure);
    return code;
  });
  ended.catch(() => undefined); // awaited below, or by the caller
  const cluster = await new Promise<Cluster>((resolve, reject) => {
    child.on("message", (report: ClusterReport) => {
      if ("up" in report) resolve(report.up);
      else failure = `The cluster has failed. ${report.failed}`;
    });
    ended.then(() => reject(new ToolchainError("The cluster ended before it was up.")), reject);
    child.send(order);
  });
  writeEnter(layout, order.programs, child);
  let asked = false;
  return {
    cluster,
    ended,
    interrupt: () => {
      if (asked || !order.command) child.disconnect();
      else child.send({ interrupt: true });
      asked = true;
    },
  };
}

/** In this repository it is TypeScript. */
function insideArguments(): string[] {
  const file = join(__dirname, `inside${extname(__filename)}`);
  return ["--import", createRequire(__filename).resolve("tsx"), file];
}

/** A script that runs a command inside, in the folder of the caller. */
function writeEnter({ enter, kubeconfig }: Layout, programs: string, { pid }: ChildProcess): void {
  const [first] = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
  const script = [
    "#!/bin/sh",
    `export KUBECONFIG='${kubeconfig}' PATH='${programs}':"$PATH"`,
    `exec nsenter --target ${first} --net --mount --pid --uts sh -c 'cd "$0" && exec "$@"' "$PWD" "$@"`,
  ];
  writeFileSync(enter, `${script.join("\n")}\n`, { mode: 0o700 });
}
