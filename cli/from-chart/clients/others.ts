import type { Draft } from "../draft";
import type { Code, Fields } from "../program/code";
import { takeVariable } from "../options/variables";
import { credential } from "./credential";
import { isHost, requiredHost } from "./host";

export function jira(draft: Draft): Fields {
  return {
    type: "jira",
    host: requiredHost(draft, "jiraHostname", "jiraHost"),
    username: draft.required("jiraUsername", "jiraUsername"),
    password: credential(draft, "jiraPassword"),
  };
}

export function jiraBearerAuth(draft: Draft): Fields {
  return {
    type: "jira-bearer-auth",
    host: requiredHost(draft, "jiraHostname", "jiraHost"),
    token: credential(draft, "jiraToken"),
  };
}

/** SonarQube, Checkmarx, or both. The chart leaves out the user of Checkmarx and the broker token. */
export function apprisk(draft: Draft): Fields {
  const { values } = draft;
  const hasCheckmarx = values.text("checkmarx") !== undefined;
  const hasSonarqube = values.text("sonarqubeHostUrl") !== undefined || !hasCheckmarx;
  if (!hasCheckmarx && !values.isGiven("sonarqubeHostUrl")) {
    values.leave(
      "sonarqubeHostUrl",
      "the chart ends with an error where both sonarqubeHostUrl and checkmarx are missing; set sonarqubeHost in the " +
        "configuration, or write client.checkmarxHost",
      "refused",
    );
  }
  draft.differs(
    "The chart gives a client of this type no broker token, and cannot connect; the program does.",
  );
  return {
    type: "apprisk",
    ...(hasCheckmarx && checkmarx(draft)),
    ...(hasSonarqube && {
      sonarqubeHost: bareHost(draft, "sonarqubeHostUrl", "sonarqubeHost"),
      sonarqubeToken: draft.secret({
        setting: "sonarqubeToken",
        values: ["sonarqubeApiToken"],
        reference: "sonarqubeApiTokenSecret",
        made: { name: "apprisk-sonarqube-api-token", key: "apprisk-sonarqube-api-token" },
      }),
    }),
  };
}

function checkmarx(draft: Draft): Fields {
  const username = takeVariable(draft.values, "CHECKMARX_USERNAME");
  takeVariable(draft.values, "CHECKMARX_PASSWORD");
  return {
    checkmarxHost: bareHost(draft, "checkmarx", "checkmarxHost"),
    checkmarxUsername:
      username ??
      draft.configuration.plain("checkmarxUsername", "the chart has no value for the user of Checkmarx"),
    checkmarxPassword: draft.configuration.secret("checkmarxPassword"),
  };
}

/** A host that the chart takes with a scheme or without. */
function bareHost(draft: Draft, path: string, setting: string): Code {
  const text = draft.values
    .text(path)
    ?.replace(/^https?:\/\//i, "")
    .replace(/\/+$/, "");
  if (text !== undefined && isHost(text)) return text;
  if (text !== undefined) draft.values.leave(path, "it is no host; give host, and port where there is one");
  return draft.configuration.plain(setting, `the file has no ${path} that the program could use`);
}
