import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { ChartValues } from "./model";

const FOLDER = join(__dirname, "values");

/** A values file of the samples: least and most of each type, and what else there is to get right. */
export interface Sample {
  readonly name: string;
  readonly file: string;
  readonly values: ChartValues;
}

/** Release that the samples are installed as. */
export const RELEASE = "prod";

export function samples(): readonly Sample[] {
  const names = readdirSync(FOLDER).sort();
  return names.map((name) => {
    const file = join(FOLDER, name);
    return {
      name: name.replace(/\.yaml$/, ""),
      file,
      values: parse(readFileSync(file, "utf8")) as ChartValues,
    };
  });
}
