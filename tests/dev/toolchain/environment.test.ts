import { readFileSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { pulumiEnvironment } from "../../../dev/toolchain";
import { script, tempFolder } from "./temp";

it("puts the toolchain first on PATH and keeps state and settings in the given folder", () => {
  const home = join(tempFolder(), "home with a space");
  const env = pulumiEnvironment(
    { paths: ["/engine", "/kubernetes"], origin: "source", version: "v3.220.0" },
    home,
  );
  expect(env.PATH?.split(delimiter).slice(0, 2)).toEqual(["/engine", "/kubernetes"]);
  expect(env.PATH).toContain(process.env.PATH);
  expect(env.PULUMI_HOME).toBe(home);
  expect(statSync(fileURLToPath(env.PULUMI_BACKEND_URL ?? "")).isDirectory()).toBe(true);
  expect(env.PULUMI_CONFIG_PASSPHRASE).toBeTruthy();
  expect(env.PULUMI_SKIP_UPDATE_CHECK).toBe("true");
});

it("installs a Kubernetes provider of known version as a plugin, since the engine warns of one on PATH", () => {
  const home = tempFolder();
  const [older, newer] = [tempFolder(), tempFolder()];
  for (const folder of [older, newer]) {
    script(join(folder, "pulumi-resource-kubernetes"), `echo ${folder}`);
    const kubernetes = { folder, version: "4.25.0" };
    const env = pulumiEnvironment(
      { paths: ["/engine", folder], origin: "source", version: "v3.220.0", kubernetes },
      home,
    );
    expect(env.PATH?.split(delimiter)).not.toContain(folder);
    const plugin = join(home, "plugins", "resource-kubernetes-v4.25.0", "pulumi-resource-kubernetes");
    expect(readFileSync(plugin, "utf8")).toContain(folder);
  }
});
