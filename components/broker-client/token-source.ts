import * as pulumi from "@pulumi/pulumi";
import type { BrokeredIntegration } from "../../provider/resources/classic/brokered-integration";
import type { ClonedIntegration } from "../../provider/resources/classic/cloned-integration";
import { type CheckedClient, clientTypesFor } from "../client-types";
import { InvalidInput } from "../validation/invalid-input";
import { brokerTokenText, objectName, wholeNumber } from "../validation/value-rules";
import { isSecretReference, type SecretInput } from "../inputs/secret-input";
import { checked, checkedSecret } from "../validation/validate";

/** Where a client's token comes from: an integration of this program, or somewhere else. One of the two. */
export interface TokenSourceArgs {
  /** The integration, or a clone of it, that this client serves. */
  readonly integration?: BrokeredIntegration | ClonedIntegration;
  /**
   * A token that did not come from Snyk's API: Jira, Artifactory and Nexus get theirs from Snyk's web UI or from
   * Snyk support. A UUID.
   */
  readonly brokerToken?: SecretInput;
  /**
   * Counts the tokens that `brokerToken` has held. Raise it together with the token: the client with the new token
   * is then ready before the old one goes.
   * @default 1
   */
  readonly tokenGeneration?: pulumi.Input<number>;
  /**
   * Names the token of an integration in another stack, whose `handOver` has it (docs/hand-over.md): what runs with one
   * token then has another name than what runs with any other one.
   * @default `g<tokenGeneration>`
   */
  readonly tokenName?: pulumi.Input<string>;
}

export interface ClientToken {
  readonly brokerToken: SecretInput;
  readonly generation: pulumi.Input<number>;
  /** Names the token, in names and labels of what runs with it. */
  readonly tokenName: pulumi.Input<string>;
}

/**
 * The token and its generation.
 * @param client what runs with the token, where that is known
 * @throws InvalidInput when there is none or two, or when the integration is of a type that the client cannot serve
 */
export function clientToken(
  owner: string,
  client: CheckedClient | undefined,
  args: TokenSourceArgs,
): ClientToken {
  const { integration, brokerToken, tokenGeneration, tokenName } = args;
  if (integration !== undefined && brokerToken !== undefined) {
    throw new InvalidInput(
      owner,
      "integration and brokerToken are both set; a client has one token, leave one out",
    );
  }
  if (integration !== undefined) {
    const own = Object.entries({ tokenGeneration, tokenName }).find(([, value]) => value !== undefined);
    if (own !== undefined)
      throw new InvalidInput(owner, `${own[0]} comes from the integration; leave it out`);
    return fromIntegration(owner, client, integration);
  }
  if (brokerToken === undefined) {
    throw new InvalidInput(owner, "integration is missing; give an integration, or the brokerToken of one");
  }
  const token = checkedSecret(owner, "brokerToken", brokerTokenText, brokerToken);
  const generation = checked(owner, "tokenGeneration", wholeNumber(1), tokenGeneration ?? 1);
  return {
    brokerToken: isSecretReference(token) ? token : pulumi.secret(token),
    generation,
    tokenName: checked(owner, "tokenName", objectName, tokenName ?? pulumi.interpolate`g${generation}`),
  };
}

/** Both kinds of integration. A clone has its source's type. */
interface Brokered {
  readonly type?: pulumi.Output<string>;
  readonly brokerToken: pulumi.Output<string>;
  readonly tokenGeneration: pulumi.Output<number>;
  readonly tokenName: pulumi.Output<string>;
}

function fromIntegration(
  owner: string,
  client: CheckedClient | undefined,
  integration: Brokered,
): ClientToken {
  // Chained to the generation, which is known in every preview, so that a wrong type is refused there.
  const generation = pulumi.all([integration.tokenGeneration, integration.type]).apply(([known, type]) => {
    if (type !== undefined && client !== undefined) checkServes(owner, client, type);
    return known;
  });
  return { brokerToken: integration.brokerToken, generation, tokenName: integration.tokenName };
}

/**
 * Refuses a client that cannot serve an integration type.
 * @throws InvalidInput
 */
export function checkServes(owner: string, client: CheckedClient, integrationType: string): void {
  if (client.integrationTypes.includes(integrationType)) return;
  const serves =
    client.integrationTypes.length > 0
      ? `serves ${client.integrationTypes.join(", ")}`
      : "serves no integration that the API can enable";
  const fitting = clientTypesFor(integrationType).map((type) => `"${type}"`);
  throw new InvalidInput(
    owner,
    `client.type "${client.type}" ${serves}, but the integration is of type "${integrationType}"; ` +
      `use client.type ${fitting.join(" or ")}`,
  );
}
