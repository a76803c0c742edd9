import * as integration from "../../../../../provider/lifecycle/classic/brokered-integration";
import { observeType } from "../../../../../provider/lifecycle/classic/observe/integrations";
import { failureOf, firstInputs, Lab } from "../../../support/lab";

let lab: Lab;
beforeAll(async () => (lab = await Lab.start()));
afterAll(() => lab.close());
afterEach(() => {
  lab.simulator.settings.reset();
  lab.calls();
});

const brokered = (type = "gitlab"): string => {
  const { id: orgId } = lab.org();
  lab.simulator.webUi.addIntegration({ orgId, type });
  return orgId;
};

describe("what exists", () => {
  it("is V1's to say: a REST list that leaves the type out costs nobody the live token", async () => {
    lab.simulator.settings.patch({ restOmits: ["gitlab"] });
    const orgId = brokered();
    const live = lab.liveToken(orgId);
    const { message } = await failureOf(integration.create(lab.context(), firstInputs(orgId)));
    expect(message).toMatch(/exists already, and Snyk does not say whether its Broker is enabled/);
    expect([lab.calls(), lab.liveToken(orgId)]).toEqual([
      ["listIntegrations", "restListIntegrations", "restListConnections"],
      live,
    ]);
  });

  it("costs one call where nothing is, with REST closed too", async () => {
    for (const restIntegrations of ["allowed", "forbidden"] as const) {
      lab.simulator.settings.patch({ restIntegrations });
      expect(await observeType(lab.context().api, lab.org().id, "gitlab")).toBeUndefined();
      expect(lab.calls()).toEqual(["listIntegrations"]);
    }
  });

  it("is REST's to say of a type that it has shown in this run: V1 is asked no more", async () => {
    const { api } = lab.context();
    const [one, other] = [brokered(), lab.org().id];
    await observeType(api, one, "gitlab");
    lab.calls();
    expect(await observeType(api.forOperation(), other, "gitlab")).toBeUndefined();
    expect(await observeType(api, one, "gitlab")).toMatchObject({ brokered: true });
    expect(lab.calls()).toEqual(["restListIntegrations", "restListIntegrations"]);
  });

  it("is not, of another type, and not of the same one to another key", async () => {
    const { api } = lab.context();
    await observeType(api, brokered(), "gitlab");
    lab.calls();
    await observeType(api, lab.org().id, "github");
    await observeType(lab.context().api, lab.org().id, "gitlab");
    expect(lab.calls()).toEqual(["listIntegrations", "listIntegrations"]);
  });
});

describe("for many looks, an organization that is known to have one", () => {
  it("is asked once, however many look at the same time", async () => {
    const { api } = lab.context();
    const source = brokered();
    const targets = Array.from({ length: 20 }, () => lab.org().id);
    const found = await Promise.all(
      targets.map((orgId) => observeType(api.forOperation(), orgId, "gitlab", source)),
    );
    expect(found.filter((each) => each !== undefined)).toEqual([]);
    expect(lab.calls()).toEqual(Array<string>(21).fill("restListIntegrations"));
  });

  it("that REST does not show leaves all looks to V1", async () => {
    lab.simulator.settings.patch({ restOmits: ["gitlab"] });
    const { api } = lab.context();
    const source = brokered();
    const target = brokered();
    for (const orgId of [target, target]) {
      expect(await observeType(api, orgId, "gitlab", source)).toMatchObject({ brokered: undefined });
    }
    expect(lab.calls().filter((call) => call === "listIntegrations")).toHaveLength(2);
  });
});
