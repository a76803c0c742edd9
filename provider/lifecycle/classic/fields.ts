import { z } from "zod";
import { isDay } from "./token/day";

/** Fields that several resources have. Objects are strict: a misspelt `tokenEnv` would otherwise be another tenant's key. */

export const organizationId = z
  .string("give the organization's id")
  .regex(
    /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
    "is not an organization id; Snyk's are UUIDs of 36 characters: web UI, Settings → General, Organization ID",
  );

export const day = z.string("give a day, YYYY-MM-DD").refine(isDay, "is not a day; write YYYY-MM-DD");

const configurationKey = z.string("give a configuration key").min(1, "give a configuration key").optional();
const variableName = z.string("give a variable's name").min(1, "give a variable's name").optional();

export const apiConnection = z
  .strictObject({
    tokenConfigKey: configurationKey,
    tokenEnv: variableName,
    clientIdConfigKey: configurationKey,
    clientIdEnv: variableName,
    clientSecretConfigKey: configurationKey,
    clientSecretEnv: variableName,
    region: z.string().optional(),
    apiUrl: z.string().optional(),
  })
  .optional();

/** By field, as V1's "Update existing integration" takes them. */
export const credentialsOnDelete = z
  .record(z.string(), z.string("give a text"), "give credentials by field")
  .optional();
