import type { Draft } from "../draft";
import type { Code } from "../program/code";

const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9]([a-z0-9_.-]*[a-z0-9])?)(:\d{1,5})?(\/[^\s?#@]*[^\s?#@/])?$/i;

export function isHost(text: string): boolean {
  return HOST.test(text);
}

/** Host of the file, as the client takes it; undefined where there is none or where it cannot be one. */
export function hostIn({ values }: Draft, path: string): string | undefined {
  const text = values.text(path)?.replace(/\/+$/, "");
  if (text === undefined || text === "") return undefined;
  if (isHost(text)) return text;
  const problem = text.includes("@")
    ? "it has credentials, which are fields of their own here"
    : "it is no host";
  values.leave(path, `${problem}; give host, and port and path where there are any, without a scheme`);
  return undefined;
}

/** Host that the client cannot do without. */
export function requiredHost(draft: Draft, path: string, setting: string): Code {
  const host = hostIn(draft, path);
  return host ?? draft.configuration.plain(setting, `the file has no ${path} that the program could use`);
}

/** Host, unless it is the one that this package takes anyway. */
export function hostUnless(draft: Draft, path: string, ours: string | undefined): string | undefined {
  const host = hostIn(draft, path);
  return host === ours ? undefined : host;
}
