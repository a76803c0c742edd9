import { z } from "zod";
import { day } from "../fields";

/** What `check` writes into the inputs. Nobody else decides about a rotation. */
export const stamps = z.object({
  tokenGeneration: z.number().int().min(1),
  tokenIssuedOn: day,
  /** Day from which due days are counted, where it is not the issue day: the day on which a late issue was due. */
  rotationAnchor: day.optional(),
  /** What made a rotation due that was left to the next run. */
  rotationDeferred: z.enum(["trigger", "schedule", "turned off"]).optional(),
  /** Why this generation exists, or why it does not yet. */
  rotationReason: z.string(),
  /**
   * The generation whose token came by enabling the Broker; 0: adopted. A rotation carries the clones along; enabling
   * again does not, and they have to be cloned again.
   */
  enabledGeneration: z.number().int().min(0).default(1),
  /** Whether the Broker is enabled at Snyk: a refresh that finds it off writes `false`. */
  brokered: z.boolean(),
  /** The Universal Broker's connection that a refresh has found it to go through: it is left as it is. */
  universalConnection: z.string().optional(),
});
export type TokenStamps = Readonly<z.output<typeof stamps>>;

/** What makes a rotation due. Only a trigger has to be remembered: a schedule and a Broker turned off stay as they are. */
export type RotationCause = NonNullable<TokenStamps["rotationDeferred"]>;

/** What the last run stored: its stamps, and the trigger that it saw. */
export interface PreviousToken extends TokenStamps {
  readonly trigger?: string | undefined;
}
