import * as pulumi from "@pulumi/pulumi";

/** The value of `RES_BODY_URL_SUB`; an empty one counts as none. */
export function whenNpm(
  npm: pulumi.Input<boolean> | undefined,
  address: pulumi.Input<string>,
): pulumi.Input<string> | undefined {
  if (npm === undefined) return undefined;
  return pulumi.all([npm, address]).apply(([wanted, text]) => (wanted ? text : ""));
}
