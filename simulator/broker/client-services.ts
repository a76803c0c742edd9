import express, { type Router } from "express";

/**
 * What a Broker client itself asks of Snyk's API, without a key: which server to connect to (high availability mode
 * blocks without an answer), and, in its preflight checks, whether the REST API is up. And what it passes on to Snyk for
 * its registry agent, which has read an image.
 */
export function clientServices(): Router {
  const services = express.Router();
  services.post(
    ["/hidden/broker/:hash/connections/:clientId", "/hidden/brokers/:hash/connections/:clientId"],
    (_req, res) => {
      res.status(201).json({ data: { attributes: { server_id: "1" } } });
    },
  );
  services.post("/api/v2/import/done", (_req, res) => void res.json({}));
  services.get("/rest/openapi", (_req, res) => void res.json(["2024-10-15"]));
  return services;
}
