import type { ServedCall } from "../call";
import { restListConnections } from "./connections";
import { restGetIntegration, restListIntegrations } from "./integrations";
import { restGetOrg, restListGroupOrgs, restListOrgs } from "./orgs";

export const REST_CALLS: readonly ServedCall[] = [
  restListIntegrations,
  restGetIntegration,
  restListConnections,
  restListOrgs,
  restListGroupOrgs,
  restGetOrg,
];
