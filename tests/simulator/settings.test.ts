import type { SimulatorSettings } from "../../simulator";
import { anyText, cloneAnswer, integrationAnswer, restList, v1Error } from "./answers";
import { brokered, clientOf, disableBody, enableBody, provisioned, start, stopAll } from "./http";

afterEach(stopAll);

const withSettings = (settings: Partial<SimulatorSettings>) => start({ settings });

describe("enable", () => {
  it.each([
    ["same-token", (first: string, second?: string) => first === second],
    ["new-token", (first: string, second?: string) => second !== undefined && first !== second],
    ["no-token", (_first: string, second?: string) => second === undefined],
  ] as const)("enableTwice: %s", async (enableTwice, holds) => {
    const started = await withSettings({ enableTwice });
    const { url, token, id } = await brokered(started);
    const again = await started.http.put(url, enableBody("gitlab"));
    expect(again.status).toBe(200);
    const { brokerToken } = integrationAnswer.parse(again.data);
    expect(holds(token, brokerToken)).toBe(true);
    const live = started.simulator.webUi.tokens(id).brokerToken;
    expect(live).toBe(brokerToken ?? token);
  });

  it("enableReturnsToken: false tells none, although there is one", async () => {
    const { http, org, simulator } = await withSettings({ enableReturnsToken: false });
    const made = await http.post(`/v1/org/${org}/integrations`, enableBody("gitlab"));
    expect(made.data).toEqual({ id: anyText });
    expect(simulator.integration(org, "gitlab")).toMatchObject({ brokered: true, hasLiveToken: true });
  });

  it.each(["old-token", "new-token"] as const)("reenableAfterDisable: %s", async (reenableAfterDisable) => {
    const started = await withSettings({ reenableAfterDisable });
    const { url, token } = await brokered(started);
    await started.http.put(url, disableBody("gitlab"));
    const { data } = await started.http.put(url, enableBody("gitlab"));
    const { brokerToken } = integrationAnswer.parse(data);
    expect(brokerToken === token).toBe(reenableAfterDisable === "old-token");
  });
});

describe("what exists already", () => {
  it("postExistingType: conflict, with the status of the setting", async () => {
    const started = await withSettings({ postExistingType: "conflict", existingTypeStatus: 422 });
    await brokered(started);
    expect(
      (await started.http.post(`/v1/org/${started.org}/integrations`, enableBody("gitlab"))).status,
    ).toBe(422);
  });

  it("postExistingType: returns-existing", async () => {
    const started = await withSettings({ postExistingType: "returns-existing", enableTwice: "same-token" });
    const { id, token } = await brokered(started);
    expect(await brokered(started)).toMatchObject({ id, token });
    expect(started.simulator.integrations()).toHaveLength(1);
  });

  it("postExistingType: second takes the place of the first in V1's list", async () => {
    const started = await withSettings({ postExistingType: "second" });
    const first = await brokered(started);
    const second = await brokered(started);
    expect(second.id).not.toBe(first.id);
    expect((await started.http.get(`/v1/org/${started.org}/integrations`)).data).toEqual({
      gitlab: second.id,
    });
    const rest = await started.http.get(`/rest/orgs/${started.org}/integrations?version=2024-10-15~beta`);
    expect(restList.parse(rest.data).data).toHaveLength(2);
  });

  it.each([
    ["conflict", 409],
    ["overwrites", 200],
    ["returns-existing", 200],
  ] as const)("cloneOverExisting: %s", async (cloneOverExisting, status) => {
    const started = await withSettings({ cloneOverExisting });
    const source = await brokered(started);
    const target = await brokered({ ...started, org: started.sister });
    const clone = await started.http.post(`${source.url}/clone`, { destinationOrgPublicId: started.sister });
    expect(clone.status).toBe(status);
    if (status === 200) expect(clone.data).toEqual({ newIntegrationId: target.id });
    const expected = cloneOverExisting === "overwrites" ? source.token : target.token;
    expect(started.simulator.webUi.tokens(target.id)).toEqual({ brokerToken: expected });
  });
});

it.each([
  ["conflict", 409],
  ["overwrites", 200],
  ["returns-existing", 200],
] as const)("cloneOverTurnedOff: %s", async (cloneOverTurnedOff, status) => {
  const started = await withSettings({ cloneOverTurnedOff });
  const source = await brokered(started);
  const target = await brokered({ ...started, org: started.sister });
  started.simulator.webUi.turnBrokerOff(target.id);
  const clone = await started.http.post(`${source.url}/clone`, { destinationOrgPublicId: started.sister });
  expect(clone.status).toBe(status);
  const expected = cloneOverTurnedOff === "overwrites" ? { brokerToken: source.token } : {};
  expect(started.simulator.webUi.tokens(target.id)).toEqual(expected);
});

