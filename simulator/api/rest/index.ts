import type { Call } from "../call";
import { restGetIntegration, restListIntegrations } from "./integrations";
import { restGetOrg, restListGroupOrgs, restListOrgs } from "./orgs";

export const REST_CALLS: readonly Call[] = [
  restListIntegrations,
  restGetIntegration,
  restListOrgs,
  restListGroupOrgs,
  restGetOrg,
];
