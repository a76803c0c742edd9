import { snykBrokerPolicies } from "../../policies";
import { Project, type Ran } from "../../dev/engine/project";
import { addPack, compilePack, DOCUMENTED, type PolicyViolation, violationsIn } from "./pack";

jest.setTimeout(300_000);

const TODAY = "2026-06-01";

const program = (broker: string): string => `
const k8s = require("@pulumi/kubernetes");
const kubernetes = new k8s.Provider("rendered", { renderYamlToDirectory: "rendered" });
const integration = { orgId: orgs[0], type: "gitlab" };
const client = { type: "gitlab", host: "gitlab.example.com", token: pulumi.secret("scm-canary") };
${broker}
`;

const GOOD = program(`
const protect = (args, opts) => { opts.protect = true; return args; };
new snykBroker.Broker("good", { integration, client, transform: { integration: protect } }, { provider: kubernetes });
`);

const BAD = program(`
new snykBroker.Broker("bad", {
  integration: { ...integration, adopt: { brokerToken: "adopted-canary", tokenIssuedOn: "2026-01-01" } },
  client,
  replicas: 1,
  image: "registry.example.com:5000/snyk/broker:gitlab",
  codeAgent: { image: "snyk/code-agent:latest", snykToken: pulumi.secret("agent-canary") },
  environment: { MY_TOKEN: "plain-canary", NO_TOKEN: "$GITLAB_TOKEN", PROXY: "http://me:proxy-canary@proxy.example.com" },
}, { provider: kubernetes });
`);

/** An integration of its own, without a client. */
const ALONE = (orgId: string, opts: string): string =>
  `new snykBroker.BrokeredIntegration("alone", { orgId: ${orgId}, type: "github" }, ${opts});`;

let project: Project;
let good: Ran;
let bad: Ran;
let strict: Ran;

beforeAll(async () => {
  project = await Project.create({
    program: GOOD,
    config: { "snyk-broker:brokerServerUrl": "https://broker.example.com" },
  });
  addPack(project.folder);
  const [preview = [], _up, previewStrict = []] = DOCUMENTED;
  good = await project.run(preview, { today: TODAY });
  compilePack(project.folder);
  project.write(BAD);
  bad = await project.run(preview, { today: TODAY });
  strict = await project.run(previewStrict, { today: TODAY });
});

afterAll(() => project.close());

const found = (ran: Ran, policy: string): readonly PolicyViolation[] =>
  violationsIn(ran.output).filter((violation) => violation.policy === policy);

it("finds nothing in a Broker with the defaults whose integration is protected", () => {
  expect(violationsIn(good.output)).toEqual([]);
  expect(good.output).toContain("✅ snyk-broker@v1.0.0");
  expect(good.output).not.toContain("can't run policy");
  expect(good.code).toBe(0);
});

const CLIENT = "bad-client-deployment";
const AGENT = "bad-client-code-agent-deployment";

it.each([
  [
    "snyk-broker-token-age",
    "advisory",
    [
      [
        "bad-integration",
        "was issued on 2026-01-01, 151 days ago; 100 are allowed. Set `rotation: { everyDays: 90 }`",
      ],
    ],
  ],
  [
    "snyk-broker-integration-protected",
    "advisory",
    [
      [
        "bad-integration",
        "is not protected: a `pulumi destroy` turns its Broker off, and its token is lost for good",
      ],
    ],
  ],
  ["snyk-broker-client-replicas", "advisory", [[CLIENT, "has 1 of 2 replicas"]]],
  [
    "snyk-broker-no-plain-secret",
    "mandatory",
    [
      [CLIENT, "MY_TOKEN of "],
      [CLIENT, "PROXY of "],
    ],
  ],
  [
    "snyk-broker-image-pinned",
    "advisory",
    [
      [CLIENT, "The image registry.example.com:5000/snyk/broker:gitlab of "],
      [AGENT, "The image snyk/code-agent:latest of "],
    ],
  ],
  [
    "snyk-broker-no-code-agent",
    "advisory",
    [
      [CLIENT, "uses a Code Agent (GIT_CLIENT_URL), which Snyk has deprecated. Remove `codeAgent`"],
      [AGENT, "is a Code Agent, which Snyk has deprecated. Remove `codeAgent`"],
    ],
  ],
])("%s fires, %s, and says where, what and what to do", (policy, level, expected) => {
  const violations = [...found(bad, policy)].sort((a, b) => (a.message < b.message ? -1 : 1));
  expect(violations.map(({ resource }) => resource).sort()).toEqual(
    expected.map(([resource]) => resource).sort(),
  );
  for (const [resource, text] of expected) {
    expect(violations).toContainEqual({
      policy,
      resource,
      level,
      message: expect.stringContaining(text!) as string,
    });
  }
});

