import {
  observeId,
  observeType,
  observeUniversal,
} from "../../provider/lifecycle/classic/observe/integrations";
import type { ListedIntegration, SnykApi } from "../../provider/snyk/api";
import { SnykApiError } from "../../provider/snyk/errors";
import { type Check, failure, ok, refused, warning } from "./check";
import type { Subject } from "./subjects";

/** Whether an integration is at Snyk, and brokered. */
export async function checkIntegration(api: SnykApi, subject: Subject): Promise<readonly Check[]> {
  const { name, orgId, type, integrationId } = subject;
  try {
    const found =
      integrationId === undefined
        ? await observeType(api, orgId, type)
        : await observeId(api, orgId, integrationId);
    if (found !== undefined) {
      return [
        ok("integration", name, `Snyk has the ${type} integration of organization ${orgId}.`),
        await broker(api, subject, found),
      ];
    }
    return [missing(subject, integrationId === undefined ? undefined : await observeType(api, orgId, type))];
  } catch (error) {
    if (error instanceof SnykApiError) return [refused("integration", name, error)];
    throw error;
  }
}

function missing({ name, orgId, type, integrationId }: Subject, other: ListedIntegration | undefined): Check {
  if (integrationId === undefined) {
    return failure(
      { check: "integration", about: name, text: `Organization ${orgId} has no ${type} integration.` },
      "Check organization and type, or declare it in the program.",
    );
  }
  return failure(
    {
      check: "integration",
      about: name,
      text:
        other === undefined
          ? `Integration ${integrationId} is no longer at Snyk.`
          : `Integration ${integrationId} is no longer at Snyk; the organization has another one, ${other.id}.`,
    },
    other === undefined
      ? "Run `pulumi refresh`, then `pulumi up`: it is created again."
      : "Run `pulumi refresh`; then remove the other one by hand, or adopt it, and run `pulumi up`.",
  );
}

/** Snyk refuses to clone over what is there, and a clone that stays behind keeps a token that nobody has. */
const ENABLE_AGAIN: Readonly<Record<Subject["sharing"], string>> = {
  no: "Run `pulumi refresh`, then `pulumi up`: it is enabled again, and clients get the new token.",
  "has clones":
    "Remove its clones in Snyk's web UI; run `pulumi refresh`, then `pulumi up`: it is enabled again, cloned again, and " +
    "clients get the new token.",
  "is a clone": "Remove it in Snyk's web UI; run `pulumi refresh`, then `pulumi up`: it is cloned again.",
};

async function broker(api: SnykApi, subject: Subject, { brokered }: ListedIntegration): Promise<Check> {
  const { name: about, sharing } = subject;
  const connection = brokered === false ? undefined : await observeUniversal(api, subject);
  if (connection !== undefined) {
    return warning(
      { check: "broker", about, text: `It goes through the Universal Broker (connection "${connection}").` },
      "Run `pulumi refresh`: this stack then leaves it as it is. Its classic client serves it no more.",
    );
  }
  if (brokered === true) return ok("broker", about, "Its Broker is enabled.");
  if (brokered === false) {
    return failure({ check: "broker", about, text: "Its Broker is turned off." }, ENABLE_AGAIN[sharing]);
  }
  return warning(
    { check: "broker", about, text: "Snyk does not tell these credentials whether the Broker is enabled." },
    "Look at the integration in Snyk's web UI.",
  );
}
