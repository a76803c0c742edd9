import type { Fault, Operation } from "../../simulator";
import { until } from "../../dev/system/until";
import { principalId } from "../../simulator/snyk/principal";
import { orgsAnswer } from "./answers";
import { brokered, clientOf, disableBody, enableBody, start, stopAll, type Started } from "./http";

afterEach(stopAll);

type Kind = Fault extends infer F ? (F extends Fault ? Omit<F, "operation" | "effect"> : never) : never;

const KINDS: readonly [name: string, kind: Kind, status: number | undefined][] = [
  ["status 429", { kind: "status", status: 429, retryAfter: 7 }, 429],
  ["status 500", { kind: "status", status: 500 }, 500],
  ["status 502", { kind: "status", status: 502 }, 502],
  ["status 503", { kind: "status", status: 503 }, 503],
  ["status 504", { kind: "status", status: 504 }, 504],
  ["reset", { kind: "reset" }, undefined],
  ["hang", { kind: "hang", ms: 50 }, undefined],
  ["html", { kind: "html" }, 200],
  ["html 502", { kind: "html", status: 502 }, 502],
  ["malformed", { kind: "malformed" }, 200],
  ["delay", { kind: "delay", ms: 20 }, 200],
];

const cases = KINDS.flatMap(([name, kind, status]) =>
  (["before", "after"] as const).map((effect) => ({
    name: `${name} ${effect} the effect`,
    kind,
    effect,
    status,
  })),
);

it.each(cases)("$name", async ({ kind, effect, status }) => {
  const started = await start();
  const { http, simulator } = started;
  const { url, id } = await brokered(started);
  simulator.faults.order({ operation: "provisionToken", effect, ...kind });
  simulator.log.clear();

  const answer = await http.post(`${url}/authentication/provision-token`).catch((error: unknown) => error);
  if (status === undefined) expect(answer).toMatchObject({ code: "ECONNRESET" });
  else expect(answer).toMatchObject({ status });

  const done = effect === "after" || kind.kind === "delay";
  expect(simulator.webUi.tokens(id).provisionalBrokerToken !== undefined).toBe(done);
  const [entry] = simulator.log.of("provisionToken");
  expect(entry).toMatchObject({ faulted: { kind: kind.kind, effect }, effect: done });
  expect(entry?.status).toBe(status);
  expect(simulator.faults.pending()).toEqual([]);

  const next = await http.post(`${url}/authentication/provision-token`);
  expect(next.status).toBe(done ? 400 : 200);
});

it("sends Retry-After, HTML and a wrong shape as such", async () => {
  const { http, simulator } = await start();
  simulator.faults.order([
    { operation: "listOrgs", effect: "before", kind: "status", status: 429, retryAfter: 7 },
    { operation: "listOrgs", effect: "before", kind: "html" },
    { operation: "listOrgs", effect: "before", kind: "malformed" },
  ]);
  expect((await http.get("/v1/orgs")).headers["retry-after"]).toBe("7");
  expect((await http.get("/v1/orgs")).headers["content-type"]).toContain("text/html");
  expect((await http.get("/v1/orgs")).data).toEqual({ unexpected: ["shape"] });
  expect(orgsAnswer.parse((await http.get("/v1/orgs")).data).orgs).toHaveLength(4);
  expect(simulator.rate.figures().refused).toBe(1);
});

it("does what was asked for behind a delay, although the client has gone", async () => {
  const started = await start();
  const { http, simulator } = started;
  const { url, id } = await brokered(started);
  simulator.faults.order({ operation: "provisionToken", effect: "before", kind: "delay", ms: 300 });
  const sent = http.post(`${url}/authentication/provision-token`, undefined, { timeout: 50 });
  await expect(sent).rejects.toMatchObject({ code: "ECONNABORTED" });
  await until(
    "the token is provisioned",
    () => simulator.webUi.tokens(id).provisionalBrokerToken !== undefined,
  );
});

it("hits the calls that it names: skip, times, organization, kind of update", async () => {
  const started = await start();
  const { http, simulator, org, sister } = started;
  const status = async (id: string) => (await http.get(`/v1/org/${id}/integrations`)).status;
  simulator.faults.order({
    operation: "listIntegrations",
    orgId: sister,
    skip: 1,
    times: 2,
    effect: "before",
    kind: "status",
    status: 503,
  });
  const seen: number[] = [];
  for (const id of [org, sister, org, sister, org, sister, sister]) seen.push(await status(id));
  expect(seen).toEqual([200, 200, 200, 503, 200, 503, 200]);

  const { url } = await brokered(started);
  simulator.faults.order({
    operation: "updateIntegration",
    detail: "disable",
    effect: "after",
    kind: "status",
    status: 500,
  });
  expect((await http.put(url, enableBody("gitlab"))).status).toBe(200);
  expect((await http.put(url, disableBody("gitlab"))).status).toBe(500);
  expect(simulator.integration(org, "gitlab")?.brokered).toBe(false);
});

it("counts every matching call towards skip, hit by another fault or not", async () => {
  const { http, simulator } = await start();
  simulator.faults.order([
    { operation: "listOrgs", skip: 1, effect: "before", kind: "status", status: 502 },
    { operation: "listOrgs", effect: "before", kind: "status", status: 500 },
  ]);
  const seen: number[] = [];
  for (let i = 0; i < 3; i++) seen.push((await http.get("/v1/orgs")).status);
  expect(seen).toEqual([500, 502, 200]);
});

