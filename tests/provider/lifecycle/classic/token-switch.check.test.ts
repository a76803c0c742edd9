import * as tokenSwitch from "../../../../provider/lifecycle/classic/token-switch";
import type { Properties } from "../../../../provider/lifecycle/engine/protocol";
import { checkContext } from "../../support/lab";

const ORG = "a0000000-0000-4000-8000-000000000001";
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const stored = {
  orgId: ORG,
  type: "gitlab",
  integrationId: "i",
  instance: "k3x9qd",
  tokenGeneration: 2,
  provisionedGeneration: 2,
};
const check = (more: Properties) => tokenSwitch.check(checkContext("2026-11-22"), {}, { ...stored, ...more });
const reasons = (more: Properties) => check(more).failures.map(({ reason }) => reason);

describe("a client that runs with another token, because this run leaves it out", () => {
  const token = "g2-aaaaaa";

  it("keeps the switch from being sent, in the preview, and is named", () => {
    const clients = { eu: token, us: "g1-bbbbbb", au: "g1-cccccc" };
    expect(reasons({ token, clients })).toEqual([
      `clients: gitlab in organization ${ORG} is to switch to token g2-aaaaaa, and client "us" runs with token g1-bbbbbb, ` +
        `"au" runs with token g1-cccccc. This run leaves out its Deployment or Secret (--target, --exclude, ` +
        `ignoreChanges): run \`pulumi up\` with all of them. The live token keeps serving`,
    ]);
  });

  it("counts by the token, not by its generation: another creation of the integration counts from 1 again", () => {
    expect(reasons({ token, clients: { eu: "g2-bbbbbb" } })).toHaveLength(1);
  });

  it.each<[what: string, more: Properties]>([
    ["runs with it", { token, clients: { eu: token } }],
    ["is not there", { token, clients: {} }],
    ["is in another stack", {}],
    ["is not known yet", { token, clients: { eu: UNKNOWN } }],
    ["waits for a token that is not known yet", { token: UNKNOWN, clients: { eu: "g1-bbbbbb" } }],
  ])("is none where every client %s", (_, more) => {
    expect(reasons(more)).toEqual([]);
  });

  it("is looked at, and stored nowhere", () => {
    expect(check({ token, clients: { eu: token } }).inputs).toEqual(stored);
  });
});

describe("a client of another stack", () => {
  it("that is behind keeps the switch from being sent, in the preview", () => {
    expect(reasons({ readyGenerations: [2, 1] })).toEqual([
      "readyGenerations: a client of another stack runs with token generation 1, and the newest is 2; deploy its stack " +
        "first, then this one",
    ]);
  });

  it.each([[[2, 2]], [[3]], [[]], [[2, UNKNOWN]]])(
    "does not when they are ready with %j",
    (readyGenerations) => {
      expect(reasons({ readyGenerations })).toEqual([]);
    },
  );
});

describe("a change to a switch", () => {
  const outs = { ...stored, schemaVersion: 1, liveGeneration: 2 };

  it.each<[what: string, more: Properties, replaces: readonly string[]]>([
    ["a newer token", { tokenGeneration: 3 }, []],
    ["another creation of the integration", { instance: "aaaaaa" }, []],
    ["another integration", { integrationId: "j" }, ["integrationId"]],
    ["another organization", { orgId: "o", integrationId: "j" }, ["orgId", "integrationId"]],
  ])("is %s", (_, more, replaces) => {
    expect(tokenSwitch.diff(outs, { ...stored, ...more })).toEqual({ changes: true, replaces });
  });

  it("is none of what is only looked at, nor an id that is not known yet", () => {
    const more = {
      integrationId: UNKNOWN,
      readyGenerations: [2],
      token: "g2-aaaaaa",
      clients: { eu: "g2-aaaaaa" },
    };
    expect(tokenSwitch.diff(outs, { ...stored, ...more }).changes).toBe(false);
  });

  it("is a switch that is not done yet", () => {
    expect(tokenSwitch.diff({ ...outs, liveGeneration: 1 }, stored).changes).toBe(true);
  });
});
