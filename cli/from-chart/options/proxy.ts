import type { Draft } from "../draft";
import type { Code, Fields } from "../program/code";

/** Proxy on the way to Snyk and to what the client serves. */
export function proxy(draft: Draft): Fields | undefined {
  const { values } = draft;
  const http = address(draft, "httpProxy");
  const https = address(draft, "httpsProxy");
  if (http === undefined && https === undefined) {
    values.leaveGiven("noProxy", "without a proxy nothing reads it; leave it out");
    return undefined;
  }
  if (https === undefined) {
    draft.differs(
      "The client takes HTTP_PROXY for https too where there is no HTTPS_PROXY; the program says so with both.",
    );
  }
  return { https: https ?? http, http, noProxy: hosts(draft) };
}

function address({ values, configuration }: Draft, path: string): Code | undefined {
  const text = values.text(path);
  if (text === undefined) return undefined;
  if (text.includes("@")) return configuration.secret(path);
  if (URL.canParse(text)) return text;
  values.leave(path, "it is no address; write proxy with one such as http://proxy.example.com:3128");
  return undefined;
}

/** As the chart makes them: without blanks and schemes; it ends with an error at anything but names. */
function hosts({ values }: Draft): readonly string[] | undefined {
  const text = values.text("noProxy");
  if (text === undefined) return undefined;
  const all = text
    .replace(/\s/g, "")
    .replace(/https?:\/\//g, "")
    .split(",");
  const names = all.filter((host) => /^[a-zA-Z0-9.-]+$/.test(host));
  if (names.length < all.length) {
    values.leave(
      "noProxy",
      "the chart ends with an error at an entry with a port, a path, a mask, a star or nothing in it; write proxy.noProxy " +
        "with host names alone, as the program does for the others",
      "refused",
    );
  }
  return names.length > 0 ? names : undefined;
}
