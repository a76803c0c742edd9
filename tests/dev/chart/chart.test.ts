import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { disagreements } from "../../../dev/chart/compare";
import { renderedPods, renderedSecrets } from "../../../dev/chart/rendered";

jest.setTimeout(120_000);

const MAIN = ["--import", require.resolve("tsx"), join(__dirname, "../../../dev/chart/main.ts")];

it.each([
  ["no folder", [], 2, "--chart is missing"],
  ["an unknown option", ["--chrt", "x"], 2, 'Unknown option "--chrt".'],
  ["a folder without a chart", ["--chart", tmpdir()], 1, "has no Chart.yaml"],
])("ends with a sentence, and before it builds anything: %s", (_, args, code, sentence) => {
  const { status, stderr } = spawnSync(process.execPath, [...MAIN, ...args], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: code, stderr: expect.stringContaining(sentence) as string });
});

it("reads variables and Secrets out of what Helm has made", () => {
  const env = [
    { name: "A", value: "1" },
    { name: "B", valueFrom: { secretKeyRef: { name: "s", key: "k" } } },
    { name: "C", value: null },
  ];
  const objects = [
    { kind: "Service" },
    {
      kind: "Deployment",
      metadata: { name: "gitlab-broker-prod" },
      spec: { template: { spec: { containers: [{ env }] } } },
    },
    { kind: "Secret", metadata: { name: "s" }, data: { k: Buffer.from("text").toString("base64") } },
  ];
  expect(renderedPods(objects)).toEqual({ client: { A: "1", B: { secret: "s", key: "k" }, C: "" } });
  expect(renderedSecrets(objects)).toEqual({ s: { k: "text" } });
});

it("names what differs, and shows no value", () => {
  const ours = { pods: { client: { A: "1", B: "canary" } }, secrets: { s: { k: "canary" } } };
  const chart = { pods: { client: { B: "canary-2", C: "3" } }, secrets: {} };
  expect(disagreements(ours, chart)).toEqual([
    "client: A (the chart has it not)",
    "client: B (the chart has another value)",
    "client: C (the chart has it as well)",
    "Secret s: k (the chart has it not)",
  ]);
});
