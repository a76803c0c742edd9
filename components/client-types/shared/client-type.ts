import type { IntegrationType } from "../../../provider/snyk/integration-types";
import type { ClientEnvironment } from "../../inputs/environment";
import type { Rules } from "../../validation/validate";

/** One entry of the catalogue: a kind of Broker client that Snyk ships as an image of the same name. */
export interface ClientType<Settings extends { readonly type: string }> {
  /** Also the image's name: `snyk/broker:<version>-<type>`. */
  readonly type: Settings["type"];
  /** What users call the system behind it. */
  readonly title: string;
  /** True for source code management: only these have accept flags, webhooks and `git clone`. */
  readonly scm: boolean;
  /** False where Snyk's client ends at start when it is to add the rules for `git clone`. @default true */
  readonly codeRules?: false;
  /** Integration types that this client serves. None: Snyk's API cannot enable it, its token comes from elsewhere. */
  readonly integrationTypes: readonly IntegrationType[];
  /** The ones that it serves with these settings. @default all */
  readonly serves?: (settings: Settings) => readonly IntegrationType[];
  /** What the credential must be allowed to do. */
  readonly credential: string;
  /** Something that users of this type must know. */
  readonly note?: string;
  /** Snyk's page about this client. */
  readonly source: string;
  readonly rules: Rules<Settings>;
  readonly required: readonly Exclude<keyof Settings, "type">[];
  /** Settings of a typical client, for its page. @default the required ones */
  readonly example?: readonly Exclude<keyof Settings, "type">[];
  /** What is wrong with the combination, as a phrase with the remedy. @default nothing */
  readonly problem?: (settings: Settings) => string | undefined;
  /**
   * Variables and files of this type, without those that all types share.
   * @param owner the resource that messages name, for what is not known yet
   */
  readonly environment: (settings: Settings, owner: string) => ClientEnvironment;
}
