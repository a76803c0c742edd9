import type { TokenUser } from "../stack/sharing-sets";
import type { Node } from "./drawing";
import type { DrawnGeneration } from "./generation-node";

export interface DrawnClient {
  readonly node: Node;
  /** The generations that it has. */
  readonly generations: readonly Node[];
}

/** One node for each Deployment: two of them run while a token is rotated. */
export function clientsOf(
  users: readonly TokenUser[],
  generations: readonly DrawnGeneration[],
  id: string,
): readonly DrawnClient[] {
  const clients = users.flatMap((user) => {
    const names = namesOf(user);
    return (names.length === 0 ? [undefined] : names).map((name) => ({ user, name }));
  });
  return clients.map(({ user, name }, index) => {
    const number = generationIn(name);
    const own = generations.filter(({ generation }) => number !== undefined && generation.number === number);
    return {
      node: clientNode(user, name, `${id}k${index + 1}`),
      generations: (own.length > 0 ? own : generations.slice(-1)).map(({ node }) => node),
    };
  });
}

/** The generation in `broker-gitlab-g2-1a2b3c`; behind it stands what tells its token from others of that generation. */
function generationIn(name: string | undefined): number | undefined {
  const [, number] = /-g(\d+)(?:-[0-9a-f]{6})?$/.exec(name ?? "") ?? [];
  return number === undefined ? undefined : Number(number);
}

/** A client whose token is not of an integration of this stack. */
export function strayClient(user: TokenUser, id: string): Node {
  const lines = [headline(user), ...namesOf(user), "token from elsewhere"];
  return { id, kind: "client", tone: "plain", lines };
}

function clientNode(user: TokenUser, name: string | undefined, id: string): Node {
  const goes = name !== undefined && !user.after.includes(name);
  const comes = name !== undefined && !user.before.includes(name);
  return {
    id,
    kind: "client",
    tone: goes ? "going" : comes ? "coming" : "plain",
    lines: [
      headline(user),
      ...(name === undefined || name === user.name ? [] : [name]),
      ...(goes ? ["ends with the next pulumi up"] : comes ? ["starts with the next pulumi up"] : []),
    ],
  };
}

function headline({ kind, name }: TokenUser): string {
  return kind === "BrokerClient" ? `BrokerClient ${name}` : name;
}

/** What a client is called in Kubernetes, before and after. */
function namesOf({ before, after }: TokenUser): readonly string[] {
  return [...new Set([...before, ...after])];
}
