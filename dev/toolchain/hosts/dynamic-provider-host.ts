// What the engine starts for dynamic resources: the dynamic provider of the SDK that the project (the working folder)
// installed. It runs in this very process, so that ending this process ends it; the script that ships with the SDK
// takes three processes and leaves one behind when the engine is killed.
import { runMain } from "node:module";
import { whenEngineIsGone } from "./engine-gone";
import { sdkEntry } from "./program-command";

/** A call in flight may finish after the engine was killed, and write down what it did at the other end. */
const GRACE_MS = 30_000;

try {
  process.argv[1] = sdkEntry(process.cwd(), "cmd/dynamic-provider");
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
whenEngineIsGone(() => setTimeout(() => process.exit(0), GRACE_MS));
runMain();
