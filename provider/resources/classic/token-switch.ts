import * as pulumi from "@pulumi/pulumi";
import type { ApiConnectionArgs } from "../api-connection";
import type { BrokeredIntegration, HandOver } from "./brokered-integration";
import { dynamicResource } from "../dynamic";
import { tokenIn } from "./token-labels";

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
  /**
   * The Deployments of this program's clients, by a name of yours. What runs is read off them: while one runs with
   * another token, because a run leaves it out (`--target`, `--exclude`), the switch is refused in the preview. A
   * `Broker` passes its own.
   * @default none
   */
  readonly clients?: Readonly<Record<string, ClientDeployment>>;
  /** Another tenant or region than the configured one; the same as the integration's. @default the configuration */
  readonly api?: pulumi.Input<ApiConnectionArgs>;
}

/** What says of a client with which token it runs: the Deployment, as `@pulumi/kubernetes` has it. */
export interface ClientDeployment {
  /** What it runs. */
  readonly spec: pulumi.Output<{
    /** Which pods are its own. */
    readonly selector: {
      /** The labels of those pods: they carry the token's name. */
      readonly matchLabels: Readonly<Record<string, string>>;
    };
  }>;
}

/**
 * Makes the newest token of an integration the live one, for its whole sharing set. Let it depend on every client
 * that runs with the new token: Pulumi then switches when all of them are ready, and deletes the old ones after.
 * It makes no call while the token is live already.
 * @see https://docs.snyk.io: V1, "Switch between broker tokens"
 */
export class TokenSwitch extends pulumi.CustomResource {
  /** The generation that is live at Snyk. */
  declare readonly liveGeneration: pulumi.Output<number>;

  constructor(name: string, args: TokenSwitchArgs, opts?: pulumi.CustomResourceOptions) {
    const { integration, clients, ...rest } = args;
    const { tokenName, ...source } = isOutput(integration) ? fields(integration) : integration.handOver;
    const inputs = {
      ...source,
      ...(isOutput(integration) && { handedOver: true }),
      ...rest,
      ...(clients !== undefined && { token: tokenName, clients: running(clients) }),
    };
    super(...dynamicResource("TokenSwitch", name, inputs, { outputs: ["liveGeneration"] }, opts));
  }
}

/** From the Deployments' own outputs: of one that this run leaves out, they are those of the state. */
function running(clients: Readonly<Record<string, ClientDeployment>>): Record<string, pulumi.Output<string>> {
  const tokens = Object.entries(clients).map(([name, { spec }]) => {
    return [name, spec.apply(({ selector }) => tokenIn(selector.matchLabels))] as const;
  });
  return Object.fromEntries(tokens);
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
    instance: handOver.apply(({ instance }) => instance),
    tokenName: handOver.apply(({ tokenName }) => tokenName),
  };
}
