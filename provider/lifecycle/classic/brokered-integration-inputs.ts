import { z } from "zod";
import { typeProblem } from "../../snyk/integration-types";
import { isDay } from "./token/day";

const organizationId = z
  .string("give the organization's id")
  .regex(
    /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
    "is not an organization id; Snyk's are UUIDs of 36 characters: web UI, Settings → General, Organization ID",
  );
const token = z
  .string("give the token")
  .regex(/^\S{8,}$/, "is not a broker token; Snyk's are UUIDs of 36 characters");
const day = z.string("give a day, YYYY-MM-DD").refine(isDay, "is not a day; write YYYY-MM-DD");
const days = (least: number): z.ZodNumber =>
  z
    .number("give a number of days")
    .int("give whole days")
    .min(least, `give at least ${least}`)
    .max(3650, "give at most 3650");

// Objects are strict: a misspelt `everyDays` would otherwise mean that a token is never rotated.

export const apiConnection = z
  .strictObject({
    tokenConfigKey: z.string("give a configuration key").min(1, "give a configuration key").optional(),
    tokenEnv: z.string("give a variable's name").min(1, "give a variable's name").optional(),
    region: z.string().optional(),
    apiUrl: z.string().optional(),
  })
  .optional();

/** By field, as V1's "Update existing integration" takes them. */
export const credentialsOnDelete = z
  .record(z.string(), z.string("give a text"), "give credentials by field")
  .optional();

export { organizationId };

/** What a program may write. */
const written = z.object({
  orgId: organizationId,
  type: z.string("give the integration type").superRefine((type, ctx) => {
    const problem = typeProblem(type);
    if (problem !== undefined) ctx.addIssue({ code: "custom", message: problem });
  }),
  rotation: z
    .strictObject({
      everyDays: days(1).optional(),
      spreadDays: days(0).optional(),
      trigger: z
        .string("give a text")
        .min(1, "give a text")
        .max(100, "give at most 100 characters")
        .optional(),
    })
    .optional(),
  adopt: z.strictObject({ brokerToken: token, tokenIssuedOn: day.optional() }).optional(),
  assumeNotBrokered: z.boolean().optional(),
  provisionalToken: token.optional(),
  onDelete: z.enum(["disable", "retain"], `give "disable" or "retain"`).default("disable"),
  credentialsOnDelete,
  sharedWith: z.array(z.string("give a name"), "give a list of names").optional(),
  groupId: z.string("give the group's id").min(1, "give the group's id").optional(),
  switchedElsewhere: z.boolean().optional(),
  api: apiConnection,
});

/** What `check` adds. */
export const stamps = z.object({
  tokenGeneration: z.number().int().min(1),
  tokenIssuedOn: day,
  rotationAnchor: day.optional(),
  rotationDeferred: z.enum(["trigger", "schedule", "turned off"]).optional(),
  rotationReason: z.string(),
  /** The generation whose token came by enabling the Broker: rotations keep it, enabling again raises it. 0: adopted. */
  enabledGeneration: z.number().int().min(0).default(1),
  brokered: z.boolean(),
});

/** What the last run stored of them. */
export const previousInputs = stamps.extend({
  rotation: z.object({ trigger: z.string().optional() }).optional(),
});

export const writtenInputs = written;
export const checkedInputs = written.extend(stamps.shape);
export type WrittenInputs = z.output<typeof written>;
export type CheckedInputs = z.output<typeof checkedInputs>;
