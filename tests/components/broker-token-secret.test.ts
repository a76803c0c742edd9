import { BrokerTokenSecret } from "../../components/broker-client/broker-token-secret";
import { BrokeredIntegration } from "../../provider/resources/classic/brokered-integration";
import { at, ENCRYPTED, inSecret, register } from "./mocked";
import { TOKEN } from "./samples";

const ORG = "a5b6c7d8-0000-4000-8000-000000000001";

it("writes the token into an immutable Secret of its generation, and nothing else", async () => {
  const all = await register(
    (opts) => {
      const integration = new BrokeredIntegration("integration", { orgId: ORG, type: "acr" }, opts);
      new BrokerTokenSecret("registry", { integration, namespace: "snyk", key: "token" }, opts);
    },
    { generation: 2 },
  );
  expect(Object.keys(all).sort()).toEqual(["integration", "registry", "registry-secret"]);
  expect(all["registry-secret"]?.inputs).toMatchObject({
    immutable: true,
    metadata: { name: "broker-registry-g2", namespace: "snyk" },
    data: { [ENCRYPTED]: { token: inSecret(TOKEN) } },
  });
});

it("keeps one name where the client can take no other", async () => {
  const all = await register(
    (opts) =>
      new BrokerTokenSecret("registry", { brokerToken: TOKEN, tokenGeneration: 7, stableName: true }, opts),
  );
  expect(at(all["registry-secret"], "metadata.name")).toBe("broker-registry");
  expect(all["registry-secret"]?.inputs).not.toHaveProperty("immutable");
});
