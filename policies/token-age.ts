import type { ResourceValidationPolicy } from "@pulumi/policy";
import { daysBetween, dayOf } from "../provider/lifecycle/classic/token/day";
import { now } from "../provider/process/configuration";
import { brokeredIntegrationOf } from "./resources";

interface Config {
  readonly maxAgeDays: number;
}

/** Finds tokens that nobody rotates. A token that this run rotates is new already when the policy sees it. */
export const tokenAge: ResourceValidationPolicy = {
  name: "snyk-broker-token-age",
  description: "A broker token is rotated before it is older than maxAgeDays.",
  enforcementLevel: "advisory",
  severity: "medium",
  configSchema: {
    properties: {
      maxAgeDays: {
        description: "Days. Snyk recommends a rotation every 90; the default leaves ten for a late run.",
        type: "integer",
        minimum: 1,
        default: 100,
      },
    },
  },
  remediationSteps:
    "Give the integration `rotation: { everyDays: 90 }` and a pipeline that runs `pulumi up` every week; or rotate now " +
    "with another `rotation.trigger`.",
  validateResource: (args, reportViolation) => {
    const { tokenIssuedOn, tokenGeneration, universalConnection } = brokeredIntegrationOf(args) ?? {};
    if (tokenIssuedOn === undefined || universalConnection !== undefined) return;
    const { maxAgeDays } = args.getConfig<Config>();
    const age = daysBetween(tokenIssuedOn, dayOf(now()));
    if (age <= maxAgeDays) return;
    reportViolation(
      `The broker token of "${args.name}" (generation ${tokenGeneration ?? "?"}) was issued on ${tokenIssuedOn}, ` +
        `${age} days ago; ${maxAgeDays} are allowed. Set \`rotation: { everyDays: 90 }\`, or change \`rotation.trigger\` ` +
        `to rotate now.`,
    );
  },
};
