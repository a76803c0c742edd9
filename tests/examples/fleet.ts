import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Story } from "./story";

const EMEA = "a0000000-0000-4000-8000-000000000001";
const US = "b0000000-0000-4000-8000-000000000001";

export const fleet: Story = ({ open }) => {
  const example = open({ GITLAB_TOKEN_EMEA: "glpat-canary-emea", GITLAB_TOKEN_US: "glpat-canary-usa1" });

  it("deploys one stack per group, side by side", async () => {
    Object.assign(example().typed, { SNYK_TOKEN: example().snyk.adminKey });
    const rehearsal = join(example().folder, "rehearsal.json");
    const text = readFileSync(rehearsal, "utf8");
    writeFileSync(rehearsal, text.replaceAll("http://127.0.0.1:9700", example().snyk.url));
    await example().next("npx tsx fleet.ts preview");
    expect(example().changes()).toEqual([]);
    await example().next("npx tsx fleet.ts up");
    expect(example().snyk.integration(EMEA, "gitlab")?.sharingSet).toHaveLength(3);
    expect(example().snyk.integration(US, "gitlab")?.sharingSet).toHaveLength(1);
    for (const stack of ["emea", "us"]) {
      expect(example().manifests("Deployment", `stack/rendered/${stack}`)).toHaveLength(1);
    }
  });

  it("turns all of them off at the end", async () => {
    await example().next("npx tsx fleet.ts destroy");
    example().expectNothingLeft();
    expect(example().manifests(undefined, "stack/rendered")).toEqual([]);
    expect(
      new Set(
        example()
          .snyk.integrations()
          .map(({ brokered }) => brokered),
      ),
    ).toEqual(new Set([false]));
  });
};
