import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Router } from "express";
import { z } from "zod";
import { faultSchema } from "./api/faults";
import { PERMISSIONS } from "./snyk/model";
import { OPERATIONS } from "./api/operations";
import { importSchema, RelayError } from "./broker/relay";
import { settingsPatchSchema } from "./snyk/settings";
import type { Simulator } from "./running";
import { firstProblem } from "./api/validate";
import { newIntegrationSchema } from "./web-ui";

const orgSchema = z.strictObject({
  id: z.guid().optional(),
  name: z.string().min(1),
  groupId: z.guid().optional(),
  projects: z.int().nonnegative().optional(),
});

const keySchema = z.strictObject({
  name: z.string().min(1),
  key: z.string().min(1).optional(),
  role: z.enum(["org-admin", "viewer"]).optional(),
  expires: z.iso.date().optional(),
  permissions: z.array(z.enum(PERMISSIONS)).optional(),
  orgIds: z.union([z.literal("all"), z.array(z.string())]).optional(),
});

const universalSchema = z.strictObject({ connection: z.string().min(1).optional() });

const operationSchema = z.enum(OPERATIONS).optional();

/** The simulator's own API, below `/_simulator`: what a test in another process, or another language, drives it with. */
export function controlApi(simulator: Simulator): Router {
  const api = express.Router();
  api.use(onlyFromHere, express.json());

  api.get(
    "/",
    (_req, res) => void res.json({ url: simulator.url, relay: simulator.relay?.brokerServerUrl ?? null }),
  );
  api.get("/state", (_req, res) => {
    res.json({ orgs: simulator.orgs, integrations: simulator.integrations() });
  });
  api.post("/orgs", (req, res) => void res.status(201).json(simulator.addOrg(orgSchema.parse(req.body))));
  api.post(
    "/keys",
    (req, res) => void res.status(201).json({ key: simulator.addKey(keySchema.parse(req.body)) }),
  );
  api.post("/service-accounts", (req, res) => {
    const account = keySchema.omit({ key: true, expires: true }).parse(req.body);
    res.status(201).json(simulator.addServiceAccount(account));
  });

  api.get("/settings", (_req, res) => void res.json(simulator.settings.get()));
  api.patch("/settings", (req, res) => {
    res.json(simulator.settings.patch(settingsPatchSchema.parse(req.body)));
  });
  api.delete("/settings", (_req, res) => void res.json(simulator.settings.reset()));

  api.get("/faults", (_req, res) => void res.json(simulator.faults.pending()));
  api.post("/faults", (req, res) => {
    simulator.faults.order(z.union([faultSchema, z.array(faultSchema)]).parse(req.body));
    res.status(201).json(simulator.faults.pending());
  });
  api.delete("/faults", (_req, res) => {
    simulator.faults.clear();
    res.status(204).end();
  });

  api.get("/log", (req, res) => {
    const operation = operationSchema.parse(req.query["operation"]);
    res.json(operation ? simulator.log.of(operation) : simulator.log.all());
  });
  api.delete("/log", (_req, res) => {
    simulator.log.clear();
    res.status(204).end();
  });

  api.get("/rate", (_req, res) => void res.json(simulator.rate.figures()));
  api.delete("/rate", (_req, res) => {
    simulator.rate.clear();
    res.status(204).end();
  });

  api.post("/clock", (req, res) => {
    simulator.clock.advance(
      z.strictObject({ advanceSeconds: z.number().nonnegative() }).parse(req.body).advanceSeconds,
    );
    res.status(204).end();
  });

  api.get("/web-ui/integrations/:id", (req, res) => void res.json(simulator.webUi.tokens(idOf(req))));
  api.post("/web-ui/integrations", (req, res) => {
    res.status(201).json({ id: simulator.webUi.addIntegration(newIntegrationSchema.parse(req.body)) });
  });
  api.post("/web-ui/integrations/:id/turn-broker-on", (req, res) => {
    simulator.webUi.turnBrokerOn(idOf(req));
    res.status(204).end();
  });
  api.post("/web-ui/integrations/:id/turn-broker-off", (req, res) => {
    simulator.webUi.turnBrokerOff(idOf(req));
    res.status(204).end();
  });
  api.post("/web-ui/integrations/:id/move-to-universal", (req, res) => {
    simulator.webUi.moveToUniversal(idOf(req), universalSchema.parse(req.body ?? {}).connection);
    res.status(204).end();
  });
  api.delete("/web-ui/integrations/:id", (req, res) => {
    simulator.webUi.removeIntegration(idOf(req));
    res.status(204).end();
  });

  api.post("/import", async (req, res) => {
    res.json(await relayOf(simulator).import(importSchema.parse(req.body)));
  });
  api.get("/connected/:id", async (req, res) => {
    res.json({ connected: await relayOf(simulator).connected(idOf(req)) });
  });

  api.use((_req, res) => void res.status(404).json({ error: "The simulator has no such call" }));
  api.use(explain);
  return api;
}

/** A web page that the user has open must not reach this API, by a name that it has made point here. */
const onlyFromHere: RequestHandler = (req, res, next) => {
  const host = (req.get("host") ?? "").replace(/:\d+$/, "");
  const here = ["127.0.0.1", "localhost"].includes(host) && req.get("origin") === undefined;
  if (here) next();
  else res.status(403).json({ error: "The control API answers on 127.0.0.1 only, and not to web pages" });
};

const explain: ErrorRequestHandler = (error: unknown, _req, res, _next) => {
  if (error instanceof z.ZodError) {
    res.status(400).json({ error: firstProblem(error) });
    return;
  }
  const message = error instanceof Error ? error.message : String(error);
  res.status(error instanceof RelayError ? 502 : 400).json({ error: message });
};

function relayOf({ relay }: Simulator): NonNullable<Simulator["relay"]> {
  if (!relay) throw new Error("The relay is not running: start the simulator with --relay");
  return relay;
}

function idOf(req: Request): string {
  const id = req.params["id"];
  return typeof id === "string" ? id : "";
}
