import { createDecipheriv, pbkdf2Sync } from "node:crypto";

/** A secret as a state stores it. @see https://www.pulumi.com/docs/iac/concepts/secrets/ */
interface Ciphertext {
  readonly ciphertext: string;
}

/** Keys by passphrase and salt: a million rounds take a quarter of a second. */
const keys = new Map<string, Buffer>();

/**
 * Puts the values of secrets in the place of what a state with the secrets provider "passphrase" stores for them.
 *
 * @param salt `secrets_providers.state.salt` of the state: `v1:<salt>:<check>`
 */
export function inClear<T>(value: T, passphrase: string, salt: string): T {
  const key = keyOf(passphrase, salt);
  const text = JSON.stringify(value, (_key, each: unknown) =>
    isCiphertext(each) ? (JSON.parse(decrypted(each.ciphertext, key)) as unknown) : each,
  );
  return JSON.parse(text) as T;
}

function keyOf(passphrase: string, salt: string): Buffer {
  const known = keys.get(`${passphrase} ${salt}`);
  if (known) return known;
  const key = pbkdf2Sync(passphrase, bytes(salt.split(":")[1]), 1_000_000, 32, "sha256");
  keys.set(`${passphrase} ${salt}`, key);
  return key;
}

/** @param text `v1:<nonce>:<AES-256-GCM, its tag last>` */
function decrypted(text: string, key: Buffer): string {
  const [, nonce, sealed] = text.split(":").map(bytes);
  if (!nonce || !sealed) throw new Error("a secret of another secrets provider");
  const decipher = createDecipheriv("aes-256-gcm", key, nonce);
  decipher.setAuthTag(sealed.subarray(-16));
  return decipher.update(sealed.subarray(0, -16), undefined, "utf8") + decipher.final("utf8");
}

function bytes(text = ""): Buffer {
  return Buffer.from(text, "base64");
}

function isCiphertext(value: unknown): value is Ciphertext {
  return typeof value === "object" && value !== null && "ciphertext" in value;
}
