import * as pulumi from "@pulumi/pulumi";
import { BrokeredIntegration, ClonedIntegration } from "../../../index";

/** What the engine is told of each resource, by its name. */
const registered: Record<string, Readonly<Record<string, unknown>>> = {};

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => {
      registered[name] = inputs as Readonly<Record<string, unknown>>;
      return {
        id: `${name}-id`,
        state: { ...registered[name], enabledGeneration: name === "again" ? 2 : 1 },
      };
    },
    call: () => ({}),
  });
  for (const name of ["first", "again"]) {
    const source = new BrokeredIntegration(name, { orgId: "source", type: "gitlab" });
    const clones = ["one", "two"].map(
      (team) => new ClonedIntegration(`${name}-${team}`, { source, orgId: team }),
    );
    await Promise.all(clones.map((clone) => new Promise((done) => clone.urn.apply(done))));
  }
});

// Every property costs the SDK an output with four promises, for each of a thousand clones.
it("a clone is registered with what the program gives, and nothing that it leaves out", () => {
  expect(Object.keys(registered["first-one"] ?? {}).sort()).toEqual(["__provider", "orgId", "source"]);
});

it("a clone takes along in its source what the provider is told of the run", () => {
  expect(registered["first-two"]?.["source"]).toMatchObject({
    id: "first-id",
    type: "gitlab",
    __run: { resource: "first-two" },
  });
});

it("all clones of a source tell of a later enabling, and none of the first", () => {
  const enablings = ["first-one", "first-two", "again-one", "again-two"].map(
    (name) => (registered[name]?.["source"] as { enabledGeneration?: number }).enabledGeneration,
  );
  expect(enablings).toEqual([undefined, undefined, 2, 2]);
});

describe("stack traces", () => {
  const limit = Error.stackTraceLimit;
  const source = () => new BrokeredIntegration("traced", { orgId: "source", type: "gitlab" });

  it("are short while a clone is registered, and whole again after it", () => {
    const opts = { transformations: [() => ((seen = Error.stackTraceLimit), undefined)] };
    let seen = limit;
    new ClonedIntegration("short", { source: source(), orgId: "team" }, opts);
    expect(seen).toBeLessThan(limit);
    expect(Error.stackTraceLimit).toBe(limit);
  });

  it("are whole again after a clone that Pulumi refuses, and that refusal's says where the program is", () => {
    let refusal: unknown;
    try {
      new ClonedIntegration("", { source: source(), orgId: "team" });
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toMatchObject({ message: expect.stringMatching(/name/) as string });
    expect((refusal as Error).stack).toContain("registration.test.ts");
    expect(Error.stackTraceLimit).toBe(limit);
  });

  it("stay whole for who debugs promises", () => {
    process.env["PULUMI_DEBUG_PROMISE_LEAKS"] = "true";
    try {
      const opts = { transformations: [() => ((seen = Error.stackTraceLimit), undefined)] };
      let seen = 0;
      new ClonedIntegration("whole", { source: source(), orgId: "team" }, opts);
      expect(seen).toBe(limit);
    } finally {
      delete process.env["PULUMI_DEBUG_PROMISE_LEAKS"];
    }
  });
});
