import { genericSecretName } from "../chart/secret-names";
import type { Draft } from "../draft";
import type { Code, Fields } from "../program/code";

/** Certificates that the client trusts, and those that it serves. */
export function tls(draft: Draft): Fields {
  return { https: https(draft), caCertificates: caCertificates(draft) };
}

function https(draft: Draft): Fields | undefined {
  const { values, options } = draft;
  const [certificate, key] = [values.text("httpsCert"), values.text("httpsKey")];
  const named = values.text("httpsSecret.name");
  values.isOn("enableBrokerLocalWebserverOverHttps");
  if (certificate !== undefined && key !== undefined) {
    const secretName = named ?? genericSecretName("tls-secret", values, options.release);
    if (options.secrets === "cluster" && secretName !== undefined) return ofSecret(secretName);
    values.leaveGiven(
      "httpsSecret.name",
      "the program reads httpsCert and httpsKey, of which Helm makes this Secret",
    );
    return { certificate: draft.file(certificate), privateKey: draft.file(key) };
  }
  for (const path of ["httpsCert", "httpsKey"]) {
    values.leaveGiven(
      path,
      "the chart mounts nothing unless both httpsCert and httpsKey are given; write https",
    );
  }
  if (named !== undefined) return ofSecret(named);
  values.leaveGiven(
    "enableBrokerLocalWebserverOverHttps",
    "without a certificate the chart only probes over https; write https with certificate and privateKey",
  );
  return undefined;
}

function ofSecret(name: string): Fields {
  return {
    certificate: { fromSecretName: name, key: "tls.crt" },
    privateKey: { fromSecretName: name, key: "tls.key" },
  };
}

function caCertificates(draft: Draft): Code | undefined {
  const { values, options } = draft;
  const [file, text] = [values.text("caCert"), values.text("caCertFile")];
  const name = values.text("caCertFileSecret.name");
  const key = values.text("caCertFileSecret.key");
  if (file !== undefined && text !== undefined) {
    values.leave("caCert", "beside caCertFile the chart mounts neither; the program takes caCertFile");
  }
  if (text !== undefined) {
    const made = name ?? genericSecretName("cacert-secret", values, options.release);
    if (options.secrets === "cluster" && made !== undefined)
      return { fromSecretName: made, key: key ?? "cacert" };
    leaveReference("the program takes caCertFile from the configuration");
    return draft.configuration.secret("caCertificates", "the certificates of caCertFile");
  }
  if (file !== undefined) {
    leaveReference("the program reads caCert");
    return draft.file(file);
  }
  if (name !== undefined && key !== undefined) return { fromSecretName: name, key };
  leaveReference("the chart needs both name and key; write caCertificates: { fromSecretName, key }");
  return undefined;

  function leaveReference(why: string): void {
    for (const part of ["name", "key"]) values.leaveGiven(`caCertFileSecret.${part}`, why);
  }
}

/** Whether the client trusts whatever it meets. */
export function clientTrustsAll(draft: Draft): boolean {
  const { values } = draft;
  const hasCa = values.isGiven("caCert") || values.isGiven("caCertFile");
  const isRejected = values.isGiven("tlsRejectUnauthorized");
  if (hasCa) return values.isOn("disableCaCertTrust");
  values.leaveGiven(
    "disableCaCertTrust",
    "the chart reads it beside caCert or caCertFile alone; leave it out",
    "ignored",
  );
  return isRejected;
}

/** Says of certificates that are not checked what follows. */
export function warnOfTrust(draft: Draft): void {
  draft.differs(
    "NODE_TLS_REJECT_UNAUTHORIZED=0, as the file has it: whoever is on the way can read and change what is sent. " +
      "caCertificates is the better answer.",
  );
}
