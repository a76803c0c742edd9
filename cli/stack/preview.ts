import { z } from "zod";
import { jsonOf, UnusableFile } from "./json";

/** A resource, as previews and states have it. */
export const resourceState = z.object({
  type: z.string(),
  parent: z.string().nullish(),
  inputs: z.record(z.string(), z.unknown()).nullish(),
  outputs: z.record(z.string(), z.unknown()).nullish(),
  dependencies: z.array(z.string()).nullish(),
});

/** What `pulumi preview --json` prints, as far as we read it. */
const preview = z.object({
  steps: z
    .array(
      z.object({
        op: z.string(),
        urn: z.string(),
        oldState: resourceState.nullish(),
        newState: resourceState.nullish(),
      }),
    )
    .nullable(),
  diagnostics: z.array(z.object({ severity: z.string() })).nullish(),
  changeSummary: z.record(z.string(), z.number()).nullish(),
});

export type ResourceState = z.output<typeof resourceState>;

/** What happens to a resource. */
export type ResourceEffect = "same" | "create" | "update" | "replace" | "delete";

/** One resource of the stack, before and after. */
export interface ResourceChange {
  readonly urn: string;
  readonly effect: ResourceEffect;
  readonly before?: ResourceState | undefined;
  readonly after?: ResourceState | undefined;
}

export interface Preview {
  readonly resources: readonly ResourceChange[];
  /** Whether unchanged resources are listed too, as `--show-sames` does. */
  readonly complete: boolean;
}

/** The engine's names of steps. Steps that are left out change nothing that counts here. */
const EFFECTS: Readonly<Record<string, ResourceEffect>> = {
  same: "same",
  refresh: "same",
  create: "create",
  update: "update",
  delete: "delete",
  replace: "replace",
  "create-replacement": "replace",
  "delete-replaced": "replace",
};

/** @throws UnusableFile */
export function parsePreview(bytes: Buffer): Preview {
  return previewOf(
    jsonOf(bytes, {
      empty: "The preview is empty: `pulumi preview --json` ended before it wrote one.",
      notJson: "The preview is not JSON: write it with `pulumi preview --json --show-sames > preview.json`.",
    }),
  );
}

/** @throws UnusableFile */
export function previewOf(json: unknown): Preview {
  const { steps, diagnostics, changeSummary } = shapeOf(json);
  const errors = (diagnostics ?? []).filter(({ severity }) => severity === "error").length;
  if (errors > 0) {
    throw new UnusableFile(
      `The preview failed with ${errors === 1 ? "an error" : `${errors} errors`}, and what it lists is not all that ` +
        `would happen: run \`pulumi preview\` to see why.`,
    );
  }
  const resources = new Map<string, ResourceChange>();
  for (const { op, urn, oldState, newState } of steps ?? []) {
    const effect = EFFECTS[op];
    if (effect === undefined) continue;
    const known = resources.get(urn);
    // `--refresh` lists a resource twice: as refreshed, and with what happens to it.
    if (known !== undefined && known.effect !== "same" && effect === "same") continue;
    resources.set(urn, {
      urn,
      effect,
      before: oldState ?? known?.before,
      after: effect === "delete" ? undefined : (newState ?? known?.after),
    });
  }
  const listed = [...resources.values()];
  const unchanged = listed.filter(({ effect }) => effect === "same").length;
  return { resources: listed, complete: unchanged >= (changeSummary?.["same"] ?? 0) };
}

function shapeOf(json: unknown): z.output<typeof preview> {
  const parsed = preview.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new UnusableFile(
    "The file is JSON, but not the output of `pulumi preview --json`: it has no list of steps like the one that command writes.",
  );
}
