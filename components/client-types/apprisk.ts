import * as pulumi from "@pulumi/pulumi";
import type { ClientEnvironment } from "../inputs/environment";
import { hostName, secretText, userText } from "../validation/value-rules";
import type { SecretInput } from "../inputs/secret-input";
import type { ClientType } from "./shared/client-type";
import { bothOrNone } from "./shared/combinations";
import { NO_SCM_RULES } from "./shared/no-scm";

/** A client for third-party tools behind Snyk Essentials and AppRisk: Checkmarx, SonarQube, or both. */
export interface AppriskSettings {
  /** The client type. */
  readonly type: "apprisk";
  /** Host of Checkmarx SAST, without a scheme. @default none */
  readonly checkmarxHost?: pulumi.Input<string>;
  /** User of Checkmarx. */
  readonly checkmarxUsername?: pulumi.Input<string>;
  /** Password of that user. */
  readonly checkmarxPassword?: SecretInput;
  /** Host of SonarQube, without a scheme. @default none */
  readonly sonarqubeHost?: pulumi.Input<string>;
  /** User token of SonarQube. */
  readonly sonarqubeToken?: SecretInput;
}

export const apprisk: ClientType<AppriskSettings> = {
  type: "apprisk",
  title: "Snyk Essentials and AppRisk: Checkmarx and SonarQube",
  scm: false,
  integrationTypes: [],
  credential: "SonarQube user token; Checkmarx user that may read projects and scans",
  source: "https://docs.snyk.io: Snyk AppRisk, third-party integrations through Snyk Broker",
  rules: {
    checkmarxHost: hostName,
    checkmarxUsername: userText,
    checkmarxPassword: secretText,
    sonarqubeHost: hostName,
    sonarqubeToken: secretText,
  },
  required: [],
  example: ["sonarqubeHost", "sonarqubeToken"],
  problem: (settings) => {
    if (settings.checkmarxHost === undefined && settings.sonarqubeHost === undefined) {
      return "client.sonarqubeHost is missing; give client.sonarqubeHost, client.checkmarxHost, or both";
    }
    return (
      bothOrNone(settings, "sonarqubeHost", "sonarqubeToken") ??
      bothOrNone(settings, "checkmarxHost", "checkmarxUsername") ??
      bothOrNone(settings, "checkmarxUsername", "checkmarxPassword")
    );
  },
  environment: (settings) => ({
    plain: {
      ...NO_SCM_RULES,
      BROKER_DOWNSTREAM_TYPE_APPRISK: "true",
      CHECKMARX: settings.checkmarxHost,
      CHECKMARX_USERNAME: settings.checkmarxUsername,
      SONARQUBE_HOST_URL: settings.sonarqubeHost,
      ...validation(settings),
    },
    secret: { CHECKMARX_PASSWORD: settings.checkmarxPassword, SONARQUBE_API_TOKEN: settings.sonarqubeToken },
  }),
};

/**
 * What the system check calls. SonarQube refuses a wrong token with each of its calls; of Checkmarx, which wants a session
 * first, only the address is tried.
 */
function validation({ checkmarxHost, sonarqubeHost }: AppriskSettings): ClientEnvironment["plain"] {
  if (sonarqubeHost !== undefined) {
    return {
      BROKER_CLIENT_VALIDATION_URL: pulumi.interpolate`https://${sonarqubeHost}/api/system/ping`,
      BROKER_CLIENT_VALIDATION_AUTHORIZATION_HEADER: "Bearer $SONARQUBE_API_TOKEN",
    };
  }
  const identity = "cxrestapi/auth/identity/.well-known/openid-configuration";
  return {
    BROKER_CLIENT_VALIDATION_URL: checkmarxHost && pulumi.interpolate`https://${checkmarxHost}/${identity}`,
  };
}
