import type { SnykApi } from "../../provider/snyk/api";
import { SnykApiError } from "../../provider/snyk/errors";
import { type Check, failure, ok, refused, warning } from "./check";

/** Whether the role is enough in an organization. */
export async function checkRole(api: SnykApi, orgId: string): Promise<Check> {
  const about = `organization ${orgId}`;
  try {
    await api.listIntegrations(orgId);
    switch (await api.mayEditIntegrations(orgId)) {
      case true:
        return ok("role", about, "The role may view and edit integrations.");
      case false:
        return failure(
          { check: "role", about, text: "The role may view integrations, but not edit them." },
          'Give the role the permission "Edit Integrations", or use a service account with the role Org Admin.',
        );
      case undefined:
        return warning(
          {
            check: "role",
            about,
            text: "The role may view integrations; Snyk does not say whether it may edit them.",
          },
          'Check in Snyk\'s web UI whether the role has "Edit Integrations".',
        );
    }
  } catch (error) {
    if (error instanceof SnykApiError) return refused("role", about, error);
    throw error;
  }
}

/** Under this part of what Snyk allows, others who use the key are close to its limit. */
const LOW = 0.2;

/** How the calls made so far stand to Snyk's limits. */
export function checkRateLimit({ rateLimit: { refusals, announced } }: SnykApi, origin: string): Check {
  const about = origin;
  if (refusals > 0) {
    return warning(
      {
        check: "rate-limit",
        about,
        text:
          refusals === 1
            ? "Snyk rate-limited 1 call; the retry succeeded."
            : `Snyk rate-limited ${refusals} calls; the retries succeeded.`,
      },
      "Give each job a service account of its own, or set `snyk-broker:requestsPerMinute` to its share in all that use this one.",
    );
  }
  if (announced === undefined) return ok("rate-limit", about, "Snyk rate-limited no call.");
  const text = `${announced.remaining} of ${announced.limit} calls are left in Snyk's current interval.`;
  if (announced.remaining >= announced.limit * LOW) return ok("rate-limit", about, text);
  return warning(
    { check: "rate-limit", about, text },
    "Others use the same credentials: give each job a service account of its own, or set `snyk-broker:requestsPerMinute` to its share.",
  );
}
