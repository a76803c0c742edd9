import * as pulumi from "@pulumi/pulumi";
import type { BrokerClientArgs } from "./broker-client-args";
import { brokerServer } from "./broker-server";
import { checkClient, type ClientTypeName } from "./client-types";
import { type ClientEnvironment, commonEnvironment, TOKEN_VARIABLE } from "./environment";
import { InvalidInput } from "./invalid-input";
import { serviceUrl } from "./manifests/service";
import { kubernetesName } from "./names";
import { httpUrl } from "./rules";
import type { SecretInput } from "./secret-input";
import { checked } from "./settings";
import { tokenSource } from "./token-source";

/** Version of Snyk's client that is deployed unless told otherwise. */
export const CLIENT_VERSION = "5.22.14";

/** Everything that is decided before the first child is made. */
export interface ClientPlan {
  readonly type: ClientTypeName;
  /** Name in Kubernetes, without generation. */
  readonly name: string;
  readonly namespace: pulumi.Input<string> | undefined;
  readonly generation: pulumi.Input<number>;
  readonly brokerToken: SecretInput;
  readonly brokerClientUrl: pulumi.Input<string>;
  readonly image: pulumi.Input<string>;
  readonly replicas: pulumi.Input<number>;
  /** In clear in the Deployment. */
  readonly plain: ClientEnvironment["plain"];
  /** Credentials of the system behind the client, by variable. */
  readonly credentials: ClientEnvironment["secret"];
}

/**
 * Checks all arguments and decides names and environment.
 * @throws InvalidInput
 */
export function planClient(owner: string, resourceName: string, args: BrokerClientArgs): ClientPlan {
  const client = checkClient(owner, args.client);
  const name = kubernetesName(owner, resourceName, args.resourceName);
  const token = tokenSource(owner, client, args);
  const server = brokerServer(owner, args);
  const brokerClientUrl =
    args.brokerClientUrl === undefined
      ? serviceUrl(name, args.namespace)
      : checked(owner, "brokerClientUrl", httpUrl, args.brokerClientUrl);
  const common = commonEnvironment({
    brokerServerUrl: server.brokerServerUrl,
    dispatcherUrl: server.dispatcherUrl,
    brokerClientUrl,
  });
  const plain = { ...common, ...client.environment.plain };
  return {
    type: client.type,
    name,
    namespace: args.namespace,
    generation: token.generation,
    brokerToken: token.brokerToken,
    brokerClientUrl,
    image: args.image ?? pulumi.interpolate`snyk/broker:${args.version ?? CLIENT_VERSION}-${client.type}`,
    replicas: checkedReplicas(owner, args.replicas ?? 2),
    plain: { ...plain, ...checkedVariables(owner, args.environment ?? {}, client.environment.secret) },
    credentials: client.environment.secret,
  };
}

function checkedReplicas(owner: string, replicas: pulumi.Input<number>): pulumi.Input<number> {
  const problem = (value: unknown) =>
    Number.isInteger(value) && Number(value) >= 1 ? undefined : "is not a whole number from 1 up";
  return checked(owner, "replicas", { secret: false, problem }, replicas);
}

/** Variables from the user may replace plain ones of ours; secret ones have their own fields. */
function checkedVariables(
  owner: string,
  variables: Readonly<Record<string, pulumi.Input<string>>>,
  secrets: ClientEnvironment["secret"],
): ClientEnvironment["plain"] {
  for (const name of Object.keys(variables)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      throw new InvalidInput(
        owner,
        `environment "${name}" is not the name of a variable; use letters, digits and "_"`,
      );
    }
    if (name === TOKEN_VARIABLE || Object.hasOwn(secrets, name)) {
      throw new InvalidInput(
        owner,
        `environment.${name} is a secret and would stand in clear in the Deployment; use its own field`,
      );
    }
  }
  return variables;
}
