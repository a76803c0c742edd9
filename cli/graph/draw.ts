import type { AgeLimit } from "../stack/age-limit";
import type { Preview } from "../stack/preview";
import { clientsOfOtherTokens, organizationNames, type SharingSet, sharingSets } from "../stack/sharing-sets";
import { tokenChange } from "../stack/token-change";
import { clientsOf, strayClient } from "./clients";
import type { Drawing, Edge, Frame, Node } from "./drawing";
import { type DrawnGeneration, generationNode } from "./generation-node";
import { generationsOf } from "../stack/generations";
import { type Member, membersOf } from "./members";

/** Draws organizations, what they share, the generations of its token and the clients that have them. */
export function draw(stack: Preview, limit: AgeLimit): Drawing {
  const sets = sharingSets(stack).map((set, index) => drawSet(set, `s${index + 1}`, limit));
  const organizations = organizationsOf(
    sets.flatMap(({ members }) => members),
    organizationNames(stack),
  );
  const strays = clientsOfOtherTokens(stack).map((user, index) => strayClient(user, `x${index + 1}`));
  const nodes = [...organizations.values(), ...sets.flatMap(({ clients }) => clients), ...strays];
  return {
    title: titleOf(stack),
    nodes: sets.length + nodes.length === 0 ? [NOTHING] : nodes,
    frames: sets.map(({ frame }) => frame),
    edges: sets.flatMap(({ members, edges }) => [
      ...members.flatMap(({ orgId, node }) => {
        const from = organizations.get(orgId);
        return from ? [edge(from, node)] : [];
      }),
      ...edges,
    ]),
  };
}

const NOTHING: Node = {
  id: "nothing",
  kind: "note",
  tone: "plain",
  lines: ["No Snyk Broker in this stack"],
};

interface DrawnSet {
  readonly frame: Frame;
  readonly members: readonly Member[];
  readonly clients: readonly Node[];
  readonly edges: readonly Edge[];
}

function drawSet(set: SharingSet, id: string, limit: AgeLimit): DrawnSet {
  const members = membersOf(set, id);
  const generations = generationsOf(set).map((generation, order) => ({
    generation,
    node: generationNode(generation, `${id}g${order + 1}`, limit),
  }));
  const clients = clientsOf(set.users, generations, id);
  const current = generations.find(({ generation }) => generation.standing === "live") ?? generations.at(-1);
  return {
    frame: {
      id,
      title: frameTitle(set),
      nodes: [...members.map(({ node }) => node), ...generations.map(({ node }) => node)],
    },
    members,
    clients: clients.map(({ node }) => node),
    edges: [
      ...members.flatMap(({ node }) => (current ? [edge(node, current.node)] : [])),
      ...(tokenChange(set)?.switched === false ? [] : switchesAmong(generations)),
      ...clients.flatMap(({ node, generations: tokens }) => tokens.map((token) => edge(token, node))),
    ],
  };
}

function frameTitle({ integration: { name, before, after }, clones }: SharingSet): string {
  const type = (after ?? before)?.type;
  const shared = clones.length === 0 ? "" : `, shared by ${clones.length + 1} organizations`;
  return `${name}${type === undefined || type === name ? "" : ` (${type})`}${shared}`;
}

/** One node for each, whatever it has: by id. */
function organizationsOf(
  members: readonly Member[],
  names: ReadonlyMap<string, string>,
): ReadonlyMap<string | undefined, Node> {
  const ids = [...new Set(members.flatMap(({ orgId }) => orgId ?? []))];
  return new Map(
    ids.map((orgId, index) => {
      const name = names.get(orgId);
      const lines = [name === undefined ? "Organization" : `Organization ${name}`, orgId];
      return [orgId, { id: `o${index + 1}`, kind: "organization", tone: "plain", lines }];
    }),
  );
}

/** From one generation to the next: what a rotation does. */
function switchesAmong(generations: readonly DrawnGeneration[]): readonly Edge[] {
  return generations.slice(1).flatMap(({ node }, index) => {
    const former = generations[index];
    return former ? [{ from: former.node.id, to: node.id, label: "switch", dashed: true }] : [];
  });
}

function edge(from: Node, to: Node): Edge {
  const dashed = [from, to].some(({ tone }) => tone === "coming" || tone === "going");
  return { from: from.id, to: to.id, dashed };
}

/** Project and stack: `urn:pulumi:stack::project::…`. */
function titleOf({ resources }: Preview): string {
  const [stack, project] = resources[0]?.urn.split("::") ?? [];
  return stack && project ? `${project}/${stack.replace(/^urn:pulumi:/, "")}` : "stack";
}
