import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { componentType } from "../../provider/type-tokens";
import type { NetworkPolicyOptions, AgentPodOptions } from "../inputs/kubernetes-options";
import { agentManifest } from "../manifests/agent";
import { plainVariables, secretVariables } from "../manifests/env-vars";
import { OPEN_PORT_PROBES } from "../manifests/probes";
import { secretManifest } from "../manifests/secret";
import { serviceManifest, serviceUrl } from "../manifests/service";
import { networkPolicyManifest } from "../manifests/network-policy";
import { autonamed, kubernetesName, objectLabels, roleSelector } from "../manifests/names";
import { httpProxyUrl, httpUrl, secretText } from "../validation/value-rules";
import { isSecretReference, type SecretInput } from "../inputs/secret-input";
import { checked, checkedSecret, requirePresent } from "../validation/validate";
import { type Transform, transformed } from "../inputs/transform";
import { requiredImage } from "./image";

/** Port of the agent, which Snyk documents. */
export const CODE_AGENT_PORT = 3000;

/** How a Code Agent runs. */
export interface CodeAgentOptions extends AgentPodOptions {
  /** API token with which the agent uploads code to Snyk: of a service account of the organization. */
  readonly snykToken: SecretInput;
  /**
   * Image with its version or digest. The only tag that Snyk documents is `latest`, which says nothing about what runs.
   * @see https://hub.docker.com/r/snyk/code-agent/tags
   */
  readonly image: pulumi.Input<string>;
  /** Where code is uploaded to, with the scheme, outside SNYK-US-01: `https://deeproxy.eu.snyk.io`. @default none */
  readonly upstreamUrl?: pulumi.Input<string>;
  /** Proxy on the way to Snyk; it may hold credentials. @default none */
  readonly httpsProxy?: SecretInput;
  /**
   * CPU (cores), memory and ephemeral storage (bytes); the storage limits how many repositories are imported at once.
   * @default 1 CPU, 2Gi and 2Gi, as documented, requested and limited
   */
  readonly resources?: pulumi.Input<k8s.types.input.core.v1.ResourceRequirements>;
  /** Narrow the traffic, or false for no NetworkPolicy. @default only the agent's port can be reached */
  readonly networkPolicy?: NetworkPolicyOptions | false;
  /** The escape hatch: changes the arguments of a child. @default none */
  readonly transform?: {
    /** The Secret with the agent's API token. @default unchanged */
    readonly secret?: Transform<k8s.core.v1.SecretArgs>;
    /** @default unchanged */
    readonly deployment?: Transform<k8s.apps.v1.DeploymentArgs>;
    /** @default unchanged */
    readonly service?: Transform<k8s.core.v1.ServiceArgs>;
    /** @default unchanged */
    readonly networkPolicy?: Transform<k8s.networking.v1.NetworkPolicyArgs>;
  };
}

/** How a stand-alone Code Agent runs, and where. */
export interface CodeAgentArgs extends CodeAgentOptions {
  /** Namespace of all objects. @default the namespace of the Kubernetes provider */
  readonly namespace?: pulumi.Input<string>;
  /** Name in Kubernetes that all objects begin with; `-code-agent` is added. @default `broker-<name>` */
  readonly resourceName?: string;
}

/** Children of a `CodeAgent`; `undefined` is what the arguments do not ask for. */
export interface CodeAgentNodes {
  /** `undefined` when all secrets exist already. */
  readonly secret: k8s.core.v1.Secret | undefined;
  /** The agent's pods. */
  readonly deployment: k8s.apps.v1.Deployment;
  /** The address that the Broker client is given. */
  readonly service: k8s.core.v1.Service;
  /** Who may reach the agent. */
  readonly networkPolicy: k8s.networking.v1.NetworkPolicy | undefined;
}

const RESOURCES = {
  requests: { cpu: "1", memory: "2Gi", "ephemeral-storage": "2Gi" },
  limits: { cpu: "1", memory: "2Gi", "ephemeral-storage": "3Gi" },
};

/**
 * Snyk's Code Agent, which clones repositories for Snyk Code on behalf of a Broker client.
 *
 * Snyk has deprecated it: `git clone` through the Broker (`accept: { code: true }`, on by default) replaces it. It is
 * here for those who have to keep it for a while.
 * @see https://docs.snyk.io: "Snyk Broker - Code Agent"
 */
export class CodeAgent extends pulumi.ComponentResource {
  /** The children, for what the arguments do not cover. */
  readonly nodes: CodeAgentNodes;
  /** Address for the client's `GIT_CLIENT_URL`. */
  readonly url: pulumi.Output<string>;

