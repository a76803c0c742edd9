// `npm run toolchain`: makes sure that there is a Pulumi toolchain, and says where.
import { delimiter } from "node:path";
import { failed, optionsOf } from "../system/command-line";
import { ensureToolchain } from "./index";

const usage = `Usage: npm run toolchain [-- --print-path]

Finds pulumi, or installs or builds it with its Kubernetes provider. --print-path prints the folders to put in
front of PATH, separated by "${delimiter}", and nothing else on standard output.
`;

async function main(args: readonly string[]): Promise<number> {
  const options = optionsOf(args, { "print-path": { type: "boolean" }, help: { type: "boolean" } });
  if (options.help) return say(usage);
  const paths = (await ensureToolchain()).paths.join(delimiter);
  if (options["print-path"]) return say(`${paths}\n`);
  return say(`To use it in this shell:\n\n  export PATH="${paths}${delimiter}$PATH"\n`);
}

function say(text: string): number {
  process.stdout.write(text);
  return 0;
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => (process.exitCode = failed(error, usage)),
);
