import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ensureToolchain } from "../../../dev/toolchain";
import type { Network } from "../../../dev/toolchain/download";
import { script, tempFolder } from "./temp";

const offline: Network = { reach: async () => false, download: () => Promise.reject(new Error("offline")) };

/** A machine with nothing but what its PATH folder gets. */
function machine() {
  const home = tempFolder();
  const bin = join(home, "bin");
  const lines: string[] = [];
  const env: NodeJS.ProcessEnv = { HOME: home, PATH: bin };
  return {
    home,
    bin,
    env,
    lines,
    ensure: () => ensureToolchain({ env, log: (line) => lines.push(line) }, offline),
  };
}

function installPulumi(bin: string, version = "v3.999.0"): void {
  script(join(bin, "pulumi"), `echo ${version}`);
  script(join(bin, "pulumi-language-nodejs"), "");
  script(join(bin, "pulumi-resource-pulumi-nodejs"), "");
  script(join(bin, "pulumi-analyzer-policy"), "");
}

it("takes the Pulumi on PATH as it is, with the Kubernetes provider beside it", async () => {
  const { bin, home, ensure } = machine();
  installPulumi(bin);
  script(join(bin, "pulumi-resource-kubernetes"), "");
  await expect(ensure()).resolves.toEqual({ paths: [bin], origin: "path", version: "v3.999.0" });
  expect(readdirSync(home)).toEqual(["bin"]);
});

it("finds the Kubernetes provider among the installed plugins, the newest one", async () => {
  const { bin, home, ensure } = machine();
  installPulumi(bin);
  for (const version of ["v4.9.0", "v4.25.0", "v3.30.0"]) {
    script(
      join(home, ".pulumi", "plugins", `resource-kubernetes-${version}`, "pulumi-resource-kubernetes"),
      "",
    );
  }
  const folder = join(home, ".pulumi", "plugins", "resource-kubernetes-v4.25.0");
  await expect(ensure()).resolves.toMatchObject({
    paths: [bin, folder],
    kubernetes: { folder, version: "4.25.0" },
  });
});

it("leaves a pulumi aside that does not run, and then needs Go", async () => {
  const { bin, lines, ensure } = machine();
  script(join(bin, "pulumi"), "exit 1");
  await expect(ensure()).rejects.toThrow("Install Pulumi");
  expect(lines[0]).toBe(`${join(bin, "pulumi")} does not answer "pulumi version": leaving it aside.`);
});

it("does not take its own cache on PATH for an installed Pulumi", async () => {
  const { home, env, ensure } = machine();
  const cached = join(home, ".cache", "pulumi-snyk-broker", "engine-old");
  installPulumi(cached);
  env.PATH = cached;
  await expect(ensure()).rejects.toThrow("Install Pulumi");
});

it("goes on to the source build when the release cannot be reached, and says so", async () => {
  const { lines, ensure } = machine();
  await expect(ensure()).rejects.toMatchObject({ name: "ToolchainError" });
  expect(lines).toEqual([
    expect.stringMatching(/^No pulumi on PATH: asking for the official release 3\./),
    "Pulumi's download server does not answer: building from source, which takes minutes, once.",
  ]);
});

it("goes on to the source build when the release answers and then cannot be had", async () => {
  const { env, lines } = machine();
  const online = ensureToolchain(
    { env, log: (line) => lines.push(line) },
    { reach: async () => true, download: () => Promise.reject(new Error("it stalled")) },
  );
  await expect(online).rejects.toThrow("Install Pulumi");
  expect(lines).toContain("The release could not be used, so Pulumi is built from source: it stalled");
});

it("builds from source without asking anybody when told to", async () => {
  const { bin, env, lines, ensure } = machine();
  installPulumi(bin);
  env.PULUMI_SNYK_BROKER_TOOLCHAIN = "source";
  await expect(ensure()).rejects.toThrow("there is no Go");
  expect(lines).toEqual([]);
});

it("refuses a PULUMI_SNYK_BROKER_TOOLCHAIN that it does not know", async () => {
  const { env, ensure } = machine();
  env.PULUMI_SNYK_BROKER_TOOLCHAIN = "docker";
  await expect(ensure()).rejects.toThrow(
    'PULUMI_SNYK_BROKER_TOOLCHAIN is "docker": set it to "source", or not at all.',
  );
});
