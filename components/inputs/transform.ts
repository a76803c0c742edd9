import type * as pulumi from "@pulumi/pulumi";

/**
 * The escape hatch of one child: a part of its arguments that replaces ours, field by field at the top level, or a
 * function that gets them all and returns those to use. The function may change the resource options in place.
 */
export type Transform<Args> =
  Partial<Args> | ((args: Args, opts: pulumi.CustomResourceOptions, name: string) => Args);

/** Applies a child's transform and gives what its constructor takes. */
export function transformed<Args extends object>(
  transform: Transform<Args> | undefined,
  name: string,
  args: Args,
  opts: pulumi.CustomResourceOptions,
): [name: string, args: Args, opts: pulumi.CustomResourceOptions] {
  const own = { ...opts };
  if (typeof transform === "function") return [name, transform(args, own, name), own];
  return [name, { ...args, ...transform }, own];
}
