import { anyText, anyUuid, cloneAnswer, integrationAnswer, provisionAnswer, v1Error } from "./answers";
import {
  brokered,
  clientOf,
  disableBody,
  enableBody,
  provisioned,
  start,
  stopAll,
  type Started,
} from "./http";

afterEach(stopAll);

describe("creating and updating", () => {
  it("answers 200 with id and token for a brokered integration, and lists it by type", async () => {
    const { http, org, simulator } = await start();
    const made = await http.post(`/v1/org/${org}/integrations`, enableBody("github"));
    expect(made.status).toBe(200);
    expect(made.data).toEqual({ id: anyUuid, brokerToken: anyUuid });
    const { id } = integrationAnswer.parse(made.data);
    expect((await http.get(`/v1/org/${org}/integrations`)).data).toEqual({ github: id });
    expect((await http.get(`/v1/org/${org}/integrations/github`)).data).toEqual({ id });
    expect(simulator.integration(org, "github")).toMatchObject({ brokered: true, hasLiveToken: true });
  });

  it("answers an id alone for an integration with credentials, then takes new ones", async () => {
    const { http, org, simulator } = await start();
    const credentials = { token: "first" };
    const made = await http.post(`/v1/org/${org}/integrations`, { type: "gitlab", credentials });
    expect(made.data).toEqual({ id: anyUuid });
    const { id } = integrationAnswer.parse(made.data);
    const url = `/v1/org/${org}/integrations/${id}`;
    const put = await http.put(url, {
      type: "gitlab",
      credentials: { token: "second", url: "https://gitlab.test" },
    });
    expect([put.status, put.data]).toEqual([200, { id }]);
    expect(simulator.integration(org, "gitlab")?.credentialFields).toEqual(["token", "url"]);
  });

  it("enables an existing integration by PUT, disables it with credentials, and keeps its id", async () => {
    const { http, org, simulator } = await start();
    const made = await http.post(`/v1/org/${org}/integrations`, {
      type: "gitlab",
      credentials: { token: "t" },
    });
    const { id } = integrationAnswer.parse(made.data);
    const url = `/v1/org/${org}/integrations/${id}`;
    const enabled = await http.put(url, enableBody("gitlab"));
    expect(enabled.data).toEqual({ id, brokerToken: anyUuid });
    const disabled = await http.put(url, disableBody("gitlab"));
    expect([disabled.status, disabled.data]).toEqual([200, { id }]);
    expect(simulator.integration(org, "gitlab")).toMatchObject({
      id,
      brokered: false,
      hasLiveToken: false,
    });
    expect((await http.put(url, disableBody("gitlab"))).status).toBe(200);
  });

  it.each([
    ["an unknown type", { type: "jira", broker: { enabled: true } }],
    ["no type", { broker: { enabled: true } }],
    ["neither broker nor credentials", { type: "github" }],
    ["credentials without a field", { type: "bitbucket-server", credentials: { username: "u" } }],
    ["empty credentials", { type: "github", credentials: { token: "" } }],
    [
      "broker and credentials at once",
      { type: "github", broker: { enabled: true }, credentials: { token: "t" } },
    ],
    ["more in broker than `enabled`", { type: "github", broker: { enabled: true, token: "t" } }],
    [
      "a new integration with the broker off",
      { type: "github", broker: { enabled: false }, credentials: { token: "" } },
    ],
    ["no JSON", "{"],
  ])("refuses a POST with %s by 400", async (_name, body) => {
    const { http, org } = await start();
    const headers = { "content-type": "application/json" };
    const answer = await http.post(`/v1/org/${org}/integrations`, body, { headers });
    expect(answer.status).toBe(400);
    expect(answer.data).toEqual({ code: 400, message: anyText, error: v1Error.parse(answer.data).message });
  });

  it("refuses a PUT of another type, new credentials while brokered, and disable without credentials", async () => {
    const started = await start();
    const { url } = await brokered(started);
    const bodies = [
      enableBody("github"),
      { type: "gitlab", credentials: { token: "t" } },
      { type: "gitlab", broker: { enabled: false } },
    ];
    for (const body of bodies) expect((await started.http.put(url, body)).status).toBe(400);
    expect(started.simulator.integration(started.org, "gitlab")?.brokered).toBe(true);
  });

  it("takes a token and a URL for Azure Repos, and no other names", async () => {
    const { http, org } = await start();
    const url = "https://dev.azure.test";
    const made = await http.post(`/v1/org/${org}/integrations`, {
      type: "azure-repos",
      credentials: { token: "t", url },
    });
    const { id } = integrationAnswer.parse(made.data);
    const answer = await http.put(`/v1/org/${org}/integrations/${id}`, {
      type: "azure-repos",
      credentials: { username: "u", url },
    });
    expect(answer.status).toBe(400);
  });

  it("deletes credentials of an integration, and does nothing to a brokered one", async () => {
    const started = await start();
    const { http, org, simulator } = started;
    const { url, token, id } = await brokered(started);
    const answer = await http.delete(`${url}/authentication`);
    expect([answer.status, answer.data]).toEqual([200, ""]);
    expect(simulator.webUi.tokens(id)).toEqual({ brokerToken: token });
    const plain = await http.post(`/v1/org/${org}/integrations`, {
      type: "github",
      credentials: { token: "t" },
    });
    const github = integrationAnswer.parse(plain.data).id;
    await http.delete(`/v1/org/${org}/integrations/${github}/authentication`);
    expect(simulator.integration(org, "github")?.credentialFields).toEqual([]);
  });
});

