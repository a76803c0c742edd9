/** Previews of situations that a `Broker` alone does not come into, as the engine prints them. */
import {
  clone,
  CLONED,
  integration,
  previewWith,
  ROTATED,
  STORED,
  type PreviewStep,
  tokenSwitch,
  UNKNOWN,
} from "./preview-of";

const THIRD_ORG = "a0000000-0000-4000-8000-000000000003";

const SWITCHED = { orgId: STORED.orgId, type: "gitlab", tokenGeneration: 1, provisionedGeneration: 0 };
const LIVE = { liveGeneration: 1 };
const TO_COME = { ...SWITCHED, provisionedGeneration: UNKNOWN };
const SECRET = "[secret]";

const rotatedSwitch = tokenSwitch("update", {
  before: SWITCHED,
  outputs: LIVE,
  after: { ...TO_COME, tokenGeneration: 2 },
});

function rotated(more: Readonly<Record<string, unknown>>): readonly PreviewStep[] {
  return [
    integration("update", { before: STORED, after: { ...STORED, ...ROTATED, ...more } }),
    rotatedSwitch,
  ];
}

/** Two of five rotations that are due have to wait: Snyk allows one at a time in a group. */
function deferred(): readonly PreviewStep[] {
  const ofType = (type: string) => ({ name: type, before: { ...STORED, type } });
  const rotate = (type: string): readonly PreviewStep[] => [
    integration("update", { ...ofType(type), after: { ...STORED, ...ROTATED, type } }),
    tokenSwitch(
      "update",
      { name: `${type}-switch`, before: SWITCHED, outputs: LIVE, after: { ...TO_COME, tokenGeneration: 2 } },
      type,
    ),
  ];
  const wait = (type: string): PreviewStep =>
    integration("same", { ...ofType(type), after: { ...STORED, type, rotationDeferred: true } });
  return [
    ...["gitlab", "artifactory-cr", "github"].flatMap(rotate),
    ...["azure-repos", "bitbucket-server"].map(wait),
  ];
}

/** With `--refresh` the engine lists a resource as refreshed, and once more with what happens to it. */
function turnedOffWithRefresh(): readonly PreviewStep[] {
  const found = { ...STORED, brokered: false };
  return [
    integration("refresh", { before: found, after: found }),
    tokenSwitch("refresh", { before: SWITCHED, outputs: LIVE, after: SWITCHED }),
    clone("refresh", { before: CLONED, after: CLONED }),
    integration("update", {
      before: found,
      after: { ...STORED, tokenGeneration: 2, rotationReason: "the Broker was found turned off at Snyk" },
    }),
    rotatedSwitch,
  ];
}

const lastRotation = { ...STORED, ...ROTATED };
const moved = { ...STORED, orgId: THIRD_ORG, tokenIssuedOn: "2027-02-01" };

export const SITUATIONS = {
  "turned-off-with-refresh": previewWith(turnedOffWithRefresh()),
  replaced: previewWith([
    integration("replace", { before: STORED, after: moved }),
    tokenSwitch("replace", { before: SWITCHED, outputs: LIVE, after: { ...TO_COME, orgId: THIRD_ORG } }),
    clone("update", {
      before: CLONED,
      after: { ...CLONED, source: { ...CLONED.source, orgId: THIRD_ORG, id: UNKNOWN } },
    }),
  ]),
  "answers-lost": previewWith([
    integration("update", {
      before: STORED,
      outputs: { brokered: false, provisionedGeneration: 0 },
      after: STORED,
    }),
    tokenSwitch("create", { after: TO_COME }),
    clone("create", { after: CLONED }),
  ]),
  deleted: previewWith([
    tokenSwitch("delete", { before: SWITCHED, outputs: LIVE }),
    clone("delete", { before: CLONED }),
    integration("delete", { before: STORED }),
  ]),
  adopted: previewWith([
    integration("create", {
      after: {
        ...STORED,
        adopt: SECRET,
        tokenIssuedOn: "2026-01-01",
        rotationReason: "adopted with its token",
      },
    }),
    tokenSwitch("create", { after: TO_COME }),
  ]),
  triggered: previewWith(
    rotated({ rotation: { trigger: "leak-2027-01" }, rotationReason: 'trigger "leak-2027-01"' }),
  ),
  "given-provisional-token": previewWith(rotated({ provisionalToken: SECRET })),
  "shared-rotation": previewWith(rotated({ sharedWith: ["Jenkins client in dc2"] })),
  unfinished: previewWith([
    integration("same", {
      before: lastRotation,
      outputs: { brokerToken: SECRET, provisionedGeneration: 2 },
      after: lastRotation,
    }),
    tokenSwitch("update", {
      before: SWITCHED,
      outputs: { ...LIVE, tokenGeneration: 2, provisionedGeneration: 2, unansweredGeneration: 2 },
      after: { ...SWITCHED, tokenGeneration: 2, provisionedGeneration: 2 },
    }),
  ]),
  deferred: previewWith(deferred(), {
    diagnostics: [{ severity: "info", message: "rotation deferred to the next run" }],
  }),
  /** Without `--show-sames` the engine leaves out what does not change, and counts it. */
  "policy-change": previewWith([], { changeSummary: { same: 4 } }),
  "program-fails": previewWith([], {
    diagnostics: [{ severity: "error", message: "error: canary in a diagnostic" }],
    changeSummary: { same: 4 },
  }),
} satisfies Readonly<Record<string, Buffer>>;
