import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { ProgramInfo, RunRequest } from "@pulumi/pulumi/proto/language_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { programCommand } from "../../../dev/toolchain/hosts/program-command";
import { tempFolder, write } from "./temp";

function request(folder: string, options: Parameters<typeof Struct.fromJavaScript>[0] = {}): RunRequest {
  const info = new ProgramInfo()
    .setRootDirectory("/project")
    .setProgramDirectory(folder)
    .setEntryPoint(".")
    .setOptions(Struct.fromJavaScript(options));
  const run = new RunRequest()
    .setInfo(info)
    .setMonitorAddress("127.0.0.1:1")
    .setProject("shop")
    .setStack("dev")
    .setOrganization("acme")
    .setParallel(8)
    .setDryrun(true)
    .setArgsList(["extra"])
    .setConfigsecretkeysList(["shop:token"]);
  run.getConfigMap().set("shop:token", "t");
  return run;
}

/** A project with an SDK, installed as npm does (a folder) or as pnpm does (a link into its store). */
function project(layout: "npm" | "pnpm" = "npm"): { folder: string; entry: string } {
  const folder = tempFolder();
  const home = layout === "npm" ? folder : join(folder, "node_modules", ".pnpm", "@pulumi+pulumi@3.248.0");
  const sdk = join(home, "node_modules", "@pulumi", "pulumi");
  write(join(sdk, "package.json"), "{}");
  const entry = write(join(sdk, "cmd", "run", "index.js"), "");
  if (layout === "pnpm") {
    write(join(folder, "node_modules", "@pulumi", "keep"), "");
    symlinkSync(sdk, join(folder, "node_modules", "@pulumi", "pulumi"));
  }
  return { folder, entry };
}

it.each(["npm", "pnpm"] as const)("runs the program with the SDK of its own folder (%s)", (layout) => {
  const { folder, entry } = project(layout);
  expect(programCommand(request(folder), "127.0.0.1:2", {}).args).toEqual([
    entry,
    "--monitor=127.0.0.1:1",
    "--engine=127.0.0.1:2",
    "--organization=acme",
    "--project=shop",
    "--root-directory=/project",
    "--stack=dev",
    "--parallel=8",
    `--pwd=${folder}`,
    "--dry-run",
    ".",
    "extra",
  ]);
});

it("hands over configuration, TypeScript by default, and what the caller's environment has", () => {
  const { env } = programCommand(request(project().folder), "", { PULUMI_NODEJS_TRANSPILE_ONLY: "true" });
  expect(env).toEqual({
    PULUMI_CONFIG: '{"shop:token":"t"}',
    PULUMI_CONFIG_SECRET_KEYS: '["shop:token"]',
    PULUMI_NODEJS_TYPESCRIPT: "true",
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
  });
});

it("honours the runtime options of Pulumi.yaml", () => {
  const options = {
    typescript: false,
    tsconfig: "tsconfig.pulumi.json",
    nodeargs: `--inspect --title='my "own" program'`,
  };
  const { args, env } = programCommand(request(project().folder, options), "", {});
  expect(args.slice(0, 2)).toEqual(["--inspect", `--title=my "own" program`]);
  expect(env.PULUMI_NODEJS_TYPESCRIPT).toBeUndefined();
  expect(env.PULUMI_NODEJS_TSCONFIG_PATH).toBe("tsconfig.pulumi.json");
});

it("says what to do where the SDK is not installed", () => {
  const folder = tempFolder();
  expect(() => programCommand(request(folder), "", {})).toThrow(
    `@pulumi/pulumi is not installed in ${folder}: run "npm install" there.`,
  );
});
