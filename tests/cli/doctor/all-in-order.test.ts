import type { Check } from "../../../cli/doctor/check";
import { renderText, resultOf } from "../../../cli/doctor/render";
import { clone, integration } from "../preview-of";
import { checks, client, one, simulator, stack, start, stored, tunnel } from "./support";

const briefly = (found: readonly Check[]) => found.map(({ status, check }) => `${status} ${check}`);

describe("all in order", () => {
  it("is a line for each, and nothing changed at Snyk", async () => {
    await start();
    const setup = one();
    const found = await checks({ setup, clients: [await client([tunnel(true), tunnel(true)], 200)] });
    expect(briefly(found)).toEqual([
      "ok address",
      "ok api-key",
      "ok expiry",
      "ok role",
      "ok integration",
      "ok broker",
      "ok rate-limit",
      "ok token",
      "ok healthcheck",
      "ok systemcheck",
    ]);
    expect(simulator.log.all().filter(({ method, effect }) => effect && method !== "GET")).toEqual([]);
    expect(
      renderText(resultOf(found))
        .replaceAll(simulator.url, "URL")
        .replace(/127.0.0.1:\d+/g, "HOST"),
    ).toMatchSnapshot();
  });

  it("looks at clones too, and asks each organization for the role once", async () => {
    await start();
    const [, sister] = simulator.orgs;
    const source = stored();
    const cloneId = simulator.webUi.addIntegration({ orgId: sister!.id, type: "gitlab" });
    const facts = {
      orgId: sister!.id,
      source: { orgId: source.orgId, type: "gitlab", id: source.integrationId },
      integrationId: cloneId,
    };
    const setup = stack(
      integration("same", { before: source, after: source }),
      clone("same", { before: facts, after: facts }),
    );
    const found = await checks({ setup });
    expect(found.filter(({ check }) => check === "role").map(({ status }) => status)).toEqual(["ok", "ok"]);
    expect(found.filter(({ check }) => check === "broker").map(({ about }) => about)).toEqual([
      "integration gitlab",
      "clone clone",
    ]);
  });
});
