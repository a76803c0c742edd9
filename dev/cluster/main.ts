// `npm run cluster`: a real Kubernetes of one node, until Ctrl-C; with a command, until that has ended.
import { failed, optionsOf } from "../system/command-line";
import { seconds } from "../system/progress";
import { kubernetesVersion } from "../toolchain/kubernetes-programs";
import { runCluster } from "./run";

const USAGE = `Usage: npm run cluster [-- COMMAND [ARGUMENTS]]

Brings up a real Kubernetes of one node in namespaces of its own, with images of Snyk's Broker client, and keeps it
until Ctrl-C. With a command, runs that in it and ends with it: npm run cluster -- kubectl get nodes
It needs Linux and root. docs/cluster.md says more.
`;

async function main(args: readonly string[]): Promise<number> {
  // What follows the command is the command's.
  const first = args.findIndex((arg) => !arg.startsWith("-"));
  const [own, command] = first === -1 ? [args, []] : [args.slice(0, first), args.slice(first)];
  if (optionsOf(own, { help: { type: "boolean" } }).help) {
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
  (error: unknown) => process.exit(failed(error, USAGE)),
);
