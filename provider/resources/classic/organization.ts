import * as pulumi from "@pulumi/pulumi";
import type { ApiConnectionArgs } from "../api-connection";
import { dynamicResource } from "../dynamic";

/** What an organization is called, and what it is made from. */
export interface OrganizationArgs {
  /**
   * Display name, 1–60 characters. A change makes another organization: Snyk's V1 API has no rename. After a rename in
   * Snyk's web UI set the new name together with `adopt: true`: the organization stays the same then.
   */
  readonly name: pulumi.Input<string>;
  /**
   * Group that gets the organization, a UUID. A change makes another organization.
   * @default the group of `sourceOrgId`; one of the two is needed
   */
  readonly groupId?: pulumi.Input<string>;
  /**
   * Organization to copy from: its integrations come along, with their broker tokens. It must be in the same group.
   * Read once, on creation.
   * @default none: an empty organization
   * @see https://docs.snyk.io: V1, "Create a new organization", `sourceOrgId`
   */
  readonly sourceOrgId?: pulumi.Input<string>;
  /**
   * Takes over the organization of this name that the group has already, instead of refusing to make a second one. Read
   * on creation, and when `name` changes.
   * @default false
   */
  readonly adopt?: pulumi.Input<boolean>;
  /**
   * What `pulumi destroy` does: "retain" leaves the organization as it is; "delete" deletes it with its integrations,
   * which Snyk refuses while it has projects.
   * @default "retain"
   */
  readonly onDelete?: pulumi.Input<"retain" | "delete">;
  /** Another tenant or region than the configured one. @default the configuration */
  readonly api?: pulumi.Input<ApiConnectionArgs>;
}

/**
 * A Snyk organization, usually made from a template organization.
 *
 * ```ts
 * const team = new Organization("payments", { name: "Payments", sourceOrgId: template });
 * export const gitlab = team.integrations.apply((ids) => ids["gitlab"]); // on the template's broker token
 * ```
 */
export class Organization extends pulumi.CustomResource {
  /** The name as it stands in the organization's URL. */
  declare readonly slug: pulumi.Output<string>;
  /** Group of the organization, a UUID. */
  declare readonly groupId: pulumi.Output<string>;
  /** Integration id by integration type, for what the organization had when it was made: what the source brought along. */
  declare readonly integrations: pulumi.Output<Readonly<Record<string, string>>>;

  constructor(name: string, args: OrganizationArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      ...dynamicResource(
        "Organization",
        name,
        { ...args },
        { outputs: ["slug", "groupId", "integrations"] },
        opts,
      ),
    );
  }

  /**
   * Snyk's id of the organization, a UUID. It is the resource's id, which a preview knows while the organization is
   * renamed: what is in the organization is not shown as replaced.
   */
  get orgId(): pulumi.Output<string> {
    return this.id;
  }
}
