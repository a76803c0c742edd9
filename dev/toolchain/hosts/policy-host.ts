// What the engine starts for a policy pack in JavaScript or TypeScript, with the pack's folder as the working folder:
// the policy runner of the SDK that the pack installed, in this very process, so that ending this process ends it.
import { runMain } from "node:module";
import { whenEngineIsGone } from "./engine-gone";
import { sdkEntry } from "./program-command";

try {
  process.argv[1] = sdkEntry(process.cwd(), "cmd/run-policy-pack");
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
whenEngineIsGone(() => process.exit(0));
runMain();
