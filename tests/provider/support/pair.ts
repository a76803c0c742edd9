import * as integration from "../../../provider/lifecycle/classic/brokered-integration";
import type { Properties } from "../../../provider/lifecycle/engine/protocol";
import { firstInputs, type Lab } from "./lab";

/** What a clone is a clone of. */
export interface CloneSource {
  readonly orgId: string;
  readonly type: string;
  /** Pulumi's id of the source. */
  readonly id: string;
  readonly enabledGeneration?: number;
}

export interface Pair {
  readonly source: string;
  readonly target: string;
  /** Outputs of the source. */
  readonly sourceOuts: Properties;
  /** Checked inputs of its clone. */
  readonly inputs: Properties & { readonly source: CloneSource };
}

/** A brokered integration, and the inputs of its clone in another organization. */
export async function pair(lab: Lab, { sameGroup = true } = {}): Promise<Pair> {
  const { id: source, groupId } = lab.org();
  const target = sameGroup ? lab.org(groupId).id : lab.org().id;
  const { id, outs } = await integration.create(lab.context(), firstInputs(source));
  lab.calls();
  const inputs = { orgId: target, source: { orgId: source, type: "gitlab", id } };
  return { source, target, sourceOuts: outs, inputs };
}

/** What a destroy leaves in an organization: an integration without a Broker, which no API removes. */
export function leftover(lab: Lab, orgId: string): string {
  return lab.simulator.webUi.addIntegration({ orgId, type: "gitlab", credentials: { token: "scm" } });
}
