import type { SnykApi } from "../snyk/api";
import type { Day } from "./classic/token/day";
import type { Ledger } from "./ledger/ledger";
import type { Actors } from "./classic/observe/actor";
import type { OrganizationGroups } from "./classic/organization-groups";
import type { RotationBudget } from "./classic/token/budget";
import type { RotationQueue } from "./classic/token/queue";
import type { Timer } from "../snyk/timer";

/** What `check` may look at: no network. */
export interface CheckContext {
  readonly today: Day;
  readonly budget: RotationBudget;
  /** Whether Snyk's "one provisional token per group" is read as the Snyk Group or as the sharing set. */
  readonly provisionScope: "group" | "sharing-set";
  /** Problems of the chosen address and credentials, each a sentence. */
  readonly connectionProblems: (api: unknown) => readonly string[];
  readonly ledger: Ledger;
  /** Origin of the API that a connection names, where its address can be used. */
  readonly origin: (api: unknown) => string | undefined;
  /** The resource that is checked, for people: `BrokeredIntegration "gitlab"`. */
  readonly resource: string;
  /** A line for the person who reads the preview. */
  readonly log: (line: string) => void;
}

/** What the other steps of a lifecycle may use. */
export interface Context {
  readonly api: SnykApi;
  /** Origin of the API: a part of every integration's identity. */
  readonly origin: string;
  readonly ledger: Ledger;
  readonly queue: RotationQueue;
  /** The same as in `check`: what waits takes the engine's slots, whether it rotates or is created. */
  readonly budget: RotationBudget;
  readonly timer: Timer;
  readonly provisionScope: "group" | "sharing-set";
  /** How long a rotation waits for another one of its group, milliseconds. */
  readonly rotationWaitMs: number;
  /** Which generation is live, where a person has looked it up: by integration id. */
  readonly liveGenerations: ReadonlyMap<string, number>;
  readonly groups: OrganizationGroups;
  readonly actors: Actors;
  readonly now: () => Date;
  readonly log: (line: string) => void;
}
