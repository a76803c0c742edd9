import * as pulumi from "@pulumi/pulumi";
import { InvalidInput } from "./invalid-input";

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
      `${origin} is not a DNS label (small letters, digits and "-", beginning with a letter); set resourceName`,
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
 * The name of what belongs to one generation. During the preview of a rotation the generation is known while the
 * token is not, so that the preview can say `broker-gitlab-g1 => broker-gitlab-g2`.
 */
export function generationName(name: string, generation: pulumi.Input<number>): pulumi.Output<string> {
  return pulumi.interpolate`${name}-g${generation}`;
}

/**
 * Logical name of a child that Pulumi names in Kubernetes, after it. Other content makes another object of another
 * name, and with it another pod template: the same Deployment rolls, and what its old pods refer to stays until the
 * last of them is gone.
 */
export function autonamed(name: string, instance: string, suffix: string): string {
  return `${/^[a-z0-9][a-z0-9.-]*$/.test(name) ? name : instance}-${suffix}`;
}

export type Labels = Readonly<Record<string, pulumi.Input<string>>>;

/** What runs in a pod. */
export type Role = "broker-client" | "code-agent" | "registry-agent";

/** Labels that select every pod of one role, of all generations. */
export function roleSelector(name: string, role: Role = "broker-client"): Labels {
  return { "app.kubernetes.io/instance": name, "app.kubernetes.io/component": role };
}

/** Labels that select the pods of one generation, and never those of the other during a rotation. */
export function generationSelector(name: string, generation: pulumi.Input<number>): Labels {
  return { ...roleSelector(name), "snyk-broker/token-generation": pulumi.interpolate`${generation}` };
}

/** Labels of the objects themselves. */
export function objectLabels(name: string, extra: Labels = {}, role: Role = "broker-client"): Labels {
  return { ...extra, "app.kubernetes.io/name": "snyk-broker", ...roleSelector(name, role) };
}
