import { isDeepStrictEqual } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import type { BrokerClientArgs } from "../../components/broker-client/broker-client-args";
import { planClient } from "../../components/broker-client/plan";
import { register } from "./mocked";
import { CANARY, CLIENT_TYPE_NAMES, leastClient, mostClient } from "./samples";

beforeAll(() => register(() => undefined));

describe.each([
  { options: "no options", clientOf: leastClient },
  { options: "all options together", clientOf: mostClient },
])("with $options", ({ clientOf }) => {
  const environments = new Map<string, Environment>();
  let common: Environment;
  beforeAll(async () => {
    for (const type of CLIENT_TYPE_NAMES) environments.set(type, await environment(clientOf(type)));
    const [first = {}, ...others] = environments.values();
    common = select(first, (part, name) => others.every((other) => isAlike(first, other, part, name)));
  });

  it("gives every client type these variables and files, with the secrets apart", () => {
    expect(common).toMatchSnapshot();
  });

  it.each(CLIENT_TYPE_NAMES)("gives %s its own", (type) => {
    const all = environments.get(type) ?? {};
    expect(select(all, (part, name) => !isAlike(all, common, part, name))).toMatchSnapshot();
    expect(JSON.stringify(all["plain"])).not.toContain(CANARY);
  });
});

/** Variables in clear, secret ones and files: by part, and in it by name. */
type Environment = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The environment that a client gets, resolved. */
function environment(args: BrokerClientArgs): Promise<Environment> {
  const planned = pulumi.output(planClient("test", "scm", args).environment);
  return new Promise((resolve) =>
    planned.apply(({ plain, secret, files }) => resolve({ plain, secret, files })),
  );
}

/** Leaves out what is not chosen, and parts of which nothing is. */
function select(from: Environment, isChosen: (part: string, name: string) => boolean): Environment {
  const parts = Object.entries(from).map(([part, values]) => {
    const chosen = Object.entries(values).filter(([name]) => isChosen(part, name));
    return [part, Object.fromEntries(chosen)] as const;
  });
  return Object.fromEntries(parts.filter(([, values]) => Object.keys(values).length > 0));
}

function isAlike(one: Environment, other: Environment, part: string, name: string): boolean {
  return isDeepStrictEqual(one[part]?.[name], other[part]?.[name]);
}
