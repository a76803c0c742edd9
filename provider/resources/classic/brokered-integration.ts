import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import type { ApiConnectionArgs } from "../api-connection";
import { dynamicResource } from "../dynamic";
import type { IntegrationType } from "../../snyk/integration-types";

/** When a broker token is replaced by a new one. */
export interface RotationArgs {
  /**
   * Rotate when the token is this many days old; Snyk recommends 90. A run of `pulumi up` on or after the due day
   * does it, never an earlier one. A change of this number alone changes nothing until a token is due.
   * @default no schedule
   * @see https://docs.snyk.io: "Obtain the tokens required to set up Snyk Broker"
   */
  readonly everyDays?: pulumi.Input<number>;
  /**
   * Due days are moved later by 0 to this many days, by a hash of organization and type, so that many integrations
   * created on one day do not fall due on one day.
   * @default 0
   */
  readonly spreadDays?: pulumi.Input<number>;
  /** Any text. When it changes to another text, the token is rotated in the next run: `trigger: "leak-2026-11"`. */
  readonly trigger?: pulumi.Input<string>;
}

/** A token that is in use already and that no API gives back. */
export interface AdoptArgs {
  /** Live broker token of an integration that is brokered already: Snyk's web UI, integration settings, "Broker Credentials". */
  readonly brokerToken: pulumi.Input<string>;
  /**
   * Day on which that token was issued (`YYYY-MM-DD`), for the schedule.
   * @default the day of the adoption
   */
  readonly tokenIssuedOn?: pulumi.Input<string>;
}

/** What a brokered integration is, and when its token is rotated. */
export interface BrokeredIntegrationArgs {
  /** Organization id, a UUID: Snyk's web UI, Settings → General. A change replaces the integration. */
  readonly orgId: pulumi.Input<string>;
  /** Integration type, such as `gitlab`. V1 has one integration per type and organization. A change replaces the integration. */
  readonly type: pulumi.Input<IntegrationType>;
  /** When the token is rotated. @default never */
  readonly rotation?: pulumi.Input<RotationArgs>;
  /**
   * Takes over an integration that is brokered already, without a change at Snyk. Read once, on creation. (`pulumi
   * import` cannot work for dynamic resources.)
   */
  readonly adopt?: pulumi.Input<AdoptArgs>;
  /**
   * Says that an existing integration is not brokered, where Snyk does not tell (its REST API is refused). Read
   * once, on creation.
   * @default false
   */
  readonly assumeNotBrokered?: pulumi.Input<boolean>;
  /**
   * A provisional token that was issued outside of this stack or whose answer was lost: the next rotation uses it
   * instead of asking Snyk for another, which Snyk would refuse.
   */
  readonly provisionalToken?: pulumi.Input<string>;
  /**
   * What `pulumi destroy` does: "disable" turns the Broker off at Snyk, "retain" leaves everything as it is.
   * @default "disable"
   */
  readonly onDelete?: pulumi.Input<"disable" | "retain">;
  /**
   * Credentials that the integration keeps when the Broker is turned off, which Snyk demands.
   * @default the empty form of the type, such as `{ token: "" }`
   * @see https://docs.snyk.io: V1, "Update existing integration"
   */
  readonly credentialsOnDelete?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * Who else uses this token, outside of this stack: organizations, clients. Deletion is refused while somebody is
   * named, and `review` says whom a rotation touches.
   */
  readonly sharedWith?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The Snyk Group of the organization. Snyk allows one provisional token per group; resources that name different
   * groups rotate side by side, all others one after the other.
   * @default one group for all
   */
  readonly groupId?: pulumi.Input<string>;
  /**
   * Says that the `TokenSwitch` is in another stack (docs/hand-over.md). A rotation then asks Snyk whether the one
   * before it was finished: the notes that this stack keeps cannot tell.
   * @default false
   */
  readonly switchedElsewhere?: pulumi.Input<boolean>;
  /** Another tenant or region than the configured one. @default the configuration of `snyk-broker` */
  readonly api?: pulumi.Input<ApiConnectionArgs>;
}

/** What another stack needs to know of an integration to switch its token. It holds no secret. */
export interface HandOver {
  /** Organization id, a UUID. */
  readonly orgId: pulumi.Output<string>;
  /** Integration type, such as `gitlab`. */
  readonly type: pulumi.Output<IntegrationType>;
  /** Snyk's id of the integration, a UUID. */
  readonly integrationId: pulumi.Output<string>;
  /** The newest generation. */
  readonly tokenGeneration: pulumi.Output<number>;
  /** The generation for which its token was provisioned; 0 for a token that was live at once. */
  readonly provisionedGeneration: pulumi.Output<number>;
  /** Which creation of the integration it is: one that takes another one's place counts its tokens from 1 again. */
  readonly instance: pulumi.Output<string | undefined>;
  /** Names the newest token: give it to the clients of other stacks, whose objects it names. */
  readonly tokenName: pulumi.Output<string>;
}

