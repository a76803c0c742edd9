/** What the engine calls our resources. It is in the state of every user and in every URN: none of it may change. */

/** Comes before the name of each resource that exists at Snyk. */
export const RESOURCE_TYPE_PREFIX = "pulumi-nodejs:dynamic/snyk-broker:";

/** The type of a component, which is made of other resources. */
export function componentType(name: string): string {
  return `snyk-broker:index:${name}`;
}
