import { checkDisk, explainFullDisk } from "../../../dev/toolchain/cache/disk";
import { ToolchainError } from "../../../dev/system/error";
import { tempFolder } from "./temp";

const gigabyte = 1e9;

it("adds up what folders on the same disk need", () => {
  const needs = [
    { folder: "/cache", bytes: 3 * gigabyte },
    { folder: "/go", bytes: 3 * gigabyte },
  ];
  const oneDisk = () => ({ device: 1, free: 5 * gigabyte });
  const twoDisks = (folder: string) => ({ device: folder === "/go" ? 1 : 2, free: 5 * gigabyte });
  expect(() => checkDisk("building Pulumi", needs, twoDisks)).not.toThrow();
  expect(() => checkDisk("building Pulumi", needs, oneDisk)).toThrow(
    new ToolchainError(
      "Not enough disk space for building Pulumi in /cache (5.0 GB free, 6.0 GB needed): free some, or set " +
        "PULUMI_SNYK_BROKER_CACHE, GOCACHE and GOMODCACHE to folders on a larger disk.",
    ),
  );
});

it("reads the free space of a real folder", () => {
  expect(() => checkDisk("a byte", [{ folder: tempFolder(), bytes: 1 }])).not.toThrow();
  expect(() => checkDisk("too much", [{ folder: tempFolder(), bytes: Number.MAX_SAFE_INTEGER }])).toThrow(
    "too much",
  );
});

it.each([
  Object.assign(new Error("write"), { code: "ENOSPC" }),
  new ToolchainError("Failed while compiling: link: write /tmp/a.out: no space left on device"),
  new Error("mkdir /cache: disk quota exceeded"),
])("recognizes a full disk in %p", (error) => {
  expect(String(explainFullDisk(error, "the Pulumi engine", "/cache"))).toMatch(
    /^ToolchainError: Not enough disk space for the Pulumi engine in \/cache \(it filled up\): free some/,
  );
});

it("leaves other errors alone", () => {
  const error = new Error("undefined: x");
  expect(explainFullDisk(error, "the Pulumi engine", "/cache")).toBe(error);
});
