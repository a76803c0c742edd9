import type { SharingSet } from "../stack/sharing-sets";
import { tokenChange } from "../stack/token-change";
import type { Node, Tone } from "./drawing";

/** The integration of a sharing set, or one of its clones. */
export interface Member {
  readonly orgId: string | undefined;
  readonly node: Node;
}

/** So many clones of an integration are drawn one by one; the others are one node. */
const MOST_CLONES = 10;

/** The integration first. */
export function membersOf(set: SharingSet, id: string): readonly Member[] {
  const { clones } = set;
  const shown = clones.length > MOST_CLONES + 1 ? clones.slice(0, MOST_CLONES) : clones;
  const rest = clones.length - shown.length;
  return [
    integration(set, id),
    ...shown.map((clone, index) => ({
      orgId: (clone.after ?? clone.before)?.orgId,
      node: memberNode("clone", `${id}c${index + 1}`, [`Clone ${clone.name}`], clone),
    })),
    ...(rest === 0 ? [] : [{ orgId: undefined, node: moreClones(`${id}c`, rest) }]),
  ];
}

function integration(set: SharingSet, id: string): Member {
  const { integration: change, foreign } = set;
  const event = tokenChange(set)?.event;
  const lines = [
    foreign ? "Integration of another stack" : `Integration ${change.name}`,
    ...(event === undefined || event === "kept" ? [] : [`pulumi up: ${event}`]),
  ];
  return {
    orgId: (change.after ?? change.before)?.orgId,
    node: memberNode("integration", `${id}i`, lines, change),
  };
}

function moreClones(id: string, count: number): Node {
  return { id, kind: "clone", tone: "plain", lines: [`${count} more clones`] };
}

type Change = SharingSet["integration"] | SharingSet["clones"][number];

function memberNode(
  kind: "integration" | "clone",
  id: string,
  lines: readonly string[],
  change: Change,
): Node {
  const trouble = troubleOf(change);
  return {
    id,
    kind,
    tone: toneOf(change.effect, trouble !== undefined),
    lines: [...lines, ...(trouble === undefined ? [] : [trouble])],
  };
}

function troubleOf({ effect, before }: Change): string | undefined {
  if (before === undefined) return undefined;
  // What a lost answer leaves says nothing of the Broker: only that there is no token.
  if ("brokerToken" in before && !before.brokerToken) return "it has no token yet";
  if (before.universalConnection !== undefined) return "it goes through the Universal Broker";
  if (before.brokered !== false) return undefined;
  return effect === "update" ? "its Broker was off" : "its Broker is off";
}

function toneOf(effect: Change["effect"], troubled: boolean): Tone {
  if (effect === "create") return "coming";
  if (effect === "delete") return "going";
  return troubled || effect === "replace" ? "warning" : "plain";
}
