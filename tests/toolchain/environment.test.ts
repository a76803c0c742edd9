import { statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { pulumiEnvironment } from "../../toolchain";
import { tempFolder } from "./temp";

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
