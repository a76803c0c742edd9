import { createHmac } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";

/**
 * A mark that changes when a credential does, so that the pods roll. It stands in clear where more people may look
 * than at Secrets, and a password can be short; therefore it is keyed with the broker token, 122 random bits, and
 * tells nothing to those who do not have that. The token changes with the generation, which makes new pods anyway.
 */
export function credentialsChecksum(
  brokerToken: pulumi.Input<string>,
  credentials: Readonly<Record<string, pulumi.Input<string>>>,
): pulumi.Output<string> {
  const checksum = pulumi.all([brokerToken, credentials]).apply(([key, values]) => {
    const mac = createHmac("sha256", key);
    for (const name of Object.keys(values).sort())
      mac.update(`${name}=${values[name]?.length}:${values[name]}\n`);
    return mac.digest("hex").slice(0, 32);
  });
  // Readable in a preview: the reader sees that credentials change.
  return pulumi.unsecret(checksum);
}
