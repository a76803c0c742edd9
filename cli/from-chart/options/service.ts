import { withSuffix } from "../chart/secret-names";
import type { Draft } from "../draft";
import { type Fields, someFields } from "../program/code";
import type { Values } from "../reading/values";
import { texts } from "./maps";

const TYPES = ["ClusterIP", "NodePort", "LoadBalancer"];

/** Ports, the Service, and the account of the pods. */
export function service(draft: Draft): Fields {
  const { values } = draft;
  const container = Number(values.effective("deployment.container.containerPort"));
  const port = Number(values.effective("service.port"));
  return {
    containerPort: container === 8000 ? undefined : container,
    service: someFields({
      type: serviceType(values, "service.brokerType"),
      port: port === container ? undefined : port,
      annotations: texts(values, "serviceAnnotations"),
    }),
    serviceAccount: account(draft),
  };
}

/** Type of a Service, where it is not the usual one. */
export function serviceType(values: Values, path: string): string | undefined {
  const type = values.text(path);
  if (type === undefined || TYPES.includes(type)) return type;
  values.leave(path, `it is none of ${TYPES.join(", ")}; write transform: { service: … }`);
  return undefined;
}

function account(draft: Draft): Fields | undefined {
  const { values, options } = draft;
  if (values.isOn("serviceAccount.create")) {
    const annotations = texts(values, "serviceAccount.annotations");
    values.leaveGiven("serviceAccount.name", "an account that the program makes is named by the resource");
    if (
      annotations !== undefined &&
      (values.isOn("enableCodeAgent") || values.type === "container-registry-agent")
    ) {
      draft.differs(
        "The agent does not share the client's service account, as it does in the chart: for a cloud identity make one, and " +
          "write serviceAccount: { fromServiceAccountName } for both.",
      );
    }
    return annotations === undefined ? undefined : { annotations };
  }
  values.leaveGiven(
    "serviceAccount.annotations",
    "with serviceAccount.create: false the chart does not read them; leave them out",
    "ignored",
  );
  const name = withSuffix(values.effectiveText("serviceAccount.name"), values, options.release);
  if (name !== undefined) return { fromServiceAccountName: name };
  values.leave(
    "serviceAccount.create",
    "the chart puts the release's name behind that of the account: give --release <name>, or write " +
      "serviceAccount: { fromServiceAccountName }",
  );
  return undefined;
}