it("shows what is to come, clears it, and refuses what it does not know", async () => {
  const { simulator } = await start();
  simulator.faults.order({ operation: "listOrgs", times: 3, effect: "before", kind: "reset" });
  expect(simulator.faults.pending()).toEqual([
    { operation: "listOrgs", times: 3, skip: 0, effect: "before", kind: "reset" },
  ]);
  simulator.faults.clear();
  expect(simulator.faults.pending()).toEqual([]);
  for (const wrong of [{ operation: "nothing" }, { kind: "explosion" }, { kind: "hang", ms: 700_000 }]) {
    const fault = { operation: "listOrgs", effect: "before", kind: "reset", ...wrong };
    expect(() => simulator.faults.order(fault as Fault)).toThrow(/^fault/);
  }
});

/** One call of each operation that a key makes, against an integration that exists. */
type Called = Exclude<Operation, "requestAccessToken">;
const CALLS: Readonly<Record<Called, (started: Started, url: string) => Promise<unknown>>> = {
  listIntegrations: ({ http, org }) => http.get(`/v1/org/${org}/integrations`),
  getIntegrationByType: ({ http, org }) => http.get(`/v1/org/${org}/integrations/gitlab`),
  createIntegration: ({ http, org }) => http.post(`/v1/org/${org}/integrations`, enableBody("github")),
  updateIntegration: ({ http }, url) => http.put(url, enableBody("gitlab")),
  deleteAuthentication: ({ http }, url) => http.delete(`${url}/authentication`),
  provisionToken: ({ http }, url) => http.post(`${url}/authentication/provision-token`),
  switchToken: ({ http }, url) => http.post(`${url}/authentication/switch-token`),
  cloneIntegration: ({ http, sister }, url) => http.post(`${url}/clone`, { destinationOrgPublicId: sister }),
  getSettings: ({ http }, url) => http.get(`${url}/settings`),
  updateSettings: ({ http }, url) => http.put(`${url}/settings`, { dockerfileSCMEnabled: true }),
  createOrg: ({ http }) => http.post("/v1/org", { name: "new" }),
  deleteOrg: ({ http, stranger }) => http.delete(`/v1/org/${stranger}`),
  listOrgs: ({ http }) => http.get("/v1/orgs"),
  restListIntegrations: ({ http, org }) => http.get(`/rest/orgs/${org}/integrations?version=2024-10-15~beta`),
  restGetIntegration: ({ http }, url) =>
    http.get(`${url.replace("/v1/org/", "/rest/orgs/")}?version=2024-10-15~beta`),
  restListConnections: ({ http, org }) =>
    http.get(`/rest/orgs/${org}/brokers/connections?version=2024-10-15`),
  restListOrgs: ({ http }) => http.get("/rest/orgs?version=2024-10-15"),
  restListGroupOrgs: ({ http, simulator }) =>
    http.get(`/rest/groups/${simulator.orgs[0]?.groupId}/orgs?version=2024-10-15`),
  restGetOrg: ({ http, org }) => http.get(`/rest/orgs/${org}?version=2024-10-15`),
  restSearchAuditLog: ({ http, org }) => http.get(`/rest/orgs/${org}/audit_logs/search?version=2024-10-15`),
  restGetUser: ({ http, org }) =>
    http.get(`/rest/orgs/${org}/users/c0000000-0000-4000-8000-000000000001?version=2024-10-15~beta`),
  restGetSelf: ({ http }) => http.get("/rest/self?version=2024-10-15"),
  restGetOrgServiceAccount: ({ http, simulator, org }) => {
    simulator.addKey({ name: "of an organization", orgIds: [org] });
    const id = principalId({ name: "of an organization" });
    return http.get(`/rest/orgs/${org}/service_accounts/${id}?version=2024-10-15`);
  },
  restGetGroupServiceAccount: ({ http, simulator }) =>
    http.get(
      `/rest/groups/${simulator.orgs[0]?.groupId}/service_accounts/${principalId({ name: "admin" })}?version=2024-10-15`,
    ),
};

it("meets and logs every operation under its name, with nothing secret in the log", async () => {
  const started = await start();
  const { simulator } = started;
  const { url, token } = await brokered(started);
  const operations = Object.keys(CALLS) as Called[];
  for (const operation of operations) {
    simulator.log.clear();
    simulator.faults.order({ operation, effect: "after", kind: "status", status: 503 });
    expect(await CALLS[operation](started, url)).toMatchObject({ status: 503 });
    const [entry, ...more] = simulator.log.all();
    expect(more).toEqual([]);
    expect(entry).toMatchObject({ operation, keyName: "admin", effect: true, status: 503 });
    expect(entry?.path).toMatch(/^\/(v1|rest)\/[a-zA-Z:/_-]+$/);
    const text = JSON.stringify(entry);
    for (const secret of [token, simulator.adminKey, ...tokensOf(started)])
      expect(text).not.toContain(secret);
  }
});

it("logs no secret that a confused client puts where it does not belong", async () => {
  const { simulator, org } = await start();
  const http = clientOf(simulator, "token canary-1");
  await http.get(`/v1/org/canary-2/integrations?token=canary-3`);
  await http.post(`/v1/org/${org}/integrations/canary-4/clone`, { destinationOrgPublicId: "canary-5" });
  expect(simulator.log.count()).toBe(2);
  expect(JSON.stringify(simulator.log.all())).not.toContain("canary");
});

function tokensOf({ simulator }: Started): string[] {
  return simulator.integrations().flatMap(({ id }) => Object.values(simulator.webUi.tokens(id)));
}
