import type { CallRequest } from "../call";
import { Refusal } from "../errors";

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 100;

/** One page of a JSON:API list, by cursor: `limit`, `starting_after`, `ending_before`. */
export function page(
  request: CallRequest<unknown>,
  all: readonly { readonly id: string }[],
  resource: (id: string) => object,
): object {
  const { query } = request;
  const ids = all.map(({ id }) => id);
  const limit = limitOf(query);
  const after = cursorOf(query, "starting_after", ids);
  const before = cursorOf(query, "ending_before", ids);
  if (after !== undefined && before !== undefined) {
    throw new Refusal(400, "starting_after and ending_before exclude each other", {
      source: { parameter: "ending_before" },
    });
  }
  const from = before !== undefined ? Math.max(0, before - limit) : (after ?? -1) + 1;
  const to = before ?? from + limit;
  const shown = ids.slice(from, to);
  const [first, last] = [shown[0], shown.at(-1)];
  return {
    jsonapi: { version: "1.0" },
    data: shown.map(resource),
    links: {
      self: link(request, request.target),
      ...(last !== undefined &&
        to < ids.length && { next: link(request, turn(request, "starting_after", last)) }),
      ...(first !== undefined && from > 0 && { prev: link(request, turn(request, "ending_before", first)) }),
    },
  };
}

function limitOf(query: URLSearchParams): number {
  const text = query.get("limit");
  if (text === null) return DEFAULT_LIMIT;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw new Refusal(400, `limit must be between 1 and ${MAX_LIMIT}`, { source: { parameter: "limit" } });
}

/** @returns the place in the list that the cursor names. */
function cursorOf(query: URLSearchParams, parameter: string, ids: readonly string[]): number | undefined {
  const cursor = query.get(parameter);
  if (cursor === null) return undefined;
  const index = ids.indexOf(Buffer.from(cursor, "base64url").toString());
  if (index === -1) throw new Refusal(400, "The cursor is not valid", { source: { parameter } });
  return index;
}

function turn({ target }: CallRequest<unknown>, parameter: string, id: string): string {
  const url = new URL(target, "http://localhost");
  url.searchParams.delete("starting_after");
  url.searchParams.delete("ending_before");
  url.searchParams.set(parameter, Buffer.from(id).toString("base64url"));
  return `${url.pathname}${url.search}`;
}

/** A link in the form that the settings say. @param path with its query */
export function link({ settings, url }: CallRequest<unknown>, path: string): string | object {
  switch (settings.get().restLinks) {
    case "path":
      return path;
    case "absolute":
      return url() + path;
    case "object":
      return { href: path };
  }
}
