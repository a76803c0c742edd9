/**
 * `npm run record-state`: records the state that the current code leaves, as that of the current version, for
 * tests/upgrade. A part of each release (docs/releasing.md). `--again` replaces a recording that nobody has yet.
 */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { failed, optionsOf } from "../system/command-line";
import { record, recordingOf } from "./recording";

const { version } = JSON.parse(readFileSync(resolve(__dirname, "../../package.json"), "utf8")) as {
  version: string;
};

async function main(args: readonly string[]): Promise<number> {
  const { again } = optionsOf(args, { again: { type: "boolean" } });
  const recording = recordingOf(version);
  if (existsSync(recording.stack) && !again) {
    console.error(
      `Version ${version} is recorded already. A state that users have is never recorded anew; while ${version} is ` +
        `not released, use --again.`,
    );
    return 1;
  }
  rmSync(recording.folder, { recursive: true, force: true });
  await record(recording);
  console.log(`Recorded ${version}: ${join("tests/upgrade/recorded", version)}`);
  return 0;
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => (process.exitCode = failed(error, "Usage: npm run record-state [-- --again]")),
);
