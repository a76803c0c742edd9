import * as pulumi from "@pulumi/pulumi";
import type { BrokerClientArgs } from "../../components/broker-client/broker-client-args";
import { planClient } from "../../components/broker-client/plan";
import { register } from "./mocked";
import { CANARY, CLIENT_TYPE_NAMES, leastClient, mostClient } from "./samples";

beforeAll(() => register(() => undefined));

it.each(CLIENT_TYPE_NAMES)("gives %s its variables and files, with the secrets apart", async (type) => {
  const least = await environment(leastClient(type));
  expect(least).toMatchSnapshot("least");
  expect(JSON.stringify(least.plain)).not.toContain(CANARY);
});

it.each(CLIENT_TYPE_NAMES)("gives %s what all options together ask for", async (type) => {
  const most = await environment(mostClient(type));
  expect(most).toMatchSnapshot("most");
  expect(JSON.stringify(most.plain)).not.toContain(CANARY);
});

/** The environment that a client gets, resolved. */
function environment(args: BrokerClientArgs): Promise<{ readonly plain: unknown }> {
  const planned = pulumi.output(planClient("test", "scm", args).environment);
  return new Promise((resolve) => planned.apply(resolve));
}
