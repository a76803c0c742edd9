import type * as pulumi from "@pulumi/pulumi";
import type { ApiConnectionArgs } from "./api-connection";
import type { BrokeredIntegration } from "./brokered-integration";
import { DynamicResource } from "./dynamic";

export interface TokenSwitchArgs {
  /** The integration whose newest token becomes the live one. */
  readonly integration: BrokeredIntegration;
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
    const { integration, api } = args;
    const inputs = {
      orgId: integration.orgId,
      type: integration.type,
      integrationId: integration.integrationId,
      tokenGeneration: integration.tokenGeneration,
      provisionedGeneration: integration.provisionedGeneration,
      api,
    };
    super("TokenSwitch", name, inputs, { outputs: ["liveGeneration"] }, opts);
  }
}
