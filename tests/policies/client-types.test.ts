import type { ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import { BrokerClient } from "../../components/broker-client/broker-client";
import { snykBrokerPolicies } from "../../policies";
import { register, type Registered } from "../components/mocked";
import { CLIENT_TYPE_NAMES, leastClient, mostClient } from "../components/samples";

const DEFAULTS = { maxAgeDays: 100, minReplicas: 2, pinnedBy: "version" };

/** What a policy says about a resource, with its default settings. */
function messages(policy: ResourceValidationPolicy, { type, name, inputs }: Registered): string[] {
  const found: string[] = [];
  const args = {
    type,
    name,
    urn: `urn:pulumi:stack::project::${type}::${name}`,
    props: inputs,
    getConfig: () => DEFAULTS,
  } as unknown as ResourceValidationArgs;
  const validations = [policy.validateResource ?? []].flat();
  for (const validate of validations)
    void validate(args, (message) => found.push(`${policy.name}: ${message}`));
  return found;
}

beforeAll(() => {
  jest.spyOn(console, "warn").mockImplementation(() => undefined); // some types warn of themselves
});

it.each(CLIENT_TYPE_NAMES)(
  "find nothing in a client of type %s, with the least and with all settings",
  async (type) => {
    for (const args of [leastClient(type), mostClient(type)]) {
      const { codeAgent: _deprecated, ...wanted } = args;
      const all = await register((opts) => new BrokerClient("client", wanted, opts), {
        config: { "snyk-broker:brokerServerUrl": "https://broker.example.com" },
      });
      const deployments = Object.values(all).filter((resource) => resource.type.endsWith(":Deployment"));
      expect(deployments.length).toBeGreaterThan(0);
      expect(
        deployments.flatMap((each) => snykBrokerPolicies().flatMap((policy) => messages(policy, each))),
      ).toEqual([]);
    }
  },
);
