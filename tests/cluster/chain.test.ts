import { execFile } from "node:child_process";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { address, kubectl } from "./support/cluster";

jest.setTimeout(400_000);

const REPOSITORY = resolve(__dirname, "../..");

/** What the example would leave in the namespace that it takes. */
const KINDS = "deployments,replicasets,pods,services,secrets,configmaps,networkpolicies,poddisruptionbudgets";

describe("the chain, with the example as it is", () => {
  it("goes from nothing to a request through the pods, rotates without a loss, and leaves nothing", async () => {
    const before = await kubectl("get", KINDS, "-o", "name");
    const quickstart = ["--import", "tsx", join(REPOSITORY, "dev/quickstart/main.ts")];
    const options = ["--kubeconfig", process.env["KUBECONFIG"] ?? "", "--address", await address()];
    const { stdout } = await promisify(execFile)(process.execPath, [...quickstart, ...options], {
      cwd: REPOSITORY,
    });
    expect(stdout).toContain(
      "kubernetes:apps:Deployment                 gitlab-client-deployment     created",
    );
    expect(stdout).toContain('200 {"path":"/api/v4/user","authorized":true}');
    expect(stdout).toMatch(/~ name {12}"broker-gitlab-g1-\w{6}" => "broker-gitlab-g2-\w{6}"/);
    expect(stdout).toMatch(/[1-9]\d* requests were relayed meanwhile, 0 of them lost/);
    expect(stdout).toContain("At Snyk the Broker is off again.");
    expect(await kubectl("get", KINDS, "-o", "name")).toBe(before);
  });
});
