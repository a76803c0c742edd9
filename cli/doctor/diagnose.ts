import { type Connection, Connections } from "../../provider/process/connections";
import { type ReadConfig, readConfiguration } from "../../provider/process/configuration";
import { UserError } from "../../provider/snyk/errors";
import type { TellEnd } from "../../provider/snyk/end-of-life";
import { REGIONS } from "../../provider/snyk/regions";
import type { AgeLimit } from "../stack/age-limit";
import { UnusableFile } from "../stack/json";
import { type Check, warning } from "./check";
import { type CheckPaths, checkRunningClient } from "./client-checks";
import { openConnection } from "./connection-checks";
import { checkHistories } from "./history";
import { checkIntegration } from "./integration-checks";
import { checkRateLimit, checkRole } from "./organization-checks";
import type { Setup, Subject } from "./subjects";
import { checkToken } from "./token-checks";

export interface Diagnosis extends AgeLimit {
  readonly setup: Setup;
  readonly config: ReadConfig;
  /** Addresses of Broker clients, `http://host:port`. */
  readonly clients: readonly string[];
  /** Paths of their checks. @default those of Snyk's client */
  readonly paths?: CheckPaths;
  /** Asks what was changed at Snyk, too. @default false */
  readonly history?: boolean | undefined;
}

/**
 * Checks a setup from the credentials to the client. Nothing is changed, at Snyk or elsewhere.
 * @throws UnusableFile for a configuration that the provider would refuse as well
 */
export async function diagnose(wanted: Diagnosis): Promise<readonly Check[]> {
  const { setup, config, clients, paths } = wanted;
  const announced: Check[] = [];
  const connections = connectionsOf(config, (text, remedy) =>
    announced.push(warning({ check: "end-of-life", about: undefined, text }, remedy)),
  );
  const atSnyk = await Promise.all(
    byConnection(setup.subjects).map((group) => checkAtSnyk(connections, group, wanted)),
  );
  return [
    ...atSnyk.flat(),
    ...announced,
    ...tokens(wanted),
    ...(
      await Promise.all(
        clients.map((url) => checkRunningClient(url, brokerServerOf(connections, setup), paths)),
      )
    ).flat(),
    ...(clients.length === 0 ? [unasked(setup)] : []),
  ];
}

function connectionsOf(config: ReadConfig, tellEnd: TellEnd): Connections {
  try {
    return new Connections(config, readConfiguration(config), tellEnd);
  } catch (error) {
    throw error instanceof UserError ? new UnusableFile(error.message) : error;
  }
}

interface Group {
  readonly connection: Connection;
  readonly subjects: readonly Subject[];
}

/** At least one: a key can be checked where there is no integration yet. */
function byConnection(subjects: readonly Subject[]): readonly Group[] {
  const groups = new Map<string, { connection: Connection; subjects: Subject[] }>();
  for (const subject of subjects) {
    const id = JSON.stringify(Object.entries(subject.connection).sort());
    const group = groups.get(id) ?? { connection: subject.connection, subjects: [] };
    group.subjects.push(subject);
    groups.set(id, group);
  }
  return groups.size === 0 ? [{ connection: {}, subjects: [] }] : [...groups.values()];
}

async function checkAtSnyk(
  connections: Connections,
  { connection, subjects }: Group,
  { today, history = false }: Diagnosis,
): Promise<readonly Check[]> {
  const { checks, connected } = await openConnection(connections, connection, today);
  if (connected === undefined) return [...checks, ...subjects.map(unchecked)];
  const { api, origin } = connected;
  const organizations = [...new Set(subjects.map(({ orgId }) => orgId))];
  const roles = await Promise.all(organizations.map((orgId) => checkRole(api, orgId)));
  const integrations = await Promise.all(subjects.map((subject) => checkIntegration(api, subject)));
  const histories = history ? await checkHistories(api, subjects) : [];
  return [...checks, ...roles, ...integrations.flat(), ...histories, checkRateLimit(api, origin)];
}

function unchecked({ name }: Subject): Check {
  return warning(
    { check: "integration", about: name, text: "Not checked, because Snyk could not be asked." },
    "Fix what failed above, then check again.",
  );
}

function tokens({ setup, today, maxAgeDays }: Diagnosis): readonly Check[] {
  if (setup.tokens.length > 0) return setup.tokens.map((token) => checkToken(token, { today, maxAgeDays }));
  if (setup.stack) {
    const found = {
      check: "integration",
      about: undefined,
      text: "The stack has no brokered integration.",
    } as const;
    return [warning(found, "Check that it is the right stack, and run `pulumi up`.")];
  }
  return [
    warning(
      {
        check: "token",
        about: undefined,
        text: "The age of the token is not known: Snyk does not report it.",
      },
      "Pass the stack: `pulumi stack export | npx pulumi-snyk-broker doctor -`.",
    ),
  ];
}

function unasked({ deployments }: Setup): Check {
  const deployment = deployments[0] ?? "<name>";
  return warning(
    { check: "healthcheck", about: undefined, text: "No client was asked." },
    `Make one reachable with \`kubectl port-forward deployment/${deployment} 8000\`, and add \`--client http://127.0.0.1:8000\`.`,
  );
}

/** What the clients have to dial, where all integrations are in one known region. */
function brokerServerOf(connections: Connections, { subjects }: Setup): string | undefined {
  const origins = new Set(
    byConnection(subjects).map(({ connection }) =>
      connections.problems(connection).length === 0 ? connections.origin(connection) : undefined,
    ),
  );
  if (origins.size !== 1) return undefined;
  return Object.values(REGIONS).find(({ api }) => origins.has(api))?.broker;
}
