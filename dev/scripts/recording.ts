import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Project, type Ran } from "../engine/project";

/** One folder a release: what it left at Snyk and in the state. */
const RECORDED = resolve(__dirname, "../../tests/upgrade/recorded");

/** The day of the first `up` of a recording, and the one on which its tokens with a schedule were rotated. */
export const FIRST_DAY = "2026-01-01";
export const ROTATION_DAY = "2026-04-20";

/** What stands in a recording for the address of the simulator. */
const ADDRESS = "https://snyk.invalid";

/** The files of one recording. */
interface Recording {
  readonly folder: string;
  /** The program that made it; that of a later release may differ. */
  readonly program: string;
  /** What `pulumi stack export` wrote. Its secrets are made up, and encrypted with the passphrase of the tests. */
  readonly stack: string;
  /** The state file of the simulator. */
  readonly snyk: string;
}

export function recordingOf(version: string): Recording {
  const folder = join(RECORDED, version);
  const file = (name: string): string => join(folder, name);
  return { folder, program: file("program.js"), stack: file("stack.json"), snyk: file("snyk.json") };
}

export function recordedVersions(): readonly string[] {
  return readdirSync(RECORDED).sort();
}

/** A project against a simulator that keeps its memory in a file. */
export interface Restored {
  readonly project: Project;
  readonly close: () => Promise<void>;
}

/** Records what the current code makes of tests/upgrade/program.js: on one day, and with its rotations on a later one. */
export async function record({ folder, program, stack, snyk }: Recording): Promise<void> {
  const current = resolve(RECORDED, "../program.js");
  const { project, memory, close } = await open(current);
  try {
    const { id: orgId = "" } = project.simulator.orgs[2] ?? {};
    project.simulator.webUi.addIntegration({ orgId, type: "azure-repos" }); // brokered, to be adopted
    succeeded(await project.up({ today: FIRST_DAY }));
    succeeded(await project.up({ today: ROTATION_DAY }));
    mkdirSync(folder, { recursive: true });
    succeeded(await project.run(["stack", "export", "--file", stack]));
    const exported = readFileSync(stack, "utf8").replaceAll(project.simulator.url, ADDRESS);
    writeFileSync(stack, JSON.stringify(JSON.parse(exported, withoutPlaces), null, 2));
    writeFileSync(snyk, readFileSync(memory));
    copyFileSync(current, program);
  } finally {
    await close();
  }
}

/** A project in which the recorded state stands, against a Snyk that remembers what the release did. */
export async function restore({ program, stack, snyk }: Recording): Promise<Restored> {
  const restored = await open(program, snyk);
  const { project } = restored;
  const file = join(project.folder, "stack.json");
  // A refresh calls the address that the state holds, not the one that is configured.
  writeFileSync(file, readFileSync(stack, "utf8").replaceAll(ADDRESS, project.simulator.url));
  succeeded(await project.run(["stack", "import", "--file", file]));
  return restored;
}

/** @throws with what the command printed, when it failed */
export function succeeded({ code, output }: Ran): string {
  if (code !== 0) throw new Error(output);
  return output;
}

/** Drops where in which file a resource was made, which is of the machine that recorded it. */
function withoutPlaces(key: string, value: unknown): unknown {
  return key === "sourcePosition" || key === "stackTrace" ? undefined : value;
}

async function open(program: string, snyk?: string): Promise<Restored & { readonly memory: string }> {
  const folder = mkdtempSync(join(tmpdir(), "snyk-broker-upgrade-"));
  const memory = join(folder, "snyk.json");
  if (snyk !== undefined) copyFileSync(snyk, memory);
  const project = await Project.create({
    program: readFileSync(program, "utf8"),
    simulator: { stateFile: memory },
  });
  const close = async (): Promise<void> => {
    await project.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { project, memory, close };
}