describe("beside the Universal Broker", () => {
  it.each([
    ["refused", 400],
    ["accepted", 200],
  ] as const)("provisionBesideUniversal: %s", async (provisionBesideUniversal, status) => {
    const started = await withSettings({ provisionBesideUniversal });
    const { id, url } = await brokered(started);
    started.simulator.webUi.moveToUniversal(id);
    expect((await started.http.post(`${url}/authentication/provision-token`)).status).toBe(status);
  });

  it.each([
    ["empty-list", 200],
    ["404", 404],
  ] as const)("noUniversalConnections: %s", async (noUniversalConnections, status) => {
    const { http, org } = await withSettings({ noUniversalConnections });
    expect((await http.get(`/rest/orgs/${org}/brokers/connections?version=2024-10-15`)).status).toBe(status);
  });

  it("the integration has a Broker and no token; turning it off disconnects it", async () => {
    const started = await start();
    const { http, org, simulator } = started;
    const { id, url } = await brokered(started);
    simulator.webUi.moveToUniversal(id, "prod");
    expect(simulator.integration(org, "gitlab")).toMatchObject({
      brokered: true,
      hasLiveToken: false,
      universalConnection: "prod",
    });
    const list = `/rest/orgs/${org}/brokers/connections?version=2024-10-15`;
    const { data } = await http.get(list);
    expect(data).toMatchObject({ data: [{ attributes: { connection_type: "gitlab", name: "prod" } }] });
    await http.put(url, disableBody("gitlab"));
    expect((await http.get(list)).data).toMatchObject({ data: [] });
  });
});

describe("rotation", () => {
  it.each([400, 409, 422] as const)("refusals of provision, switch and clone answer %d", async (status) => {
    const started = await withSettings({
      provisionPendingStatus: status,
      switchNoneStatus: status,
      cloneAcrossGroupsStatus: status,
    });
    const { http, stranger } = started;
    const { url } = await brokered(started);
    expect((await http.post(`${url}/authentication/switch-token`)).status).toBe(status);
    await http.post(`${url}/authentication/provision-token`);
    expect((await http.post(`${url}/authentication/provision-token`)).status).toBe(status);
    expect((await http.post(`${url}/clone`, { destinationOrgPublicId: stranger })).status).toBe(status);
  });

  it("provisionScope: sharing-set lets two sets of one group rotate at once, and no clone of a pending one", async () => {
    const started = await withSettings({ provisionScope: "sharing-set" });
    const { http, org, sister } = started;
    const gitlab = await brokered(started);
    const github = await brokered(started, "github");
    const clone = await http.post(`${gitlab.url}/clone`, { destinationOrgPublicId: sister });
    expect((await http.post(`${gitlab.url}/authentication/provision-token`)).status).toBe(200);
    expect((await http.post(`${github.url}/authentication/provision-token`)).status).toBe(200);
    const cloned = `/v1/org/${sister}/integrations/${cloneAnswer.parse(clone.data).newIntegrationId}`;
    expect((await http.post(`${cloned}/authentication/provision-token`)).status).toBe(400);
    expect(org).not.toBe(sister);
  });

  it.each([
    ["provisioned-integration", 400],
    ["sharing-set", 200],
  ] as const)("switchThrough: %s", async (switchThrough, status) => {
    const started = await withSettings({ switchThrough });
    const { http, sister, simulator } = started;
    const source = await brokered(started);
    const clone = await http.post(`${source.url}/clone`, { destinationOrgPublicId: sister });
    const { newIntegrationId } = cloneAnswer.parse(clone.data);
    const provisional = await provisioned(started, source);
    const url = `/v1/org/${sister}/integrations/${newIntegrationId}/authentication/switch-token`;
    expect((await http.post(url)).status).toBe(status);
    const live = status === 200 ? provisional : source.token;
    expect(simulator.webUi.tokens(source.id).brokerToken).toBe(live);
  });

  it("provisionalTokenExpiresAfterSeconds: forgets it, and lets the next one be provisioned", async () => {
    const started = await withSettings({ provisionalTokenExpiresAfterSeconds: 60 });
    const { url } = await brokered(started);
    const post = async (call: string) => (await started.http.post(`${url}/authentication/${call}`)).status;
    expect(await post("provision-token")).toBe(200);
    started.simulator.clock.advance(61);
    expect(started.simulator.integration(started.org, "gitlab")?.hasProvisionalToken).toBe(false);
    expect(await post("switch-token")).toBe(400);
    expect(await post("provision-token")).toBe(200);
    expect(await post("switch-token")).toBe(200);
  });

  it("oldTokenAfterSwitch: provisional swaps, so that a second switch swaps back; it does not block", async () => {
    const started = await withSettings({ oldTokenAfterSwitch: "provisional" });
    const integration = await brokered(started);
    const { url, id, token } = integration;
    const post = (call: string) => started.http.post(`${url}/authentication/${call}`);
    const next = await provisioned(started, integration);
    await post("switch-token");
    expect(started.simulator.webUi.tokens(id)).toEqual({ brokerToken: next, provisionalBrokerToken: token });
    expect((await post("switch-token")).status).toBe(200);
    expect(started.simulator.webUi.tokens(id)).toEqual({ brokerToken: token, provisionalBrokerToken: next });
    expect((await post("provision-token")).status).toBe(200);
  });

  it.each([
    ["dropped", 200],
    ["kept", 400],
  ] as const)("provisionalTokenOnDisable: %s", async (provisionalTokenOnDisable, status) => {
    const started = await withSettings({ provisionalTokenOnDisable });
    const { url } = await brokered(started);
    const other = await brokered(started, "github");
    await started.http.post(`${url}/authentication/provision-token`);
    await started.http.put(url, disableBody("gitlab"));
    expect((await started.http.post(`${other.url}/authentication/provision-token`)).status).toBe(status);
  });
});

