import { join } from "node:path";

/**
 * NODE_OPTIONS with which `pulumi`'s Node processes start in a third of the time, and do the same: see `defer-sdk.cjs`.
 * For tests alone.
 */
export const SDK_ON_DEMAND = [
  process.env.NODE_OPTIONS,
  `--require ${JSON.stringify(join(__dirname, "defer-sdk.cjs"))}`,
]
  .filter(Boolean)
  .join(" ");
