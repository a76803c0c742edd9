import { randomUUID } from "node:crypto";
import { startScm, startSimulator, type Relay, type Scm, type Simulator } from "../../simulator";
import type { Lifetime } from "./lifetime";
import type { QuickstartReport } from "./report";

/** The other side: a Snyk with its Broker server, and a GitLab, all on 127.0.0.1. */
export interface World {
  readonly simulator: Simulator;
  readonly relay: Relay;
  /** The organization that gets the integration. */
  readonly org: Simulator["orgs"][number];
  readonly scm: Scm;
  /** What the GitLab asks for. */
  readonly scmToken: string;
}

export async function startWorld(report: QuickstartReport, lifetime: Lifetime): Promise<World> {
  const scmToken = report.secret(`glpat-${randomUUID()}`);
  const scm = await lifetime.keep(startScm({ credential: scmToken }), (it) => it.close());
  const simulator = await lifetime.keep(startSimulator({ relay: true }), (it) => it.close());
  const { relay, orgs } = simulator;
  const [org] = orgs;
  if (!relay || !org) throw new Error("the simulator came up without a relay or an organization");
  report.secret(simulator.adminKey);
  report.say(`Snyk's API     ${simulator.url}`);
  report.say(`Broker server  ${relay.brokerServerUrl}`);
  report.say(`GitLab         ${scm.url}`);
  return { simulator, relay, org, scm, scmToken };
}
