import type { Draft } from "../draft";
import type { Code, Fields } from "../program/code";

/** Logs and the checks at startup. */
export function observation({ values }: Draft): Fields {
  if (typeof values.given("ipv6ConnectivityCheck.enabled") === "string") {
    values.leave(
      "ipv6ConnectivityCheck.enabled",
      "the chart takes any text for true; write ipv6Check: false for false",
    );
  }
  const isIpv4 = values.isOn("disableNetworkAutoSelection") || !values.isOn("ipv6ConnectivityCheck.enabled");
  return {
    logLevel: values.text("logLevel"),
    preflightChecks: values.isOn("preflightChecks.enabled") ? undefined : false,
    ipv6Check: isIpv4 ? false : undefined,
  };
}

/** Variables of the client that the chart has values for, and this package no option. */
export function chartVariables(draft: Draft, trustsAll: boolean): Readonly<Record<string, Code>> {
  const { values } = draft;
  const isIpv4First =
    values.isOn("disableNetworkAutoSelection") && values.isOn("ipv6ConnectivityCheck.enabled");
  const logsBodies = values.text("logEnableBody") === "true";
  if (logsBodies)
    draft.differs("LOG_ENABLE_BODY=true, as the file has it: the log then has source code in it.");
  const systemCheck = values.text("systemCheckPath");
  return {
    ...(systemCheck !== undefined && { BROKER_SYSTEMCHECK_PATH: systemCheck }),
    ...(logsBodies && { LOG_ENABLE_BODY: "true" }),
    ...(isIpv4First && { NODE_OPTIONS: "--no-network-family-autoselection --dns-result-order=ipv4first" }),
    ...(trustsAll && { NODE_TLS_REJECT_UNAUTHORIZED: "0" }),
  };
}
