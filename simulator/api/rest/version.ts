import { Refusal } from "../errors";

/**
 * Checks the `version` query that every REST call must carry: `YYYY-MM-DD`, with `~beta` or `~experimental`.
 * @param since first version that has the call; one with "~beta" is served to beta and experimental versions only
 */
export function requireVersion(query: URLSearchParams, since: string): void {
  const source = { parameter: "version" };
  const version = query.get("version");
  if (!version) throw new Refusal(400, "Query parameter 'version' is required", { source });
  const match = /^(\d{4}-\d{2}-\d{2})(?:~(beta|experimental))?$/.exec(version);
  if (!match) throw new Refusal(400, `'${version}' is not a version of the API`, { source });
  const [date, stability] = since.split("~");
  const tooOld = (match[1] ?? "") < (date ?? "");
  const tooStable = stability !== undefined && match[2] === undefined;
  if (tooOld || tooStable) throw new Refusal(404, `Not found in version ${version} of the API`, { source });
}
