/**
 * What Pulumi itself takes for a resource: one with the inputs of this package's, a constant `__provider`, and a provider
 * that asks and compares nothing.
 */
export const FLOOR = `
const pulumi = require("@pulumi/pulumi");
const __provider = "exports.handler=()=>require('module').createRequire(process.cwd()+'/_')('./floor-provider.js')";
class Integration extends pulumi.CustomResource {
  constructor(name, args, opts) {
    super("pulumi-nodejs:dynamic/floor:Integration", name, { enabledGeneration: undefined, ...args, __provider }, opts);
  }
}
class Clone extends pulumi.CustomResource {
  constructor(name, args, opts) {
    super("pulumi-nodejs:dynamic/floor:Clone", name, { integrationId: undefined, ...args, __provider }, opts);
  }
}
const integration = new Integration("gitlab", { orgId: source, type: "gitlab" });
for (const orgId of destinations) {
  new Clone("clone-" + orgId, {
    orgId, source: { orgId: integration.orgId, type: integration.type, id: integration.id },
  });
}
`;

/** The module that the floor's `__provider` requires. */
export const FLOOR_PROVIDER = `
const { randomUUID } = require("node:crypto");
module.exports = {
  check: async (olds, news) => ({ inputs: news }),
  diff: async () => ({ changes: false }),
  create: async (inputs) => ({ id: randomUUID(), outs: { ...inputs, integrationId: randomUUID() } }),
};
`;
