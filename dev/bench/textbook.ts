/**
 * A dynamic provider as the guides show it, for the comparison: a provider object whose methods Pulumi serializes by
 * value, the token handed from resource to resource. It makes the same calls as this package, and leaves away what
 * this package adds: no check, no adoption, no journal. It gets the same pace by both of Snyk's APIs, for the bound to be
 * the same.
 */
export const TEXTBOOK_PROVIDER = `
const pulumi = require("@pulumi/pulumi");
const config = new pulumi.Config("snyk-broker");
const apiUrl = config.require("apiUrl");

async function call(method, path, body) {
  // A captured variable is a constant in the provider's process: what is shared has to be global.
  const api = path.startsWith("/v1/") ? "v1" : "rest";
  const interval = 60000 / { v1: 1800, rest: 1458 }[api];
  globalThis.due ??= { v1: 0, rest: 0 };
  const due = Math.max(globalThis.due[api], Date.now() - 19 * interval);
  globalThis.due[api] = due + interval;
  if (due > Date.now()) await new Promise((wake) => setTimeout(wake, due - Date.now()));
  for (let attempt = 0; ; attempt++) {
    const response = await fetch(apiUrl + path, {
      method,
      headers: { authorization: "token " + process.env.SNYK_TOKEN, "content-type": "application/json" },
      body: body && JSON.stringify(body),
    });
    if (response.status === 429 && attempt < 10) {
      await new Promise((wake) => setTimeout(wake, 1000 * Number(response.headers.get("retry-after") || 5)));
      continue;
    }
    if (!response.ok) throw new Error(method + " " + path + ": HTTP " + response.status);
    const text = await response.text();
    return text ? JSON.parse(text) : {};
  }
}

const list = (orgId) => call("GET", "/rest/orgs/" + orgId + "/integrations?version=2024-10-15~beta&limit=100");
const path = (orgId, id) => "/v1/org/" + orgId + "/integrations/" + id;

const integrationProvider = {
  async create(inputs) {
    await list(inputs.orgId);
    const made = await call("POST", "/v1/org/" + inputs.orgId + "/integrations", {
      type: inputs.type, broker: { enabled: true },
    });
    return { id: made.id, outs: { ...inputs, integrationId: made.id, token: made.brokerToken } };
  },
  async diff(id, olds, news) {
    return { changes: olds.trigger !== news.trigger, replaces: olds.orgId !== news.orgId ? ["orgId"] : [] };
  },
  async update(id, olds, news) {
    const { provisionalBrokerToken } = await call("POST", path(news.orgId, id) + "/authentication/provision-token");
    await call("POST", path(news.orgId, id) + "/authentication/switch-token");
    return { outs: { ...news, integrationId: id, token: provisionalBrokerToken } };
  },
  async read(id, props) {
    const { data } = await list(props.orgId);
    return data.some((each) => each.id === id) ? { id, props } : {};
  },
  async delete(id, props) {
    await call("PUT", path(props.orgId, id), { type: props.type, broker: { enabled: false }, credentials: { token: "", url: "" } });
  },
};

const cloneProvider = {
  async create(inputs) {
    const { data } = await list(inputs.orgId);
    if (data.some((each) => each.attributes.integration_type === inputs.type)) throw new Error("exists already");
    const made = await call("POST", path(inputs.sourceOrgId, inputs.sourceIntegrationId) + "/clone", {
      destinationOrgPublicId: inputs.orgId,
    });
    return { id: made.newIntegrationId, outs: { ...inputs, integrationId: made.newIntegrationId } };
  },
  async diff(id, olds, news) {
    return { changes: olds.token !== news.token, replaces: olds.orgId !== news.orgId ? ["orgId"] : [] };
  },
  async update(id, olds, news) {
    return { outs: { ...news, integrationId: id } };
  },
  async read(id, props) {
    const { data } = await list(props.orgId);
    return data.some((each) => each.id === id) ? { id, props } : {};
  },
  async delete(id, props) {
    await call("PUT", path(props.orgId, id), { type: props.type, broker: { enabled: false }, credentials: { token: "", url: "" } });
  },
};

class Integration extends pulumi.dynamic.Resource {
  constructor(name, args, opts) {
    super(integrationProvider, name, { integrationId: undefined, token: undefined, ...args }, { ...opts, additionalSecretOutputs: ["token"] });
  }
}
class Clone extends pulumi.dynamic.Resource {
  constructor(name, args, opts) {
    super(cloneProvider, name, { integrationId: undefined, ...args }, opts);
  }
}
`;
