import { RunningQuickstart } from "./running";

// Several runs of the real engine and of the real Broker, on a machine that may be busy.
jest.setTimeout(600_000);

it("goes from nothing to a relayed request and through a rotation, and leaves nothing behind", async () => {
  const run = new RunningQuickstart();
  expect([await run.ended(), run.output]).toEqual([0, expect.anything()]);

  expect(run.output).toContain(
    "pulumi-nodejs:dynamic:BrokeredIntegration  gitlab-integration           create",
  );
  expect(run.output).toMatch(/BROKER_TOKEN from Secret broker-gitlab-g1-\w{6}/);
  expect(run.output).toContain('200 {"path":"/api/v4/user","authorized":true}');
  expect(run.output).toMatch(/"broker-gitlab-g1-\w{6}" => "broker-gitlab-g2-\w{6}"/);
  expect(run.output).toMatch(/\b[1-9]\d* requests were relayed meanwhile, 0 of them lost/);
  expect(run.output).toContain("At Snyk the Broker is off again.");
  await run.leavesNothing();

  // The caller's own key; the simulator's; the GitLab token; the broker tokens of two generations.
  expect(run.secrets.size).toBe(5);
  for (const secret of run.secrets) expect(run.output).not.toContain(secret);
});

it.each([
  ["while the Broker server starts", "2. Start Snyk"],
  ["during the preview", "gitlab-integration           create"],
  ["while the client starts", /broker-gitlab-g1-\w{6}: started/],
])("leaves nothing behind after a Ctrl-C %s", async (_when, text) => {
  const run = new RunningQuickstart("--no-rotate");
  await run.says(text);
  run.signal("SIGINT");
  expect([await run.ended(), run.output]).toEqual([130, expect.stringContaining("Interrupted")]);
  await run.leavesNothing();
});

it("leaves nothing behind when it is killed, and runs again", async () => {
  const killed = new RunningQuickstart();
  await killed.says(/broker-gitlab-g2-\w{6}: started/); // two clients, the engine and its plugins are there
  killed.signal("SIGKILL");
  expect(await killed.ended()).toBeNull();
  await killed.leavesNothing();

  const next = new RunningQuickstart("--no-rotate");
  expect([await next.ended(), next.output]).toEqual([0, expect.stringContaining('200 {"path"')]);
  await next.leavesNothing();
});

it.each([
  ["--help", 0, "Usage: npm run quickstart"],
  ["--fast", 2, 'Unknown option "--fast"'],
  ["--kubeconfig /nowhere", 2, "no file /nowhere"],
])("answers %s", async (args, code, text) => {
  const run = new RunningQuickstart(...args.split(" "));
  expect([await run.ended(), run.output]).toEqual([code, expect.stringContaining(text)]);
  await run.leavesNothing();
});
