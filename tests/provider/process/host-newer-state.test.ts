import type { dynamic } from "@pulumi/pulumi";
import * as host from "../../../provider/process/host";

type Bag = Record<string, unknown>;
type Provider = Required<dynamic.ResourceProvider<Bag, Bag>>;

const ORG = "a0000000-0000-4000-8000-000000000001";
const KINDS = Object.entries(host) as [string, Provider][];

/** A later release's: other fields, and other things meant by the same ones. */
const newer = { schemaVersion: 2, orgId: ORG, type: "gitlab", tokens: [{ generation: 7 }] };

describe.each(KINDS)("a state of a %s that a newer release wrote", (kind, provider) => {
  it.each<[string, () => Promise<unknown>]>([
    ["a preview", () => provider.diff("id", newer, newer)],
    ["a refresh", () => provider.read("id", newer)],
    ["an update", () => provider.update("id", newer, newer)],
    ["a destroy", () => provider.delete("id", newer)],
  ])("is refused by %s in one sentence, before anything is asked or changed", async (_, step) => {
    await expect(step()).rejects.toThrow(
      `The state of this ${kind} of gitlab in organization ${ORG} was written by a newer release of pulumi-snyk-broker ` +
        `(schemaVersion 2; this release reads up to 1): install that release or a later one. Nothing was changed.`,
    );
  });
});
