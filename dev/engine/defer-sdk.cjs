// For `node --require`: what @pulumi/pulumi loads at its start to serialize functions, which this package's programs
// never do, is loaded when it is used. It is two thirds of the start of every program, provider and policy process.
const { createRequire } = require("node:module");

for (const name of ["typescript", "@npmcli/arborist"]) defer(name);

/** Puts a stand-in where `require` of the SDK looks first. */
function defer(name) {
  let ofSdk, file;
  try {
    ofSdk = createRequire(createRequire(`${process.cwd()}/_`).resolve("@pulumi/pulumi/package.json"));
    file = ofSdk.resolve(name);
  } catch {
    return; // a process without the SDK, or an SDK without this
  }
  let loaded;
  const exports = new Proxy(
    {},
    {
      get(_, key) {
        // The SDK's `import * as` would copy, and so load, what is no ES module.
        if (key === "__esModule") return true;
        if (!loaded) {
          delete require.cache[file];
          loaded = ofSdk(name);
        }
        return loaded[key];
      },
    },
  );
  require.cache[file] = { id: file, filename: file, loaded: true, exports };
}