  /** @throws InvalidInput, in the preview, for arguments that cannot work; it names the field and the remedy */
  constructor(name: string, args: CodeAgentArgs, opts?: pulumi.ComponentResourceOptions) {
    super(componentType("CodeAgent"), name, {}, opts);
    const owner = `CodeAgent "${name}"`;
    const instance = kubernetesName(owner, name, args.resourceName);
    const identity = {
      name: `${instance}-code-agent`,
      namespace: args.namespace,
      labels: objectLabels(instance, args.labels, "code-agent"),
      selector: roleSelector(instance, "code-agent"),
    };
    const child = { parent: this };
    const { image, secrets, upstreamUrl } = checkCodeAgent(owner, "", args);
    warn(this);

    const secret = agentSecret();
    const deployment = agent();
    const service = new k8s.core.v1.Service(
      ...transformed(
        args.transform?.service,
        `${name}-service`,
        serviceManifest({ ...identity, port: CODE_AGENT_PORT, portName: "http", options: {} }),
        child,
      ),
    );
    const networkPolicy = policy();

    this.nodes = { secret, deployment, service, networkPolicy };
    this.url = codeAgentUrl(instance, args.namespace);
    this.registerOutputs({ url: this.url });

    function agentSecret(): k8s.core.v1.Secret | undefined {
      const values = Object.fromEntries(
        Object.entries(secrets).flatMap(([key, value]) =>
          value === undefined || isSecretReference(value) ? [] : [[key, value]],
        ),
      );
      if (Object.keys(values).length === 0) return undefined;
      const manifest = secretManifest({
        namespace: identity.namespace,
        labels: identity.labels,
        immutable: true,
        values,
      });
      return new k8s.core.v1.Secret(
        ...transformed(args.transform?.secret, autonamed(name, instance, "secret"), manifest, child),
      );
    }

    function agent(): k8s.apps.v1.Deployment {
      const manifest = agentManifest({
        ...identity,
        annotations: {},
        container: "code-agent",
        image,
        port: CODE_AGENT_PORT,
        replicas: 1,
        env: [
          ...secretVariables(secrets, secret?.metadata.name),
          ...plainVariables({ PORT: String(CODE_AGENT_PORT), UPSTREAM_URL: upstreamUrl }),
        ],
        resources: args.resources ?? RESOURCES,
        scratch: "2Gi",
        // It writes beside its code.
        readOnlyRoot: false,
        probes: OPEN_PORT_PROBES,
        options: args,
      });
      const own = { ...child, dependsOn: secret === undefined ? [] : [secret] };
      return new k8s.apps.v1.Deployment(
        ...transformed(args.transform?.deployment, `${name}-deployment`, manifest, own),
      );
    }

    function policy(): k8s.networking.v1.NetworkPolicy | undefined {
      if (args.networkPolicy === false) return undefined;
      const manifest = networkPolicyManifest(identity, CODE_AGENT_PORT, args.networkPolicy ?? {});
      return new k8s.networking.v1.NetworkPolicy(
        ...transformed(args.transform?.networkPolicy, `${name}-network-policy`, manifest, child),
      );
    }
  }
}

interface CheckedCodeAgent {
  readonly image: pulumi.Input<string>;
  readonly secrets: Readonly<Record<string, SecretInput | undefined>>;
  readonly upstreamUrl: pulumi.Input<string> | undefined;
}

/**
 * Checks the options of a Code Agent.
 * @param prefix of the fields in messages, such as `codeAgent.`
 * @throws InvalidInput
 */
export function checkCodeAgent(owner: string, prefix: string, options: CodeAgentOptions): CheckedCodeAgent {
  const { httpsProxy, image, snykToken, upstreamUrl } = options;
  requirePresent(owner, `${prefix}snykToken`, snykToken, "give the API token of a service account");
  return {
    image: requiredImage(owner, `${prefix}image`, image, "snyk/code-agent"),
    secrets: {
      SNYK_TOKEN: checkedSecret(owner, `${prefix}snykToken`, secretText, snykToken),
      HTTPS_PROXY: httpsProxy && checkedSecret(owner, `${prefix}httpsProxy`, httpProxyUrl, httpsProxy),
    },
    upstreamUrl: upstreamUrl && checked(owner, `${prefix}upstreamUrl`, httpUrl, upstreamUrl),
  };
}

/** The address of a client's Code Agent: by construction the name of its Service. */
export function codeAgentUrl(
  instance: string,
  namespace: pulumi.Input<string> | undefined,
): pulumi.Output<string> {
  return serviceUrl({ scheme: "http", name: `${instance}-code-agent`, namespace, port: CODE_AGENT_PORT });
}

function warn(agent: pulumi.Resource): void {
  void pulumi.log.warn(
    "Snyk has deprecated the Code Agent and no longer maintains it. Its replacement is git clone through the " +
      "Broker, which is on by default in every client (accept.code).",
    agent,
  );
}
