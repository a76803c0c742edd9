import { z } from "zod";
import { typeProblem } from "../../snyk/integration-types";
import { apiConnection, credentialsOnDelete, day, organizationId } from "./fields";
import { stamps } from "./token/stamps";

const token = z
  .string("give the token")
  .regex(/^\S{8,}$/, "is not a broker token; Snyk's are UUIDs of 36 characters");
const days = (least: number): z.ZodNumber =>
  z
    .number("give a number of days")
    .int("give whole days")
    .min(least, `give at least ${least}`)
    .max(3650, "give at most 3650");

// Objects are strict: a misspelt `everyDays` would otherwise mean that a token is never rotated.

/** What a program may write. */
export const writtenInputs = z.object({
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

/** What the last run stored of the stamps. */
export const previousInputs = stamps.extend({
  rotation: z.object({ trigger: z.string().optional() }).optional(),
});

export const checkedInputs = writtenInputs.extend(stamps.shape);
export type WrittenInputs = z.output<typeof writtenInputs>;
export type CheckedInputs = z.output<typeof checkedInputs>;
