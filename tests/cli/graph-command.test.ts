import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { command } from "./command";
import { integration, STORED } from "./preview-of";
import { recordedFile } from "./reviewed";
import { exportWith } from "./state-of";

jest.setTimeout(120_000);

const PREVIEW = recordedFile("broker-rotation-due");
const STATE = exportWith([integration("same", { before: STORED, after: STORED })]).toString();

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "graph-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("prints Mermaid of a preview", async () => {
  const { code, out, err } = await command(["graph", PREVIEW]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toMatch(/^%% engine\/dev\nflowchart LR\n/);
});

it("writes SVG of a state from stdin, and marks what is old", async () => {
  const svg = join(folder, "stack.svg");
  const args = ["graph", "-", "--svg", svg, "--max-age-days", "10", "--today", "2027-01-12"];
  expect(await command(args, { input: STATE })).toEqual({ code: 0, out: "", err: "" });
  expect(readFileSync(svg, "utf8")).toMatch(/^<\?xml[^]*<svg[^]*11 days old[^]*older than 10 days/);
});

it.each([
  ["no such file", ["nowhere.json"], "", "nowhere.json cannot be read (ENOENT)."],
  ["no state", ["-"], "{}", "neither the output of `pulumi stack export` nor"],
  ["nowhere to write to", ["-", "--svg", "/nowhere/stack.svg"], STATE, "cannot be written (ENOENT)"],
  ["a day that there is not", ["-", "--today", "2027-02-30"], STATE, "day that exists"],
  ["no file named", [], "", "missing required argument"],
])("ends with 2 and a sentence: %s", async (_, args, input, message) => {
  const { code, out, err } = await command(["graph", ...args], { input });
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(message);
});
