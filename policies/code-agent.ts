import type { ResourceValidationPolicy } from "@pulumi/policy";
import { brokerDeploymentOf } from "./resources";

/**
 * Finds Code Agents, and clients that use one.
 * @see https://docs.snyk.io: "Snyk Broker - Code Agent"
 */
export const codeAgent: ResourceValidationPolicy = {
  name: "snyk-broker-no-code-agent",
  description: "No Code Agent runs: Snyk has deprecated it and no longer maintains it.",
  enforcementLevel: "advisory",
  severity: "low",
  remediationSteps:
    "Remove `codeAgent`. Git clone through the Broker, which is on by default in every client " +
    "(`accept: { code: true }`), replaces it. In each organization, change over in Snyk's settings first.",
  validateResource: (args, reportViolation) => {
    const deployment = brokerDeploymentOf(args);
    const uses = deployment?.containers.some(({ env = [] }) =>
      env.some(({ name }) => name === "GIT_CLIENT_URL"),
    );
    if (deployment?.role !== "code-agent" && uses !== true) return;
    const what = deployment?.role === "code-agent" ? "is a Code Agent" : "uses a Code Agent (GIT_CLIENT_URL)";
    reportViolation(
      `"${args.name}" ${what}, which Snyk has deprecated. Remove \`codeAgent\`: git clone through the Broker, which is ` +
        `on by default in every client (\`accept.code\`), replaces it.`,
    );
  },
};
