import type { Draft } from "../draft";
import type { Code, Fields } from "../program/code";
import { isHost } from "../clients/host";
import { isTree } from "../reading/examine";
import type { Values } from "../reading/values";
import { objects, texts } from "./maps";

const PATH_TYPES = ["Exact", "ImplementationSpecific", "Prefix"];

/** The way in from outside the cluster. */
export function ingress(draft: Draft): Fields | undefined {
  const { values } = draft;
  if (!values.isOn("brokerIngress.enabled")) {
    for (const path of values.below("brokerIngress")) {
      values.leave(
        path,
        "with brokerIngress.enabled: false the chart does not read it; leave it out",
        "ignored",
      );
    }
    return undefined;
  }
  const [host, ...others] = hosts(values);
  if (host === undefined && !values.isGiven("brokerIngress.hosts")) {
    values.leave(
      "brokerIngress.hosts",
      "the chart has a placeholder there; set ingressHost in the configuration",
    );
  }
  const pathType = values.text("brokerIngress.pathType");
  if (pathType !== undefined && !PATH_TYPES.includes(pathType)) {
    values.leave("brokerIngress.pathType", `it is none of ${PATH_TYPES.join(", ")}`);
  }
  return {
    host: host ?? draft.configuration.plain("ingressHost", "host at which the SCM reaches the client"),
    otherHosts: others.length > 0 ? others : undefined,
    path: path(values),
    pathType: pathType !== undefined && PATH_TYPES.includes(pathType) ? pathType : undefined,
    extraPaths: extraPaths(values),
    className: values.text("brokerIngress.ingressClassName"),
    tlsSecretName: tlsSecret(values),
    annotations: texts(values, "brokerIngress.annotations", true),
    labels: texts(values, "brokerIngress.labels"),
  };
}

function hosts(values: Values): readonly string[] {
  return values.list("brokerIngress.hosts").flatMap((host, index) => {
    if (typeof host === "string" && isHost(host) && !host.includes("/")) return [host];
    values.leave(
      `brokerIngress.hosts[${index}]`,
      "it is a placeholder or a template, or no host; write ingress.host or otherHosts",
    );
    return [];
  });
}

function path(values: Values): string | undefined {
  const text = values.text("brokerIngress.path");
  if (text === undefined || text.startsWith("/")) return text;
  values.leave("brokerIngress.path", 'it does not begin with "/"');
  return undefined;
}

/** Of the old form, with serviceName, Kubernetes takes none since 1.22. */
function extraPaths(values: Values): Code | undefined {
  return objects(values, "brokerIngress.extraPaths", ["backend", "path", "pathType"], "ingress.extraPaths");
}

/** One Secret for all hosts; another one per host only by hand. */
function tlsSecret(values: Values): string | undefined {
  const names = values
    .list("brokerIngress.tls")
    .map((entry) => (isTree(entry) ? entry["secretName"] : undefined));
  const [first] = names;
  if (first === undefined && names.length === 0) return undefined;
  if (typeof first !== "string" || first.includes("{{") || names.some((name) => name !== first)) {
    values.leave(
      "brokerIngress.tls",
      "ingress takes one Secret for all hosts; for more write transform: { ingress: (args) => … }",
    );
    return undefined;
  }
  return first;
}
