import {
  clone,
  CLONED,
  CLONED_BEFORE,
  integration,
  NOBODY,
  ORG,
  OTHER_ORG,
  previewWith,
  ROTATED,
  secret,
  STORED,
  tokenSwitch,
  UNKNOWN,
} from "./preview-of";
import { gist } from "./reviewed";

const THIRD_ORG = "a0000000-0000-4000-8000-000000000003";

describe("cases built by hand", () => {
  const kept = { before: STORED, after: STORED };
  const rotated = { before: STORED, after: { ...STORED, ...ROTATED } };
  const enabledAgain = {
    before: { ...STORED, brokered: false },
    after: { ...STORED, ...ROTATED, enabledGeneration: 2 },
  };
  const moved = { before: STORED, after: { ...STORED, orgId: THIRD_ORG } };
  const cloneOf = (source: object) => ({ ...CLONED, source: { ...CLONED.source, ...source } });
  const adopted = { ...STORED, adopt: "[secret]" };
  const switched = {
    before: { tokenGeneration: 1 },
    outputs: { liveGeneration: 1 },
    after: { tokenGeneration: 2, provisionedGeneration: UNKNOWN },
  };

  it.each([
    {
      name: "a rotation without a switch is issued, and said to stay unused",
      steps: [integration("update", rotated), secret("update", { before: {}, after: {} })],
      tokens: ["gitlab rotated"],
      calls: "1 provision",
      warnings: ["no switch"],
    },
    {
      name: "a clone of an integration that is enabled again is cloned again",
      steps: [
        integration("update", enabledAgain),
        clone("update", { before: CLONED, after: cloneOf({ enabledGeneration: 2 }) }),
        secret("update", { before: {}, after: {} }),
      ],
      tokens: ["gitlab enabled again"],
      calls: "1 enable, 1 clone",
      warnings: ["cloned over", "turned off"],
      fails: ["rotation"],
    },
    {
      name: "the same of a clone that the first releases have stored",
      steps: [
        integration("update", enabledAgain),
        clone("update", { before: CLONED_BEFORE, after: cloneOf({ enabledGeneration: 2, id: UNKNOWN }) }),
        secret("update", { before: {}, after: {} }),
      ],
      tokens: ["gitlab enabled again"],
      calls: "1 enable, 1 clone",
      warnings: ["cloned over", "turned off"],
    },
    {
      name: "a clone that the first releases have stored stays, whatever else is written anew",
      steps: [
        integration("same", kept),
        clone("update", { before: CLONED_BEFORE, after: cloneOf({ id: CLONED_BEFORE.sourceIntegrationId }) }),
      ],
      tokens: [],
      calls: "",
      warnings: [],
    },
    {
      name: "a clone follows its source to another organization, without being turned off",
      steps: [
        integration("replace", moved),
        clone("update", { before: CLONED, after: cloneOf({ orgId: THIRD_ORG, id: UNKNOWN }) }),
      ],
      tokens: ["gitlab replaced"],
      calls: "1 enable, 1 clone, 1 disable",
      warnings: ["replacement", "cloned over"],
      fails: ["outage"],
    },
    {
      name: "a clone gets the token of another integration of the program",
      steps: [
        integration("same", kept),
        integration("same", { name: "other", before: moved.after, after: moved.after }),
        clone("update", { before: CLONED, after: cloneOf({ orgId: THIRD_ORG, id: "another/7" }) }, "other"),
      ],
      tokens: ["other kept"],
      calls: "1 clone",
      warnings: ["cloned over"],
      fails: [],
    },
    {
      name: "a clone whose source was taken over by another resource is said to stay on its token",
      steps: [
        integration("delete", { before: STORED }),
        integration("create", { name: "renamed", after: adopted }),
        clone(
          "update",
          { before: CLONED, after: { ...cloneOf({ id: UNKNOWN, enabledGeneration: 0 }), adopt: true } },
          "renamed",
        ),
      ],
      tokens: ["gitlab released", "renamed adopted"],
      calls: "",
      warnings: [],
      fails: [],
    },
    {
      name: "a replaced integration is not turned off where another one takes its place",
      steps: [integration("replace", moved), integration("create", { name: "stays", after: adopted })],
      tokens: ["gitlab replaced", "stays adopted"],
      calls: "1 enable",
      warnings: [],
      fails: [],
    },
    {
      name: "a clone is not turned off where an integration takes its place, and the other way round",
      steps: [
        integration("delete", { before: STORED }),
        clone("delete", { before: CLONED }),
        integration("create", { name: "reversed", after: { ...adopted, orgId: OTHER_ORG } }),
        clone(
          "create",
          {
            name: "reversed-clone",
            after: { orgId: ORG, source: { orgId: OTHER_ORG, type: "gitlab", id: UNKNOWN }, adopt: true },
          },
          "reversed",
        ),
      ],
      tokens: ["gitlab released", "reversed adopted"],
      calls: "",
      warnings: [],
      fails: [],
    },
    {
      name: "a renamed clone is refused, and turned off for nobody",
      steps: [
        integration("same", kept),
        clone("delete", { before: CLONED }),
        clone("create", { name: "renamed", after: CLONED }),
      ],
      tokens: ["gitlab kept"],
      calls: "1 clone",
      warnings: ["refused"],
      fails: [],
    },
    {
      name: "what is marked for replacement is refused, and turned off for nobody",
      steps: [integration("replace", kept)],
      tokens: ["gitlab replaced"],
      calls: "1 enable",
      warnings: ["refused"],
      fails: [],
    },
    {
      name: "an integration that is there already, and off, is enabled by whoever takes its place",
      steps: [
        integration("delete", { before: { ...STORED, brokered: false } }),
        integration("create", { name: "renamed", after: STORED }),
      ],
      tokens: ["gitlab released", "renamed issued"],
      calls: "1 enable",
      warnings: [],
      fails: [],
    },
    {
      name: "a clone that moves to another organization leaves one without a Broker",
      steps: [
        integration("same", kept),
        clone("replace", { before: CLONED, after: { ...CLONED, orgId: THIRD_ORG } }),
      ],
      tokens: ["gitlab kept"],
      calls: "1 clone, 1 disable",
      warnings: ["clone removed"],
      fails: ["outage"],
    },
    {
      name: "what nobody uses is turned off without a loss",
      steps: [integration("delete", { before: { ...STORED, brokered: false } })],
      tokens: ["gitlab cut off"],
      calls: "1 disable",
      warnings: ["deletion"],
      fails: [],
    },
    {
      name: "a rotation that was deferred is said to wait",
      steps: [integration("same", { ...kept, after: { ...STORED, rotationDeferred: "schedule" } })],
      tokens: [],
      calls: "",
      warnings: ["deferred"],
    },
    {
      name: "whatever takes the token counts as its client",
      steps: [
        integration("update", rotated),
        tokenSwitch("update", switched),
        secret("update", { before: {}, after: {} }),
      ],
      tokens: ["gitlab rotated"],
      calls: "1 provision, 1 switch",
      warnings: [],
    },
    {
      name: "a provisional token that was used before is not used a second time",
      steps: [
        integration("update", {
          before: { ...STORED, provisionalToken: "[secret]" },
          after: { ...STORED, ...ROTATED, provisionalToken: "[secret]" },
          outputs: { brokerToken: "[secret]", provisionedGeneration: 0, usedProvisional: "1b47061264138c4a" },
        }),
        tokenSwitch("update", switched),
        secret("update", { before: {}, after: {} }),
      ],
      tokens: ["gitlab rotated"],
      calls: "1 provision, 1 switch",
      warnings: [],
    },
    {
      name: "a provisional token that was given before, and not used, is used when a rotation is due",
      steps: [
        integration("update", {
          before: { ...STORED, provisionalToken: "[secret]" },
          after: { ...STORED, ...ROTATED, provisionalToken: "[secret]" },
        }),
        tokenSwitch("update", switched),
        secret("update", { before: {}, after: {} }),
      ],
      tokens: ["gitlab rotated"],
      calls: "1 switch",
      warnings: [],
    },
    {
      name: "a creation whose answers were lost is enabled once more, whatever its inputs say",
      steps: [
        integration("update", { ...kept, outputs: { brokered: false, provisionedGeneration: 0 } }),
        tokenSwitch("create", { after: { tokenGeneration: 1, provisionedGeneration: UNKNOWN } }),
        secret("create", { after: {} }),
      ],
      tokens: ["gitlab completed"],
      calls: "1 enable",
      warnings: [],
      fails: [],
    },
    {
      name: "a rotation that is due finishes the last one, whose token was never switched to",
      steps: [
        integration("update", { ...rotated, outputs: { brokerToken: "[secret]", provisionedGeneration: 2 } }),
        tokenSwitch("update", {
          ...switched,
          before: { tokenGeneration: 1, liveGeneration: 1 },
          outputs: {},
        }),
        secret("update", { before: {}, after: {} }),
      ],
      tokens: ["gitlab completed"],
      calls: "1 switch",
      warnings: [],
      fails: ["rotation"],
    },
    {
      name: "a first token that was never switched to is no rotation",
      steps: [
        integration("same", { ...kept, outputs: { brokerToken: "[secret]", provisionedGeneration: 1 } }),
        tokenSwitch("create", { after: { tokenGeneration: 1, provisionedGeneration: 1 } }),
        secret("create", { after: {} }),
      ],
      tokens: ["gitlab completed"],
      calls: "1 switch",
      warnings: [],
      fails: [],
    },
    {
      name: "a switch in another stack leaves Snyk to be asked for the next token",
      steps: [
        integration("update", {
          before: { ...STORED, switchedElsewhere: true },
          after: { ...STORED, ...ROTATED, switchedElsewhere: true },
          outputs: { brokerToken: "[secret]", provisionedGeneration: 1 },
        }),
      ],
      tokens: ["gitlab rotated"],
      calls: "1 provision",
      warnings: ["no switch"],
    },
    {
      name: "a creation that got no token is completed",
      steps: [
        integration("update", { ...kept, outputs: {} }),
        tokenSwitch("create", { after: { tokenGeneration: 1, provisionedGeneration: UNKNOWN } }),
        secret("create", { after: {} }),
      ],
      tokens: ["gitlab completed"],
      calls: "1 provision, 1 switch",
      warnings: [],
      fails: [],
    },
    {
      name: "an integration that is left in place costs no call",
      steps: [
        integration("delete", { before: { ...STORED, onDelete: "retain" } }),
        clone("delete", { before: { ...CLONED, onDelete: "retain" } }),
      ],
      tokens: ["gitlab released"],
      calls: "",
      warnings: [],
    },
    {
      name: "what others share is not turned off",
      steps: [integration("delete", { before: { ...STORED, sharedWith: ["the client in dc2"] } })],
      tokens: ["gitlab cut off"],
      calls: "1 disable",
      warnings: ["refused", "deletion"],
    },
    {
      name: "a retained clone keeps its source from being turned off",
      steps: [
        integration("delete", { before: STORED }),
        clone("delete", { before: { ...CLONED, onDelete: "retain" } }),
      ],
      tokens: ["gitlab cut off"],
      calls: "1 disable",
      warnings: ["refused", "deletion"],
    },
    {
      name: "a clone that was turned off is cloned again",
      steps: [
        integration("same", kept),
        clone("update", { before: { ...CLONED, brokered: false }, after: CLONED }),
      ],
      tokens: ["gitlab kept"],
      calls: "1 clone",
      warnings: ["turned off"],
    },
    {
      name: "a clone of an integration that the preview does not list",
      steps: [clone("create", { after: CLONED })],
      tokens: ["gitlab kept"],
      calls: "1 clone",
      warnings: [],
    },
    {
      name: "an adopted clone is no call",
      steps: [integration("same", kept), clone("create", { after: { ...CLONED, adopt: true } })],
      tokens: ["gitlab kept"],
      calls: "",
      warnings: [],
    },
    {
      name: "a rotation that was interrupted is completed, also where only the switch is listed",
      steps: [
        tokenSwitch("update", {
          before: { tokenGeneration: 1 },
          outputs: { liveGeneration: 1 },
          after: { tokenGeneration: 2, provisionedGeneration: 2 },
        }),
      ],
      tokens: ["gitlab completed"],
      calls: "1 switch",
    },
    {
      name: "the token of another stack's integration is switched to here",
      steps: [
        tokenSwitch(
          "update",
          {
            before: { orgId: ORG, type: "gitlab", tokenGeneration: 1 },
            outputs: { liveGeneration: 1 },
            after: { orgId: ORG, type: "gitlab", tokenGeneration: 2, provisionedGeneration: 2 },
          },
          NOBODY,
        ),
      ],
      tokens: ["switch completed"],
      calls: "1 switch",
      warnings: [],
    },
    {
      name: "a switch that is added to a token which is live makes no call",
      steps: [
        integration("same", kept),
        tokenSwitch("create", { after: { tokenGeneration: 1, provisionedGeneration: 0 } }),
      ],
      tokens: [],
      calls: "",
      warnings: [],
    },
    {
      name: "a replacement in three steps is one",
      steps: [
        integration("delete-replaced", { before: STORED }),
        integration("replace", { before: STORED, after: { ...STORED, type: "github" } }),
        integration("create-replacement", { before: STORED, after: { ...STORED, type: "github" } }),
      ],
      tokens: ["gitlab replaced"],
      calls: "1 enable, 1 disable",
      warnings: ["replacement"],
    },
    {
      name: "resources of others are none of its business",
      steps: [secret("create", { after: {} }, "nobody")],
      tokens: [],
      calls: "",
      warnings: [],
    },
  ])("$name", ({ steps, name: _, ...expected }) => {
    expect(gist(previewWith(steps))).toMatchObject(expected);
  });

  it.each([
    { today: "2027-04-01", warnings: [] },
    { today: "2027-04-02", warnings: ["old token"] },
  ])("warns of a token that is older than 90 days, not of 90 ($today)", ({ today, warnings }) => {
    expect(gist(previewWith([integration("same", kept)]), today)).toMatchObject({ warnings });
  });
});
