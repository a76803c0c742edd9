import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express, { type ErrorRequestHandler, type Express } from "express";
import type { ServedCall } from "./api/call";
import { clientServices } from "./broker/client-services";
import { dispatch, type DispatchServices } from "./api/dispatch";
import { accessToken, TOKEN_PATH } from "./api/oauth";
import { errorAnswer, Refusal } from "./api/errors";
import { REST_CALLS } from "./api/rest";
import { V1_CALLS } from "./api/v1";

const LOOPBACK = "127.0.0.1";

/** @param control handles what is below `/_simulator` */
export function application(services: DispatchServices, control: express.Router): Express {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.use("/_simulator", control);
  app.use(clientServices());
  // As text: the dispatcher parses it, so that a body that is not JSON gets Snyk's error and its line in the log.
  app.use(express.text({ type: () => true, limit: "1mb" }));
  app.post(TOKEN_PATH, accessToken(services));
  app.use("/v1", router(services, V1_CALLS, "v1"));
  app.use("/rest", router(services, REST_CALLS, "rest"));
  app.use((_req, res) => {
    res.status(404).json({ code: 404, message: "Not found", error: "Not found" });
  });
  app.use(bodyUnreadable);
  return app;
}

/** Listens on the loopback interface only. @param port 0: the system picks one. */
export async function listen(app: Express, port: number): Promise<{ server: Server; url: string }> {
  const server = createServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        error.code === "EADDRINUSE"
          ? new Error(`Port ${port} of ${LOOPBACK} is in use: choose another`)
          : error,
      );
    });
    server.listen(port, LOOPBACK, resolve);
  });
  return { server, url: `http://${LOOPBACK}:${(server.address() as AddressInfo).port}` };
}

/** Ends the server, and every connection with it: a client that hangs must not keep it alive. */
export async function stop(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

function router(
  services: DispatchServices,
  calls: readonly ServedCall[],
  shape: "v1" | "rest",
): express.Router {
  const routes = express.Router();
  for (const call of calls) routes[call.method](call.path, dispatch(services, call));
  routes.use((_req, res) => {
    const { status, headers, body } = errorAnswer(shape, new Refusal(404, "Not found"));
    res
      .status(status)
      .set({ ...headers })
      .json(body);
  });
  return routes;
}

/** A body that is too long, or broken off. */
const bodyUnreadable: ErrorRequestHandler = (_error, _req, res, next) => {
  if (res.headersSent || res.destroyed) {
    next();
    return;
  }
  const { headers, body } = errorAnswer("v1", new Refusal(400, "The body cannot be read"));
  res
    .status(400)
    .set({ ...headers })
    .json(body);
};
