import * as pulumi from "@pulumi/pulumi";
import { componentType } from "../../provider/type-tokens";
import { BrokeredIntegration } from "../../provider/resources/classic/brokered-integration";
import { ClonedIntegration } from "../../provider/resources/classic/cloned-integration";
import { typeProblem } from "../../provider/snyk/integration-types";
import { TokenSwitch } from "../../provider/resources/classic/token-switch";
import type { BrokerArgs, BrokerNodes, NamedClientArgs } from "./broker-args";
import { BrokerClient } from "../broker-client/broker-client";
import type { BrokerClientOptions } from "../broker-client/broker-client-args";
import { checkPlan } from "../broker-client/plan";
import { checkClient } from "../client-types";
import { InvalidInput } from "../validation/invalid-input";
import { DEFAULT_REPLICAS } from "../broker-client/options/high-availability";
import { cloneTargets } from "./clone-targets";
import { checkServes } from "../broker-client/token-source";
import { transformed } from "../inputs/transform";

/** Name of the client that `client` describes, among those of `clients`. */
const DEFAULT_CLIENT = "default";

/**
 * The whole of an integration that works through the Broker: the integration at Snyk, its clients on Kubernetes, the
 * switch to a new token once all of them are ready with it, and clones in other organizations.
 *
 * ```ts
 * new Broker("gitlab", {
 *   integration: { orgId, type: "gitlab", rotation: { everyDays: 90 } },
 *   client: { type: "gitlab", host: "gitlab.example.com", token: config.requireSecret("gitlabToken") },
 * });
 * ```
 */
export class Broker extends pulumi.ComponentResource {
  /** The children, for what the arguments do not cover. */
  readonly nodes: BrokerNodes;
  /** Snyk's id of the integration, a UUID. */
  readonly integrationId: pulumi.Output<string>;
  /** The newest token; secret. */
  readonly brokerToken: pulumi.Output<string>;
  /** Counts the tokens of the integration: 1, 2, 3 … */
  readonly tokenGeneration: pulumi.Output<number>;

  /** @throws InvalidInput, in the preview, for arguments that cannot work; it names the field and the remedy */
  constructor(name: string, args: BrokerArgs, opts?: pulumi.ComponentResourceOptions) {
    super(componentType("Broker"), name, {}, opts);
    const owner = `Broker "${name}"`;
    const parent = { parent: this };
    const clientArgs = clientsByName(owner, args);
    const targets = cloneTargets(owner, args.integration.orgId, args.organizations);

    for (const [key, client] of clientArgs) checkPlan(owner, objectsOf(key), client);
    const integration = enabledIntegration();
    const clients = Object.fromEntries(clientArgs.map(([key, client]) => [key, brokerClient(key, client)]));
    const tokenSwitch = switchWhenReady();
    const clones = Object.fromEntries(targets.map(([key, orgId]) => [key, clone(key, orgId)]));

    this.nodes = { integration, clients, switch: tokenSwitch, clones };
    this.integrationId = integration.integrationId;
    this.brokerToken = pulumi.secret(integration.brokerToken);
    this.tokenGeneration = integration.tokenGeneration;
    this.registerOutputs({
      integrationId: this.integrationId,
      brokerToken: this.brokerToken,
      tokenGeneration: this.tokenGeneration,
    });

    function enabledIntegration(): BrokeredIntegration {
      return new BrokeredIntegration(
        ...transformed(args.transform?.integration, `${name}-integration`, args.integration, parent),
      );
    }

    /** What the objects of a client are called in Kubernetes, unless `resourceName` says otherwise. */
    function objectsOf(key: string): string {
      return `broker-${name}${suffixOf(key)}`;
    }

    function brokerClient(key: string, { provider, ...client }: NamedClientArgs): BrokerClient {
      return new BrokerClient(
        `${name}-client${suffixOf(key)}`,
        { ...client, resourceName: client.resourceName ?? objectsOf(key), integration },
        { ...parent, ...(provider && { providers: { kubernetes: provider } }) },
      );
    }

    /** Snyk sends to the new token only when every client runs with it; the old clients are deleted after. */
    function switchWhenReady(): TokenSwitch {
      const dependsOn = Object.values(clients).map((client) => client.nodes.deployment);
      const deployments = Object.fromEntries(
        Object.entries(clients).map(([key, client]) => [key, client.nodes.deployment] as const),
      );
      const switchArgs = { integration, api: args.integration.api, clients: deployments };
      return new TokenSwitch(
        ...transformed(args.transform?.switch, `${name}-switch`, switchArgs, { ...parent, dependsOn }),
      );
    }

    /** Last: an organization is not put on a token before the clients run with it. */
    function clone(key: string, orgId: pulumi.Input<string>): ClonedIntegration {
      const { api, credentialsOnDelete } = args.integration;
      const cloneArgs = { source: integration, orgId, api, credentialsOnDelete };
      const opts = { ...parent, dependsOn: [tokenSwitch] };
      return new ClonedIntegration(
        ...transformed(args.transform?.clone, `${name}-clone-${key}`, cloneArgs, opts),
      );
    }
  }
}