it("stops a preview with a mandatory violation, and shows no secret while it explains", () => {
  expect(bad.code).not.toBe(0);
  expect(bad.output + strict.output).not.toContain("canary");
});

it("takes levels and limits from a configuration file", () => {
  expect(found(strict, "snyk-broker-token-age")[0]).toMatchObject({ level: "mandatory" });
  expect(found(strict, "snyk-broker-token-age")[0]?.message).toContain("30 are allowed");
  expect(found(strict, "snyk-broker-integration-protected")[0]).toMatchObject({ level: "mandatory" });
  expect(found(strict, "snyk-broker-client-replicas")[0]?.message).toContain("has 1 of 3 replicas");
  expect(found(strict, "snyk-broker-image-pinned")[0]?.message).toContain("@sha256:");
  expect(found(strict, "snyk-broker-no-code-agent")).toEqual([]);
});

describe("an integration that stands in the state", () => {
  const policy = "snyk-broker-integration-replaced";
  const [preview = [], documentedUp = []] = DOCUMENTED;
  const up = () => project.run([...documentedUp, "--yes", "--skip-preview"], { today: TODAY });

  it("is not replaced by an `up` that only changes something else", async () => {
    project.write(ALONE("orgs[0]", "{}"));
    expect((await up()).code).toBe(0);
    project.write(ALONE("orgs[0]", "{ protect: true }"));
    const changed = await up();
    expect(violationsIn(changed.output)).toEqual([]);
    expect(changed.code).toBe(0);
    project.write(ALONE("orgs[0]", "{}"));
    expect((await up()).code).toBe(0);
  });

  it("is not replaced by one of another organization: the run stops before any call", async () => {
    project.write(ALONE("orgs[1]", "{}"));
    project.simulator.log.clear();
    const stopped = await up();
    expect(stopped.code).not.toBe(0);
    expect(found(stopped, policy)).toEqual([
      {
        policy,
        level: "mandatory",
        resource: "alone",
        message: expect.stringContaining(
          `"alone" would be replaced: the Broker of github in organization ${project.simulator.orgs[0]!.id} is turned off`,
        ) as string,
      },
    ]);
    expect(project.simulator.log.all()).toEqual([]);
  });

  it("is too old when nobody rotates it", async () => {
    project.write(ALONE("orgs[0]", "{}"));
    const { output } = await project.run(preview, { today: "2026-09-10" });
    expect(found({ code: 0, output }, "snyk-broker-token-age")[0]?.message).toContain("101 days ago");
    const day = await project.run(preview, { today: "2026-09-09" });
    expect(found(day, "snyk-broker-token-age")).toEqual([]);
  });

  it("is replaced without the pack, and its state holds nothing of what policies see", async () => {
    project.write(ALONE("orgs[1]", "{}"));
    expect((await project.up({ today: TODAY })).output).toMatch(/\+-1 replaced/);
    const stored = project.stored("BrokeredIntegration");
    expect(stored?.inputs).toMatchObject({ orgId: project.simulator.orgs[1]!.id });
    expect(stored?.inputs).not.toHaveProperty("replacementOf");
    expect(stored?.outputs).not.toHaveProperty("replacementOf");
  });
});

it("offers each policy once, with a description, a level, a remedy and a default for each setting", () => {
  const policies = snykBrokerPolicies();
  expect(new Set(policies.map(({ name }) => name)).size).toBe(7);
  for (const { name, description, enforcementLevel, remediationSteps, configSchema } of policies) {
    expect(name).toMatch(/^snyk-broker-/);
    expect(description).toMatch(/\.$/);
    expect(["advisory", "mandatory"]).toContain(enforcementLevel);
    expect(remediationSteps).toMatch(/\.$/);
    for (const setting of Object.values(configSchema?.properties ?? {})) {
      expect(setting.description).toMatch(/\.$/);
      expect(setting).toHaveProperty("default");
    }
  }
});
