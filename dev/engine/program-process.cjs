// Runs a project's program again and again in one process, as Pulumi's Automation API runs an inline program: the SDK,
// whose loading costs more than all else that a program does, is loaded once. The package and the program are loaded
// anew for every run. Its parent sends the environment of each run, and gets the port that the engine is to be told.
const { join, sep } = require("node:path");
const { Server, ServerCredentials } = require("@grpc/grpc-js");
const { LanguageServer } = require("@pulumi/pulumi/automation/server");
const { LanguageRuntimeService } = require("@pulumi/pulumi/proto/language_grpc_pb");

const folder = process.cwd();
const dist = join(__dirname, "../../dist") + sep;

async function program() {
  for (const file of Object.keys(require.cache)) {
    if (file.startsWith(dist) || file.startsWith(folder + sep)) delete require.cache[file];
  }
  const exported = require(join(folder, "index.js"));
  return typeof exported === "function" ? exported() : exported;
}

process.on("message", (env) => {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  process.send("ready");
});
process.on("disconnect", () => process.exit(0));

const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
server.addService(LanguageRuntimeService, new LanguageServer(program));
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.send(port);
});
