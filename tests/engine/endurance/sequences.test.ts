import * as fc from "fast-check";
import { edited, type BrokerModel, type Program, type Sequence, sequences } from "../../sequences/programs";
import { Operated } from "../support/operated";

jest.setTimeout(600_000);

/** How many operations of a sequence the real engine is asked to do. */
const OPERATIONS = 4;

/** A program of what `PROGRAM` says: Brokers in parts, as the generator has them. */
const PROGRAM = `
const types = ["gitlab", "github-enterprise"];
for (const each of JSON.parse(process.env.PROGRAM)) {
  const { name, aliases, org, type, trigger, adoptWith, retain, deleteBeforeReplace } = each;
  const former = (end) => ({ aliases: aliases.map((old) => ({ name: old + end })) });
  const integration = new snykBroker.BrokeredIntegration(name + "-integration", {
    orgId: orgs[org],
    type: types[type],
    rotation: trigger > 0 ? { trigger: "t" + trigger } : undefined,
    adopt: adoptWith && { brokerToken: pulumi.secret(adoptWith) },
    onDelete: retain ? "retain" : "disable",
  }, { ...former("-integration"), deleteBeforeReplace });
  const client = new snykBroker.BrokerClient(name + "-client", {
    integration,
    client: { type: types[type], host: "scm.example.com", token: pulumi.secret("made-up-token") },
  }, { ...former("-client"), providers: { kubernetes } });
  const live = new snykBroker.TokenSwitch(name + "-switch", {
    integration,
    clients: { default: client.nodes.deployment },
  }, { ...former("-switch"), dependsOn: client.nodes.deployment });
  for (const target of each.clones) {
    const ends = ["-clone-" + orgs[target], "-clone-team" + target];
    const [end, other] = each.asRecord ? [ends[1], ends[0]] : ends;
    new snykBroker.ClonedIntegration(name + end, {
      source: integration,
      orgId: orgs[target],
      adopt: each.adoptClones,
      onDelete: each.retainClones ? "retain" : undefined,
    }, {
      dependsOn: live,
      aliases: [...aliases.map((old) => ({ name: old + end })), ...(each.cloneAliases ? [{ name: name + other }] : [])],
    });
  }
}`;

/**
 * What the real engine can be asked: nothing by hand at Snyk, no two stacks that adopt one integration on purpose, no clone
 * that adopts whatever is there, which may be on another token.
 */
function isPlayable(sequence: Sequence): boolean {
  const { settings, second, operations } = sequence;
  const runs = operations.slice(0, OPERATIONS);
  return (
    settings.enableReturnsToken === true &&
    settings.reenableAfterDisable === "new-token" &&
    !second.adopts &&
    !adoptsClones(sequence) &&
    runs.filter(({ run }) => run === "up").length >= 2 &&
    runs.every(
      (each) =>
        each.run !== "turn off by hand" &&
        each.run !== "move to the Universal Broker by hand" &&
        !("killAfter" in each && each.killAfter) &&
        !("fault" in each && each.fault),
    )
  );
}

function adoptsClones({ program: first, operations }: Sequence): boolean {
  let [program, names] = [first, 0];
  return operations.slice(0, OPERATIONS).some((operation) => {
    if (operation.run !== "up") return false;
    for (const edit of operation.edits) program = edited(program, edit, `n${++names}`);
    return program.some(({ adoptClones, clones }) => adoptClones && clones.length > 0);
  });
}

const chosen = fc.sample(sequences, { numRuns: 1000, seed: 20261126 }).filter(isPlayable).slice(0, 10);

describe("what the generator makes up", () => {
  let stack: Operated;
  afterEach(() => stack.close());

  it.each(chosen.map((sequence, index) => [index + 1, sequence] as const))(
    "holds on the real engine (%i)",
    async (_, { settings, program: first, second, operations }) => {
      stack = await Operated.create({ program: PROGRAM, settings });
      const { enableReturnsToken: _returns, ...other } = settings;
      stack.simulator.settings.patch(other);
      await stack.addStack("other");
      let [program, names, journal] = [first, 0, {}];
      let succeeded = 0;
      for (const operation of operations.slice(0, OPERATIONS)) {
        if (operation.run === "new journal folder") {
          journal = stack.withoutJournal.env;
          continue;
        }
        if ("clone" in operation) continue; // what people do by hand
        const stackName = operation.stack === 0 ? "dev" : "other";
        if (operation.run === "up") {
          for (const edit of operation.edits) program = edited(program, edit, `n${++names}`);
        }
        const has = operation.stack === 0 ? program : program.filter((_each, index) => second.has[index % 3]);
        const options = { stack: stackName, env: { ...journal, PROGRAM: JSON.stringify(withTokens(has)) } };
        const args = operation.run === "up" && operation.continueOnError ? ["--continue-on-error"] : [];
        const { code } = await stack[operation.run]({ ...options, args });
        if (code === 0) succeeded++;
      }
      expect(succeeded).toBeGreaterThan(0);
    },
  );

  /** Whoever adopts looks the live token up. */
  function withTokens(
    program: Program,
  ): readonly (BrokerModel & { readonly adoptWith: string | undefined })[] {
    return program.map((broker) => {
      const type = broker.type === 0 ? "gitlab" : "github-enterprise";
      return {
        ...broker,
        adoptWith: broker.adopt ? stack.liveToken(broker.org, type) || undefined : undefined,
      };
    });
  }
});
