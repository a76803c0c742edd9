import type { Draft } from "../draft";
import type { Code, Fields } from "../program/code";
import { isHost } from "./host";
import { partsOf, type SignedAddress } from "./address";

/** A client with variables beside those of its settings. */
export interface MappedClient {
  readonly client: Fields;
  readonly environment?: Readonly<Record<string, Code>>;
}

const IN_SECRET =
  "a whole address in a Secret: this package takes the address in the program and the password alone, percent-encoded, " +
  "in a Secret; then write password: { fromSecretName, key }";

/** Artifactory: the chart has one address with the credentials in it. */
export function artifactory(draft: Draft): MappedClient {
  const { values } = draft;
  const address = signIn(draft, "artifactoryUrl", "artifactory");
  leaveReference(draft, "artifactoryUrlSecret");
  const client = {
    type: "artifactory",
    host: address?.host ?? draft.configuration.plain("artifactoryHost", "host and path of artifactoryUrl"),
    ...credentials(draft, address, "artifactory", "artifactoryUrl"),
  };
  if (client.username === undefined && !values.isGiven("artifactoryUrl"))
    askForSignIn(draft, "artifactoryUrl");
  return { client, environment: validation(draft, address, "$ARTIFACTORY_PASSWORD", ["/api/system/ping"]) };
}

/** Nexus 2 and 3: the chart has two addresses, of which one follows from the other. */
export function nexus(draft: Draft): MappedClient {
  const { values } = draft;
  const { type } = values;
  const base = signIn(draft, "baseNexusUrl", "nexus");
  for (const reference of ["baseNexusUrlSecret", "nexusUrlSecret"]) leaveReference(draft, reference);
  refuseEqualKeys(draft);
  const url =
    base === undefined
      ? draft.configuration.plain("nexusUrl", "baseNexusUrl without its credentials")
      : `${base.scheme}${base.host}`;
  const client = { type, url, ...credentials(draft, base, "nexus", "baseNexusUrl") };
  if (client.username === undefined && !values.isGiven("baseNexusUrl")) askForSignIn(draft, "baseNexusUrl");
  const path = type === "nexus" ? "/repository" : "/nexus/content";
  const status =
    type === "nexus2"
      ? ["/nexus/service/local/status"]
      : [base?.username === undefined ? "/service/rest/v1/status" : "/service/rest/v1/status/check"];
  return {
    client,
    environment: {
      ...variable(draft, {
        path: "nexusUrl",
        name: "NEXUS_URL",
        base,
        password: "$NEXUS_PASSWORD",
        ours: [path],
      }),
      ...validation(draft, base, "$NEXUS_PASSWORD", status),
    },
  };
}

function askForSignIn(draft: Draft, path: string): void {
  draft.differs(
    `The file has no ${path}: give client.username and client.password too, where the server asks for them.`,
  );
}

/** The address, where it can be taken apart. */
function signIn(draft: Draft, path: string, setting: string): SignedAddress | undefined {
  const { values } = draft;
  const text = values.text(path);
  if (text === undefined) return undefined;
  const parts = partsOf(text);
  if (parts !== undefined && isHost(parts.host)) return parts;
  values.leave(
    path,
    `it is not clear what in it is user, password, host and path; set ${setting}Host or ${setting}Url in the ` +
      "configuration, and write client.username and client.password where the server asks for them",
  );
  return undefined;
}

function credentials(draft: Draft, address: SignedAddress | undefined, setting: string, path: string) {
  if (address?.username === undefined) return {};
  return {
    username: address.username,
    password: draft.configuration.secret(
      `${setting}Password`,
      `the password in ${path}, with %40 and the like decoded`,
    ),
  };
}

function leaveReference({ values }: Draft, reference: string): void {
  for (const part of ["name", "key"]) values.leaveGiven(`${reference}.${part}`, IN_SECRET);
}

/** Where the check of the client's own page asks. */
function validation(
  draft: Draft,
  base: SignedAddress | undefined,
  password: string,
  ours: readonly string[],
): Readonly<Record<string, Code>> {
  for (const part of ["name", "key"]) {
    draft.values.leaveGiven(
      `brokerClientValidationUrlSecret.${part}`,
      "the address of the check follows from the client's; for another one write environment: { BROKER_CLIENT_VALIDATION_URL }",
    );
  }
  const path = "brokerClientValidationUrl";
  return variable(draft, { path, name: "BROKER_CLIENT_VALIDATION_URL", base, password, ours });
}

interface Variable {
  readonly path: string;
  readonly name: string;
  readonly base: SignedAddress | undefined;
  /** How the client puts the password into an address. */
  readonly password: string;
  /** Paths behind the base with which the address is the one that this package makes. */
  readonly ours: readonly string[];
}

/** An address in a variable of its own, where it does not follow from the client's. */
function variable(
  draft: Draft,
  { path, name, base, password, ours }: Variable,
): Readonly<Record<string, Code>> {
  const { values } = draft;
  const text = values.text(path);
  if (text === undefined) return {};
  const parts = partsOf(text);
  const isSigned = parts?.password !== undefined;
  const isSame = parts?.username === base?.username && parts?.password === base?.password;
  if (parts === undefined || (isSigned && !isSame)) {
    values.leave(
      path,
      `its credentials are others than those of the client, or not clear; write environment: { ${name} }, or ` +
        `secretEnvironment: { ${name} } for a secret`,
    );
    return {};
  }
  const scheme = base === undefined || base.scheme === "" ? "https://" : base.scheme;
  const isOurs = ours.some((behind) => parts.host === `${base?.host ?? ""}${behind}`);
  if (isOurs && isSame && parts.scheme === scheme) return {};
  const user = isSigned ? `${encodeURIComponent(parts.username ?? "")}:${password}@` : "";
  return { [name]: `${parts.scheme}${user}${parts.host}` };
}

/** The chart ends with an error where both Secrets have one key. */
function refuseEqualKeys({ values }: Draft): void {
  const key = values.text("baseNexusUrlSecret.key");
  if (key === undefined || key !== values.text("nexusUrlSecret.key")) return;
  values.leave(
    "nexusUrlSecret.key",
    "the chart ends with an error where it is the same as baseNexusUrlSecret.key; here nexusUrl follows from the client's url",
    "refused",
  );
}