/**
 * An integration of a Snyk organization that talks through a Broker, and the token with which its client dials in.
 *
 * ```ts
 * const gitlab = new BrokeredIntegration("gitlab", { orgId, type: "gitlab", rotation: { everyDays: 90 } });
 * ```
 */
export class BrokeredIntegration extends pulumi.CustomResource {
  /** Organization id, a UUID. */
  declare readonly orgId: pulumi.Output<string>;
  /** Integration type, such as `gitlab`. */
  declare readonly type: pulumi.Output<IntegrationType>;
  /** Snyk's id of the integration, a UUID. */
  declare readonly integrationId: pulumi.Output<string>;
  /** The token of the newest generation; secret. After a rotation it is live once its `TokenSwitch` has run. */
  declare readonly brokerToken: pulumi.Output<string>;
  /** 1, 2, 3 …: counts the tokens of this resource. */
  declare readonly tokenGeneration: pulumi.Output<number>;
  /** Day (UTC, `YYYY-MM-DD`) on which the token of this generation was issued. */
  declare readonly tokenIssuedOn: pulumi.Output<string>;
  /**
   * The generation whose token came by enabling the Broker: 1, and a later one once somebody had turned it off; 0 for an
   * adopted integration. The clones of the integration are cloned again when it grows.
   */
  declare readonly enabledGeneration: pulumi.Output<number>;
  /** How the token came: "provision" tokens are provisional until switched, all others are live at once. */
  declare readonly tokenSource: pulumi.Output<"enable" | "provision" | "adopt">;
  /**
   * The generation for which this token was provisioned: an older one when a rotation took over the token of an
   * unfinished one. 0 for a token that was live at once.
   */
  declare readonly provisionedGeneration: pulumi.Output<number>;

  /**
   * Names the token of the newest generation, and no other one: `g2-k3x9qd`. Whatever runs with a token carries its name.
   * Unlike the token it is known in the preview of a rotation.
   */
  readonly tokenName: pulumi.Output<string>;

  constructor(name: string, args: BrokeredIntegrationArgs, opts?: pulumi.CustomResourceOptions) {
    const inputs = {
      ...args,
      adopt: args.adopt && pulumi.secret(args.adopt),
      provisionalToken: args.provisionalToken && pulumi.secret(args.provisionalToken),
      credentialsOnDelete: args.credentialsOnDelete && pulumi.secret(args.credentialsOnDelete),
    };
    super(
      ...dynamicResource(
        "BrokeredIntegration",
        name,
        inputs,
        {
          outputs: [
            "integrationId",
            "brokerToken",
            "tokenGeneration",
            "tokenIssuedOn",
            "enabledGeneration",
            "tokenSource",
            "provisionedGeneration",
          ],
          secrets: ["brokerToken"],
        },
        opts,
      ),
    );
    this.tokenName = pulumi
      .all([this.id, this.tokenGeneration, this.tokenIssuedOn])
      .apply(([id, generation, issuedOn]) => tokenNameOf(id, generation, issuedOn));
  }

  /** For a stack that has the clients and the `TokenSwitch`: export it beside `brokerToken` (docs/hand-over.md). */
  get handOver(): HandOver {
    const { orgId, type, id, tokenGeneration, provisionedGeneration, tokenName } = this;
    // The resource's own id, unlike its outputs, is known in the preview of an update.
    const integrationId = id.apply((known) => partsOf(known).integrationId);
    const instance = id.apply((known) => partsOf(known).instance);
    return { orgId, type, integrationId, tokenGeneration, provisionedGeneration, instance, tokenName };
  }
}

/** Pulumi's id of an integration: Snyk's, and which creation of the resource it is. Under mocks there may be no second. */
function partsOf(id: string | undefined): {
  readonly integrationId: string;
  readonly instance: string | undefined;
} {
  const [integrationId = "", instance] = (id ?? "").split("/");
  return { integrationId, instance };
}

/**
 * Counts the day on which the token was issued in, so that a state restored from a backup gives other names than the
 * state that it was a copy of.
 */
function tokenNameOf(id: string | undefined, generation: number, issuedOn: string): string {
  const { instance } = partsOf(id);
  if (instance === undefined) return `g${generation}`;
  const digest = createHash("sha256").update(`${instance} ${generation} ${issuedOn}`).digest("hex");
  return `g${generation}-${digest.slice(0, 6)}`;
}
