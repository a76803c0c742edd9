import type { ServedCall } from "../call";
import { deleteAuthentication, provisionToken, switchBrokerToken } from "./authentication";
import { cloneIntegration } from "./clone";
import { createIntegration, getIntegrationByType, listIntegrations, updateIntegration } from "./integrations";
import { createOrg, deleteOrg, listOrgs } from "./orgs";
import { getSettings, updateSettings } from "./settings";

export const V1_CALLS: readonly ServedCall[] = [
  listIntegrations,
  getIntegrationByType,
  createIntegration,
  updateIntegration,
  deleteAuthentication,
  provisionToken,
  switchBrokerToken,
  cloneIntegration,
  getSettings,
  updateSettings,
  listOrgs,
  createOrg,
  deleteOrg,
];
