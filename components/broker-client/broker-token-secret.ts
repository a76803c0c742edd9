import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { componentType } from "../../provider/type-tokens";
import { TOKEN_VARIABLE } from "../inputs/environment";
import { InvalidInput } from "../validation/invalid-input";
import { secretManifest } from "../manifests/secret";
import { kubernetesName, objectLabels, tokenObjectName } from "../manifests/names";
import { dataKey, objectName } from "../validation/value-rules";
import { isSecretReference } from "../inputs/secret-input";
import { checked, requireValid } from "../validation/validate";
import { clientToken, type TokenSourceArgs } from "./token-source";
import { type Transform, transformed } from "../inputs/transform";

/** Whose token goes into a Secret, and into which. */
export interface BrokerTokenSecretArgs extends TokenSourceArgs {
  /** Namespace of the Secret. @default the namespace of the Kubernetes provider */
  readonly namespace?: pulumi.Input<string>;
  /** Name in Kubernetes, to which the generation is added. @default `broker-<name>` */
  readonly resourceName?: string;
  /** Key in the Secret. @default "BROKER_TOKEN" */
  readonly key?: string;
  /**
   * One Secret that keeps its name, for a client that cannot take another. Requests are lost from its change until
   * that client runs with the new token; with a Secret per generation none need be.
   * @default false
   */
  readonly stableName?: boolean;
  /** Labels of the Secret. @default none */
  readonly labels?: Readonly<Record<string, pulumi.Input<string>>>;
  /** The escape hatch: changes the arguments of the Secret. @default none */
  readonly transform?: {
    /** @default unchanged */
    readonly secret?: Transform<k8s.core.v1.SecretArgs>;
  };
}

/**
 * A broker token in a Secret, without a client, for those who run theirs by other means: a chart, an operator.
 *
 * ```ts
 * const token = new BrokerTokenSecret("gitlab", { integration, namespace: "snyk" });
 * const chart = new k8s.helm.v3.Release("broker", { …, values: { brokerTokenSecret: { name: token.secretName } } });
 * new TokenSwitch("gitlab", { integration }, { dependsOn: chart });
 * ```
 */
export class BrokerTokenSecret extends pulumi.ComponentResource {
  /** The child, for what the arguments do not cover. */
  readonly nodes: {
    /** The Secret of the newest generation. */
    readonly secret: k8s.core.v1.Secret;
  };
  /** Name of the Secret of the newest generation. */
  readonly secretName: pulumi.Output<string>;
  /** Generation of the token in it. */
  readonly tokenGeneration: pulumi.Output<number>;

  /** @throws InvalidInput, in the preview, for arguments that cannot work; it names the field and the remedy */
  constructor(name: string, args: BrokerTokenSecretArgs, opts?: pulumi.ComponentResourceOptions) {
    super(componentType("BrokerTokenSecret"), name, {}, opts);
    const owner = `BrokerTokenSecret "${name}"`;
    const { brokerToken, generation, tokenName } = clientToken(owner, undefined, args);
    if (isSecretReference(brokerToken)) {
      throw new InvalidInput(owner, "brokerToken is in a Secret already; use that Secret");
    }
    const { key = TOKEN_VARIABLE, namespace, stableName = false } = args;
    requireValid(owner, "key", dataKey, key);
    const base = kubernetesName(owner, name, args.resourceName);
    this.secretName = stableName ? pulumi.output(base) : tokenObjectName(base, tokenName);
    this.tokenGeneration = pulumi.output(generation);

    const manifest = secretManifest({
      name: this.secretName,
      namespace: namespace && checked(owner, "namespace", objectName, namespace),
      labels: objectLabels(base, args.labels),
      immutable: !stableName,
      values: { [key]: brokerToken },
    });
    const secret = new k8s.core.v1.Secret(
      ...transformed(args.transform?.secret, `${name}-secret`, manifest, { parent: this }),
    );
    this.nodes = { secret };
    this.registerOutputs({ secretName: this.secretName, tokenGeneration: this.tokenGeneration });
  }
}
