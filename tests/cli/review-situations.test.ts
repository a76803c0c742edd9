import { gist, recorded } from "./reviewed";
import { SITUATIONS } from "./situations";

describe("previews of a Broker, recorded on the engine", () => {
  it.each([
    {
      preview: "broker-first-create",
      tokens: ["gitlab-integration issued"],
      calls: "1 enable, 2 clone",
      warnings: [],
      fails: [],
    },
    {
      preview: "broker-rotation-due",
      tokens: ["gitlab-integration rotated"],
      calls: "1 provision, 1 switch",
      warnings: [],
      fails: ["rotation"],
    },
    {
      preview: "broker-clone-removed",
      tokens: ["gitlab-integration kept"],
      calls: "1 disable",
      warnings: ["clone removed"],
      fails: ["outage"],
    },
    {
      preview: "broker-renamed",
      tokens: ["gitlab-integration released", "gitlab2-integration issued"],
      calls: "1 enable, 2 clone",
      warnings: ["refused", "refused"],
      fails: [],
    },
    { preview: "broker-settings", tokens: [], calls: "", warnings: [], fails: [] },
    {
      preview: "broker-turned-off",
      tokens: ["gitlab-integration enabled again"],
      calls: "1 enable, 2 clone",
      warnings: ["cloned over", "turned off"],
      fails: ["rotation"],
    },
  ])("$preview", ({ preview, ...expected }) => {
    expect(gist(recorded(preview))).toEqual(expected);
  });
});

describe("previews of other situations", () => {
  it.each([
    {
      situation: "turned-off-with-refresh",
      tokens: ["gitlab enabled again"],
      calls: "1 enable",
      warnings: ["clones left behind", "no client", "turned off"],
      fails: ["outage", "rotation"],
    },
    {
      situation: "replaced",
      tokens: ["gitlab replaced"],
      calls: "1 enable, 1 clone, 1 disable",
      warnings: ["replacement", "cloned over"],
      fails: ["outage"],
    },
    {
      situation: "answers-lost",
      tokens: ["gitlab completed"],
      calls: "1 enable, 1 clone",
      warnings: [],
      fails: [],
    },
    {
      situation: "deleted",
      tokens: ["gitlab cut off"],
      calls: "2 disable",
      warnings: ["deletion"],
      fails: ["outage"],
    },
    { situation: "adopted", tokens: ["gitlab adopted"], calls: "", warnings: ["old token"], fails: [] },
    {
      situation: "triggered",
      tokens: ["gitlab rotated"],
      calls: "1 provision, 1 switch",
      warnings: ["no client"],
      fails: ["outage", "rotation"],
    },
    {
      situation: "given-provisional-token",
      tokens: ["gitlab rotated"],
      calls: "1 switch",
      warnings: ["no client"],
      fails: ["outage", "rotation"],
    },
    {
      situation: "shared-rotation",
      tokens: ["gitlab rotated"],
      calls: "1 provision, 1 switch",
      warnings: ["client outside", "no client"],
      fails: ["outage", "rotation"],
    },
    {
      situation: "unfinished",
      tokens: ["gitlab completed"],
      calls: "1 switch",
      warnings: ["no client"],
      fails: ["outage", "rotation"],
    },
    {
      situation: "deferred",
      tokens: ["artifactory-cr rotated", "github rotated", "gitlab rotated"],
      calls: "3 provision, 3 switch",
      warnings: ["no client", "no client", "no client", "deferred", "deferred"],
      fails: ["outage", "rotation"],
    },
    { situation: "policy-change", tokens: [], calls: "", warnings: [], fails: [] },
  ] as const)("$situation", ({ situation, ...expected }) => {
    expect(gist(SITUATIONS[situation])).toEqual(expected);
  });
});
