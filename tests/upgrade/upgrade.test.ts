import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";
import {
  recordedVersions,
  recordingOf,
  type Restored,
  restore,
  ROTATION_DAY,
  succeeded,
} from "../../dev/scripts/recording";

jest.setTimeout(300_000);

/** All tokens with a schedule that a recording rotated on `ROTATION_DAY` are due by then. */
const NEXT_ROTATION_DAY = "2026-08-20";

/** A summary with no other line than the unchanged ones. */
const ONLY_UNCHANGED = /Resources:\n +\d+ unchanged\n(?! )/;

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(resolve(__dirname, "../../package.json"), "utf8")));

it("has a recording of this version: `npm run record-state` makes one", () => {
  expect(recordedVersions()).toContain(version);
});

describe.each(recordedVersions())("what version %s left", (recorded) => {
  let restored: Restored;

  beforeAll(async () => {
    restored = await restore(recordingOf(recorded));
  });
  afterAll(() => restored.close());

  const calls = (): string[] => restored.project.simulator.log.all().map(({ operation }) => operation);
  const kinds = async (): Promise<string[]> => {
    const state = restored.project.state();
    return state.flatMap(({ type }) => /dynamic\/snyk-broker:(\w+)$/.exec(type)?.[1] ?? []);
  };

  it("has every kind of resource, rotated and adopted ones among them", async () => {
    expect(new Set(await kinds())).toEqual(
      new Set(["BrokeredIntegration", "ClonedIntegration", "Organization", "TokenSwitch"]),
    );
    const state = restored.project.state();
    const integrations = state.filter(({ type }) => type.endsWith(":BrokeredIntegration"));
    expect(integrations.map(({ outputs }) => outputs?.["tokenSource"]).sort()).toEqual([
      "adopt",
      "enable",
      "provision",
      "provision",
    ]);
    expect(state.filter(({ type }) => type.endsWith(":Deployment"))).toHaveLength(1);
  });

  it("shows no drift in a refresh", async () => {
    // What is only rendered cannot be refreshed: there is no cluster to ask.
    const args = ["--exclude", "**kubernetes:**"];
    const output = succeeded(await restored.project.refresh({ today: ROTATION_DAY, args }));
    expect(output).toMatch(ONLY_UNCHANGED);
  });

  it("shows no change in a preview, and no `up` does anything", async () => {
    restored.project.simulator.log.clear();
    for (const ran of [
      await restored.project.preview({ today: ROTATION_DAY }),
      await restored.project.up({ today: ROTATION_DAY }),
    ])
      expect(succeeded(ran)).toMatch(ONLY_UNCHANGED);
    expect(calls()).toEqual([]);
  });

  it("goes on rotating where it was: one new token for each that is due, switched to after its clients", async () => {
    const before = await generations();
    succeeded(await restored.project.up({ today: NEXT_ROTATION_DAY }));
    expect(calls().sort()).toEqual(["provisionToken", "provisionToken", "switchToken", "switchToken"]);
    expect(await generations()).toEqual(
      before.map(({ name, generation, scheduled }) => ({
        name,
        scheduled,
        generation: scheduled ? generation + 1 : generation,
      })),
    );
  });

  it("is destroyed: every Broker is turned off but those that are to be retained", async () => {
    restored.project.simulator.log.clear();
    succeeded(await restored.project.destroy({ today: NEXT_ROTATION_DAY }));
    expect(restored.project.state()).toEqual([]);
    const left = restored.project.simulator.integrations().filter(({ brokered }) => brokered);
    const managed = new Set(restored.project.simulator.orgs.slice(0, 3).map(({ id }) => id));
    expect(left.filter(({ orgId }) => managed.has(orgId)).map(({ type }) => type)).toEqual(["gitlab"]);
  });

  async function generations(): Promise<{ name: string; generation: number; scheduled: boolean }[]> {
    const state = restored.project.state();
    return state
      .filter(({ type }) => type.endsWith(":BrokeredIntegration"))
      .map(({ urn, inputs, outputs }) => ({
        name: urn.slice(urn.lastIndexOf("::") + 2),
        generation: Number(outputs?.["tokenGeneration"]),
        scheduled: inputs?.["rotation"] !== undefined,
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }
});
