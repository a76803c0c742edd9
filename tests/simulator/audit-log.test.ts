import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { PERSON } from "../../simulator/snyk/person";
import { principalId } from "../../simulator/snyk/principal";
import { brokered, type Client, clientOf, disableBody, provisioned, start, stopAll } from "./http";

afterEach(stopAll);

const pageAnswer = z.object({
  data: z.object({
    items: z.array(
      z.object({
        created: z.string(),
        event: z.string(),
        user_id: z.string(),
        content: z.object({ integrationPublicId: z.string() }).partial(),
      }),
    ),
  }),
  links: z.object({ next: z.string() }).partial(),
});

const accountAnswer = z.object({ data: z.object({ id: z.string(), type: z.string() }) });

const path = (org: string, query = "") =>
  `/rest/orgs/${org}/audit_logs/search?version=2024-04-29&from=2020-01-01T00:00:00Z${query}`;

async function log(http: Client, org: string, query = "") {
  const { data, links } = pageAnswer.parse((await http.get(path(org, query))).data);
  return { ...data, next: links.next };
}

describe("the audit log", () => {
  it("has what keys and people do to integrations, newest first, and nothing of tokens", async () => {
    const started = await start();
    const { simulator, http, org } = started;
    const { id, url, token } = await brokered(started);
    await provisioned(started, { id, url, token });
    await http.post(`${url}/authentication/switch-token`);
    await http.put(`${url}/settings`, { dockerfileSCMEnabled: true });
    await http.put(url, disableBody("gitlab"));
    simulator.webUi.turnBrokerOn(id);
    simulator.webUi.turnBrokerOff(id);
    simulator.webUi.removeIntegration(id);
    const { items } = await log(http, org);
    const admin = principalId({ name: "admin" });
    expect(items.map(({ event, user_id: userId }) => [event, userId])).toEqual([
      ["org.integration.delete", PERSON.id],
      ["org.integration.edit", PERSON.id],
      ["org.integration.edit", PERSON.id],
      ["org.integration.edit", admin],
      ["org.integration.settings.edit", admin],
      ["org.integration.create", admin],
    ]);
    expect(new Set(items.map(({ content }) => content.integrationPublicId))).toEqual(new Set([id]));
  });

  it("has a refused change nowhere, and a clone where it was made", async () => {
    const started = await start();
    const { http, org, sister } = started;
    const { url } = await brokered(started);
    expect((await http.put(url, { type: "gitlab", credentials: { token: "x", url: "x" } })).status).toBe(400);
    await http.post(`${url}/clone`, { destinationOrgPublicId: sister });
    expect((await log(http, org)).items).toHaveLength(1);
    expect((await log(http, sister)).items).toMatchObject([{ event: "org.integration.create" }]);
  });

  it("filters by event, account and time, and goes on page by page", async () => {
    const started = await start();
    const { simulator, http, org } = started;
    const { id } = await brokered(started);
    for (let i = 0; i < 3; i++) simulator.webUi.turnBrokerOff(id);
    const edits = "&events=org.integration.edit&events=org.integration.delete&size=2";
    const first = await log(http, org, edits);
    expect(first.items).toHaveLength(2);
    expect(pageAnswer.parse((await http.get(first.next ?? "")).data).data.items).toHaveLength(1);
    expect((await log(http, org, `&user_id=${PERSON.id}&sort_order=ASC`)).items).toHaveLength(3);
    expect((await log(http, org, "&to=2020-01-02T00:00:00Z")).items).toEqual([]);
    simulator.clock.advance(91 * 86_400);
    expect((await log(http, org)).items).toEqual([]);
  });

  it.each([
    ["&size=0"],
    ["&size=101"],
    ["&cursor=nonsense"],
    ["&to=yesterday"],
    ["&events=a&exclude_events=b"],
  ])("answers 400 to %s", async (query) => {
    const { http, org } = await start();
    expect((await http.get(path(org, query))).status).toBe(400);
  });

  it("is for those who may view it, where the plan has it", async () => {
    const { simulator, http, org } = await start();
    const viewer = clientOf(simulator, `token ${simulator.viewerKey}`);
    const refused = await viewer.get(path(org));
    expect([refused.status, JSON.stringify(refused.data)]).toEqual([
      403,
      expect.stringContaining("View Audit Logs (org.audit_log.read)"),
    ]);
    simulator.settings.patch({ auditLog: "forbidden" });
    expect((await http.get(path(org))).status).toBe(403);
  });

  it("may name no integration", async () => {
    const started = await start({ settings: { auditLog: "names-no-integration" } });
    await brokered(started);
    expect((await log(started.http, started.org)).items[0]?.content).toEqual({});
  });
});

it("tells accounts apart: a key's own, people, service accounts of the organization", async () => {
  const { simulator, http, org, sister } = await start();
  const own = accountAnswer.parse((await http.get("/rest/self?version=2024-04-22")).data).data;
  expect(own).toEqual({ id: principalId({ name: "admin" }), type: "service_account" });
  simulator.addKey({ name: "ci", orgIds: [org] });
  const status = async (place: string) =>
    (await http.get(`/rest/orgs/${place}?version=2024-10-15~beta`)).status;
  const ci = principalId({ name: "ci" });
  expect([await status(`${org}/users/${PERSON.id}`), await status(`${org}/users/${ci}`)]).toEqual([200, 404]);
  expect(await status(`${org}/service_accounts/${ci}`)).toBe(200);
  for (const other of [`${sister}/service_accounts/${ci}`, `${org}/service_accounts/${own.id}`])
    expect(await status(other)).toBe(404);
});

describe("a state file", () => {
  let folder = "";
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "simulator-test-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("keeps the audit log, and is read without one", async () => {
    const stateFile = join(folder, "state.json");
    const first = await start({ stateFile });
    await brokered(first);
    await first.simulator.close();
    const second = await start({ stateFile });
    expect((await log(second.http, second.org)).items).toHaveLength(1);
    await second.simulator.close();

    const { auditEvents: _events, ...former } = z
      .record(z.string(), z.unknown())
      .parse(JSON.parse(readFileSync(stateFile, "utf8")));
    writeFileSync(stateFile, JSON.stringify(former));
    const third = await start({ stateFile });
    expect((await log(third.http, third.org)).items).toEqual([]);
    third.simulator.webUi.addIntegration({ orgId: third.org, type: "github" });
    expect((await log(third.http, third.org)).items).toHaveLength(1);
  });
});
