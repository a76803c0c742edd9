import type { Day } from "../../provider/lifecycle/classic/token/day";
import type { SharingSet } from "./sharing-sets";
import { tokenChange } from "./token-change";
import { isUnswitched, liveGeneration } from "./token-step";

/**
 * Where a token stands: Snyk sends to it; it was provisioned and waits for the switch; the next `pulumi up` brings
 * it; it ended because the Broker was turned off; it serves nobody, because the integration goes through the Universal Broker;
 * or another stack does the switch, and only that one knows.
 */
export type Standing = "live" | "provisional" | "coming" | "off" | "universal" | "switched elsewhere";

export interface Generation {
  /** Not known where a preview does not list the integration. */
  readonly number: number | undefined;
  readonly standing: Standing;
  /** Whether the next `pulumi up` cuts it off. */
  readonly ends: boolean;
  readonly issuedOn: Day | undefined;
}

/** The generations of a sharing set, oldest first. */
export function generationsOf(set: SharingSet): readonly Generation[] {
  const { before, after } = set.integration;
  const change = tokenChange(set);
  const comes = change !== undefined && (change.issued || change.given);
  const present = before ?? (comes ? undefined : after);
  const coming = comes
    ? [
        {
          number: change.toGeneration,
          standing: "coming",
          ends: false,
          issuedOn: after?.tokenIssuedOn,
        } as const,
      ]
    : [];
  // A creation that was interrupted may have brought none.
  if (present === undefined || before?.brokerToken === false) return coming;

  const ends = change?.cutOff === true;
  const standing = standingOf(set);
  const switched = liveGeneration(set);
  const newest = { number: present.tokenGeneration, standing, issuedOn: present.tokenIssuedOn };
  if (standing !== "provisional") return [{ ...newest, ends }, ...coming];
  const former = { number: switched, standing: "live", ends, issuedOn: undefined } as const;
  return [
    ...(switched === undefined || switched === 0 ? [] : [former]),
    { ...newest, ends: false },
    ...coming,
  ];
}

function standingOf(set: SharingSet): Standing {
  const { integration, switches } = set;
  const present = integration.before ?? integration.after;
  if (present?.universalConnection !== undefined) return "universal";
  if (present?.brokered === false) return "off";
  if (!isUnswitched(set)) return "live";
  return switches.length === 0 ? "switched elsewhere" : "provisional";
}
