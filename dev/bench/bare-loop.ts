/** Calls a minute that every contestant is allowed, which is this package's default. */
export const PER_MINUTE = 1500;

const BURST = 20;
const IN_FLIGHT = 20;

/** One call of the loop: method, path, body. */
type Step = readonly [method: string, path: string, body?: unknown];

/**
 * The bound: the calls that the work needs, one after the other at the allowed pace, and nothing else around them.
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
  await send(list(sourceOrg));
  const { id } = (await send([
    "POST",
    `/v1/org/${sourceOrg}/integrations`,
    { type: "gitlab", broker: { enabled: true } },
  ])) as { id: string };
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
  const interval = 60_000 / PER_MINUTE;
  let due = 0;
  return async ([method, path, body]) => {
    due = Math.max(due, performance.now() - (BURST - 1) * interval) + interval;
    const wait = due - interval - performance.now();
    if (wait > 0) await new Promise((wake) => setTimeout(wake, wait));
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `token ${apiKey}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: HTTP ${response.status}`);
    return response.json();
  };
}
