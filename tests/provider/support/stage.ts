import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Runtime } from "../../../provider/process/runtime";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../../simulator";

/** A simulator, and provider processes against it: each `newRun` is a further one on the same journal. */
export interface LifecycleStage {
  readonly simulator: Simulator;
  newRun(apiKey?: string): Runtime;
  /** Operations that changed or asked something, in order. */
  calls(): readonly string[];
  close(): Promise<void>;
}

export async function stage(options: SimulatorOptions = {}): Promise<LifecycleStage> {
  const simulator = await startSimulator(options);
  const journal = mkdtempSync(join(tmpdir(), "snyk-broker-journal-"));
  return {
    simulator,
    newRun: (apiKey = simulator.adminKey) => {
      process.env["SNYK_BROKER_JOURNAL"] = journal;
      const runtime = new Runtime();
      const config: Record<string, string> = {
        "snyk-broker:apiUrl": simulator.url,
        "snyk-broker:apiToken": apiKey,
      };
      runtime.configure((key) => config[key]);
      return runtime;
    },
    calls: () => simulator.log.all().map(({ operation }) => operation),
    close: async () => {
      delete process.env["SNYK_BROKER_JOURNAL"];
      await simulator.close();
      rmSync(journal, { recursive: true, force: true });
    },
  };
}
