import { z } from "zod";
import { isDay } from "../lifecycle/classic/token/day";
import { UserError } from "../snyk/errors";

/** Reads the stack's configuration, decrypted; keys are whole, such as `snyk-broker:apiToken`. */
export type ReadConfig = (key: string) => string | undefined;

const number = (name: string, least: number, most = Number.MAX_SAFE_INTEGER): z.ZodType<number | undefined> =>
  z.coerce
    .number(`snyk-broker:${name} is not a number`)
    .min(least, `snyk-broker:${name} must be at least ${least}`)
    .max(most, `snyk-broker:${name} must be at most ${most}`)
    .optional();

/** Everything that `snyk-broker:…` configures, and its defaults. */
const settings = z.object({
  /** @see `ApiConnectionArgs`: an address for this stack. */
  apiUrl: z.string().optional(),
  region: z.string().optional(),
  /** Calls a minute with one API key to both of Snyk's APIs together, should Snyk count them so. @default none */
  requestsPerMinute: number("requestsPerMinute", 1),
  /** Calls a minute with one API key to V1. Snyk allows 2,000. @default `PER_MINUTE.v1` */
  v1RequestsPerMinute: number("v1RequestsPerMinute", 1),
  /** Calls a minute with one API key to REST. Snyk allows 1,620. @default `PER_MINUTE.rest` */
  restRequestsPerMinute: number("restRequestsPerMinute", 1),
  /** How long one operation may spend on calls that Snyk does not answer, all tries together, seconds. */
  requestTimeoutSeconds: number("requestTimeoutSeconds", 1, 3600),
  /** Rotations of one group that one run begins. */
  rotationsPerRun: number("rotationsPerRun", 1),
  /** How long a rotation waits for another one of its group, seconds. */
  rotationWaitSeconds: number("rotationWaitSeconds", 0),
  /** What Snyk's "one provisional token per group" counts in. */
  provisionScope: z
    .enum(["group", "sharing-set"], `snyk-broker:provisionScope must be "group" or "sharing-set"`)
    .default("group"),
  /** Which generation is live, as a person has looked it up: `<integrationId>=<generation>`, separated by commas. */
  liveGeneration: z
    .string()
    .regex(/^(\s*[\w-]+=\d+\s*(,|$))*$/, "snyk-broker:liveGeneration must be <integrationId>=<generation>")
    .default("")
    .transform(
      (text) => new Map(pairs(text).map(([id = "", generation]) => [id.trim(), Number(generation)])),
    ),
});

const schema = settings.refine(
  ({ requestsPerMinute: together, v1RequestsPerMinute: v1, restRequestsPerMinute: rest }) =>
    together === undefined || (v1 === undefined && rest === undefined),
  "snyk-broker:requestsPerMinute is for both of Snyk's APIs together; unset it, or both v1RequestsPerMinute and " +
    "restRequestsPerMinute",
);

export type Configuration = z.output<typeof schema>;

/** @throws UserError that names the key. */
export function readConfiguration(config: ReadConfig): Configuration {
  const values = Object.keys(settings.shape).map((name) => [name, config(`snyk-broker:${name}`)] as const);
  const parsed = schema.safeParse(Object.fromEntries(values));
  if (parsed.success) return parsed.data;
  throw new UserError(
    `${parsed.error.issues.map((issue) => issue.message).join("; ")}. Change it with \`pulumi config set\`.`,
  );
}

function pairs(text: string): string[][] {
  return text
    .split(",")
    .filter((pair) => pair.trim() !== "")
    .map((pair) => pair.split("="));
}

/**
 * The clock, for the whole package. `SNYK_BROKER_TODAY=2027-03-01 pulumi preview` shows what is due on that day.
 * @throws UserError when that is not a day
 */
export function now(env: NodeJS.ProcessEnv = process.env): Date {
  const today = env["SNYK_BROKER_TODAY"];
  if (today === undefined || today === "") return new Date();
  if (!isDay(today)) throw new UserError(`SNYK_BROKER_TODAY is not a day; write YYYY-MM-DD.`);
  return new Date(`${today}T12:00:00Z`);
}
