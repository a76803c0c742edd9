/**
 * Rules for single values. A rule answers `undefined`, or a phrase that follows the field's name in a message:
 * what is wrong, and what to write instead. Rules for secrets never quote the value.
 */
export interface Rule {
  /** A rule for a secret: the field takes a value or a `SecretReference`. */
  readonly secret: boolean;
  readonly problem: (value: unknown) => string | undefined;
}

const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;
const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9]([a-z0-9_.-]*[a-z0-9])?)(:\d{1,5})?(\/[^\s?#]*[^\s?#/])?$/i;
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
  if (SCHEME.test(text)) {
    return `has a scheme, and the client adds its own; write "${text.replace(SCHEME, "").replace(/\/$/, "")}"`;
  }
  if (text.includes("@")) return `contains "@"; give credentials in their own fields`;
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
  text.trim() === text && isPrintable(text) ? undefined : "has spaces at an end or line breaks; remove them",
);

/** A token or a password. */
export const secretText = rule((text) => {
  if (text.trim() !== text || !isPrintable(text)) {
    return "has spaces at an end or line breaks, as when a file's last line is copied; remove them";
  }
  return undefined;
}, true);

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
