/**
 * Where each Snyk region lives. Snyk prints no Broker address for Snyk for Government, SNYK-GOV-01: what is here follows
 * from the pattern of the other regions, which Snyk's charts build theirs by as well.
 * @see https://docs.snyk.io/snyk-data-and-governance/regional-hosting-and-data-residency
 * @see https://docs.snyk.io/snyk-data-and-governance/snyk-for-government-us
 */
export const REGIONS = {
  "SNYK-US-01": { api: "https://api.snyk.io", broker: "https://broker.snyk.io" },
  "SNYK-US-02": { api: "https://api.us.snyk.io", broker: "https://broker.us.snyk.io" },
  "SNYK-EU-01": { api: "https://api.eu.snyk.io", broker: "https://broker.eu.snyk.io" },
  "SNYK-AU-01": { api: "https://api.au.snyk.io", broker: "https://broker.au.snyk.io" },
  "SNYK-GOV-01": { api: "https://api.snykgov.io", broker: "https://broker.snykgov.io" },
} as const;

/**
 * A Snyk region.
 * @useDeclaredType
 */
export type Region = keyof typeof REGIONS;

export const DEFAULT_REGION: Region = "SNYK-US-01";

export function isRegion(name: string): name is Region {
  return Object.hasOwn(REGIONS, name);
}

/** Whether an API takes API keys: Snyk for Government has none, only service accounts that sign in with OAuth 2.0. */
export function takesApiKeys(origin: string): boolean {
  return origin !== REGIONS["SNYK-GOV-01"].api;
}

/**
 * Where code goes that is uploaded for analysis, by the address of Snyk's API. Snyk documents the addresses of SNYK-US-01,
 * SNYK-EU-01 and SNYK-AU-01; its own command line makes all others in the same way.
 * @returns undefined where there is none: Snyk for Government has another way, and what is not Snyk's has none
 * @see https://docs.snyk.io: "Snyk Broker - Code Agent", network; "Multi-tenant settings for Helm chart installation"
 */
export function codeUploadUrl(apiUrl: string): string | undefined {
  return /^https:\/\/api\.([\w-]+\.)*snyk\.io$/.test(apiUrl)
    ? apiUrl.replace("//api.", "//deeproxy.")
    : undefined;
}
