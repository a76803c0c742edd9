import type { Setting } from "../engine/settings";

/** Where the Broker client runs: on this machine, or on a cluster. */
export interface Target {
  /** Folder of the Pulumi project. */
  readonly project: string;
  /** What the stack is set to beside the organization: addresses that Pulumi and the client can reach, and Kubernetes. */
  readonly settings: Readonly<Record<string, Setting>>;
  /** Whether the client of every Deployment is ready. */
  ready(): Promise<boolean>;
}
