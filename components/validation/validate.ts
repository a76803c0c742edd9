import * as pulumi from "@pulumi/pulumi";
import { InvalidInput } from "./invalid-input";
import { dataKey, objectName, type Rule } from "./value-rules";
import { isSecretReference, type SecretInput, type SecretReference } from "../inputs/secret-input";

/** A rule for every setting except `type`. A setting without one is a type error. */
export type Rules<Settings> = { readonly [Field in Exclude<keyof Settings, "type">]-?: Rule };

/**
 * Checks one value: at once when it is plain, when it becomes known when it is an Output.
 * @returns the value, guarded
 * @throws InvalidInput
 */
export function checked<T>(
  owner: string,
  field: string,
  rule: Rule,
  value: pulumi.Input<T>,
): pulumi.Input<T> {
  const check = <V>(plain: V): V => {
    requireValid(owner, field, rule, plain);
    return plain;
  };
  if (pulumi.Output.isInstance(value) || value instanceof Promise)
    return pulumi.output(value).apply(check) as pulumi.Output<T>;
  return check(value);
}

/**
 * Refuses what is missing. Types say so already; programs in JavaScript do not know.
 * @throws InvalidInput
 */
export function requirePresent(owner: string, field: string, value: unknown, remedy: string): void {
  if (value === undefined) throw new InvalidInput(owner, `${field} is missing; ${remedy}`);
}

/**
 * Checks a value that is known.
 * @throws InvalidInput
 */
export function requireValid(owner: string, field: string, rule: Rule, value: unknown): void {
  const problem = rule.problem(value);
  if (problem !== undefined) throw new InvalidInput(owner, `${field} ${problem}`);
}

/**
 * Checks settings against their rules, field by field, so that one unknown value leaves all others known.
 * @param required fields that must be there
 * @returns the same settings, with every Output guarded
 * @throws InvalidInput for a missing, unknown or wrong field
 */
export function checkedSettings<Settings extends object>(
  owner: string,
  settings: Settings,
  rules: Readonly<Record<string, Rule>>,
  required: readonly string[],
): Settings {
  for (const field of required) {
    const value = (settings as Record<string, unknown>)[field];
    requirePresent(owner, `client.${field}`, value, "this client type needs it");
  }
  const entries = Object.entries(settings).map(([field, value]): [string, unknown] => {
    if (field === "type" || value === undefined) return [field, value];
    const rule = Object.hasOwn(rules, field) ? rules[field] : undefined;
    if (rule === undefined) {
      throw new InvalidInput(
        owner,
        `client.${field} is not a setting of this client type; it takes ${list(rules)}`,
      );
    }
    return [field, checkedField(owner, `client.${field}`, rule, value)];
  });
  return Object.fromEntries(entries) as Settings;
}

function checkedField(owner: string, field: string, rule: Rule, value: unknown): unknown {
  if (isSecretReference(value)) return checkedReference(owner, field, rule, value);
  if (rule.list !== true) return checked(owner, field, rule, value);
  if (!Array.isArray(value) || value.length === 0) {
    throw new InvalidInput(owner, `${field} is not a list, or is empty; give at least one item`);
  }
  return value.map((item: unknown, index) => checked(owner, `${field}[${index}]`, rule, item));
}

/**
 * Checks a secret value or the reference to one.
 * @throws InvalidInput
 */
export function checkedSecret(owner: string, field: string, rule: Rule, value: SecretInput): SecretInput {
  return isSecretReference(value)
    ? checkedReference(owner, field, rule, value)
    : checked(owner, field, rule, value);
}

function checkedReference(owner: string, field: string, rule: Rule, value: SecretReference): SecretReference {
  if (!rule.secret)
    throw new InvalidInput(owner, `${field} is not a secret; give its value instead of a Secret's name`);
  requirePresent(owner, `${field}.key`, value.key, "name the key in that Secret");
  return {
    fromSecretName: checked(owner, `${field}.fromSecretName`, objectName, value.fromSecretName),
    key: checked(owner, `${field}.key`, dataKey, value.key),
  };
}

function list(rules: Readonly<Record<string, Rule>>): string {
  return Object.keys(rules).join(", ");
}
