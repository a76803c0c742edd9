import { seconds } from "../system/progress";
import { Kubelet } from "./kubelet";
import type { Lifetime } from "./lifetime";
import { localVariables } from "./local-environment";
import type { Deployment } from "./manifests";
import { PROJECT } from "./pulumi";
import { openGate } from "./readiness-gate";
import type { QuickstartReport } from "./report";
import type { Target } from "./target";
import type { Workplace } from "./workplace";
import type { World } from "./world";

/** No cluster: Pulumi renders manifests, and the real client runs here with what they say. */
export async function onThisMachine(
  clientType: string,
  { simulator, relay, scm }: World,
  workplace: Workplace,
  report: QuickstartReport,
  lifetime: Lifetime,
): Promise<Target> {
  const manifests = workplace.folder("manifests");
  const variables = localVariables(clientType, workplace.folder("rules"));
  let first = true;
  const kubelet = await lifetime.keep(
    new Kubelet({
      manifests,
      variables,
      onStart: (deployment) => {
        report.say(`» Broker client of ${deployment.name}: started`);
        if (first) explain(report, deployment, variables);
        first = false;
        for (const { value, secretName } of deployment.variables) if (secretName) report.secret(value);
      },
      onReady: ({ name }, ms) => report.say(`» Broker client of ${name}: connected after ${seconds(ms)}`),
      onEnd: ({ name }) => report.say(`» Broker client of ${name}: ended`),
    }),
    (it) => it.close(),
  );
  const gate = await lifetime.keep(
    openGate(simulator.url, () => kubelet.allReady()),
    (it) => it.close(),
  );
  return {
    project: PROJECT,
    settings: {
      gitlabHost: { value: scm.host },
      "snyk-broker:apiUrl": { value: gate.url },
      "snyk-broker:brokerServerUrl": { value: relay.brokerServerUrl },
      "kubernetes:renderYamlToDirectory": { value: manifests },
    },
    ready: () => kubelet.allReady(),
  };
}

/** Where the client's environment comes from. */
function explain(
  report: QuickstartReport,
  { variables }: Deployment,
  local: Readonly<Record<string, string>>,
): void {
  report.say(`  with the environment of that Deployment: ${variables.length} variables,`);
  for (const { name, secretName } of variables) {
    if (secretName !== undefined) report.say(`    ${name} from Secret ${secretName},`);
  }
  report.say(`  and what only this machine needs: ${Object.keys(local).join(", ")}`);
}
