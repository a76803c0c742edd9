// Loads configuration and rules with Snyk's own code, as its client does at start, and writes down what came of it.
// Usage: node load-rules.cjs PACKAGE RESULT NAME...  The names are of variables that no rule names.
"use strict";
const { writeFileSync } = require("node:fs");
const { join } = require("node:path");

const TURNS = 3; // through a pool of two, and once more
const [, , folder, result, ...names] = process.argv;
const part = (name) => require(join(folder, "dist/lib/hybrid-sdk", name));

async function main() {
  const { getConfig, loadBrokerConfig } = part("common/config/config");
  const { replace } = part("common/utils/replace-vars");
  const { loadCredentialsFromConfig } = part("client/utils/credentials");
  await loadBrokerConfig();
  const rules = await part("common/filter/filter-rules-loading").default(getConfig());

  const named = [...JSON.stringify(rules).matchAll(/\$\{(.*?)\}/g)].map(([, name]) => name);
  const values = (name) => Array.from({ length: TURNS }, () => replace(`\${${name}}`, getConfig()));
  const variables = Object.fromEntries(
    [...new Set([...named, ...names])].map((name) => [name, values(name)]),
  );
  const { auths } = loadCredentialsFromConfig(getConfig());
  writeFileSync(result, JSON.stringify({ rules, variables, systemCheck: auths }), { mode: 0o600 });
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
