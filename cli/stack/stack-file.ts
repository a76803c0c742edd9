import { z } from "zod";
import { jsonOf, UnusableFile } from "./json";
import { type Preview, previewOf, type ResourceChange, resourceState } from "./preview";

/** What `pulumi stack export` prints, as far as we read it. */
const stateFile = z.object({
  deployment: z.object({
    resources: z
      .array(
        resourceState.extend({
          urn: z.string(),
          /** An earlier run made its replacement and did not get to the end. */
          delete: z.boolean().optional(),
        }),
      )
      .nullish(),
  }),
});

/**
 * A stack as it is, or as a preview says that it will be. Of a state every resource is unchanged; one that an earlier
 * run left to be deleted is what its replacement was before.
 * @throws UnusableFile
 */
export function parseStack(bytes: Buffer): Preview {
  const json = jsonOf(bytes, {
    empty: "The file is empty: `pulumi stack export` or `pulumi preview --json` ended before it wrote one.",
    notJson: "The file is not JSON: write it with `pulumi stack export > stack.json`.",
  });
  if (z.object({ steps: z.unknown() }).safeParse(json).data?.steps !== undefined) return previewOf(json);
  const state = stateFile.safeParse(json);
  if (!state.success) {
    throw new UnusableFile(
      "The file is JSON, but neither the output of `pulumi stack export` nor that of `pulumi preview --json`.",
    );
  }
  const resources = new Map<string, ResourceChange>();
  const all = state.data.deployment.resources ?? [];
  for (const resource of all.filter((each) => each.delete !== true)) {
    const { urn } = resource;
    const leftover = all.find((each) => each.urn === urn && each.delete === true);
    resources.set(urn, { urn, effect: "same", before: leftover ?? resource, after: resource });
  }
  return { resources: [...resources.values()], complete: true };
}
