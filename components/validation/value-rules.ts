/**
 * Rules for single values. A rule answers `undefined`, or a phrase that follows the field's name in a message:
 * what is wrong, and what to write instead. Rules for secrets never quote the value.
 */
export interface Rule {
  /** A rule for a secret: the field takes a value or a `SecretReference`. */
  readonly secret: boolean;
  /** The field takes a list, and the rule is for its items. */
  readonly list?: boolean;
  readonly problem: (value: unknown) => string | undefined;
}

const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;
const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9]([a-z0-9_.-]*[a-z0-9])?)(:\d{1,5})?(\/[^\s?#"\\]*[^\s?#"\\/])?$/i;
const PLACEHOLDER = /^<.*>$/;

function rule(problem: (text: string) => string | undefined, secret = false): Rule {
  return {
    secret,
    problem: (value) => {
      if (typeof value !== "string") return "is not a string; give it as text";
      if (value === "") return "is empty; give it a value or leave it out";
      if (PLACEHOLDER.test(value)) return "is a placeholder; put the real value in its place";
      return problem(value);
    },
  };
}

/** Host, with port and path where there are any, without a scheme: the client adds `https://` itself. */
export const hostName = rule((text) => {
  if (text.includes("@")) return `contains "@"; give credentials in their own fields`;
  if (SCHEME.test(text)) {
    return `has a scheme, but the client adds its own; write "${text.replace(SCHEME, "").replace(/\/$/, "")}"`;
  }
  if (text.endsWith("/")) return `ends with "/"; write "${text.replace(/\/+$/, "")}"`;
  return HOST.test(text)
    ? undefined
    : `"${text}" is not a host name; write one such as "scm.example.com:8443"`;
});

/** One segment of a path, such as the name of an Azure DevOps organization. */
export const pathSegment = rule((text) =>
  /^[^\s/?#@:]+$/.test(text)
    ? undefined
    : `"${text}" is not a plain name; give the name alone, not its address`,
);

/** Text without control characters or spaces at its ends. */
export const plainText = rule((text) =>
  text.trim() === text && isPrintable(text)
    ? undefined
    : "has line breaks, or spaces at its start or end; remove them",
);

/** The client expands `$NAME` in the values of all its variables, and knows no way to escape it. */
const EXPANDED =
  /\$(ACCEPT|ARTIFACTORY|AZURE|BASE|BITBUCKET|BROKER|CHECKMARX|CR_|GIT|GPG|HOME|HOSTNAME|HTTP|JIRA|KUBERNETES|LOG|NEXUS|NODE|NO_PROXY|PATH|PORT|PWD|SONARQUBE)[A-Z0-9_]*\b/;

function expansion(text: string, instead: string): string | undefined {
  return EXPANDED.test(text)
    ? `contains "$" in front of a variable's name, which the client would replace; choose another ${instead}`
    : undefined;
}

/** Name of a user, which the client gets in clear among its variables. */
export const userText = rule((text) => plainText.problem(text) ?? expansion(text, "user"));

/** A token or a password. */
export const secretText = rule(
  (text) =>
    text.trim() !== text || !isPrintable(text)
      ? "has line breaks, or spaces at its start or end, as text copied from a file may have; remove them"
      : expansion(text, "secret"),
  true,
);

/** A secret of any form, for a variable of the user's own. */
export const secretVariable = rule(() => undefined, true);

/** The same for the client, which expands it. */
export const expandedSecret = rule((text) => expansion(text, "value"), true);

/** A secret that the client gets in base64, where nothing is expanded; or a JSON key, whose lines are its own. */
export const keyOrSecret = rule(
  (text) =>
    isJson(text) || (text.trim() === text && isPrintable(text))
      ? undefined
      : "has line breaks, or spaces at its start or end, and is no JSON; give it as it was handed out",
  true,
);

/** JSON in base64. */
export const base64Json = rule(
  (text) =>
    /^[A-Za-z0-9+/]+={0,2}$/.test(text) && isJson(Buffer.from(text, "base64").toString())
      ? undefined
      : "is not JSON in base64, on one line",
  true,
);

function isJson(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null;
  } catch {
    return false;
  }
}

/** Several tokens or passwords. */
export const poolText: Rule = {
  secret: true,
  list: true,
  problem: (value) =>
    typeof value === "string" && value.includes(",")
      ? "has a comma in an item; give each token as an item of its own"
      : secretText.problem(value),
};

/** Text of a certificate or key. */
export const pemText = rule(
  (text) =>
    text.includes("-----BEGIN ")
      ? undefined
      : `is not PEM; give the text that begins with "-----BEGIN", not a path`,
  true,
);

/** Text that looks like an example. */
export function formedText(form: RegExp, example: string): Rule {
  return rule((text) => (form.test(text) ? undefined : `"${text}" does not look like "${example}"`));
}

/** Yes or no. */
export const flag: Rule = {
  secret: false,
  problem: (value) => (typeof value === "boolean" ? undefined : "is not true or false"),
};

/** A whole number in a range. */
export function wholeNumber(from: number, to = Number.MAX_SAFE_INTEGER): Rule {
  const range = to === Number.MAX_SAFE_INTEGER ? `from ${from} up` : `from ${from} to ${to}`;
  return {
    secret: false,
    problem: (value) =>
      Number.isInteger(value) && Number(value) >= from && Number(value) <= to
        ? undefined
        : `is not a whole number ${range}`,
  };
}

/** A port that a process without privileges may open. */
export const portNumber = wholeNumber(1024, 65_535);

/** Path of an address. */
export const urlPath = rule((text) =>
  /^\/[\w./~-]*$/.test(text) ? undefined : `"${text}" is not a path; write one such as "/healthcheck"`,
);

/** Digest of an image. */
export const digestText = rule((text) =>
  /^sha256:[0-9a-f]{64}$/.test(text)
    ? undefined
    : `"${text}" is not a digest; write "sha256:" and its 64 hexadecimal digits`,
);

/** An address with a scheme. */
export const httpUrl = rule((text) => {
  if (!/^https?:\/\//i.test(text)) return `has no scheme; begin it with "https://" or "http://"`;
  if (!URL.canParse(text)) return 'is not an address; write one such as "https://broker.example.com:8000"';
  return new URL(text).username === "" ? undefined : "contains credentials; remove them";
});

const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** A broker token. */
export const brokerTokenText = rule(
  (text) =>
    UUID.test(text) ? undefined : "is not a broker token, which has the form of a UUID; copy it again",
  true,
);

function isPrintable(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return !/[\u0000-\u001f\u007f]/.test(text);
}

/** Name of an object in Kubernetes. */
export const objectName = rule((text) =>
  text.length <= 253 && /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(text)
    ? undefined
    : `"${text}" is not a Kubernetes name; use lowercase letters, digits, "-" and "."`,
);

/** Key in a Secret or ConfigMap. */
export const dataKey = rule((text) =>
  /^[A-Za-z0-9._-]{1,253}$/.test(text)
    ? undefined
    : `"${text}" is not a key of a Secret; use letters, digits, "-", "_" and "."`,
);

/** A PGP private key, ASCII-armored. */
export const pgpText = rule(
  (text) =>
    text.includes("-----BEGIN PGP PRIVATE KEY BLOCK-----")
      ? undefined
      : `is not an armored PGP private key; export it with "gpg --armor --export-secret-keys"`,
  true,
);

/** Address of a proxy; it may hold credentials. */
export const httpProxyUrl = rule((text) => {
  if (!/^https?:\/\//i.test(text)) return `has no scheme; begin it with "http://"`;
  return URL.canParse(text)
    ? undefined
    : `is not an address; give one such as "http://proxy.example.com:3128"`;
}, true);

/** Host that is reached without the proxy. */
export const noProxyHost = rule((text) => {
  if (SCHEME.test(text)) return "has a scheme; give the host name alone";
  if (/[,\s]/.test(text)) return "has a comma or a space; give each host as an item of its own";
  return text.includes("/") ? "is a network; the client compares host names only" : undefined;
});
