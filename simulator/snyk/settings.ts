import { z } from "zod";
import { validate } from "../api/validate";

/** How a refusal is answered that Snyk documents without its status code. */
export type RefusalStatus = 400 | 409 | 422;

/**
 * What Snyk's documentation leaves open: each open question is a setting, so that a program can be tried under
 * every answer. The defaults are the readings that seem likeliest.
 */
export interface SimulatorSettings {
  /**
   * What enabling an integration that is brokered already answers.
   * @default "no-token"
   */
  readonly enableTwice: "same-token" | "new-token" | "no-token";
  /**
   * false: enabling never answers a token, so that the caller has to provision one and switch to it.
   * @default true
   */
  readonly enableReturnsToken: boolean;
  /**
   * The live token after disable, then enable.
   * @default "new-token"
   */
  readonly reenableAfterDisable: "old-token" | "new-token";
  /**
   * POST of an integration whose type the organization has already. "second" makes another one, which takes the
   * place of the first in V1's list (keyed by type) and beside it in the REST list.
   * @default "conflict"
   */
  readonly postExistingType: "conflict" | "returns-existing" | "second";
  /**
   * Clone into an organization that has an integration of the type, with its Broker on. "overwrites" gives the existing
   * one the source's token, credentials and settings, and answers its id.
   * @default "conflict"
   */
  readonly cloneOverExisting: "conflict" | "overwrites" | "returns-existing";
  /** The same over an integration whose Broker is off. @default "overwrites" */
  readonly cloneOverTurnedOff: "conflict" | "overwrites" | "returns-existing";
  /** Status of the conflicts above. @default 409 */
  readonly existingTypeStatus: RefusalStatus;
  /** Status of provision-token when a provisional token is pending. @default 400 */
  readonly provisionPendingStatus: RefusalStatus;
  /** Status of switch-token when no token is provisional. @default 400 */
  readonly switchNoneStatus: RefusalStatus;
  /** Status of a clone into another group. @default 400 */
  readonly cloneAcrossGroupsStatus: RefusalStatus;
  /**
   * Where one pending provisional token blocks the next provision-token: in the whole group, or only among the
   * integrations that share the live token.
   * @default "group"
   */
  readonly provisionScope: "group" | "sharing-set";
  /**
   * Through which integration a provisional token can be switched to: only the one it was provisioned for, or any
   * that shares its live token.
   * @default "sharing-set"
   */
  readonly switchThrough: "provisioned-integration" | "sharing-set";
  /**
   * Seconds after which a provisional token is forgotten; null: never.
   * @default null
   */
  readonly provisionalTokenExpiresAfterSeconds: number | null;
  /**
   * The former live token after switch-token. "provisional": it takes the provisional slot, so that a second
   * switch swaps back; there it does not block provision-token, or nobody could ever rotate twice.
   * @default "dropped"
   */
  readonly oldTokenAfterSwitch: "dropped" | "provisional";
  /**
   * Whether a provisional token survives turning the broker off, and goes on blocking its group.
   * @default "dropped"
   */
  readonly provisionalTokenOnDisable: "dropped" | "kept";
  /**
   * Disable with credentials whose fields are empty strings, as Snyk's own CLI sends them.
   * @default "accepted"
   */
  readonly emptyCredentialsOnDisable: "accepted" | "refused";
  /** Whether PUT of integration settings keeps the keys that the body leaves out. @default "merge" */
  readonly settingsPut: "merge" | "replace";
  /** Whether V1 writes take `Authorization: bearer`; "refused" answers 401. @default "accepted" */
  readonly bearerOnV1Writes: "accepted" | "refused";
  /** How long an access token of a service account is valid, seconds. @default 3600 */
  readonly accessTokenSeconds: number;
  /** How a call is refused that the key's role does not permit. @default "403" */
  readonly errorOnMissingPermission: "403" | "404";
  /** REST list of integrations: "forbidden" is 403, "absent" 404. @default "allowed" */
  readonly restIntegrations: "allowed" | "forbidden" | "absent" | "without-has-broker";
  /** REST list of the Universal Broker's connections of an organization that has none. @default "empty-list" */
  readonly noUniversalConnections: "empty-list" | "404";
  /**
   * Whether V1 provisions a token for an integration that goes through the Universal Broker.
   * @default "refused"
   */
  readonly provisionBesideUniversal: "refused" | "accepted";
  /** Types that the REST list, which is in beta, leaves out. @default [] */
  readonly restOmits: readonly string[];
  /**
   * The audit log of an organization, which Snyk has for Enterprise plans: "forbidden" is 403 for every key.
   * "names-no-integration": its entries do not say which one was changed, for Snyk does not describe their content.
   * @default "allowed"
   */
  readonly auditLog: "allowed" | "forbidden" | "names-no-integration";
  /** What REST answers announce in `Sunset` and `Deprecation`, `YYYY-MM-DD`; null: nothing. @default null */
  readonly restSunset: string | null;
  /** Form of `links.next` in REST answers: Snyk's schema allows all three. @default "path" */
  readonly restLinks: "path" | "absolute" | "object";
  /**
   * How long a key that is over its limit is refused: until it makes no call for a whole interval of the limit, or only
   * until the oldest calls of the interval are over.
   * @default "until-it-rests"
   */
  readonly rateLimitBlock: "until-it-rests" | "until-there-is-room";
  /** Whether a 429 carries `Retry-After`. @default false */
  readonly retryAfter: boolean;
}

