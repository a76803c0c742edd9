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

function memberNode(
  kind: "integration" | "clone",
  id: string,
  lines: readonly string[],
  { effect, before, after }: SharingSet["integration"] | SharingSet["clones"][number],
): Node {
  const off = before?.brokered === false;
  return {
    id,
    kind,
    tone: toneOf(effect, off),
    lines: [...lines, ...(off ? [after?.brokered ? "its Broker was off" : "its Broker is off"] : [])],
  };
}

function toneOf(effect: SharingSet["integration"]["effect"], off: boolean): Tone {
  if (effect === "create") return "coming";
  if (effect === "delete") return "going";
  return off || effect === "replace" ? "warning" : "plain";
}
