import * as pulumi from "@pulumi/pulumi";
import type { Organizations } from "./broker-args";
import { InvalidInput } from "../validation/invalid-input";

/**
 * The organizations to clone to, by the name of the clone.
 * @throws InvalidInput when the integration's own organization is among them, or one is there twice
 */
export function cloneTargets(
  owner: string,
  source: pulumi.Input<string>,
  organizations: Organizations | undefined,
): readonly (readonly [name: string, orgId: pulumi.Input<string>])[] {
  const entries = isList(organizations)
    ? organizations.map((id) => [id, id] as const)
    : Object.entries(organizations ?? {});
  const known = entries.flatMap(([, id]) => (typeof id === "string" ? [id] : []));
  if (typeof source === "string") checkDistinct(owner, source, known);
  return entries.map(([name, id], index) => {
    if (typeof source === "string" && typeof id === "string") return [name, id];
    const others = entries.slice(0, index).map(([, other]) => other);
    const guarded = pulumi.all([source, id, ...others]).apply(([from, to, ...rest]) => {
      checkDistinct(owner, from as string, [to as string, ...rest]);
      return to as string;
    });
    return [name, guarded];
  });
}

function isList(organizations: Organizations | undefined): organizations is readonly string[] {
  return Array.isArray(organizations);
}

function checkDistinct(owner: string, source: string, ids: readonly string[]): void {
  const seen = new Set<string>();
  for (const id of ids.map((each) => each.toLowerCase())) {
    if (id === source.toLowerCase()) {
      throw new InvalidInput(
        owner,
        `organizations contains ${id}, the integration's own organization; leave it out`,
      );
    }
    if (seen.has(id)) throw new InvalidInput(owner, `organizations contains ${id} twice; leave one out`);
    seen.add(id);
  }
}
