/** Calls a minute that every contestant is allowed, by each of Snyk's two APIs: this package's defaults. */
export const PER_MINUTE = { v1: 1800, rest: 1458 } as const;

const BURST = 20;
const IN_FLIGHT = 20;

/** One call of the loop: method, path, body. */
type Step = readonly [method: string, path: string, body?: unknown];

/**
 * The bound: the calls that the work needs at the pace of the two budgets, and nothing else around them.
 * @returns seconds
 */
export async function bareLoop(
  url: string,
  apiKey: string,
  sourceOrg: string,
  destinations: readonly string[],
): Promise<number> {
  const start = performance.now();
  const send = paced(url, apiKey);
  await send(["GET", "/v1/orgs"]);
  await send(["GET", `/v1/org/${sourceOrg}/integrations`]);
  const { id } = (await send([
    "POST",
    `/v1/org/${sourceOrg}/integrations`,
    { type: "gitlab", broker: { enabled: true } },
  ])) as { id: string };
  await send(list(sourceOrg));
  const clone = async (destination: string): Promise<void> => {
    await send(list(destination));
    await send([
      "POST",
      `/v1/org/${sourceOrg}/integrations/${id}/clone`,
      { destinationOrgPublicId: destination },
    ]);
  };
  const left = [...destinations];
  const worker = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await clone(next);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  return (performance.now() - start) / 1000;
}

function list(orgId: string): Step {
  return ["GET", `/rest/orgs/${orgId}/integrations?version=2024-10-15~beta&limit=100`];
}

function paced(url: string, apiKey: string): (step: Step) => Promise<unknown> {
  const budgets = { v1: budget(PER_MINUTE.v1), rest: budget(PER_MINUTE.rest) };
  return async ([method, path, body]) => {
    await budgets[path.startsWith("/v1/") ? "v1" : "rest"]();
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `token ${apiKey}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: HTTP ${response.status}`);
    return response.json();
  };
}

/** @returns what waits for the next call's turn */
function budget(perMinute: number): () => Promise<void> {
  const interval = 60_000 / perMinute;
  let due = 0;
  return async () => {
    due = Math.max(due, performance.now() - (BURST - 1) * interval) + interval;
    const wait = due - interval - performance.now();
    if (wait > 0) await new Promise((wake) => setTimeout(wake, wait));
  };
}
