import { SCM_TYPES } from "../chart/types";
import type { Draft } from "../draft";
import { type Code, type Fields, someFields } from "../program/code";
import type { Values } from "../reading/values";
import { isPlain } from "./addresses";
import { agentImage } from "./image";
import { resources, scheduling, security } from "./pods";
import { serviceType } from "./service";
import { asOptions, type Variables } from "./variables";

/** What the options of the client mean for its agent. */
export interface AgentContext {
  readonly variables: Variables;
  readonly hasProxy: boolean;
  readonly hasScheduling: boolean;
  readonly serviceAccount: Code | undefined;
}

/** The agent beside the client, where the chart runs one. */
export function agents(draft: Draft, context: AgentContext): Fields {
  const { type } = draft.values;
  return {
    registryAgent: type === "container-registry-agent" ? registryAgent(draft, context) : undefined,
    codeAgent: codeAgent(draft, context),
  };
}

function registryAgent(draft: Draft, context: AgentContext): Fields {
  const { values } = draft;
  draft.differs(
    "The chart runs 1 registry agent, the program 2; write registryAgent: { replicas: 1 } for one.",
  );
  const own = scheduling(draft, "extraPodSpecsCr", "registryAgent.transform: { deployment: (args) => … }");
  return {
    image: agentImage(draft, "image.crRepository", "crImage", "registryAgent"),
    containerPort: portUnless(values, "deployment.container.crSnykPort", 8081),
    service: someFields({ type: serviceType(values, "service.crType") }),
    resources: resources(draft, "crResources"),
    ...security(draft, "securityContextCr", "registryAgent.", false),
    // What the chart's agent does not have, it is not to inherit.
    scheduling: own ?? (context.hasScheduling ? {} : undefined),
    proxy: context.hasProxy ? false : undefined,
    serviceAccount: context.serviceAccount,
    ...variables(values, context),
  };
}

function codeAgent(draft: Draft, context: AgentContext): Fields | undefined {
  const { values } = draft;
  if (!values.isOn("enableCodeAgent")) {
    leaveCodeAgent(values, "without enableCodeAgent the chart does not read it");
    return undefined;
  }
  if (!SCM_TYPES.includes(values.type)) {
    values.leave(
      "enableCodeAgent",
      "a client of this type serves no source code, and has no use for a Code Agent; leave it out",
    );
    leaveCodeAgent(values, "a client of this type has no use for a Code Agent");
    return undefined;
  }
  draft.differs(
    "Snyk has deprecated the Code Agent; git clone through the Broker replaces it, and is on in every client.",
  );
  values.leaveGiven(
    "gitClientUrl",
    "the client's address of the Code Agent follows from codeAgent; leave it out",
  );
  return {
    image: agentImage(draft, "image.caRepository", "caImage", "codeAgent"),
    snykToken: draft.secret({
      setting: "snykToken",
      about: "API token of a service account",
      values: ["snykToken"],
      made: { name: "snyk-token", key: "snyk-token-key" },
    }),
    upstreamUrl: upstreamUrl(values),
    containerPort: portUnless(values, "deployment.container.caSnykPort", 3000),
    service: someFields({ type: serviceType(values, "service.caType") }),
    resources: resources(draft, "caResources"),
    ...security(draft, "securityContextCa", "codeAgent.", false),
    scheduling: context.hasScheduling ? {} : undefined,
    serviceAccount: context.serviceAccount,
    ...variables(values, context),
  };
}

function upstreamUrl(values: Values): string | undefined {
  const address = values.text("upstreamUrlCodeAgent");
  if (address === undefined || isPlain(address)) return address;
  values.leave(
    "upstreamUrlCodeAgent",
    "it is no plain address; write codeAgent.upstreamUrl with scheme and host",
  );
  return undefined;
}

/** Values of an agent that does not run. */
function leaveCodeAgent(values: Values, why: string): void {
  const paths = [
    "upstreamUrlCodeAgent",
    "snykToken",
    "caImage",
    "gitClientUrl",
    "image.caRepository",
    "deployment.container.caSnykPort",
    "service.caType",
    ...values.below("caResources"),
    ...values.below("securityContextCa"),
  ];
  for (const path of paths) {
    if (path !== "caResources.storage") values.leaveGiven(path, `${why}; leave it out`, "ignored");
  }
}

/** The agent checks certificates unless the file says no, whatever the client does. */
function variables(values: Values, context: AgentContext): Fields {
  const { environment, secretEnvironment } = context.variables;
  const trustsAll = values.isGiven("tlsRejectUnauthorized");
  return asOptions({
    environment: { ...(trustsAll && { NODE_TLS_REJECT_UNAUTHORIZED: "0" }), ...environment },
    secretEnvironment,
  });
}

function portUnless(values: Values, path: string, ours: number): number | undefined {
  const port = Number(values.effective(path));
  return port === ours ? undefined : port;
}
