import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** Certificate and key of a server, PEM. */
export interface ServerIdentity {
  readonly cert: string;
  readonly key: string;
}

/** Certificates of an authority that nobody knows but who is told. */
export interface PrivateAuthority {
  /** The authority's own, PEM. */
  readonly certificate: string;
  /** Of one server with all the names. */
  readonly server: ServerIdentity;
}

/** Makes an authority with one server's certificate; its own key is forgotten. */
export async function privateAuthority(names: readonly string[]): Promise<PrivateAuthority> {
  const folder = mkdtempSync(join(tmpdir(), "snyk-broker-authority-"));
  const make = (name: string, ...more: readonly string[]) =>
    promisify(execFile)(
      "openssl",
      [
        ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"],
        ...["-subj", `/CN=${name}`, "-keyout", `${name}.key`, "-out", `${name}.pem`, ...more],
      ],
      { cwd: folder },
    );
  const read = (file: string): string => readFileSync(join(folder, file), "utf8");
  try {
    await make("authority");
    await make(
      "server",
      ...["-CA", "authority.pem", "-CAkey", "authority.key"],
      ...["-addext", `subjectAltName=${names.map((name) => `DNS:${name}`).join(",")}`],
      ...["-addext", "basicConstraints=critical,CA:FALSE"],
    );
    const server = { cert: read("server.pem"), key: read("server.key") };
    return { certificate: read("authority.pem"), server };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
