import * as pulumi from "@pulumi/pulumi";
import type { ApiConnectionArgs } from "../api-connection";
import type { BrokeredIntegration } from "./brokered-integration";
import { dynamicResource } from "../dynamic";
import { ShortTraces } from "../short-traces";

/** What is cloned, and where to. */
export interface ClonedIntegrationArgs {
  /** The integration to clone. Its organization must be in the same group. */
  readonly source: BrokeredIntegration;
  /** Organization that gets the clone, a UUID. A change replaces the clone. */
  readonly orgId: pulumi.Input<string>;
  /**
   * Takes over an integration of this type that the organization has already, instead of refusing to clone over it; and
   * says of a source that was adopted by another resource that the clone is on its token still. Only right when it
   * shares the source's token.
   * @default false
   */
  readonly adopt?: pulumi.Input<boolean>;
  /**
   * What `pulumi destroy` does: "disable" turns the clone's Broker off, "retain" leaves it as it is.
   * @default "disable"
   */
  readonly onDelete?: pulumi.Input<"disable" | "retain">;
  /**
   * Credentials that the clone keeps when its Broker is turned off, which Snyk demands.
   * @default the empty form of the type, such as `{ token: "" }`; in a `Broker`, those of its `integration`
   * @see https://docs.snyk.io: V1, "Update existing integration"
   */
  readonly credentialsOnDelete?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Another tenant or region than the configured one; the same as the source's. @default the configuration */
  readonly api?: pulumi.Input<ApiConnectionArgs>;
}

/**
 * The same integration in another organization of the group, on the same broker token and the same client.
 * @see https://docs.snyk.io: V1, "Clone an integration (with settings and credentials)"
 */
export class ClonedIntegration extends pulumi.CustomResource {
  /** Organization of the clone, a UUID. */
  declare readonly orgId: pulumi.Output<string>;
  /** Snyk's id of the clone, a UUID. */
  declare readonly integrationId: pulumi.Output<string>;
  /** What it is a clone of. */
  readonly source: BrokeredIntegration;

  constructor(name: string, args: ClonedIntegrationArgs, opts?: pulumi.CustomResourceOptions) {
    const { source, ...rest } = args;
    const inputs = {
      ...rest,
      credentialsOnDelete: rest.credentialsOnDelete && pulumi.secret(rest.credentialsOnDelete),
      // As it is, whatever a transform has made of it. Its own id, unlike its outputs, is known in the preview of an update.
      source: {
        orgId: source.orgId,
        type: source.type,
        id: source.id,
        enabledGeneration: laterEnabling(source),
      },
    };
    const traces = new ShortTraces();
    try {
      super(
        ...dynamicResource(
          "ClonedIntegration",
          name,
          inputs,
          { outputs: ["integrationId"], runIn: "source" },
          opts,
        ),
      );
    } catch (error) {
      throw traces.completed(error);
    }
    traces.restore();
    this.source = source;
  }

  // Token and generation are outputs that are made when somebody asks: nobody asks most of a thousand clones.

  /**
   * The source's token, secret; known once the clone exists. It is held by the source alone: a thousand clones add no
   * copy of it to the state and no update to a rotation.
   */
  get brokerToken(): pulumi.Output<string> {
    return pulumi.secret(after(this.integrationId, this.source.brokerToken));
  }

  /** Names the source's token. */
  get tokenName(): pulumi.Output<string> {
    return this.source.tokenName;
  }

  /** The source's generation. */
  get tokenGeneration(): pulumi.Output<number> {
    return after(this.integrationId, this.source.tokenGeneration);
  }
}

/** The enabling that a clone is of, left out while the first one holds: that is so for nearly all, and each would store it. */
function laterEnabling(source: BrokeredIntegration): pulumi.Output<number | undefined> {
  const known = laterEnablings.get(source);
  if (known !== undefined) return known;
  const made = source.enabledGeneration.apply((generation) => (generation === 1 ? undefined : generation));
  laterEnablings.set(source, made);
  return made;
}

/** One for all clones of a source. */
const laterEnablings = new WeakMap<BrokeredIntegration, pulumi.Output<number | undefined>>();

function after<T>(first: pulumi.Output<unknown>, value: pulumi.Output<T>): pulumi.Output<T> {
  return pulumi.all([value, first]).apply(([resolved]) => resolved as T);
}
