import { REGIONS } from "../../../provider/snyk/regions";
import type { Draft } from "../draft";
import type { Fields } from "../program/code";
import { SCM_TYPES, WITHOUT_OWN_ADDRESS } from "../chart/types";

/** Where the client dials in, and where it is reached. */
export function addresses(draft: Draft): Fields {
  return { ...snyk(draft), ...ownAddress(draft) };
}

function snyk(draft: Draft): Fields {
  const { values } = draft;
  for (const path of ["brokerServerUrl", "brokerDispatcherUrl"]) {
    if (isPlain(values.effectiveText(path))) continue;
    values.leave(path, "it is no plain address; write region, or brokerServerUrl and apiUrl");
    return {};
  }
  const broker = bare(values.effectiveText("brokerServerUrl"));
  const api = bare(values.effectiveText("brokerDispatcherUrl"));
  const region = Object.entries(REGIONS).find(([, known]) => known.broker === broker);
  if (region?.[1].api === api) return region[0] === "SNYK-US-01" ? {} : { region: region[0] };
  if (values.isGiven("brokerServerUrl") !== values.isGiven("brokerDispatcherUrl")) {
    draft.differs(
      "The Broker server and the API of the file belong to two regions, as one of the two is the chart's default: " +
        (region === undefined
          ? "check brokerServerUrl and apiUrl."
          : `if ${region[0]} is meant, write region alone.`),
    );
  }
  return { brokerServerUrl: broker, apiUrl: api };
}

/** An address without credentials. */
export function isPlain(address: string): boolean {
  return URL.canParse(address) && !address.includes("@");
}

function bare(address: string): string {
  return address.replace(/\/+$/, "");
}

function ownAddress(draft: Draft): Fields {
  const { values } = draft;
  const { type } = values;
  if (WITHOUT_OWN_ADDRESS.includes(type)) return {};
  const url = values.text("brokerClientUrl");
  const isScm = SCM_TYPES.includes(type);
  if (url === undefined) {
    if (isScm && !values.isOn("brokerIngress.enabled")) {
      draft.differs(
        "BROKER_CLIENT_URL is empty in the chart, and the Service's address here: for webhooks from outside the cluster " +
          "give brokerClientUrl or ingress; without webhooks write webhooks: false.",
      );
    }
    return {};
  }
  if (!isPlain(url)) {
    values.leave("brokerClientUrl", "it is no plain address; write brokerClientUrl with scheme and host");
    return {};
  }
  return { brokerClientUrl: url };
}
