import { type ClientEnvironment, filePath } from "../inputs/environment";
import type { SecretInput } from "../inputs/secret-input";
import { checkedSecret } from "../validation/validate";
import { pemText } from "../validation/value-rules";

/**
 * The file with certificates of private authorities, which Node reads beside the public ones.
 * @throws InvalidInput
 */
export function authorities(
  owner: string,
  field: string,
  certificates: SecretInput | undefined,
): ClientEnvironment {
  if (certificates === undefined) return { plain: {}, secret: {} };
  return {
    plain: { NODE_EXTRA_CA_CERTS: filePath("ca.pem") },
    secret: {},
    files: { "ca.pem": { secret: checkedSecret(owner, field, pemText, certificates) } },
  };
}