type NamedClient = readonly [name: string, args: NamedClientArgs];

/** Of a Broker's arguments, those that are not options of its clients. */
const NOT_FOR_CLIENTS = ["integration", "client", "clients", "organizations"] as const;

/** Options that can belong to one client only, and are not handed to all. */
const SINGLE_CLIENT_ONLY = ["brokerClientUrl", "createNamespace", "ingress", "resourceName"] as const;

function omit<All extends object, Key extends keyof All & string>(
  all: All,
  keys: readonly Key[],
): Omit<All, Key> {
  const left = Object.entries(all).filter(([key]) => !(keys as readonly string[]).includes(key));
  return Object.fromEntries(left) as Omit<All, Key>;
}

function suffixOf(key: string): string {
  return key === DEFAULT_CLIENT ? "" : `-${key}`;
}

/**
 * All clients, each with the Broker's options where it has none of its own.
 * @throws InvalidInput when there is none, or one that cannot serve the integration
 */
function clientsByName(owner: string, args: BrokerArgs): NamedClient[] {
  const { integration, client, clients = {} } = args;
  if (client === undefined && Object.keys(clients).length === 0) {
    throw new InvalidInput(owner, "client is missing; give client, or clients by name");
  }
  if (client !== undefined && Object.hasOwn(clients, DEFAULT_CLIENT)) {
    throw new InvalidInput(
      owner,
      `clients.${DEFAULT_CLIENT} clashes with client, which has that name; choose another name`,
    );
  }
  const options: BrokerClientOptions = { ...omit(args, NOT_FOR_CLIENTS), ...apiOf(args) };
  const shared = omit(options, SINGLE_CLIENT_ONLY);
  const all = Object.entries(clients).map(([key, own]): NamedClient => [key, { ...shared, ...own }]);
  if (client !== undefined) all.unshift([DEFAULT_CLIENT, { ...options, client }]);
  for (const [, each] of all) checkFits(owner, each, integration.type);
  return countedTogether(all);
}

/** Snyk counts the clients of a token wherever they run, so each must know how many the others are. */
function countedTogether(clients: readonly NamedClient[]): NamedClient[] {
  const pods = ({ replicas = DEFAULT_REPLICAS }: NamedClientArgs): number => replicas;
  const total = clients.reduce((sum, [, client]) => sum + pods(client), 0);
  return clients.map(([name, client]) => {
    const replicasElsewhere = (client.replicasElsewhere ?? 0) + total - pods(client);
    return [name, { ...client, replicasElsewhere }];
  });
}

/** A client belongs to the Snyk that issued its token: the integration's tenant is the default for its address. */
function apiOf(args: BrokerArgs): Pick<BrokerClientOptions, "region" | "apiUrl"> {
  const api = args.integration.api === undefined ? undefined : pulumi.output(args.integration.api);
  return {
    region: args.region ?? api?.apply((connection) => connection.region),
    apiUrl: args.apiUrl ?? api?.apply((connection) => connection.apiUrl),
  };
}

function checkFits(owner: string, { client }: NamedClientArgs, type: pulumi.Input<string>): void {
  if (typeof type !== "string") return; // BrokerClient checks it when it is known
  const problem = typeProblem(type);
  if (problem !== undefined) throw new InvalidInput(owner, `integration.type ${problem}`);
  checkServes(owner, checkClient(owner, client), type);
}
