import type { SimulatorSettings } from "../../../simulator";

/** Every answer to every question that Snyk's documentation leaves open, one at a time, as the simulator knows them. */
const OTHER_ANSWERS: { readonly [K in keyof SimulatorSettings]: readonly SimulatorSettings[K][] } = {
  enableTwice: ["new-token", "same-token"],
  enableReturnsToken: [false],
  reenableAfterDisable: ["old-token"],
  postExistingType: ["returns-existing", "second"],
  cloneOverExisting: ["overwrites", "returns-existing"],
  cloneOverTurnedOff: ["conflict", "returns-existing"],
  existingTypeStatus: [400, 422],
  provisionPendingStatus: [409, 422],
  switchNoneStatus: [409, 422],
  cloneAcrossGroupsStatus: [409, 422],
  provisionScope: ["sharing-set"],
  switchThrough: ["provisioned-integration"],
  provisionalTokenExpiresAfterSeconds: [3600],
  oldTokenAfterSwitch: ["provisional"],
  provisionalTokenOnDisable: ["kept"],
  emptyCredentialsOnDisable: ["refused"],
  settingsPut: ["replace"],
  bearerOnV1Writes: ["refused"],
  accessTokenSeconds: [30],
  errorOnMissingPermission: ["404"],
  restIntegrations: ["forbidden", "absent", "without-has-broker"],
  noUniversalConnections: ["404"],
  provisionBesideUniversal: ["accepted"],
  restOmits: [["gitlab"]],
  auditLog: ["forbidden", "names-no-integration"],
  restSunset: ["2027-07-22"],
  restLinks: ["absolute", "object"],
  rateLimitBlock: ["until-there-is-room"],
  retryAfter: [true],
};

export interface AssumedSnyk {
  readonly name: string;
  readonly settings: Partial<SimulatorSettings>;
}

const differing: readonly AssumedSnyk[] = Object.entries(OTHER_ANSWERS).flatMap(([setting, values]) =>
  values.map((value) => ({ name: `${setting}: ${String(value)}`, settings: { [setting]: value } })),
);

/** The likeliest Snyk, every one that differs in one answer, and two that differ in many. */
export const SNYKS: readonly AssumedSnyk[] = [
  { name: "as we think it is", settings: {} },
  ...differing,
  {
    name: "returning as little as it may",
    settings: {
      enableReturnsToken: false,
      enableTwice: "no-token",
      restIntegrations: "forbidden",
      errorOnMissingPermission: "404",
      provisionPendingStatus: 409,
      switchNoneStatus: 409,
    },
  },
  {
    name: "changing tokens whenever it may",
    settings: {
      enableTwice: "new-token",
      reenableAfterDisable: "new-token",
      postExistingType: "second",
      cloneOverExisting: "overwrites",
      provisionScope: "sharing-set",
    },
  },
];

/** No call of a creation or a rotation meets these: a lost answer under them is a lost answer under the first Snyk. */
const OF_OTHER_CALLS: readonly (keyof SimulatorSettings)[] = [
  "cloneOverExisting",
  "cloneOverTurnedOff",
  "cloneAcrossGroupsStatus",
  "emptyCredentialsOnDisable",
  "settingsPut",
  "bearerOnV1Writes",
  "accessTokenSeconds",
  "errorOnMissingPermission",
  "noUniversalConnections",
  "provisionBesideUniversal",
  "restSunset",
  "restLinks",
  "rateLimitBlock",
  "retryAfter",
];

export const SNYKS_OF_TOKENS = SNYKS.filter(
  ({ settings }) =>
    !OF_OTHER_CALLS.some((setting) => setting in settings) || Object.keys(settings).length > 1,
);
