import * as pulumi from "@pulumi/pulumi";
import type { Scheduling } from "../inputs/kubernetes-options";

/**
 * Snyk builds its images for one processor.
 * @see https://github.com/snyk/broker/issues/372
 */
const PROCESSOR = { "kubernetes.io/arch": "amd64" };

/** Keeps a pod with an image of Snyk's off nodes that cannot run it; an image of one's own may be for any. */
export function nodeSelector(
  image: pulumi.Input<string>,
  own: Scheduling["nodeSelector"],
): Scheduling["nodeSelector"] {
  if (typeof image === "string" && !isSnyks(image)) return own;
  if (typeof image === "string" && own === undefined) return PROCESSOR;
  return pulumi
    .all([image, own])
    .apply(([known, given]) => (isSnyks(known) ? { ...PROCESSOR, ...given } : (given ?? {})));
}

function isSnyks(image: string): boolean {
  return /^((index\.)?docker\.io\/)?snyk\//.test(image);
}
