/**
 * Runs programs whose wrong values are Outputs, which end a program later than its own call. Prints what each ended
 * with, as JSON; a process of its own, since an unhandled rejection ends the one of a test runner.
 */
import * as pulumi from "@pulumi/pulumi";
import { Broker } from "../../components/broker/broker";
import type { BrokerArgs } from "../../components/broker/broker-args";
import { BrokerClient } from "../../components/broker-client/broker-client";
import type { BrokerClientArgs } from "../../components/broker-client/broker-client-args";
import type { IntegrationType } from "../../provider/snyk/integration-types";
import type { Region } from "../../provider/snyk/regions";
import { register } from "./mocked";
import { LEAST, TOKEN } from "./samples";

const ORG = "a5b6c7d8-0000-4000-8000-000000000001";
const later = <T extends string | number>(value: T) => pulumi.output(value);
const gitlab = LEAST.gitlab;
const codeAgent = { image: "a:1", snykToken: pulumi.secret("canary") };
const client = (args: Partial<BrokerClientArgs>) => (opts: pulumi.ComponentResourceOptions) =>
  new BrokerClient("scm", { client: gitlab, brokerToken: TOKEN, ...args }, opts);
const broker = (args: Partial<BrokerArgs>) => (opts: pulumi.ComponentResourceOptions) =>
  new Broker("scm", { integration: { orgId: ORG, type: "gitlab" }, client: gitlab, ...args }, opts);

const PROGRAMS = [
  client({ client: { ...gitlab, host: later("https://gitlab.example.com") } }),
  client({ client: { ...gitlab, token: pulumi.secret("canary\n") } }),
  client({ brokerToken: pulumi.secret("canary") }),
  client({ tokenGeneration: later(0) }),
  client({ namespace: later("a b") }),
  client({ apiUrl: later("http://127.0.0.1:1") }),
  client({ region: later<Region>("SNYK-XX-01" as Region) }),
  client({ proxy: { https: pulumi.secret("canary:3128") } }),
  client({ digest: later("latest") }),
  client({ codeAgent, region: later<Region>("SNYK-GOV-01") }),
  broker({ integration: { orgId: ORG, type: later<IntegrationType>("github") } }),
  broker({ organizations: { self: later(ORG) } }),
  broker({ organizations: { one: later("b"), two: later("b") } }),
];

async function main(): Promise<void> {
  const messages = new Set<string>();
  process.on("unhandledRejection", (error) => {
    if (pulumi.RunError.isInstance(error)) messages.add(error.message);
  });
  for (const program of PROGRAMS) {
    // What hangs on the refused value is never registered, so a program may not come to its end.
    await Promise.race([register(program).catch(() => undefined), pause(200)]);
  }
  for (let tries = 0; tries < 100 && messages.size < PROGRAMS.length; tries++) await pause(200);
  process.stdout.write(JSON.stringify([...messages]), () => process.exit(0));
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((next) => setTimeout(next, milliseconds));
}

void main();