/** The likeliest reading of each open question. */
export const DEFAULT_SETTINGS: SimulatorSettings = {
  enableTwice: "no-token",
  enableReturnsToken: true,
  reenableAfterDisable: "new-token",
  postExistingType: "conflict",
  cloneOverExisting: "conflict",
  cloneOverTurnedOff: "overwrites",
  existingTypeStatus: 409,
  provisionPendingStatus: 400,
  switchNoneStatus: 400,
  cloneAcrossGroupsStatus: 400,
  provisionScope: "group",
  switchThrough: "sharing-set",
  provisionalTokenExpiresAfterSeconds: null,
  oldTokenAfterSwitch: "dropped",
  provisionalTokenOnDisable: "dropped",
  emptyCredentialsOnDisable: "accepted",
  settingsPut: "merge",
  bearerOnV1Writes: "accepted",
  accessTokenSeconds: 3600,
  errorOnMissingPermission: "403",
  restIntegrations: "allowed",
  noUniversalConnections: "empty-list",
  provisionBesideUniversal: "refused",
  restOmits: [],
  auditLog: "allowed",
  restSunset: null,
  restLinks: "path",
  rateLimitBlock: "until-it-rests",
  retryAfter: false,
};

const refusalStatus = z.union([z.literal(400), z.literal(409), z.literal(422)]);

const settingsSchema = z.strictObject({
  enableTwice: z.enum(["same-token", "new-token", "no-token"]),
  enableReturnsToken: z.boolean(),
  reenableAfterDisable: z.enum(["old-token", "new-token"]),
  postExistingType: z.enum(["conflict", "returns-existing", "second"]),
  cloneOverExisting: z.enum(["conflict", "overwrites", "returns-existing"]),
  cloneOverTurnedOff: z.enum(["conflict", "overwrites", "returns-existing"]),
  existingTypeStatus: refusalStatus,
  provisionPendingStatus: refusalStatus,
  switchNoneStatus: refusalStatus,
  cloneAcrossGroupsStatus: refusalStatus,
  provisionScope: z.enum(["group", "sharing-set"]),
  switchThrough: z.enum(["provisioned-integration", "sharing-set"]),
  provisionalTokenExpiresAfterSeconds: z.number().positive().nullable(),
  oldTokenAfterSwitch: z.enum(["dropped", "provisional"]),
  provisionalTokenOnDisable: z.enum(["dropped", "kept"]),
  emptyCredentialsOnDisable: z.enum(["accepted", "refused"]),
  settingsPut: z.enum(["merge", "replace"]),
  bearerOnV1Writes: z.enum(["accepted", "refused"]),
  accessTokenSeconds: z.number().positive(),
  errorOnMissingPermission: z.enum(["403", "404"]),
  restIntegrations: z.enum(["allowed", "forbidden", "absent", "without-has-broker"]),
  noUniversalConnections: z.enum(["empty-list", "404"]),
  provisionBesideUniversal: z.enum(["refused", "accepted"]),
  restOmits: z.array(z.string()),
  auditLog: z.enum(["allowed", "forbidden", "names-no-integration"]),
  restSunset: z.iso.date().nullable(),
  restLinks: z.enum(["path", "absolute", "object"]),
  rateLimitBlock: z.enum(["until-it-rests", "until-there-is-room"]),
  retryAfter: z.boolean(),
}) satisfies z.ZodType<SimulatorSettings>;

/** What a patch of the settings may hold; an unknown name or value is an error. */
export const settingsPatchSchema = settingsSchema.partial();

const WHAT = "settings of the simulator";

/** The settings in force: read at every call, so that a patch acts on the next one. */
export class Settings {
  #current: SimulatorSettings;

  constructor(initial: Partial<SimulatorSettings> = {}) {
    this.#current = { ...DEFAULT_SETTINGS, ...validate(settingsPatchSchema, initial, WHAT) };
  }

  /** @returns the settings in force. */
  get(): SimulatorSettings {
    return this.#current;
  }

  /** @returns the settings after the patch. */
  patch(changes: Partial<SimulatorSettings>): SimulatorSettings {
    this.#current = { ...this.#current, ...validate(settingsPatchSchema, changes, WHAT) };
    return this.#current;
  }

  /** @returns the defaults, which are in force again. */
  reset(): SimulatorSettings {
    this.#current = DEFAULT_SETTINGS;
    return this.#current;
  }
}
