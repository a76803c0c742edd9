import { spawnSync } from "node:child_process";
import { resolve } from "node:path";

/** Days around both changes of the clock, a leap day and the turn of a year, as a machine of a time zone sees them. */
const SCRIPT = `
const { addDays, dayOf, daysBetween } = require("./provider/lifecycle/classic/token/day.ts");
const { rotationDue } = require("./provider/lifecycle/classic/token/schedule.ts");
const token = { tokenGeneration: 1, tokenIssuedOn: "2026-01-01", rotationReason: "", brokered: true };
const seen = [];
for (const day of ["2026-03-08", "2026-11-01", "2028-02-29", "2026-12-31"]) {
  for (const time of ["00:00:00", "11:30:00", "23:59:59"]) seen.push(dayOf(new Date(day + "T" + time + "Z")));
  seen.push(addDays(day, 1), addDays(day, -1), daysBetween("2026-01-01", day));
  seen.push(rotationDue(token, { everyDays: daysBetween("2026-01-01", day) }, day, "s"));
}
console.log(JSON.stringify(seen));
`;

function seenIn(zone: string): string {
  const { stdout, stderr } = spawnSync(process.execPath, ["--require", "tsx/cjs", "-e", SCRIPT], {
    cwd: resolve(__dirname, "../../../../.."),
    env: { ...process.env, TZ: zone },
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  return stdout;
}

it("counts the same days in every time zone, also where the clock changes", () => {
  const utc = seenIn("UTC");
  expect(JSON.parse(utc)).toHaveLength(28);
  for (const zone of ["Pacific/Kiritimati", "America/Los_Angeles"]) expect(seenIn(zone)).toBe(utc);
}, 30_000);
