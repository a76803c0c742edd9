import * as pulumi from "@pulumi/pulumi";
import type { ClientEnvironment } from "../inputs/environment";
import { base64Json, formedText, hostName, httpUrl, keyOrSecret, plainText } from "../validation/value-rules";
import type { SecretInput } from "../inputs/secret-input";
import type { ClientType } from "./shared/client-type";
import { NO_SCM_RULES } from "./shared/no-scm";
import { REGISTRIES, type RegistryKind, registryProblem } from "./shared/registries";
import { referenceProblem, registryEnvironment } from "./shared/registry-credentials";

/** A client for a container registry, with the agent that reads the images. */
export interface ContainerRegistrySettings {
  /** The client type. */
  readonly type: "container-registry-agent";
  /** Kind of registry; the same as the integration's type. It says which of the credentials are needed. */
  readonly registry: RegistryKind;
  /**
   * Host of the registry with port and path where there are any, without a scheme: `registry.example.com:5000`. For
   * Artifactory with repository paths: `<host>/artifactory/api/docker/<repository>`.
   */
  readonly base?: pulumi.Input<string>;
  /** User that may list repositories and pull images. Google's registries have a fixed one. */
  readonly username?: pulumi.Input<string>;
  /**
   * Password or access token of that user; for Google's registries the JSON key, as the file has it. In a Secret that
   * exists already it must hold no quote, no backslash, no line break, no two blanks in a row and no `*`, `?` or `[` in a
   * word between blanks, for Snyk's image does not escape them.
   */
  readonly password?: SecretInput;
  /** Token, for DigitalOcean. */
  readonly token?: SecretInput;
  /** Role that the agent assumes, for Amazon ECR: `arn:aws:iam::<account>:role/<name>`. */
  readonly roleArn?: pulumi.Input<string>;
  /** Region of the registry, for Amazon ECR: `eu-central-1`. */
  readonly region?: pulumi.Input<string>;
  /** External id that the role's trust policy asks for, for Amazon ECR. @default none */
  readonly externalId?: SecretInput;
  /**
   * All credentials in the form that Snyk's image takes as `CR_CREDENTIALS`, in place of the fields above but `base`: JSON
   * such as `{"type":"gcr","username":"_json_key","password":"…","registryBase":"gcr.io/project"}`, in base64.
   * @default made of the other fields
   */
  readonly credentials?: SecretInput;
  /**
   * Address of an agent that runs already, with its scheme.
   * @default an agent of its own, deployed beside the client
   */
  readonly agentUrl?: pulumi.Input<string>;
}

export const containerRegistryAgent: ClientType<ContainerRegistrySettings> = {
  type: "container-registry-agent",
  title: "Container registries",
  scm: false,
  integrationTypes: Object.keys(REGISTRIES) as RegistryKind[],
  serves: ({ registry }) => [registry],
  credential: "user, token or role that may list repositories and pull images",
  source: "https://docs.snyk.io: Snyk Broker, Container Registry Agent",
  rules: {
    registry: plainText,
    base: hostName,
    username: plainText,
    password: keyOrSecret,
    token: keyOrSecret,
    roleArn: formedText(/^arn:[^:]*:iam::\d{12}:role\/.+$/, "arn:aws:iam::123456789012:role/snyk"),
    region: formedText(/^[a-z]{2}(-[a-z]+)+-\d$/, "eu-central-1"),
    externalId: keyOrSecret,
    credentials: base64Json,
    agentUrl: httpUrl,
  },
  required: ["registry"],
  example: ["registry", "base", "username", "password"],
  problem: (settings) => registryProblem(settings) ?? referenceProblem(settings),
  environment: (settings) => {
    const { plain, secret } = registryEnvironment(settings);
    return {
      plain: {
        ...NO_SCM_RULES,
        BROKER_DOWNSTREAM_TYPE_CONTAINER_REGISTRY_AGENT: "true",
        ...(settings.agentUrl !== undefined && agentVariables(settings.agentUrl)),
        ...plain,
      },
      secret,
    };
  },
};

/** Variables that name the agent; the system check asks it to try out the credentials. */
export function agentVariables(url: pulumi.Input<string>): ClientEnvironment["plain"] {
  return { CR_AGENT_URL: url, BROKER_CLIENT_VALIDATION_URL: pulumi.interpolate`${url}/systemcheck` };
}
