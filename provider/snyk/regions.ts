/**
 * Where each Snyk region lives.
 * @see https://docs.snyk.io/snyk-data-and-governance/regional-hosting-and-data-residency
 */
export const REGIONS = {
  "SNYK-US-01": { api: "https://api.snyk.io", broker: "https://broker.snyk.io" },
  "SNYK-US-02": { api: "https://api.us.snyk.io", broker: "https://broker.us.snyk.io" },
  "SNYK-EU-01": { api: "https://api.eu.snyk.io", broker: "https://broker.eu.snyk.io" },
  "SNYK-AU-01": { api: "https://api.au.snyk.io", broker: "https://broker.au.snyk.io" },
} as const;

/**
 * A Snyk region with published addresses. Snyk for Government prints none: set the API's address instead.
 * @useDeclaredType
 */
export type Region = keyof typeof REGIONS;

export const DEFAULT_REGION: Region = "SNYK-US-01";

export function isRegion(name: string): name is Region {
  return Object.hasOwn(REGIONS, name);
}
