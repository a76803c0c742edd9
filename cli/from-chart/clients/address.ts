/** An address with credentials in it, taken apart. */
export interface SignedAddress {
  /** Scheme, where there is one, with `://`. */
  readonly scheme: string;
  /** Host, with port and path where there are any, without a slash at its end. */
  readonly host: string;
  readonly username?: string;
  /** Decoded: as a person would write it. */
  readonly password?: string;
}

/**
 * Takes an address apart: `user:password@host/path`, with a scheme or without.
 * @returns undefined where it is not clear what is what
 */
export function partsOf(text: string): SignedAddress | undefined {
  const [, scheme = "", user, rest = ""] = /^([a-z]+:\/\/)?(?:([^@/]*)@)?([^@]*)$/i.exec(text) ?? [];
  const host = rest.replace(/\/+$/, "");
  if (host === "" || /[\s?#]/.test(host)) return undefined;
  if (user === undefined) return { scheme, host };
  const [name = "", password, ...more] = user.split(":");
  if (name === "" || password === undefined || password === "" || more.length > 0) return undefined;
  try {
    return { scheme, host, username: decodeURIComponent(name), password: decodeURIComponent(password) };
  } catch {
    return undefined;
  }
}
