// For `node --require`: what @pulumi/pulumi loads at its start to serialize functions, which this package's programs
// never do, is loaded when it is used. It is two thirds of the start of every program, provider and policy process.
const Module = require("node:module");

const DEFERRED = new Set(["typescript", "@npmcli/arborist"]);
const load = Module._load;

Module._load = function (request, parent, isMain) {
  const isOfSdk = /[\\/]@pulumi[\\/]pulumi[\\/](?!.*node_modules)/.test(parent?.filename ?? "");
  if (!isOfSdk || !DEFERRED.has(request)) return load.call(this, request, parent, isMain);
  let loaded;
  return new Proxy(
    {},
    {
      get(_, name) {
        // The SDK's own `import * as` copies what is no ES module, and would so load it.
        if (name === "__esModule") return true;
        loaded ??= load.call(Module, request, parent, isMain);
        return loaded[name];
      },
    },
  );
};
