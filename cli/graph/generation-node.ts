import { daysBetween, isDay } from "../../provider/lifecycle/classic/token/day";
import type { Node, Tone } from "./drawing";
import type { AgeLimit } from "../stack/age-limit";
import type { Generation, Standing } from "../stack/generations";

/** A generation and where it is drawn. */
export interface DrawnGeneration {
  readonly generation: Generation;
  readonly node: Node;
}

const STANDINGS: Readonly<Record<Standing, readonly [tone: Tone, text: string]>> = {
  live: ["live", "live"],
  provisional: ["coming", "provisional, not switched to"],
  coming: ["coming", "comes with the next pulumi up"],
  off: ["warning", "ended: the Broker was turned off"],
  universal: ["plain", "the Universal Broker has taken its place"],
  "switched elsewhere": ["plain", "another stack switches to it"],
};

export function generationNode(generation: Generation, id: string, limit: AgeLimit): Node {
  const { number, standing, ends } = generation;
  const [tone, text] = STANDINGS[standing];
  const age = ageInDays(generation, limit.today);
  const old = age !== undefined && age > limit.maxAgeDays;
  return {
    id,
    kind: "generation",
    tone: ends ? "going" : old ? "warning" : tone,
    lines: [
      `Token generation ${number ?? "(not known)"}`,
      text,
      ...(ends ? ["cut off by the next pulumi up"] : []),
      ...(age === undefined ? [] : [`issued on ${generation.issuedOn ?? ""}, ${daysOld(age)}`]),
      ...(old ? [`older than ${limit.maxAgeDays} days`] : []),
    ],
  };
}

/** Days; a clock that is behind makes none negative. */
function ageInDays({ standing, issuedOn }: Generation, today: string): number | undefined {
  if (issuedOn === undefined || !isDay(issuedOn) || standing === "coming") return undefined;
  return Math.max(0, daysBetween(issuedOn, today));
}

function daysOld(age: number): string {
  if (age === 0) return "today";
  return age === 1 ? "1 day old" : `${age} days old`;
}
