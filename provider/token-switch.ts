import * as pulumi from "@pulumi/pulumi";
import type { ApiConnectionArgs } from "./api-connection";
import type { BrokeredIntegration, HandOver } from "./brokered-integration";
import { DynamicResource } from "./dynamic";

/** Whose token becomes the live one, and which clients elsewhere it waits for. */
export interface TokenSwitchArgs {
  /**
   * The integration whose newest token becomes the live one; or what the stack that has the integration exported of
   * it, where the clients are in another stack (docs/hand-over.md).
   */
  readonly integration: BrokeredIntegration | pulumi.OutputInstance<pulumi.Unwrap<HandOver>>;
  /**
   * The generations that clients of other stacks are ready with, each a `BrokerClient`'s `tokenGeneration` that its
   * stack exports. While one is older than the token, the switch is refused in the preview (docs/hand-over.md).
   * @default none
   */
  readonly readyGenerations?: pulumi.Input<pulumi.Input<number>[]>;
  /** Another tenant or region than the configured one; the same as the integration's. @default the configuration */
  readonly api?: pulumi.Input<ApiConnectionArgs>;
}

/**
 * Makes the newest token of an integration the live one, for its whole sharing set. Let it depend on every client
 * that runs with the new token: Pulumi then switches when all of them are ready, and deletes the old ones after.
 * It makes no call while the token is live already.
 * @see https://docs.snyk.io: V1, "Switch between broker tokens"
 */
export class TokenSwitch extends DynamicResource {
  /** The generation that is live at Snyk. */
  declare readonly liveGeneration: pulumi.Output<number>;

  constructor(name: string, args: TokenSwitchArgs, opts?: pulumi.CustomResourceOptions) {
    const { integration, ...rest } = args;
    // What the program gave needs no dependency, which the state would hold once more for each input.
    const source = isOutput(integration)
      ? fields(integration)
      : { ...integration.handOver, ...integration.given };
    const inputs = { ...source, ...rest };
    super("TokenSwitch", name, inputs, { outputs: ["liveGeneration"] }, opts);
  }
}

function isOutput(
  integration: TokenSwitchArgs["integration"],
): integration is pulumi.OutputInstance<pulumi.Unwrap<HandOver>> {
  return pulumi.Output.isInstance(integration);
}

function fields(handOver: pulumi.OutputInstance<pulumi.Unwrap<HandOver>>): HandOver {
  return {
    orgId: handOver.apply(({ orgId }) => orgId),
    type: handOver.apply(({ type }) => type),
    integrationId: handOver.apply(({ integrationId }) => integrationId),
    tokenGeneration: handOver.apply(({ tokenGeneration }) => tokenGeneration),
    provisionedGeneration: handOver.apply(({ provisionedGeneration }) => provisionedGeneration),
  };
}
