import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UnusableFile } from "../../cli/stack/json";
import { parsePreview } from "../../cli/stack/preview";
import { recorded, recordedFile } from "./reviewed";
import { SITUATIONS } from "./situations";

// Each start compiles TypeScript first, on a machine that may be busy.
jest.setTimeout(120_000);

const MAIN = ["--import", require.resolve("tsx"), join(__dirname, "../../cli/main.ts"), "review"];

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "review-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function review(args: readonly string[], input?: Buffer): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...MAIN, ...args], {
    encoding: "utf8",
    ...(input !== undefined && { input }),
  });
  return { code: status, out: stdout, err: stderr };
}

describe("pulumi-snyk-broker review", () => {
  it("prints Markdown of a file and ends with 0", () => {
    const { code, out, err } = review([recordedFile("broker-rotation-due")]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("### Snyk Broker: 1 token rotated");
  });

  it("reads stdin, prints JSON", () => {
    const { code, out } = review(["-", "--json", "--today", "2026-01-02"], SITUATIONS.adopted);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ tokens: [{ event: "adopted" }], warnings: [], complete: true });
  });

  it("ends with 1 for what --fail-on names, and prints all the same", () => {
    const { code, out, err } = review(
      ["-", "--fail-on", "rotation", "--fail-on", "outage"],
      SITUATIONS.replaced,
    );
    expect(code).toBe(1);
    expect(out).toContain("replaced (outage)");
    expect(err).toBe("The preview has what --fail-on names: outage.\n");
  });

  it("ends with 0 for what --fail-on does not name", () => {
    expect(review(["-", "--fail-on", "rotation"], SITUATIONS.replaced).code).toBe(0);
  });

  it("ends with 2 and a sentence: a preview that failed", () => {
    const { code, out, err } = review(["-"], SITUATIONS["program-fails"]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain("The preview failed with an error");
  });

  it.each([
    ["no such file", ["nowhere.json"], "nowhere.json cannot be read (ENOENT)."],
    ["a choice that there is not", ["x.json", "--fail-on", "anything"], "outage"],
    ["a day that there is not", ["x.json", "--today", "2027-02-30"], "day that exists"],
    ["no file named", [], "missing required argument"],
  ])("ends with 2 and a sentence: %s", (_, args, message) => {
    const { code, out, err } = review(args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(message);
  });
});

describe("a preview that cannot be used", () => {
  it.each([
    ["nothing", "", "empty"],
    ["no JSON", "Previewing update (dev):", "not JSON"],
    ["a list", "[]", "not the output of"],
    ["another JSON", `{"steps":[{"op":1}]}`, "not the output of"],
    ["events, one a line", `{"sequence":1}\n{"sequence":2}`, "not JSON"],
  ])("is refused in a sentence that quotes nothing of it: %s", (_, text, message) => {
    expect(() => parsePreview(Buffer.from(text))).toThrow(UnusableFile);
    expect(() => parsePreview(Buffer.from(text))).toThrow(message);
  });

  it("is read as PowerShell writes it: UTF-16 with a mark", () => {
    const text = `\uFEFF${recorded("broker-first-create").toString()}`;
    writeFileSync(join(folder, "utf16.json"), Buffer.from(text, "utf16le"));
    expect(parsePreview(readFileSync(join(folder, "utf16.json"))).resources).toHaveLength(14);
    expect(parsePreview(Buffer.from(text)).resources).toHaveLength(14);
  });
});
