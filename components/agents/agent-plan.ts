import type * as pulumi from "@pulumi/pulumi";
import type { AgentKind } from "./agent-kind";
import type { AgentOptions } from "./agent-options";
import { requiredImage } from "./image";
import { authorities } from "../environment/certificates";
import { ownVariables, withOwnVariables } from "../environment/own-variables";
import { proxyEnvironment, proxyNotes } from "../environment/proxy";
import { type ClientEnvironment, mergeEnvironments } from "../inputs/environment";
import { checkIds } from "../validation/pod-options";
import { requireValid } from "../validation/validate";
import { portNumber, secretVariable } from "../validation/value-rules";
import { type ServiceAddress, serviceHost, serviceUrl } from "../manifests/service";

/** Everything that is decided of an agent before its first object is made. */
export interface AgentPlan {
  readonly image: pulumi.Input<string>;
  readonly port: number;
  readonly environment: Required<ClientEnvironment>;
  /** What to say in the preview. */
  readonly notes: readonly pulumi.Input<string | undefined>[];
}

/**
 * Checks the options that all agents have.
 * @param prefix of the fields in messages, such as `codeAgent.`
 * @param own variables of this kind of agent
 * @throws InvalidInput
 */
export function planAgent(
  owner: string,
  prefix: string,
  kind: AgentKind,
  options: AgentOptions,
  own: ClientEnvironment,
): AgentPlan {
  const { containerPort: port = kind.port, service = {} } = options;
  requireValid(owner, `${prefix}containerPort`, portNumber, port);
  if (service.port !== undefined) requireValid(owner, `${prefix}service.port`, portNumber, service.port);
  checkIds(owner, prefix, options);
  const image = requiredImage(owner, `${prefix}image`, options.image, kind.repository);
  const proxy = options.proxy === false ? undefined : options.proxy;
  const certificates = options.caCertificates === false ? undefined : options.caCertificates;
  const environment = mergeEnvironments([
    own,
    { plain: { [kind.portVariable]: String(port) }, secret: {} },
    authorities(owner, `${prefix}caCertificates`, certificates),
    proxyEnvironment(owner, prefix, proxy),
  ]);
  const known = { environment, owned: kind.owned, rule: secretVariable };
  return {
    image,
    port,
    environment: withOwnVariables(environment, ownVariables(owner, prefix, options, known)),
    notes: proxyNotes(prefix, proxy),
  };
}

/** Where a client finds its agent: by construction the agent's Service. */
export function agentAddress(
  kind: AgentKind,
  instance: string,
  namespace: pulumi.Input<string> | undefined,
  options: Pick<AgentOptions, "containerPort" | "service">,
): { readonly url: pulumi.Output<string>; readonly host: pulumi.Output<string> } {
  const port = options.service?.port ?? options.containerPort ?? kind.port;
  const address: ServiceAddress = { scheme: "http", name: `${instance}-${kind.role}`, namespace, port };
  return { url: serviceUrl(address), host: serviceHost(address) };
}
