import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./packed";

const read = (file: string) => readFileSync(join(ROOT, file), "utf8");
const readme = read("README.md");

it("shows the program that the quickstart runs, to the letter", () => {
  expect(readme).toContain(`\`\`\`ts\n${read("examples/quickstart/index.ts")}\`\`\``);
});

it("knows every setting", () => {
  const keys = [
    ...read("provider/process/configuration.ts").matchAll(/^ {2}(\w+): (?:z\.|number\(|z$)/gm),
  ].map(([, key]) => key);
  expect(keys.length).toBeGreaterThan(5);
  for (const key of ["apiToken", "brokerServerUrl", ...keys])
    expect(readme).toContain(`\`snyk-broker:${key}\``);
});

it("names every command and npm script that it uses as it is", () => {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  for (const [, script = ""] of readme.matchAll(/npm run (\w+)/g)) expect(scripts).toHaveProperty(script);
});

it("links to files that exist", () => {
  for (const [, file = ""] of readme.matchAll(/\]\((?!https:)([^)#]+)\)/g))
    expect(() => read(file)).not.toThrow();
});
