import type { ServedCall } from "../call";
import { restGetSelf, restGetServiceAccount, restGetUser } from "./accounts";
import { restSearchAuditLog } from "./audit-log";
import { restGetIntegration, restListIntegrations } from "./integrations";
import { restGetOrg, restListGroupOrgs, restListOrgs } from "./orgs";

export const REST_CALLS: readonly ServedCall[] = [
  restListIntegrations,
  restGetIntegration,
  restListOrgs,
  restListGroupOrgs,
  restGetOrg,
  restSearchAuditLog,
  restGetSelf,
  restGetUser,
  restGetServiceAccount,
];
