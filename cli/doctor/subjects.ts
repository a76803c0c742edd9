import type { Connection } from "../../provider/process/connections";
import { type Generation, generationsOf } from "../stack/generations";
import type { Preview } from "../stack/preview";
import { type SharingSet, sharingSets, type TokenUser } from "../stack/sharing-sets";

/** An integration to look for at Snyk. */
export interface Subject {
  /** How the output names it. */
  readonly name: string;
  /** Whether it has clones, or is one: either way its token is another integration's too. */
  readonly sharing: "has clones" | "is a clone" | "no";
  readonly orgId: string;
  readonly type: string;
  /** Not known where somebody named organization and type. */
  readonly integrationId: string | undefined;
  readonly connection: Connection;
}

/** A token whose age a stack knows. */
export interface Token {
  readonly name: string;
  readonly generations: readonly Generation[];
}

/** All that there is to check. */
export interface Setup {
  /** Whether it was read from a stack. */
  readonly stack: boolean;
  readonly subjects: readonly Subject[];
  readonly tokens: readonly Token[];
  /** Names of the clients' Deployments, to tell how to reach them. */
  readonly deployments: readonly string[];
}

export function setupOf(stack: Preview): Setup {
  const sets = sharingSets(stack);
  return {
    stack: true,
    subjects: sets.flatMap(subjectsOf),
    tokens: sets.map((set) => ({ name: nameOf(set), generations: generationsOf(set) })),
    deployments: sets.flatMap(({ users }) => users.flatMap(deploymentsOf)),
  };
}

function subjectsOf(set: SharingSet): readonly Subject[] {
  const members = [
    { ...set.integration, name: nameOf(set), sharing: set.clones.length > 0 ? "has clones" : "no" } as const,
    ...set.clones.map((clone) => ({ ...clone, name: `clone ${clone.name}`, sharing: "is a clone" }) as const),
  ];
  return members.flatMap(({ name, sharing, before }) => {
    const { orgId, type, integrationId, api } = before ?? {};
    if (orgId === undefined || type === undefined) return [];
    return [{ name, sharing, orgId, type, integrationId, connection: api ?? {} }];
  });
}

function nameOf({ foreign, integration }: SharingSet): string {
  return foreign ? `integration of another stack (${integration.name})` : `integration ${integration.name}`;
}

function deploymentsOf({ kind, after }: TokenUser): readonly string[] {
  return kind === "BrokerClient" ? after : [];
}
