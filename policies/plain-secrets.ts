import type { ResourceValidationPolicy } from "@pulumi/policy";
import { brokerDeploymentOf, type Container, type EnvironmentVariable, known } from "./resources";

const SECRET_NAME =
  /(TOKEN|PASSWORD|PASSWD|PASSPHRASE|SECRET|CREDENTIALS?|PRIVATE_KEY|API_?KEY|_PAT)(_?\d+)?$/i;
const CREDENTIALS_IN_ADDRESS = /:\/\/[^\s/@:$]+:[^\s/@$]+@/;

/**
 * Finds secrets that are in plain text in a Deployment, where everybody who may read Deployments reads them. A policy
 * does not see which values are marked secret: this one goes by the names of variables, and by addresses that hold a
 * password. A value such as `$GITLAB_TOKEN` names a secret variable and holds none.
 */
export const plainSecrets: ResourceValidationPolicy = {
  name: "snyk-broker-no-plain-secret",
  description: "No secret is in plain text in the environment of a Broker client or agent.",
  enforcementLevel: "mandatory",
  severity: "critical",
  remediationSteps:
    "Use the setting of the client type that the secret belongs to, or `{ fromSecretName, key }`: both put it in a " +
    "Kubernetes Secret. Then change the secret: it may have been read.",
  validateResource: (args, reportViolation) => {
    for (const container of brokerDeploymentOf(args)?.containers ?? []) {
      for (const variable of inClear(container)) {
        reportViolation(
          `${variable.name ?? "A variable"} of "${args.name}" holds a secret in plain text. Keep it in a Kubernetes Secret: use the ` +
            `client type's own setting or \`{ fromSecretName, key }\`, not \`environment\`; then change the secret.`,
        );
      }
    }
  },
};

function inClear({ env = [] }: Container): readonly EnvironmentVariable[] {
  return [...env].filter((variable) => {
    if (!("value" in variable)) return false;
    const value = known(() => variable.value);
    if (typeof value === "string" && CREDENTIALS_IN_ADDRESS.test(value)) return true;
    if (!SECRET_NAME.test(variable.name ?? "")) return false;
    return typeof value !== "string" || !(value === "" || value.includes("$"));
  });
}
