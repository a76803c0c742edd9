import { spawnSync } from "node:child_process";
import { resolve } from "node:path";

const EXPECTED = [
  `BrokerClient "scm": client.host has a scheme, but the client adds its own; write "gitlab.example.com".`,
  `BrokerClient "scm": client.token has line breaks, or spaces at its start or end, as text copied from a file may have; remove them.`,
  `BrokerClient "scm": brokerToken is not a broker token, which has the form of a UUID; copy it again.`,
  `BrokerClient "scm": tokenGeneration is not a whole number from 1 up.`,
  `BrokerClient "scm": namespace "a b" is not a Kubernetes name; use lowercase letters, digits, "-" and ".".`,
  `BrokerClient "scm": brokerServerUrl is missing, and does not follow from the API address http://127.0.0.1:1; give brokerServerUrl, or set it with "pulumi config set snyk-broker:brokerServerUrl <address>".`,
  `BrokerClient "scm": region "SNYK-XX-01" has no published addresses; use one of SNYK-US-01, SNYK-US-02, SNYK-EU-01, SNYK-AU-01, SNYK-GOV-01, or set brokerServerUrl and apiUrl.`,
  `BrokerClient "scm": proxy.https has no scheme; begin it with "http://".`,
  `BrokerClient "scm": digest "latest" is not a digest; write "sha256:" and its 64 hexadecimal digits.`,
  `BrokerClient "scm": codeAgent.upstreamUrl is missing: Snyk for Government takes code in another way than the image's, which would send it to SNYK-US-01; leave codeAgent out, and let the client clone (accept.code).`,
  `BrokerClient "scm-client": client.type "gitlab" serves gitlab, but the integration is of type "github"; use client.type "github-com".`,
  `Broker "scm": organizations contains a5b6c7d8-0000-4000-8000-000000000001, the integration's own organization; leave it out.`,
  `Broker "scm": organizations contains b twice; leave one out.`,
];

it("refuses wrong values that are Outputs when they become known, each with one sentence", () => {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["node_modules/tsx/dist/cli.mjs", "tests/components/late-refusals.ts"],
    { cwd: resolve(__dirname, "../.."), encoding: "utf8" },
  );
  expect(`${stdout}${stderr}`).not.toContain("canary");
  expect((JSON.parse(stdout) as string[]).sort()).toEqual([...EXPECTED].sort());
}, 60_000);
