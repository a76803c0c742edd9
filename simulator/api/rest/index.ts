import type { ServedCall } from "../call";
import { restGetIntegration, restListIntegrations } from "./integrations";
import { restGetSelf } from "./self";
import { restGetGroupServiceAccount, restGetOrgServiceAccount } from "./service-accounts";
import { restGetOrg, restListGroupOrgs, restListOrgs } from "./orgs";

export const REST_CALLS: readonly ServedCall[] = [
  restListIntegrations,
  restGetIntegration,
  restListOrgs,
  restListGroupOrgs,
  restGetOrg,
  restGetSelf,
  restGetOrgServiceAccount,
  restGetGroupServiceAccount,
];
