import type * as pulumi from "@pulumi/pulumi";
import { type ClientEnvironment, TOKEN_VARIABLE } from "../../inputs/environment";
import { InvalidInput } from "../../validation/invalid-input";

/**
 * Variables from the user. They may replace plain ones of ours; secret ones have fields of their own.
 * @throws InvalidInput for what is not the name of a variable, for a secret, and for accept flags beside custom rules
 */
export function checkedVariables(
  owner: string,
  variables: Readonly<Record<string, pulumi.Input<string>>>,
  environment: ClientEnvironment,
): ClientEnvironment["plain"] {
  const accept = variables["ACCEPT"] ?? environment.plain["ACCEPT"];
  for (const name of Object.keys(variables)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      throw new InvalidInput(
        owner,
        `environment "${name}" is not a variable name; use letters, digits and "_"`,
      );
    }
    if (name === TOKEN_VARIABLE || Object.hasOwn(environment.secret, name)) {
      throw new InvalidInput(
        owner,
        `environment.${name} is a secret and would be in plain text in the Deployment; use its own field`,
      );
    }
    if (name.startsWith("ACCEPT_") && accept !== "accept.json") {
      throw new InvalidInput(
        owner,
        `environment.${name} has no effect with rules of your own; put it in the rules`,
      );
    }
  }
  return variables;
}
