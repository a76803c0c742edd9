import { type ClusterOptions, type RunningCluster, startCluster } from "./index";

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

export interface RunClusterOptions extends ClusterOptions {
  readonly onUp?: (running: RunningCluster) => void;
}

/** Brings a cluster up and waits for its end. A signal ends it. @returns the exit code */
export async function runCluster({ onUp, ...options }: RunClusterOptions): Promise<number> {
  let signalled = 0;
  let interrupt = (): void => process.exit(128 + signalled); // nothing is up yet
  const handlers = Object.entries(SIGNALS).map(([signal, number]) => {
    const handler = (): void => {
      signalled = number;
      interrupt();
    };
    process.on(signal, handler);
    return () => process.off(signal, handler);
  });
  try {
    const running = await startCluster(options);
    interrupt = () => running.interrupt();
    onUp?.(running);
    const code = await running.ended;
    return signalled === 0 ? code : 128 + signalled;
  } finally {
    for (const off of handlers) off();
  }
}
