/** Labels of what runs with a token. Programs and people select by them. */
export const GENERATION_LABEL = "snyk-broker/token-generation";
/** The token's own name; missing where the token has none beyond its generation. */
export const TOKEN_LABEL = "snyk-broker/token";

/** The name of the token that an object's labels tell of. */
export function tokenIn(labels: Readonly<Record<string, string>>): string {
  return labels[TOKEN_LABEL] ?? `g${labels[GENERATION_LABEL] ?? "?"}`;
}
