import type { ServedCall } from "../call";
import { restGetSelf, restGetServiceAccount, restGetUser } from "./accounts";
import { restSearchAuditLog } from "./audit-log";
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
  restSearchAuditLog,
  restGetSelf,
  restGetUser,
  restGetServiceAccount,
];
