import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { Readable } from "node:stream";

/** Time to an answer, and between two pieces of one. */
const ANSWER_MS = 4_000;
const STALL_MS = 10_000;

/** What is used of the network; tests bring their own. */
export interface Network {
  reach(url: string): Promise<boolean>;
  download(url: string, file: string): Promise<void>;
}

/** Whether a server answers for a file, within seconds: with no network there is often no answer at all. */
export async function isReachable(url: string, answerMs = ANSWER_MS): Promise<boolean> {
  const { default: axios } = await import("axios");
  try {
    await axios.head(url, { signal: AbortSignal.timeout(answerMs) });
    return true;
  } catch {
    return false;
  }
}

/** Downloads to a file, through the proxy that the environment names, and gives up on a connection that stalls. */
export async function download(url: string, file: string, stallMs = STALL_MS): Promise<void> {
  const { default: axios } = await import("axios");
  const stalled = new AbortController();
  const stall = setTimeout(() => stalled.abort(new Error(`${url} stopped sending`)), stallMs);
  try {
    const { data } = await axios.get<Readable>(url, { responseType: "stream", signal: stalled.signal });
    data.on("data", () => stall.refresh());
    await pipeline(data, createWriteStream(file), { signal: stalled.signal });
  } finally {
    clearTimeout(stall);
  }
}

export const internet: Network = { reach: isReachable, download };
