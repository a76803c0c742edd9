import {
  clone,
  integration,
  NOBODY,
  ORG,
  OTHER_ORG,
  previewOf,
  ROTATED,
  secret,
  STORED,
  tokenSwitch,
  UNKNOWN,
} from "./preview-of";
import { gist } from "./reviewed";

describe("cases built by hand", () => {
  const kept = { before: STORED, after: STORED };
  const rotated = { before: STORED, after: { ...STORED, ...ROTATED } };
  const cloned = { orgId: OTHER_ORG, type: "gitlab", sourceOrgId: ORG, brokered: true, onDelete: "disable" };
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
        integration("update", {
          before: { ...STORED, brokered: false },
          after: { ...STORED, ...ROTATED, brokered: true },
        }),
        clone("update", { before: cloned, after: { ...cloned, sourceEnabledGeneration: 2 } }),
        secret("update", { before: {}, after: {} }),
      ],
      tokens: ["gitlab enabled again"],
      calls: "1 enable, 1 clone",
      warnings: ["turned off"],
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
      name: "a provisional token that was given before is not used a second time",
      steps: [
        integration("update", {
          before: { ...STORED, provisionalToken: "[secret]" },
          after: { ...STORED, ...ROTATED, provisionalToken: "[secret]" },
        }),
        tokenSwitch("update", switched),
        secret("update", { before: {}, after: {} }),
      ],
      tokens: ["gitlab rotated"],
      calls: "1 provision, 1 switch",
      warnings: [],
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
    },
    {
      name: "an integration that is left in place costs no call",
      steps: [
        integration("delete", { before: { ...STORED, onDelete: "retain" } }),
        clone("delete", { before: { ...cloned, onDelete: "retain" } }),
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
        clone("delete", { before: { ...cloned, onDelete: "retain" } }),
      ],
      tokens: ["gitlab cut off"],
      calls: "1 disable",
      warnings: ["refused", "deletion"],
    },
    {
      name: "a clone that was turned off is cloned again",
      steps: [
        integration("same", kept),
        clone("update", { before: { ...cloned, brokered: false }, after: cloned }),
      ],
      tokens: ["gitlab kept"],
      calls: "1 clone",
      warnings: ["turned off"],
    },
    {
      name: "a clone of an integration that the preview does not list",
      steps: [clone("create", { after: cloned })],
      tokens: ["gitlab kept"],
      calls: "1 clone",
      warnings: [],
    },
    {
      name: "an adopted clone is no call",
      steps: [integration("same", kept), clone("create", { after: { ...cloned, adopt: true } })],
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
    expect(gist(previewOf(steps))).toMatchObject(expected);
  });

  it.each([
    { today: "2027-04-01", warnings: [] },
    { today: "2027-04-02", warnings: ["old token"] },
  ])("warns of a token that is older than 90 days, not of 90 ($today)", ({ today, warnings }) => {
    expect(gist(previewOf([integration("same", kept)]), today)).toMatchObject({ warnings });
  });
});
