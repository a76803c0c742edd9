import * as pulumi from "@pulumi/pulumi";
import type { BrokerClientArgs } from "./broker-client-args";
import type { CheckedClient } from "../client-types";
import { proxyNotes } from "../environment/proxy";

type Note = pulumi.Input<string | undefined>;

/** What is legal and almost surely wrong. */
export function notes(client: CheckedClient, args: BrokerClientArgs): readonly Note[] {
  return [unreachable(client, args), withoutDispatcher(args), ...proxyNotes("", args.proxy)];
}

/**
 * An SCM outside of the cluster cannot call a Service in it.
 * @see https://docs.snyk.io: Snyk Broker, environment variables: BROKER_CLIENT_URL
 */
function unreachable(client: CheckedClient, args: BrokerClientArgs): Note {
  const { brokerClientUrl, ingress, webhooks } = args;
  if (!client.scm || webhooks === false || brokerClientUrl !== undefined || ingress !== undefined)
    return undefined;
  const { host } = { host: "", ...args.client } as { readonly host: pulumi.Input<string> };
  return pulumi.output(host).apply((name) => {
    if (isNearby(name)) return undefined;
    return (
      "No address is given at which the SCM reaches this client: webhooks cannot come in, and with them no pull request " +
      "checks and no fix pull requests. Give ingress or brokerClientUrl, or webhooks: false if none are wanted."
    );
  });
}

/** In the same cluster, or on the same machine. */
function isNearby(host: string): boolean {
  const name = host.replace(/[:/].*$/, "");
  if (name === "") return false;
  return !name.includes(".") || /\.svc(\.|$)/.test(name) || name.startsWith("127.");
}

/** In high-availability mode a client asks Snyk's API first, and is not ready before it has an answer. */
function withoutDispatcher({ highAvailability, networkPolicy, proxy }: BrokerClientArgs): Note {
  if (
    highAvailability !== true ||
    proxy !== undefined ||
    !networkPolicy ||
    networkPolicy.egress === undefined
  )
    return undefined;
  return pulumi.output(networkPolicy.egress).apply((rules) => {
    const isOpen = rules.some(
      ({ ports }) => ports === undefined || ports.some(({ port }) => port === undefined || port === 443),
    );
    return isOpen
      ? undefined
      : "networkPolicy.egress forbids port 443: in high-availability mode the client waits for Snyk's API at start, and its " +
          "pods never get ready. Admit port 443 to Snyk's API and Broker server.";
  });
}
