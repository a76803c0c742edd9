// `npm run cluster`: a real Kubernetes of one node, until Ctrl-C; with a command, until that has ended.
import { ToolchainError } from "../toolchain";
import { kubernetesVersion } from "../toolchain/kubernetes-programs";
import { seconds } from "../toolchain/system/log";
import { runCluster } from "./run";

const USAGE = `Usage: npm run cluster [-- COMMAND [ARGUMENTS]]

Brings up a real Kubernetes of one node in namespaces of its own, with images of Snyk's Broker client, and keeps it
until Ctrl-C. With a command, runs that in it and ends with it: npm run cluster -- kubectl get nodes
It needs Linux and root. docs/cluster.md says more.
`;

async function main(command: readonly string[]): Promise<number> {
  if (command[0] === "--help") {
    process.stdout.write(USAGE);
    return 0;
  }
  const start = Date.now();
  return runCluster({
    ...(command.length > 0 && { command }),
    onUp: ({ layout }) => {
      console.error(`Kubernetes ${kubernetesVersion} is up after ${seconds(Date.now() - start)}.`);
      if (command.length === 0) console.error(instructions(layout.enter, layout.kubeconfig));
    },
  });
}

function instructions(enter: string, kubeconfig: string): string {
  return `
It is in namespaces of its own. From another terminal, run commands in it with

  ${enter} kubectl get nodes
  ${enter} npm run test:cluster -- --kubeconfig ${kubeconfig}

Ctrl-C ends it, and leaves nothing behind.`;
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof ToolchainError ? error.message : error);
    process.exit(1);
  },
);
