import { UnusableFile } from "../stack/json";
import { isChartType, CHART_TYPES } from "./chart/types";
import { clientOf } from "./clients";
import { type ChartOptions, Draft } from "./draft";
import { addresses } from "./options/addresses";
import { agents } from "./options/agents";
import { image } from "./options/image";
import { ingress } from "./options/ingress";
import { chartVariables, observation } from "./options/observation";
import { pods } from "./options/pods";
import { proxy } from "./options/proxy";
import { replicas } from "./options/replicas";
import { rules } from "./options/rules";
import { service } from "./options/service";
import { clientTrustsAll, tls, warnOfTrust } from "./options/tls";
import { asOptions, customVariables } from "./options/variables";
import { type Code, Expression, type Fields } from "./program/code";
import type { Setting } from "./program/configuration";
import { examine } from "./reading/examine";
import type { Leftover } from "./reading/leftovers";
import { Values } from "./reading/values";
import type { Tree } from "./reading/values-file";

/** A values file as the arguments of a `BrokerClient`, with the account of it. */
export interface Conversion {
  readonly args: Fields;
  readonly settings: readonly Setting[];
  readonly readsFiles: boolean;
  /** Keys that are not in the program. */
  readonly leftovers: readonly Leftover[];
  /** Where the program does other than the chart. */
  readonly differences: readonly string[];
  /** Paths that are in the program. */
  readonly carried: readonly string[];
  /** Paths with the chart's default: no decision of the file's. */
  readonly sameAsChart: readonly string[];
}

/** Everything that a user asks for beside the file. */
export interface ConversionOptions extends ChartOptions {
  /** Namespace of all objects. @default the one of the Kubernetes provider */
  readonly namespace?: string;
}

/**
 * Turns the values of the classic chart into arguments.
 * @throws UnusableFile where no program can be made of them
 */
export function convert(tree: Tree, options: ConversionOptions): Conversion {
  const examined = examine(tree);
  const type = typeOf(tree, examined.given.get("scmType"));
  const values = new Values(examined, type);
  const draft = new Draft(values, options);
  values.given("scmType");
  const args = argsOf(draft, options.namespace);
  leaveTheRest(values);
  return {
    args,
    settings: draft.configuration.all(),
    readsFiles: draft.readsFiles,
    leftovers: values.leftovers(),
    differences: draft.differences(),
    carried: values.carried(),
    sameAsChart: examined.sameAsChart,
  };
}

function typeOf(tree: Tree, given: unknown) {
  const type = given ?? "github-com";
  const isRefused = Object.hasOwn(tree, "scmType") && tree["scmType"] !== "github-com" && given === undefined;
  if (isChartType(type) && !isRefused) return type;
  throw new UnusableFile(`scmType is no type of the chart's: give one of ${CHART_TYPES.join(", ")}.`);
}

function argsOf(draft: Draft, namespace: string | undefined): Fields {
  const { values } = draft;
  const { client, environment = {} } = clientOf(draft);
  const brokerToken = draft.secret({
    setting: "brokerToken",
    values: ["brokerToken"],
    reference: "brokerTokenSecret",
    made: { name: `${values.type}-broker-token`, key: `${values.type}-broker-token-key` },
  });
  const custom = customVariables(draft);
  const trustsAll = clientTrustsAll(draft);
  if (trustsAll || values.isGiven("tlsRejectUnauthorized")) warnOfTrust(draft);
  const proxyOptions = proxy(draft);
  const podOptions = pods(draft);
  const serviceOptions = service(draft);
  const way = ingress(draft);
  const { brokerClientUrl, ...otherAddresses } = addresses(draft);
  const own: Readonly<Record<string, Code>> = { ...chartVariables(draft, trustsAll), ...environment };
  return {
    client,
    brokerToken,
    namespace,
    ...otherAddresses,
    brokerClientUrl: ownAddress(brokerClientUrl, way),
    ...replicas(draft),
    ...image(draft),
    ...rules(draft),
    ...tls(draft),
    proxy: proxyOptions,
    ...observation(draft),
    ...serviceOptions,
    ingress: way,
    ...podOptions,
    ...asOptions({ ...custom, environment: { ...own, ...custom.environment } }),
    ...agents(draft, {
      variables: custom,
      hasProxy: proxyOptions !== undefined,
      hasScheduling: podOptions["scheduling"] !== undefined,
      serviceAccount: reusable(serviceOptions["serviceAccount"]),
    }),
  };
}

/** The client's address, where it is not the one that this package takes of the Ingress; with a path it takes none. */
function ownAddress(given: Code | undefined, way: Fields | undefined): Code | undefined {
  if (way === undefined) return given;
  const { host, path, tlsSecretName } = way;
  const scheme = tlsSecretName === undefined ? "http://" : "https://";
  if (typeof path === "string" && given === undefined) {
    return typeof host === "string"
      ? `${scheme}${host}${path}`
      : new Expression(
          `\`${scheme}\${${host instanceof Expression ? host.text : ""}}\` + ${JSON.stringify(path)}`,
        );
  }
  return given === `${scheme}${typeof host === "string" ? host : ""}` ? undefined : given;
}

/** An account that exists already is the agent's, too. */
function reusable(account: Code | undefined): Code | undefined {
  return typeof account === "object" && "fromServiceAccountName" in account ? account : undefined;
}

/** Values that name objects of the chart's, or make others beside the client. */
function leaveTheRest(values: Values): void {
  for (const path of ["nameOverride", "fullnameOverride"]) {
    values.leaveGiven(
      path,
      "it names objects of the chart's; for the names of all objects here write resourceName",
    );
  }
  values.leaveGiven(
    "extraObjects",
    "objects beside the client: make them with resources of @pulumi/kubernetes, or with k8s.yaml.v2.ConfigGroup",
  );
  // Nothing to write: what they decide is in the names of Secrets.
  values.isOn("disableSuffixes");
  values.isOn("useExternalSecrets");
}
