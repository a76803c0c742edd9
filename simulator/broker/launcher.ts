/**
 * Runs the Broker of npm `snyk-broker` in a process of its own: `node broker-launcher.js <package folder> server|client`.
 * process.ts starts it, with an IPC channel, in a working directory that has a config.default.json.
 */
import fs from "node:fs";
import { createRequire } from "node:module";
import net from "node:net";
import os from "node:os";
import { basename, join, resolve } from "node:path";

const [packageFolder, role] = process.argv.slice(2);
if (!packageFolder || !role || !process.send) throw new Error("broker-launcher is started by the simulator");

// The channel closes when the parent ends, however it ends: `kill -9` leaves no orphan either.
process.on("disconnect", () => process.exit(0));

// Its working directory was made for it, and there may be no parent left to remove it.
process.on("exit", () => {
  const folder = process.cwd();
  if (basename(folder).startsWith("pulumi-snyk-broker-")) fs.rmSync(folder, { recursive: true, force: true });
});

// It may have closed before anybody listened.
if (!process.connected) process.exit(0);

// The package refuses to start without a config.default.json in a folder above its own, and brings none along.
// It gets the one of the working directory, wherever it looks.
const { existsSync, readFileSync } = fs;
const config = resolve("config.default.json");
const isConfig = (path: unknown) => typeof path === "string" && basename(path) === basename(config);
fs.existsSync = (path) => isConfig(path) || existsSync(path);
const readOurs = (path: fs.PathOrFileDescriptor, ...rest: unknown[]): unknown =>
  Reflect.apply(readFileSync, fs, [isConfig(path) ? config : path, ...rest]);
fs.readFileSync = readOurs as typeof readFileSync;

// On a host that is named like a replica ("…-0-1") the server would forward requests to that replica's primary.
os.hostname = () => "simulator";

type Listen = (this: net.Server, port: number, host: string) => net.Server;

// The Broker would listen on every interface; and it is here that one learns which port the system has picked.
let listening = false;
const listen = Reflect.get(net.Server.prototype, "listen") as Listen;
net.Server.prototype.listen = function (this: net.Server, port: number | string) {
  this.once("listening", () => {
    listening = true;
    process.send?.({ port: (this.address() as net.AddressInfo).port });
  });
  return listen.call(this, Number(port), "127.0.0.1");
} as net.Server["listen"];

process.argv = [process.argv[0] ?? "node", join(packageFolder, "dist/cli/index.js"), role];
createRequire(join(packageFolder, "package.json"))("./dist/cli/index.js");

// After the Broker's own handler, which writes the reason down but leaves a process behind that does nothing.
process.on("unhandledRejection", () => {
  if (!listening) process.exit(1);
});
