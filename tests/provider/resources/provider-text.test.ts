import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { providerText } from "../../../provider/resources/dynamic";
import * as host from "../../../provider/process/host";

const repository = resolve(__dirname, "../../..");
const KINDS = ["BrokeredIntegration", "ClonedIntegration", "Organization", "TokenSwitch"];

describe("the provider's text in the state", () => {
  it("is this, for ever: it is in the state of users", () => {
    expect(providerText("TokenSwitch")).toMatchInlineSnapshot(
      `"let r=require('module').createRequire(process.cwd()+'/_');exports.handler=()=>r(r.resolve('pulumi-snyk-broker/provider',{paths:['.',...r.resolve.paths('_').map(p=>p+'/.pnpm')]})).TokenSwitch"`,
    );
  });

  it.each(KINDS)("of %s is short, and names something that exists", (kind) => {
    expect(providerText(kind).length).toBeLessThanOrEqual(300);
    expect(host).toHaveProperty(kind);
  });
});

describe("the provider's text loads the package", () => {
  let scratch: string;
  beforeEach(() => (scratch = realpathSync(mkdtempSync(join(tmpdir(), "snyk-broker-text-")))));
  afterEach(() => rmSync(scratch, { recursive: true, force: true }));

  /** A package of our name that says which copy it is. */
  function stub(folder: string): string {
    mkdirSync(join(folder, "dist"), { recursive: true });
    const exported = { "./provider": { types: "./dist/host.d.ts", default: "./dist/host.js" } };
    writeFileSync(
      join(folder, "package.json"),
      JSON.stringify({ name: "pulumi-snyk-broker", exports: exported }),
    );
    writeFileSync(join(folder, "dist/host.js"), `exports.TokenSwitch = { loadedFrom: __dirname };`);
    return folder;
  }

  /** What the dynamic provider host does with the text, in `project`. */
  function load(project: string): string {
    const script = `
      const requireFromString = require(${JSON.stringify(join(repository, "node_modules/require-from-string"))});
      console.log(requireFromString(${JSON.stringify(providerText("TokenSwitch"))}).handler().loadedFrom);`;
    const { stdout, stderr } = spawnSync(process.execPath, ["-e", script], {
      cwd: project,
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    return stdout.trim();
  }
  const folder = (...names: string[]): string => {
    const path = join(scratch, ...names);
    mkdirSync(path, { recursive: true });
    return path;
  };
  const link = (target: string, path: string): void => {
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(target, path);
  };

  it("from a copy in node_modules", () => {
    const installed = stub(folder("project/node_modules/pulumi-snyk-broker"));
    expect(load(join(scratch, "project"))).toBe(join(installed, "dist"));
  });

  it("from a link to a workspace's package", () => {
    const workspace = stub(folder("packages/broker"));
    link(workspace, join(scratch, "project/node_modules/pulumi-snyk-broker"));
    expect(load(join(scratch, "project"))).toBe(join(workspace, "dist"));
  });

  it("from a folder above the project", () => {
    const hoisted = stub(folder("node_modules/pulumi-snyk-broker"));
    expect(load(folder("apps/project"))).toBe(join(hoisted, "dist"));
  });

  it.each(["project", "."])("from where pnpm keeps what is nobody's direct dependency, in %s", (place) => {
    const store = stub(
      folder(place, "node_modules/.pnpm/pulumi-snyk-broker@0.1.0/node_modules/pulumi-snyk-broker"),
    );
    link(store, join(scratch, place, "node_modules/.pnpm/node_modules/pulumi-snyk-broker"));
    expect(load(folder("project"))).toBe(join(store, "dist"));
  });

  it("from the project's own copy rather than pnpm's", () => {
    const own = stub(folder("project/node_modules/pulumi-snyk-broker"));
    stub(folder("project/node_modules/.pnpm/node_modules/pulumi-snyk-broker"));
    expect(load(join(scratch, "project"))).toBe(join(own, "dist"));
  });

  it("from the package itself, for a program in its own repository", () => {
    const own = stub(folder("broker"));
    expect(load(own)).toBe(join(own, "dist"));
  });

  it("or fails with Node's message, which names the package", () => {
    const script = `require(${JSON.stringify(join(repository, "node_modules/require-from-string"))})(${JSON.stringify(providerText("TokenSwitch"))}).handler()`;
    const { stderr } = spawnSync(process.execPath, ["-e", script], {
      cwd: folder("empty"),
      encoding: "utf8",
    });
    expect(stderr).toContain("Cannot find module 'pulumi-snyk-broker/provider'");
  });
});
