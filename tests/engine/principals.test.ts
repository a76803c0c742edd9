import { setAll } from "../../dev/engine/settings";
import { until } from "../../dev/system/until";
import type { Operation } from "../../simulator";
import { Operated } from "./support/operated";

jest.setTimeout(300_000);

const PROGRAM = `
const integration = new snykBroker.BrokeredIntegration("gitlab", { orgId: orgs[0], type: "gitlab", rotation: { everyDays: 90 } });
const clone = new snykBroker.ClonedIntegration("clone", { source: integration, orgId: orgs[1] });
new snykBroker.TokenSwitch("switch", { integration }, { dependsOn: clone });`;

describe("a service account with OAuth 2.0", () => {
  let stack: Operated;
  beforeAll(async () => {
    stack = await Operated.create({
      program: PROGRAM,
      settings: { bearerOnV1Writes: "accepted", accessTokenSeconds: 2 },
    });
    const { clientId, clientSecret } = stack.simulator.addServiceAccount({ name: "pipeline" });
    stack.project.scan.plant("client secret", clientSecret);
    const config = {
      "snyk-broker:clientId": { value: clientId },
      "snyk-broker:clientSecret": { value: clientSecret, secret: true },
    };
    expect(await stack.project.run(setAll(config))).toMatchObject({ code: 0 });
  });
  afterAll(() => stack.close());
  beforeEach(() => stack.simulator.log.clear());

  const count = (operation: Operation): number => stack.simulator.log.count(operation);
  /** Holds the answer of a call back, while time passes for its access token. */
  const holdBack = (operation: Operation): void => {
    stack.simulator.faults.order({ operation, effect: "after", kind: "delay", ms: 1_500 });
  };

  it("makes everything, and signs in again before its access token expires", async () => {
    holdBack("createIntegration");
    expect(await stack.up({ today: "2027-01-01" })).toMatchObject({ code: 0 });
    expect([stack.isOn(0), stack.isOn(1)]).toEqual([true, true]);
    expect(count("requestAccessToken")).toBeGreaterThanOrEqual(2);
    expect(stack.simulator.log.all().filter(({ status }) => status === 401)).toEqual([]);
    expect(new Set(stack.simulator.log.all().map(({ keyName }) => keyName))).toEqual(new Set(["pipeline"]));
  });

  it("rotates by a saved plan, also when Snyk ends its access token in the middle", async () => {
    stack.simulator.settings.patch({ accessTokenSeconds: 3600 });
    const plan = `${stack.project.folder}/plan.json`;
    const options = { today: "2027-05-01", env: { PULUMI_EXPERIMENTAL: "true" } };
    expect(await stack.preview({ ...options, args: ["--save-plan", plan] })).toMatchObject({ code: 0 });
    expect(stack.simulator.log.count()).toBe(0);

    holdBack("provisionToken");
    const up = stack.run(["up", "--yes", "--skip-preview", "--plan", plan], options);
    await until("a token is provisioned", () =>
      stack.simulator.log.of("provisionToken").some(({ effect }) => effect),
    );
    stack.simulator.accessTokens.revoke();
    expect(await up).toMatchObject({ code: 0 });
    const switches = stack.simulator.log.of("switchToken").map(({ status }) => status);
    expect(switches).toEqual([401, 200]);
    expect([count("requestAccessToken"), count("provisionToken")]).toEqual([2, 1]);
  });

  it("asks Snyk for nothing, not even for an access token, when nothing is to do", async () => {
    expect((await stack.up({ today: "2027-05-02" })).output).toMatch(/4 unchanged/);
    expect(stack.simulator.log.count()).toBe(0);
  });

  it("that is refused is told so", async () => {
    const { clientSecret } = stack.simulator.addServiceAccount({ name: "another" });
    stack.project.scan.plant("wrong client secret", clientSecret);
    const wrong = { "snyk-broker:clientSecret": { value: clientSecret, secret: true } };
    expect(await stack.project.run(setAll(wrong))).toMatchObject({ code: 0 });
    const { code, output } = await stack.up({ today: "2027-09-01", args: ["--logtostderr", "-v=5"] });
    expect(code).not.toBe(0);
    expect(output).toContain(
      "Could not sign in as the service account: Snyk does not accept the client id and the client secret",
    );
  });

  it("leaves neither its secret nor an access token in output, state, history, plan, logs or journal", () => {
    expect(stack.simulator.accessTokens.issued().length).toBeGreaterThanOrEqual(4);
    expect(stack.project.scan.planted).toBeGreaterThanOrEqual(8);
    expect(stack.project.scan.leaks()).toEqual([]);
  });
});

describe("an API key that ends in 10 days", () => {
  it("is said once in a preview, with the day and what to do, and Snyk is not asked", async () => {
    const stack = await Operated.create({
      program: PROGRAM,
      config: { "snyk-broker:apiTokenExpires": "2027-01-11" },
    });
    try {
      const { code, output } = await stack.preview({ today: "2027-01-01" });
      expect(code).toBe(0);
      // In the progress it stands beside its resource, too.
      const diagnostics = output.slice(output.indexOf("Diagnostics:"));
      expect(diagnostics.match(/The API key of SNYK_TOKEN expires on 2027-01-11, in 10 days/g)).toHaveLength(
        1,
      );
      expect(output.replace(/\s+/g, " ")).toContain(
        "run `pulumi up` in every stack that uses it; revoke the present one only after that.",
      );
      expect((await stack.preview({ today: "2026-12-27" })).output).not.toContain("expires on");
      expect(stack.simulator.log.count()).toBe(0);
    } finally {
      await stack.close();
    }
  });
});