describe("provision, switch, clone", () => {
  const provision = ({ http }: Started, url: string) => http.post(`${url}/authentication/provision-token`);
  const doSwitch = ({ http }: Started, url: string) => http.post(`${url}/authentication/switch-token`);

  it("hands out a provisional token, and makes it the live one at the switch", async () => {
    const started = await start();
    const { url, id, token } = await brokered(started);
    const answer = await provision(started, url);
    expect(answer.data).toEqual({ id, provisionalBrokerToken: anyUuid });
    const { provisionalBrokerToken } = provisionAnswer.parse(answer.data);
    expect(started.simulator.webUi.tokens(id)).toEqual({ brokerToken: token, provisionalBrokerToken });
    const switched = await doSwitch(started, url);
    expect([switched.status, switched.data]).toEqual([200, ""]);
    expect(started.simulator.webUi.tokens(id)).toEqual({ brokerToken: provisionalBrokerToken });
  });

  it("refuses a second provisional token anywhere in the group, but not in another group", async () => {
    const started = await start();
    const here = await brokered(started);
    const sister = await brokered({ ...started, org: started.sister }, "github");
    const stranger = await brokered({ ...started, org: started.stranger });
    expect((await provision(started, here.url)).status).toBe(200);
    expect((await provision(started, here.url)).status).toBe(400);
    expect((await provision(started, sister.url)).status).toBe(400);
    expect((await provision(started, stranger.url)).status).toBe(200);
  });

  it("refuses a switch without a provisional token, and both on an integration that is not brokered", async () => {
    const started = await start();
    const { url } = await brokered(started);
    expect((await doSwitch(started, url)).status).toBe(400);
    await started.http.put(url, disableBody("gitlab"));
    expect((await provision(started, url)).status).toBe(400);
    expect((await doSwitch(started, url)).status).toBe(400);
  });

  it("gives a clone the live token of its source, and switches both", async () => {
    const started = await start();
    const { http, sister, simulator } = started;
    const source = await brokered(started);
    const { url, id, token } = source;
    const clone = await http.post(`${url}/clone`, { destinationOrgPublicId: sister });
    expect([clone.status, clone.data]).toEqual([200, { newIntegrationId: anyUuid }]);
    const { newIntegrationId } = cloneAnswer.parse(clone.data);
    expect(simulator.webUi.tokens(newIntegrationId)).toEqual({ brokerToken: token });
    expect(simulator.integration(sister, "gitlab")?.sharingSet.toSorted()).toEqual(
      [id, newIntegrationId].toSorted(),
    );

    const provisional = await provisioned(started, source);
    await doSwitch(started, url);
    expect(simulator.webUi.tokens(newIntegrationId)).toEqual({ brokerToken: provisional });

    await http.put(`/v1/org/${sister}/integrations/${newIntegrationId}`, disableBody("gitlab"));
    expect(simulator.webUi.tokens(newIntegrationId)).toEqual({});
    expect(simulator.webUi.tokens(id)).toEqual({ brokerToken: provisional });
  });

  it("refuses a clone into another group, into its own organization, and into one that the key may not see", async () => {
    const started = await start();
    const { url } = await brokered(started);
    const clone = (destinationOrgPublicId: string, http = started.http) =>
      http.post(`${url}/clone`, { destinationOrgPublicId });
    expect((await clone(started.stranger)).status).toBe(400);
    expect((await clone(started.org)).status).toBe(400);
    const key = started.simulator.addKey({ name: "narrow", orgIds: [started.org] });
    expect((await clone(started.sister, clientOf(started.simulator, `token ${key}`))).status).toBe(404);
    expect((await started.http.post(`${url}/clone`, {})).status).toBe(400);
  });
});

describe("settings of an integration", () => {
  it("keeps what a PUT says", async () => {
    const started = await start();
    const { url } = await brokered(started);
    expect((await started.http.get(`${url}/settings`)).data).toEqual({});
    const put = await started.http.put(`${url}/settings`, {
      autoDepUpgradeLimit: 3,
      pullRequestTestEnabled: true,
    });
    expect([put.status, put.data]).toEqual([200, { autoDepUpgradeLimit: 3, pullRequestTestEnabled: true }]);
    expect((await started.http.get(`${url}/settings`)).data).toEqual(put.data);
  });

  it("refuses a limit of 11 and an unknown name", async () => {
    const started = await start();
    const { url } = await brokered(started);
    expect((await started.http.put(`${url}/settings`, { autoDepUpgradeLimit: 11 })).status).toBe(400);
    expect((await started.http.put(`${url}/settings`, { autoUpgrade: true })).status).toBe(400);
  });
});
