import type * as pulumi from "@pulumi/pulumi";
import { InvalidInput } from "../validation/invalid-input";
import { checked } from "../validation/validate";
import { plainText } from "../validation/value-rules";

/**
 * Images of agents have no default: Snyk documents only `latest`.
 * @throws InvalidInput
 */
export function requiredImage(
  owner: string,
  field: string,
  image: pulumi.Input<string> | undefined,
  repository: string,
): pulumi.Input<string> {
  if (image !== undefined) return checked(owner, field, plainText, image);
  throw new InvalidInput(
    owner,
    `${field} is missing; choose a version or digest at https://hub.docker.com/r/${repository}/tags, since Snyk ` +
      `documents only "latest"`,
  );
}
