import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readDeployments } from "../../../dev/quickstart/manifests";

const DEPLOYMENT = `
kind: Deployment
metadata: { name: client }
spec:
  template:
    spec:
      containers:
        - env:
            - { name: PLAIN, value: "1" }
            - { name: ENCODED, valueFrom: { secretKeyRef: { name: tokens, key: a } } }
            - { name: TEXT, valueFrom: { secretKeyRef: { name: tokens, key: b } } }
`;
const SECRET = `
kind: Secret
metadata: { name: tokens }
data: { a: c2VjcmV0 }
stringData: { b: text }
`;

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "manifests-test-"));
  mkdirSync(join(folder, "1-manifest"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string) => writeFileSync(join(folder, "1-manifest", name), text);

it("reads the environment of a container, with the values from Secrets", () => {
  write("deployment.yaml", DEPLOYMENT);
  write("secret.yaml", SECRET);
  write("service.yaml", "kind: Service\nmetadata: { name: client }\n");
  expect(readDeployments(folder)).toEqual([
    {
      name: "client",
      variables: [
        { name: "PLAIN", value: "1" },
        { name: "ENCODED", value: "secret", secretName: "tokens" },
        { name: "TEXT", value: "text", secretName: "tokens" },
      ],
    },
  ]);
});

it("waits for a Secret that is not there yet, and for a file that is not finished", () => {
  write("deployment.yaml", DEPLOYMENT.slice(0, -20));
  expect(readDeployments(folder)).toEqual([]);
  write("deployment.yaml", DEPLOYMENT);
  expect(() => readDeployments(folder)).toThrow('no Secret "tokens"');
});
