// What the engine starts for `runtime: nodejs` when Pulumi's own language host is not at hand: it answers the engine
// over gRPC and runs the program with the SDK that the program itself installed. bundle.ts makes it one file.
import { Server, ServerCredentials, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { LanguageRuntimeService, type ILanguageRuntimeServer } from "@pulumi/pulumi/proto/language_grpc_pb";
import {
  AboutResponse,
  GetProgramDependenciesResponse,
  GetRequiredPackagesResponse,
  InstallDependenciesResponse,
  RunResponse,
  RuntimeOptionsResponse,
} from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { endChildren, startChild } from "./children";
import { whenEngineIsGone } from "./engine-gone";
import { installCommand } from "./install-command";
import { programCommand } from "./program-command";

/** The exit code of a program that reported its error itself: the engine then adds no message of its own. */
const BAIL = 32;

// The engine passes its address last, after any logging flags.
const engine = process.argv.at(-1) ?? "";

const host: Partial<ILanguageRuntimeServer> = {
  getPluginInfo: (_call, reply) => reply(null, new PluginInfo().setVersion("1.0.0")),
  // The engine looks for a provider when the first resource asks for it, so none has to be foretold.
  getRequiredPackages: (_call, reply) => reply(null, new GetRequiredPackagesResponse()),
  getProgramDependencies: (_call, reply) => reply(null, new GetProgramDependenciesResponse()),
  runtimeOptionsPrompts: (_call, reply) => reply(null, new RuntimeOptionsResponse()),
  about: (_call, reply) =>
    reply(null, new AboutResponse().setExecutable(process.execPath).setVersion(process.version)),

  run: (call, reply) => {
    const failed = (error: Error): void => reply(null, new RunResponse().setError(error.message));
    let command;
    try {
      command = programCommand(call.request, engine, process.env);
    } catch (error) {
      failed(error as Error);
      return;
    }
    // Standard output is the engine's pipe: what the program prints goes straight into the engine's log.
    const stdio = ["ignore", "inherit", "inherit"] as const;
    const program = startChild(process.execPath, command.args, { env: command.env, stdio: [...stdio] });
    call.on("cancelled", () => program.kill());
    program.once("error", failed);
    program.once("close", (code, signal) => {
      if (code === 0) reply(null, new RunResponse());
      else if (code === BAIL) reply(null, new RunResponse().setBail(true));
      else failed(new Error(`The program ended with ${signal ?? `exit code ${code}`}.`));
    });
  },

  installDependencies: (call) => {
    const [command, args] = installCommand(call.request);
    const install = startChild(command, args, {
      cwd: call.request.getDirectory(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    call.on("cancelled", () => install.kill());
    install.stdout?.on("data", (chunk: Buffer) =>
      call.write(new InstallDependenciesResponse().setStdout(chunk)),
    );
    install.stderr?.on("data", (chunk: Buffer) =>
      call.write(new InstallDependenciesResponse().setStderr(chunk)),
    );
    install.once("error", (error) => call.destroy(error));
    install.once("close", (code) => {
      if (code === 0) call.end();
      else call.destroy(new Error(`"${command} ${args.join(" ")}" ended with exit code ${code}.`));
    });
  },

  cancel: (_call, reply) => {
    void endChildren().then(() => reply(null, new Empty()));
  },
};

const end = (): void => void endChildren().then(() => process.exit(0));
process.once("SIGINT", end).once("SIGTERM", end);
whenEngineIsGone(end);

// A program's whole state may travel in one message: no limit, as in Pulumi's own host.
const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
server.addService(LanguageRuntimeService, host as UntypedServiceImplementation);
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  // The engine reads the port from the first line.
  console.log(String(port));
});
