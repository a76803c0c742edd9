import { inspect } from "node:util";
import { z } from "zod";
import { PartialFailure } from "../../../provider/lifecycle/engine/partial-failure";
import { SnykApiError, UserError } from "../../../provider/snyk/errors";
import type { ApiCall } from "../../../provider/snyk/http";
import { failureOf, quickHttp } from "../support/lab";
import { json, serve, type TestServer } from "../support/server";
import type { RequestListener } from "node:http";

const KEY = "c4n4ry-api-key";
const TOKEN = "c4n4ry-broker-token";

let server: TestServer | undefined;
afterEach(() => server?.close());

const CALL: ApiCall<unknown> = {
  what: "turn off the Broker",
  orgId: "org",
  integrationId: "integration",
  permission: "Edit Integrations",
  method: "PUT",
  path: `/v1/${TOKEN}`,
  query: { token: TOKEN },
  body: { credentials: { token: TOKEN } },
  repeat: "once",
  answer: z.object({ id: z.string(), types: z.record(z.string(), z.string()) }),
};
const echo = (status: number): RequestListener =>
  json({ message: TOKEN, error: KEY, brokerToken: TOKEN }, status, {
    "x-token": TOKEN,
    "x-error-reference": "7c2a",
  });

const FAILURES: readonly (readonly [string, RequestListener])[] = [
  ...[302, 400, 401, 403, 404, 407, 409, 422, 429, 500, 502, 503].map(
    (status) => [`HTTP ${status}`, echo(status)] as const,
  ),
  ["a reset", (req) => req.socket.resetAndDestroy()],
  ["a timeout", () => undefined],
  ["HTML", (_req, res) => res.end(`<html>${TOKEN} ${KEY}</html>`)],
  ["an answer of another shape", json({ brokerToken: TOKEN })],
  ["an answer with tokens for names", json({ id: "i", types: { [`${TOKEN}-1`]: 7 } })],
  [
    "half an answer",
    (_req, res) => {
      res.writeHead(200, { "content-length": "999" });
      res.write(`{"brokerToken":"${TOKEN}`);
      setImmediate(() => res.destroy());
    },
  ],
  [
    "a request id that is not one",
    (_req, res) => {
      res.writeHead(500, { "x-error-reference": `${TOKEN} ${KEY} <script>` });
      res.end();
    },
  ],
];

describe.each(FAILURES)("after %s, no key and no token is", (_, answer) => {
  let failure: Error;
  beforeEach(async () => {
    server = await serve(answer);
    failure = await failureOf(quickHttp(server.url, KEY, 100).send(CALL));
  });

  it("in the error, however it is printed", () => {
    const printed = [
      failure.message,
      failure.stack,
      String(failure),
      `${String(failure)}: ${failure.stack ?? ""}`,
      JSON.stringify(failure),
      inspect(failure, { depth: 10, showHidden: true }),
      JSON.stringify(Object.getOwnPropertyDescriptors(failure)),
    ].join("\n");
    expect(failure).toBeInstanceOf(SnykApiError);
    expect(printed).not.toContain("c4n4ry");
    expect(printed).not.toMatch(/authorization/i);
    expect(failure).not.toHaveProperty("cause");
  });
});

describe("what a person reads", () => {
  it("is the whole story in one line: what, where, why, evidence and remedy", async () => {
    server = await serve(echo(403));
    expect((await failureOf(quickHttp(server.url, KEY).send(CALL))).message).toBe(
      'Could not turn off the Broker in organization org: the API key lacks the permission "Edit Integrations" (HTTP ' +
        "403, request 7c2a). Give the key's role that permission, or use the key of a service account with the role Org Admin.",
    );
  });

  it("has no stack: the dynamic provider host prints `${error}: ${error.stack}`", () => {
    const error = new UserError("One sentence.");
    expect(`${String(error)}: ${error.stack ?? ""}`).toBe("snyk-broker: One sentence.");
  });

  it("of a partial failure is the same, with what the engine needs beside it", () => {
    const failure = new PartialFailure("id", { orgId: "o" }, new UserError("One sentence."));
    expect(failure).toMatchObject({
      id: "id",
      properties: { orgId: "o" },
      reasons: ["One sentence."],
      message: "One sentence.",
    });
    expect(failure.stack).toBe("One sentence.");
  });
});
