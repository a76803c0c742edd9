import type { ServedCall } from "../call";
import { restSearchAuditLog } from "./audit-log";
import { restListConnections } from "./connections";
import { restGetIntegration, restListIntegrations } from "./integrations";
import { restGetSelf } from "./self";
import { restGetGroupServiceAccount, restGetOrgServiceAccount } from "./service-accounts";
import { restGetUser } from "./users";
import { restGetOrg, restListGroupOrgs, restListOrgs } from "./orgs";

export const REST_CALLS: readonly ServedCall[] = [
  restListIntegrations,
  restGetIntegration,
  restListConnections,
  restListOrgs,
  restListGroupOrgs,
  restGetOrg,
  restSearchAuditLog,
  restGetUser,
  restGetSelf,
  restGetOrgServiceAccount,
  restGetGroupServiceAccount,
];
