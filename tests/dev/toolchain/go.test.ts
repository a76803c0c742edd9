import { ToolchainError } from "../../../dev/system/error";
import { findGo } from "../../../dev/toolchain/go";

function answering(version: string) {
  const settings = { GOVERSION: version, GOCACHE: "/builds", GOMODCACHE: "/modules", GOTMPDIR: "" };
  return jest.fn(async (_env: NodeJS.ProcessEnv) => JSON.stringify(settings));
}

it.each(["go1.24.7", "go1.26.8", "go1.27rc1", "go2.0"])(
  "takes %s when 1.24.7 is the oldest that will do",
  async (version) => {
    await expect(findGo({}, "1.24.7", answering(version))).resolves.toMatchObject({
      version,
      folders: { builds: "/builds", modules: "/modules" },
    });
  },
);

it.each(["go1.24.6", "go1.23", "go1.9.2"])("says what to install instead of %s", async (version) => {
  await expect(findGo({}, "1.24.7", answering(version))).rejects.toMatchObject({
    name: "ToolchainError",
    message:
      "Install Pulumi (https://www.pulumi.com/docs/install) or Go 1.24.7 or newer (https://go.dev/dl): the Go on " +
      `PATH is ${version.slice(2)}, too old to build the Pulumi engine.`,
  });
});

it("says what to install when there is no Go", async () => {
  await expect(findGo({ PATH: "/nowhere" }, "1.24.7")).rejects.toThrow(
    new ToolchainError(
      "Install Pulumi (https://www.pulumi.com/docs/install) or Go 1.24.7 or newer (https://go.dev/dl): this machine " +
        "has no pulumi, its release cannot be reached, and there is no Go to build it with.",
    ),
  );
});

it("keeps the user's Go settings from changing what is built", async () => {
  const ask = answering("go1.26.8");
  const { env } = await findGo(
    { GOFLAGS: "-mod=vendor", GOWORK: "/x/go.work", GOPROXY: "file:///m" },
    "1.24.7",
    ask,
  );
  expect(env).toMatchObject({ GOWORK: "off", GOTOOLCHAIN: "local", CGO_ENABLED: "0", GOPROXY: "file:///m" });
  expect(env.GOFLAGS).not.toContain("vendor");
  expect(ask).toHaveBeenCalledWith(env);
});
