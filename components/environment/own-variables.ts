import type * as pulumi from "@pulumi/pulumi";
import { type ClientEnvironment, TOKEN_VARIABLE } from "../inputs/environment";
import type { SecretInput } from "../inputs/secret-input";
import { InvalidInput } from "../validation/invalid-input";
import { checkedSecret } from "../validation/validate";
import type { Rule } from "../validation/value-rules";

/** Variables of the user's own. */
export interface OwnVariables {
  readonly environment?: Readonly<Record<string, pulumi.Input<string>>>;
  readonly secretEnvironment?: Readonly<Record<string, SecretInput>>;
}

/** What is known of a container's variables before the user's come to it. */
export interface KnownVariables {
  readonly environment: ClientEnvironment;
  /** Variables that other parts must follow, and the option that does it. */
  readonly owned: Readonly<Record<string, string>>;
  /** Rule for the values of secret ones. */
  readonly rule: Rule;
}

/**
 * Variables from the user. They may take the place of plain ones of ours, unless an option is there for what depends on
 * them; secret ones have fields of their own.
 * @param prefix of the fields in messages, such as `registryAgent.`
 * @throws InvalidInput for what is not the name of a variable, for an owned one, for a secret in clear and for one given twice
 */
export function ownVariables(
  owner: string,
  prefix: string,
  { environment = {}, secretEnvironment = {} }: OwnVariables,
  known: KnownVariables,
): ClientEnvironment {
  for (const name of Object.keys(environment)) {
    checkName(owner, `${prefix}environment`, name, known);
    if (name === TOKEN_VARIABLE || Object.hasOwn(known.environment.secret, name)) {
      throw new InvalidInput(
        owner,
        `${prefix}environment.${name} is a secret and would be in plain text in the Deployment; use its own field`,
      );
    }
  }
  const secrets = Object.entries(secretEnvironment).map(([name, value]) => {
    const field = `${prefix}secretEnvironment.${name}`;
    checkName(owner, `${prefix}secretEnvironment`, name, known);
    if (name === TOKEN_VARIABLE || Object.hasOwn(known.environment.secret, name)) {
      throw new InvalidInput(owner, `${field} has a field of its own; use that one`);
    }
    if (Object.hasOwn(environment, name)) {
      throw new InvalidInput(owner, `${field} is in ${prefix}environment too; leave one of them out`);
    }
    return [name, checkedSecret(owner, field, known.rule, value)] as const;
  });
  return { plain: environment, secret: Object.fromEntries(secrets) };
}

function checkName(owner: string, field: string, name: string, { owned }: KnownVariables): void {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    throw new InvalidInput(owner, `${field} "${name}" is not a variable name; use letters, digits and "_"`);
  }
  // Programs take a proxy's variables in lower case too.
  const key = /^(https?|no)_proxy$/.test(name) ? name.toUpperCase() : name;
  const remedy = Object.hasOwn(owned, key) ? owned[key] : undefined;
  if (remedy === undefined) return;
  throw new InvalidInput(
    owner,
    `${field}.${name} is not set here: ports, probes, files or addresses follow from it; ${remedy}`,
  );
}

/** Ours and the user's: a secret one takes the place of a plain one of the same name. */
export function withOwnVariables(
  environment: Required<ClientEnvironment>,
  own: ClientEnvironment,
): Required<ClientEnvironment> {
  const plain = Object.entries({ ...environment.plain, ...own.plain }).filter(
    ([name]) => !Object.hasOwn(own.secret, name),
  );
  return {
    plain: Object.fromEntries(plain),
    secret: { ...environment.secret, ...own.secret },
    files: environment.files,
  };
}
