import { type SnykApiError, UserError } from "../../snyk/errors";

/** What a refusal tells of a clone. */
interface Clone {
  readonly orgId: string;
  readonly source: { readonly orgId: string; readonly type: string };
}

export function existsAlready({ orgId, source: from }: Clone): UserError {
  return new UserError(
    `Organization ${orgId} has a ${from.type} integration already, and what cloning over it does is not documented. ` +
      `Nothing was changed. If it is a clone of this stack that was only renamed or moved (from \`organizations: [id]\` to a ` +
      `record, into a component), give it an alias. If it shares the source's token, set \`adopt: true\`. If it is ` +
      `another one, look who uses it before you take it away.`,
  );
}

export function credentialsRefused(headline: string): UserError {
  return new UserError(
    `${headline} Snyk may not accept empty credentials for this type: set \`credentialsOnDelete\` on the clone (a ` +
      `\`Broker\` passes on that of its integration), run \`pulumi up\`, then destroy again; or turn the Broker off in ` +
      `Snyk's web UI and set \`onDelete: "retain"\`.`,
  );
}

export function otherGroup({ orgId, source: from }: Clone): UserError {
  return new UserError(
    `Could not clone into organization ${orgId}: it is not in the group of organization ${from.orgId}, and Snyk clones ` +
      `within a group only. Declare a BrokeredIntegration of its own for that organization.`,
  );
}

export function cannotClone({ orgId, source: from }: Clone, refusal: SnykApiError): UserError {
  return new UserError(
    `${refusal.headline} Snyk clones within a group only, and may not clone over a ${from.type} integration that ` +
      `organization ${orgId} has already. Look at that one in Snyk's web UI: if nobody uses it (its Broker was turned ` +
      `off), remove it there, then run again.`,
  );
}

export function cannotMove(
  { source: was }: Clone,
  { orgId, source: from }: Clone,
  refusal: SnykApiError,
): UserError {
  return new UserError(
    `${refusal.headline} The clone in organization ${orgId} is to get the token of organization ${from.orgId}, and Snyk ` +
      `does not clone over what exists. It stays on the token of organization ${was.orgId}, whose clients go on: nothing ` +
      `was turned off. To go back: name organization ${was.orgId} in the program again, with \`adopt: { brokerToken }\` for ` +
      `the integration (Snyk's web UI shows the token under Broker Credentials) and \`adopt: true\` for its clones. To go ` +
      `on: at a time when organization ${orgId} can be without its Broker, remove its ${from.type} integration in Snyk's ` +
      `web UI, then run \`pulumi refresh\` and \`pulumi up\`.`,
  );
}

export function leftBehind({ orgId, source: from }: Clone, refusal: SnykApiError): UserError {
  return new UserError(
    `${refusal.headline} The source is another resource than before, or its Broker was enabled again with another token, ` +
      `so this clone may be on the former one. Compare both tokens in Snyk's web UI (Broker Credentials). If they are the ` +
      `same, set \`adopt: true\` on the clone. If not, no client serves the clone: remove ${from.type} of organization ` +
      `${orgId} there, run \`pulumi refresh\`, then \`pulumi up\`, which clones it anew.`,
  );
}
