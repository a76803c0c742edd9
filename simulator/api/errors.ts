import { randomUUID } from "node:crypto";
import type { Answer } from "./answer";

/** A call that Snyk answers with an error: thrown by the handlers, shaped here. */
export class Refusal extends Error {
  override readonly name = "Refusal";

  constructor(
    readonly status: number,
    message: string,
    readonly extra: {
      readonly headers?: Readonly<Record<string, string>>;
      /** REST: what the error is about. */
      readonly source?: { readonly parameter?: string; readonly pointer?: string };
    } = {},
  ) {
    super(message);
  }
}

/** V1 in general; V1 `POST /org`; REST (JSON:API). Snyk has three. */
export type ErrorShape = "v1" | "v1-create-org" | "rest";

export function errorAnswer(shape: ErrorShape, refusal: Refusal): Answer {
  const reference = randomUUID();
  const { status, message, extra } = refusal;
  switch (shape) {
    case "v1":
      return {
        status,
        headers: { "x-error-reference": reference, ...extra.headers },
        body: { code: status, message, error: message },
      };
    case "v1-create-org":
      return {
        status,
        headers: { "x-error-reference": reference, ...extra.headers },
        body: { message, errorRef: reference },
      };
    case "rest":
      return {
        status,
        headers: { ...extra.headers },
        body: {
          jsonapi: { version: "1.0" },
          errors: [
            {
              id: reference,
              status: String(status),
              title: TITLES[status] ?? "Error",
              detail: message,
              ...(extra.source && { source: extra.source }),
            },
          ],
        },
      };
  }
}

const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  429: "Too Many Requests",
  500: "Internal Server Error",
};

export function unauthorized(): Refusal {
  return new Refusal(401, "Not authorised");
}

/** Snyk does not tell a missing organization from one that the key may not see. */
export function orgNotFound(orgId: string): Refusal {
  return new Refusal(
    404,
    `Org ${orgId} was not found or you may not have the correct permissions to access the org`,
  );
}

export function integrationNotFound(idOrType: string): Refusal {
  return new Refusal(404, `Integration ${idOrType} was not found`);
}
