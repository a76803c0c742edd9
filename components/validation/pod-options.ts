import { InvalidInput } from "./invalid-input";
import { requireValid } from "./validate";
import { wholeNumber } from "./value-rules";
import type { PodOptions } from "../inputs/kubernetes-options";

/**
 * Checks who the containers of a pod run as.
 * @param prefix of the fields in messages, such as `codeAgent.`
 * @throws InvalidInput
 */
export function checkIds(owner: string, prefix: string, { openshift, runAsUser }: PodOptions): void {
  if (runAsUser === undefined) return;
  if (openshift === true) {
    throw new InvalidInput(
      owner,
      `${prefix}openshift and ${prefix}runAsUser are mutually exclusive: OpenShift gives the ids; leave one out`,
    );
  }
  requireValid(owner, `${prefix}runAsUser`, wholeNumber(1, 2_147_483_647), runAsUser);
}
