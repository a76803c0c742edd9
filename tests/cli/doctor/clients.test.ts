import { checkRunningClient } from "../../../cli/doctor/client-checks";
import { integration } from "../preview-of";
import { clientIn } from "../state-of";
import { bad, checks, client, one, stack, start, stored, tunnel } from "./support";

describe("clients", () => {
  beforeEach(() => start());
  const all = (ok: boolean) => [tunnel(ok), tunnel(ok)];

  it.each([
    [
      "no tunnel",
      () => client(all(false), 500),
      ["failure healthcheck: 0 of 2 connections to Snyk are open (client 5.16.4)."],
    ],
    [
      "half of the tunnels",
      () => client([tunnel(true), tunnel(false)], 200),
      ["warning healthcheck: 1 of 2 connections to Snyk are open (client 5.16.4)."],
    ],
    [
      "refused credentials",
      () => client(tunnel(true), 200, 500),
      [
        "failure systemcheck: The system behind the client refuses its credentials, or cannot be reached from it.",
      ],
    ],
    [
      "no system check",
      () => client(all(true), 200, 404),
      ["warning systemcheck: The client does not say whether its credentials work (HTTP 404)."],
    ],
    [
      "another server",
      () => client({ canary: 1 }, 200),
      ["failure healthcheck: What answers there is not a Broker client (HTTP 200)."],
    ],
    [
      "nobody",
      () => Promise.resolve("http://127.0.0.1:1"),
      ["failure healthcheck: No client answers there (ECONNREFUSED)."],
    ],
  ])("finds %s, and repeats nothing of the answer", async (_, at, expected) => {
    const found = await checks({ setup: one(), clients: [await at()] });
    expect(bad(found)).toEqual(expected);
    expect(JSON.stringify(found)).not.toContain("canary");
  });

  it("asks a client with paths of its own there", async () => {
    const url = await client(all(true), 200, 200, "/alive");
    const paths = { healthcheck: "/alive", systemcheck: "/ready" };
    expect(bad(await checkRunningClient(url, undefined, paths))).toEqual([]);
    expect(bad(await checkRunningClient(url, undefined))).toEqual([
      "failure healthcheck: What answers there is not a Broker client (HTTP 200).",
    ]);
  });

  it("finds a client that dials another region", async () => {
    const found = await checkRunningClient(await client(all(true), 200), "https://broker.eu.snyk.io");
    expect(bad(found)).toEqual([
      "failure healthcheck: The client dials https://broker.snyk.io, but its integration is at https://broker.eu.snyk.io.",
    ]);
  });

  it("tells how to reach one, by the name of its Deployment", async () => {
    const facts = stored();
    const setup = stack(
      integration("same", { before: facts, after: facts }),
      ...clientIn("gitlab", ["broker-gitlab-g1"]),
    );
    const found = await checks({ setup });
    expect(found.at(-1)?.remedy).toContain("deployment/broker-gitlab-g1 8000");
  });
});
