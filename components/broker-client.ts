import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { BrokerClientArgs, BrokerClientNodes } from "./broker-client-args";
import { type ClientPlan, planClient } from "./client-plan";
import { credentialsChecksum } from "./credentials-checksum";
import { TOKEN_VARIABLE } from "./environment";
import { DEFAULT_RESOURCES, deploymentManifest } from "./manifests/deployment";
import { ownValues, plainVariables, secretVariables } from "./manifests/env";
import { secretManifest } from "./manifests/secret";
import { serviceManifest } from "./manifests/service";
import { clientSelector, generationName, generationSelector, objectLabels } from "./names";
import { isSecretReference } from "./secret-input";
import { transformed } from "./transform";

/**
 * A Broker client on Kubernetes: the process that dials out to Snyk with a broker token and talks to one SCM or
 * registry.
 *
 * ```ts
 * const client = new BrokerClient("gitlab", {
 *   integration,
 *   client: { type: "gitlab", host: "gitlab.example.com", token: config.requireSecret("gitlabToken") },
 * });
 * ```
 *
 * Secret and Deployment carry the token's generation in their names. A rotation therefore makes a second client
 * beside the first, and Pulumi deletes the first one last. A change of the SCM's credentials rolls the Deployment.
 */
export class BrokerClient extends pulumi.ComponentResource {
  /** The children, for what the arguments do not cover. */
  readonly nodes: BrokerClientNodes;
  /** Address at which the SCM reaches this client. */
  readonly brokerClientUrl: pulumi.Output<string>;
  /** Generation of the token that this client dials in with. */
  readonly tokenGeneration: pulumi.Output<number>;

  /** @throws InvalidInput, in the preview, for arguments that cannot work; it names the field and the remedy */
  constructor(name: string, args: BrokerClientArgs, opts?: pulumi.ComponentResourceOptions) {
    // No arguments are registered: they hold credentials, which the children keep in Secrets.
    super("snyk-broker:index:BrokerClient", name, {}, opts);
    const plan = planClient(`BrokerClient "${name}"`, name, args);
    const labels = objectLabels(plan.name, args.labels);
    const child: pulumi.CustomResourceOptions = { parent: this };

    const secret = tokenSecret();
    const credentials = credentialsSecret();
    const service = stableService();
    const deployment = clientDeployment();

    this.nodes = { secret, credentials, deployment, service };
    this.brokerClientUrl = pulumi.output(plan.brokerClientUrl);
    this.tokenGeneration = pulumi.output(plan.generation);
    this.registerOutputs({ brokerClientUrl: this.brokerClientUrl, tokenGeneration: this.tokenGeneration });

    function tokenSecret(): k8s.core.v1.Secret | undefined {
      if (isSecretReference(plan.brokerToken)) return undefined;
      const manifest = secretManifest({
        name: generationName(plan.name, plan.generation),
        namespace: plan.namespace,
        labels,
        immutable: true,
        values: { [TOKEN_VARIABLE]: plan.brokerToken },
      });
      return new k8s.core.v1.Secret(
        ...transformed(args.transform?.secret, `${name}-secret`, manifest, child),
      );
    }

    /** Apart from the token's, and of one name for all generations: a rotation does not touch it. */
    function credentialsSecret(): k8s.core.v1.Secret | undefined {
      const values = ownValues(plan.credentials);
      if (Object.keys(values).length === 0) return undefined;
      const manifest = secretManifest({
        name: `${plan.name}-credentials`,
        namespace: plan.namespace,
        labels,
        immutable: false,
        values,
      });
      return new k8s.core.v1.Secret(
        ...transformed(args.transform?.credentials, `${name}-credentials`, manifest, child),
      );
    }

    function stableService(): k8s.core.v1.Service {
      const { name: serviceName, namespace } = plan;
      const manifest = serviceManifest({
        name: serviceName,
        namespace,
        labels,
        selector: clientSelector(serviceName),
      });
      return new k8s.core.v1.Service(
        ...transformed(args.transform?.service, `${name}-service`, manifest, child),
      );
    }

    function clientDeployment(): k8s.apps.v1.Deployment {
      const generation = generationName(plan.name, plan.generation);
      const manifest = deploymentManifest({
        name: generation,
        namespace: plan.namespace,
        labels,
        selector: generationSelector(plan.name, plan.generation),
        annotations: rolloutAnnotations(plan, args),
        replicas: plan.replicas,
        image: plan.image,
        env: [
          ...secretVariables({ [TOKEN_VARIABLE]: plan.brokerToken }, generation),
          ...secretVariables(plan.credentials, `${plan.name}-credentials`),
          ...plainVariables(plan.plain),
        ],
        resources: args.resources ?? DEFAULT_RESOURCES,
      });
      const dependsOn = [secret, credentials].filter((resource) => resource !== undefined);
      return new k8s.apps.v1.Deployment(
        ...transformed(args.transform?.deployment, `${name}-deployment`, manifest, { ...child, dependsOn }),
      );
    }
  }
}

/** What rolls the pods of one generation when it changes. */
function rolloutAnnotations(
  plan: ClientPlan,
  args: BrokerClientArgs,
): Readonly<Record<string, pulumi.Input<string>>> {
  const credentials = ownValues(plan.credentials);
  const marked = !isSecretReference(plan.brokerToken) && Object.keys(credentials).length > 0;
  return {
    ...(marked && { "snyk-broker/credentials-checksum": credentialsChecksum(plan.brokerToken, credentials) }),
    ...(args.rolloutTrigger !== undefined && { "snyk-broker/rollout-trigger": args.rolloutTrigger }),
  };
}