describe("the rest", () => {
  it("emptyCredentialsOnDisable: refused", async () => {
    const started = await withSettings({ emptyCredentialsOnDisable: "refused" });
    const { url } = await brokered(started);
    expect((await started.http.put(url, disableBody("gitlab"))).status).toBe(400);
    const body = { ...disableBody("gitlab"), credentials: { token: "t" } };
    expect((await started.http.put(url, body)).status).toBe(200);
  });

  it.each(["merge", "replace"] as const)("settingsPut: %s", async (settingsPut) => {
    const started = await withSettings({ settingsPut });
    const { url } = await brokered(started);
    await started.http.put(`${url}/settings`, { autoDepUpgradeLimit: 3 });
    const { data } = await started.http.put(`${url}/settings`, { dockerfileSCMEnabled: true });
    const kept = settingsPut === "merge" ? { autoDepUpgradeLimit: 3 } : {};
    expect(data).toEqual({ ...kept, dockerfileSCMEnabled: true });
  });

  it("bearerOnV1Writes: refused answers 401 to writes, not to reads", async () => {
    const { simulator, org } = await withSettings({ bearerOnV1Writes: "refused" });
    const http = clientOf(simulator, `bearer ${simulator.adminKey}`);
    expect((await http.get(`/v1/org/${org}/integrations`)).status).toBe(200);
    expect((await http.post(`/v1/org/${org}/integrations`, enableBody("gitlab"))).status).toBe(401);
  });

  it("errorOnMissingPermission: 404 reads like a missing organization", async () => {
    const { simulator, org } = await withSettings({ errorOnMissingPermission: "404" });
    const http = clientOf(simulator, `token ${simulator.viewerKey}`);
    const { status, data } = await http.post(`/v1/org/${org}/integrations`, enableBody("gitlab"));
    expect([status, v1Error.parse(data).message]).toEqual([404, expect.stringContaining("was not found or")]);
  });

  it.each([
    ["allowed", 200],
    ["forbidden", 403],
    ["absent", 404],
    ["without-has-broker", 200],
  ] as const)("restIntegrations: %s", async (restIntegrations, status) => {
    const started = await withSettings({ restIntegrations });
    await brokered(started);
    const answer = await started.http.get(`/rest/orgs/${started.org}/integrations?version=2024-10-15~beta`);
    expect(answer.status).toBe(status);
    if (status !== 200) return;
    const [first] = restList.parse(answer.data).data;
    expect("has_broker" in (first?.attributes ?? {})).toBe(restIntegrations === "allowed");
  });

  it.each(["path", "absolute", "object"] as const)("restLinks: %s", async (restLinks) => {
    const { http, simulator } = await withSettings({ restLinks });
    const { data } = await http.get("/rest/orgs?version=2024-10-15&limit=1");
    const { next } = restList.parse(data).links;
    const form =
      typeof next !== "string" ? typeof next : next.startsWith(simulator.url) ? "absolute" : "path";
    expect(form).toBe(restLinks);
  });

  it("acts at once when it is patched, and refuses what it does not know", async () => {
    const { simulator } = await start();
    expect(simulator.settings.patch({ enableReturnsToken: false }).enableReturnsToken).toBe(false);
    expect(simulator.settings.reset().enableReturnsToken).toBe(true);
    expect(() => simulator.settings.patch({ enabelTwice: "new-token" } as never)).toThrow(
      /settings.*enabelTwice/,
    );
    await expect(start({ settings: { provisionPendingStatus: 500 } as never })).rejects.toThrow(
      /provisionPendingStatus/,
    );
  });
});
