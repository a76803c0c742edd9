import * as pulumi from "@pulumi/pulumi";
import { DEFAULT_REGION, isRegion, type Region, REGIONS } from "../../provider/snyk/regions";
import { InvalidInput } from "../validation/invalid-input";
import { httpUrl } from "../validation/value-rules";

export interface BrokerServerArgs {
  /**
   * Snyk region whose Broker server the client dials.
   * @default `snyk-broker:region`, else "SNYK-US-01"
   * @see https://docs.snyk.io/snyk-data-and-governance/regional-hosting-and-data-residency
   */
  readonly region?: pulumi.Input<Region | undefined>;
  /**
   * Address of Snyk's API, with its scheme, for an environment that is in no region's table.
   * @default `snyk-broker:apiUrl`, else the region's address
   */
  readonly apiUrl?: pulumi.Input<string | undefined>;
  /**
   * Address of the Broker server, with its scheme.
   * @default `snyk-broker:brokerServerUrl`, else the region's; with another API address, `api.` in it becomes `broker.`
   */
  readonly brokerServerUrl?: pulumi.Input<string | undefined>;
}

export interface BrokerServer {
  readonly brokerServerUrl: string;
  readonly dispatcherUrl: string;
}

/** Where a client dials in, from arguments and the configuration of `snyk-broker`. */
export function brokerServer(owner: string, args: BrokerServerArgs): pulumi.Output<BrokerServer> {
  const config = new pulumi.Config("snyk-broker");
  return pulumi
    .output([args.region, args.apiUrl, args.brokerServerUrl])
    .apply(([region, apiUrl, brokerServerUrl]) =>
      // A region that was asked for in the program wins over addresses from the configuration.
      resolveBrokerServer(owner, {
        region: region ?? config.get("region"),
        apiUrl: apiUrl ?? (region === undefined ? config.get("apiUrl") : undefined),
        brokerServerUrl:
          brokerServerUrl ?? (region === undefined ? config.get("brokerServerUrl") : undefined),
      }),
    );
}

interface Choice {
  readonly region: string | undefined;
  readonly apiUrl: string | undefined;
  readonly brokerServerUrl: string | undefined;
}

/**
 * The addresses, when everything is known.
 * @throws InvalidInput for an unknown region, and for an API address that says nothing about the Broker server: a
 *   client must not carry its token to another Snyk than the one that issued it
 */
export function resolveBrokerServer(owner: string, choice: Choice): BrokerServer {
  const region = choice.region ?? DEFAULT_REGION;
  if (!isRegion(region)) {
    const regions = Object.keys(REGIONS).join(", ");
    throw new InvalidInput(
      owner,
      `region "${region}" has no published addresses; use one of ${regions}, or set brokerServerUrl and apiUrl`,
    );
  }
  const known = REGIONS[region];
  if (choice.apiUrl === undefined) {
    return {
      brokerServerUrl: address(owner, "brokerServerUrl", choice.brokerServerUrl ?? known.broker),
      dispatcherUrl: known.api,
    };
  }
  const dispatcherUrl = address(owner, "apiUrl", choice.apiUrl);
  if (choice.brokerServerUrl !== undefined) {
    return { brokerServerUrl: address(owner, "brokerServerUrl", choice.brokerServerUrl), dispatcherUrl };
  }
  const { protocol, host } = new URL(dispatcherUrl);
  if (!host.startsWith("api.")) {
    throw new InvalidInput(
      owner,
      `brokerServerUrl is missing, and does not follow from the API address ${dispatcherUrl}; give brokerServerUrl, ` +
        `or set it with "pulumi config set snyk-broker:brokerServerUrl <address>"`,
    );
  }
  return { brokerServerUrl: `${protocol}//broker.${host.slice("api.".length)}`, dispatcherUrl };
}

function address(owner: string, field: string, text: string): string {
  const problem = httpUrl.problem(text);
  if (problem !== undefined) throw new InvalidInput(owner, `${field} ${problem}`);
  return text.replace(/\/+$/, "");
}
