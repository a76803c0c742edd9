import type { ChartSecrets, ChartValues } from "./model";
import { Reading } from "./values";

/** The chart puts the first of these that is not empty into the Secret of the credential. */
const CREDENTIALS = [
  "scmToken",
  "bitbucketPassword",
  "bitbucketPat",
  "azureReposToken",
  "jiraPassword",
  "jiraPat",
  "crPassword",
  "crToken",
];

/** The Secrets that the chart makes of a values file. */
export function chartSecrets(values: ChartValues, release: string): ChartSecrets {
  const chart = new Reading(values, release);
  const secrets: Record<string, Record<string, string | undefined>> = {};
  const add = (place: { secret: string; key: string }, value: string | undefined): void => {
    secrets[place.secret] = { ...secrets[place.secret], [place.key]: value };
  };
  const addGiven = (place: { secret: string; key: string }, path: string): void => {
    if (chart.isOn(path)) add(place, chart.text(path));
  };

  addGiven(chart.brokerToken(), "brokerToken");
  addGiven(chart.pool(), "scmTokenPool");
  const credential = CREDENTIALS.find((path) => chart.isOn(path));
  if (credential !== undefined) add(chart.credential(), chart.text(credential));
  addGiven(chart.snykToken(), "snykToken");
  addGiven(chart.artifactoryUrl(), "artifactoryUrl");
  if (["baseNexusUrl", "nexusUrl", "artifactoryUrl"].some((path) => chart.isOn(path))) {
    addGiven(chart.validationUrl(), "brokerClientValidationUrl");
  }
  addGiven(chart.nexusBase(), "baseNexusUrl");
  addGiven(chart.nexusUrl(), "nexusUrl");
  addGiven(chart.sonarqubeToken(), "sonarqubeApiToken");
  if (chart.isOn("httpsCert") && chart.isOn("httpsKey")) {
    const secret = chart.text("httpsSecret.name") || chart.generic("tls-secret");
    for (const key of ["tls.crt", "tls.key"]) add({ secret, key }, undefined);
  }
  if (chart.isOn("caCertFile") && !chart.isOn("caCert")) {
    const secret = chart.text("caCertFileSecret.name") || chart.generic("cacert-secret");
    add({ secret, key: "cacert" }, chart.text("caCertFile").trim());
  }
  return secrets;
}
