import * as pulumi from "@pulumi/pulumi";
import { GENERATION_LABEL, tokenIn, TOKEN_LABEL } from "../../provider/resources/classic/token-labels";
import { InvalidInput } from "../validation/invalid-input";

const DNS_LABEL = /^[a-z]([a-z0-9-]*[a-z0-9])?$/;

/** A DNS label has 63 characters; this leaves room for the longest suffix that a child adds. */
export const MAX_NAME_LENGTH = 63 - "-registry-agent".length;

/**
 * The name in Kubernetes that all objects of one client begin with.
 * @throws InvalidInput when it is not a DNS label or too long for the children's suffixes
 */
export function kubernetesName(owner: string, name: string, chosen: string | undefined): string {
  const result = chosen ?? (name.startsWith("broker-") || name === "broker" ? name : `broker-${name}`);
  const origin =
    chosen === undefined
      ? `the Kubernetes name "${result}", from the resource's name,`
      : `resourceName "${result}"`;
  if (!DNS_LABEL.test(result)) {
    throw new InvalidInput(
      owner,
      `${origin} is not a DNS label (lowercase letters, digits and "-", beginning with a letter); set resourceName`,
    );
  }
  if (result.length > MAX_NAME_LENGTH) {
    throw new InvalidInput(
      owner,
      `${origin} has more than ${MAX_NAME_LENGTH} characters; set a shorter resourceName`,
    );
  }
  return result;
}

/**
 * The name of what runs with one token: `broker-gitlab-g2-k3x9qd`. Never that of another token, whatever replaces the
 * integration. In the preview of a rotation the token's name is known while the token is not, so that the preview can
 * say which object takes the place of which.
 */
export function tokenObjectName(name: string, token: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.interpolate`${name}-${token}`;
}

/**
 * Logical name of a child that Pulumi names in Kubernetes, after it. Other content makes another object of another
 * name, and with it another pod template: the same Deployment rolls, and what its old pods refer to stays until the
 * last of them is gone.
 */
export function autonamed(name: string, instance: string, suffix: string): string {
  const fits = /^[a-z0-9][a-z0-9.-]*$/.test(name) && name.length <= MAX_NAME_LENGTH;
  return `${fits ? name : instance}-${suffix}`;
}

export type Labels = Readonly<Record<string, pulumi.Input<string>>>;

/** How an object is known in its cluster, and which pods it is for. */
export interface ObjectIdentity {
  readonly name: string;
  readonly namespace: pulumi.Input<string> | undefined;
  readonly labels: Labels;
  /** Pods of all generations: a rotation changes none of these objects. */
  readonly selector: Labels;
}

/** What runs in a pod. */
export type PodRole = "broker-client" | "code-agent" | "registry-agent";

/** Labels that select every pod of one role, of all generations. */
export function roleSelector(name: string, role: PodRole = "broker-client"): Labels {
  return { "app.kubernetes.io/instance": name, "app.kubernetes.io/component": role };
}

/** Labels that give the generation of the token. */
export function generationLabels(name: string, generation: pulumi.Input<number>): Labels {
  return { ...roleSelector(name), [GENERATION_LABEL]: pulumi.interpolate`${generation}` };
}

/** Labels that select the pods that run with one token, and never those of another one of the same client. */
export function tokenSelector(
  name: string,
  generation: pulumi.Input<number>,
  token: pulumi.Input<string>,
): pulumi.Output<Readonly<Record<string, string>>> {
  return pulumi
    .all([pulumi.output(generationLabels(name, generation)), token])
    .apply(([labels, known]) => (known === tokenIn(labels) ? labels : { ...labels, [TOKEN_LABEL]: known }));
}

/** Labels of the objects themselves. */
export function objectLabels(name: string, extra: Labels = {}, role: PodRole = "broker-client"): Labels {
  return { ...extra, "app.kubernetes.io/name": "snyk-broker", ...roleSelector(name, role) };
}
