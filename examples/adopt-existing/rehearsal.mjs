// Puts into a simulated Snyk what this project adopts, as if somebody had made it by hand: an integration that is
// brokered, and a clone of it. `node rehearsal.mjs <address of the simulator>` prints the broker token.
const [, , snyk] = process.argv;
const [orgId, sister] = ["a0000000-0000-4000-8000-000000000001", "a0000000-0000-4000-8000-000000000002"];
const { key } = await post("_simulator/keys", { name: "somebody" });

const integration = { type: "gitlab", broker: { enabled: true } };
const { id, brokerToken } = await post(`v1/org/${orgId}/integrations`, integration, key);
await post(`v1/org/${orgId}/integrations/${id}/clone`, { destinationOrgPublicId: sister }, key);
console.log(`Broker token: ${brokerToken}`);

async function post(path, body, apiKey = "none") {
  const headers = { authorization: `token ${apiKey}`, "content-type": "application/json" };
  const answer = await fetch(`${snyk}/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
