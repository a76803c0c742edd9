// `npm run toolchain`: makes sure that there is a Pulumi toolchain, and says where.
import { delimiter } from "node:path";
import { ensureToolchain, ToolchainError } from "./index";

const usage = `Usage: npm run toolchain [-- --print-path]

Finds pulumi, or installs or builds it with its Kubernetes provider. --print-path prints the folders to put in
front of PATH, separated by "${delimiter}", and nothing else on standard output.
`;

async function main(args: readonly string[]): Promise<number> {
  if (args.includes("--help")) return say(usage);
  const unknown = args.find((arg) => arg !== "--print-path");
  if (unknown !== undefined) {
    console.error(`Unknown argument "${unknown}".\n\n${usage}`);
    return 2;
  }
  const paths = (await ensureToolchain()).paths.join(delimiter);
  if (args.length > 0) return say(`${paths}\n`);
  return say(`To use it in this shell:\n\n  export PATH="${paths}${delimiter}$PATH"\n`);
}

function say(text: string): number {
  process.stdout.write(text);
  return 0;
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(error instanceof ToolchainError ? error.message : error);
    process.exitCode = 1;
  },
);
