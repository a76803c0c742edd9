/** Every call that the simulator answers, as the request log and the faults name it. */
export const OPERATIONS = [
  "listIntegrations",
  "getIntegrationByType",
  "createIntegration",
  "updateIntegration",
  "deleteAuthentication",
  "provisionToken",
  "switchToken",
  "cloneIntegration",
  "getSettings",
  "updateSettings",
  "createOrg",
  "deleteOrg",
  "listOrgs",
  "restListIntegrations",
  "restGetIntegration",
  "restListConnections",
  "restListOrgs",
  "restListGroupOrgs",
  "restGetOrg",
  "restSearchAuditLog",
  "restGetUser",
  "restGetSelf",
  "restGetOrgServiceAccount",
  "restGetGroupServiceAccount",
  "requestAccessToken",
] as const;

/**
 * One of the calls.
 * @useDeclaredType
 */
export type Operation = (typeof OPERATIONS)[number];

/** What an `updateIntegration` asked for: one PUT serves three purposes. */
export const UPDATE_DETAILS = ["enable", "disable", "credentials"] as const;

/**
 * One of the three purposes of an `updateIntegration`.
 * @useDeclaredType
 */
export type UpdateDetail = (typeof UPDATE_DETAILS)[number];
