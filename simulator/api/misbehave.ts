import { setTimeout as sleep } from "node:timers/promises";
import type { Request, Response } from "express";
import type { Fault } from "./faults";

const TEN_MINUTES = 600_000;

/**
 * Answers wrongly, or not at all.
 * @returns the status that was sent, if any
 */
export function misbehave(
  req: Request,
  res: Response,
  fault: Exclude<Fault, { kind: "delay" }>,
): number | undefined {
  switch (fault.kind) {
    case "reset":
      req.socket.resetAndDestroy();
      return undefined;
    case "hang": {
      const timer = setTimeout(() => req.socket.resetAndDestroy(), fault.ms ?? TEN_MINUTES);
      res.once("close", () => clearTimeout(timer));
      return undefined;
    }
    case "status": {
      if (fault.retryAfter !== undefined) res.set("retry-after", String(fault.retryAfter));
      const message = `Ordered fault: ${fault.status}`;
      res.status(fault.status).json({ code: fault.status, message, error: message });
      return fault.status;
    }
    case "html": {
      const status = fault.status ?? 200;
      res.status(status).type("html").send("<!doctype html><title>Proxy</title><h1>Please sign in</h1>");
      return status;
    }
    case "malformed":
      res.status(200).json({ unexpected: ["shape"] });
      return 200;
  }
}

/** Waits; not longer than the client does, when `res` is given. */
export async function pause(ms: number, res?: Response): Promise<void> {
  const client = new AbortController();
  res?.once("close", () => client.abort());
  await sleep(ms, undefined, { signal: client.signal, ref: false }).catch(() => undefined);
}
