import { z } from "zod";
import type { ReadConfig } from "../../provider/process/configuration";
import { jsonOf, UnusableFile } from "../stack/json";

/** What `pulumi config --json` prints: a secret has a value only with `--show-secrets`. */
const configFile = z.record(z.string(), z.object({ value: z.string().optional() }));

/** @throws UnusableFile */
export function parseConfig(bytes: Buffer): ReadConfig {
  const json = jsonOf(bytes, {
    empty: "The configuration is empty: `pulumi config --show-secrets --json` ended before it wrote one.",
    notJson: "The configuration is not JSON: write it with `pulumi config --show-secrets --json`.",
  });
  const config = configFile.safeParse(json);
  if (!config.success) {
    throw new UnusableFile("The configuration is JSON, but not the output of `pulumi config --json`.");
  }
  return (key) => config.data[key]?.value;
}
