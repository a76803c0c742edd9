/** Phrases about settings that exclude or need one another; for `ClientType.problem`. */

type Settings = object;

/** Exactly one of two settings. */
export function exactlyOne<S extends Settings>(settings: S, one: keyof S & string, other: keyof S & string) {
  if (settings[one] === undefined && settings[other] === undefined) {
    return `client.${one} is missing; give client.${one} or client.${other}`;
  }
  if (settings[one] !== undefined && settings[other] !== undefined) {
    return `client.${one} and client.${other} are mutually exclusive; leave one out`;
  }
  return undefined;
}

/** Both settings or neither. */
export function bothOrNone<S extends Settings>(settings: S, one: keyof S & string, other: keyof S & string) {
  if ((settings[one] === undefined) === (settings[other] === undefined)) return undefined;
  const [there, missing] = settings[one] === undefined ? [other, one] : [one, other];
  return `client.${missing} is missing; client.${there} needs it`;
}
