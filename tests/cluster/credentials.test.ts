import { createHash, randomUUID } from "node:crypto";
import { kubectl, pods, rolledOut } from "./support/cluster";
import { keep } from "./support/results";
import { ClusterSite } from "./support/site";

jest.setTimeout(300_000);

const TELL = `process.stdout.write(require("crypto").createHash("sha256").update(process.env.GITLAB_TOKEN).digest("hex"))`;

describe("a new GitLab token", () => {
  let site: ClusterSite;
  beforeAll(async () => {
    site = await ClusterSite.open({ name: "credentials" });
    expect(await site.up()).toMatchObject({ code: 0 });
  });
  afterAll(() => site.close());

  it("rolls the pods of the same generation, one after the other, and loses nothing", async () => {
    const before = (await pods(site.namespace)).map(({ name }) => name);
    const token = `glpat-${randomUUID()}`;
    site.project.scan.plant("new GitLab token", token);
    await site.project.run(["config", "set", "--secret", "gitlabToken", token]);

    const probe = site.load();
    expect(await site.up()).toMatchObject({ code: 0 });
    await rolledOut(site.namespace, "1");
    const outcome = await probe.stop();
    keep("a new GitLab token", outcome);
    expect(outcome).toMatchObject({ lost: [], secondsWithoutClient: 0 });

    const now = (await pods(site.namespace)).filter(({ ending }) => !ending);
    expect(now).toHaveLength(2);
    for (const { name, ready } of now) {
      expect(ready).toBe(true);
      expect(name).toMatch(/^broker-gitlab-g1-/);
      expect(before).not.toContain(name);
      const seen = await kubectl("exec", "-n", site.namespace, name, "--", "node", "-e", TELL);
      expect(seen).toBe(createHash("sha256").update(token).digest("hex"));
    }
    expect(site.project.simulator.log.count("provisionToken")).toBe(0);
    expect(site.project.scan.leaks()).toEqual([]);
  });
});
