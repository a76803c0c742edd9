import { generateKeyPairSync, randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { API_SERVER } from "./layout";

/** Who calls the API server, and as what. */
const USERS = {
  admin: ["admin", "system:masters"],
  controllers: ["system:kube-controller-manager", ""],
  scheduler: ["system:kube-scheduler", ""],
  kubelet: ["system:node:node-1", "system:nodes"],
  proxy: ["system:kube-proxy", ""],
  policies: ["policies", "system:masters"], // nothing that Kubernetes brings along may read just what it needs
} as const;

export type User = keyof typeof USERS;

/** Keys and tokens of one cluster: made for it, and gone with it. */
export interface Identity {
  /** File with the key that signs service accounts' tokens. */
  readonly signingKey: string;
  /** File with the public half. */
  readonly verifyingKey: string;
  /** File with the users' tokens, as the API server reads it. */
  readonly tokens: string;
  tokenOf(user: User): string;
}

export function makeIdentity(folder: string): Identity {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  const users = Object.keys(USERS) as User[];
  const tokens = new Map(users.map((user) => [user, randomBytes(24).toString("hex")]));
  const lines = users.map(
    (user) => `${tokens.get(user) ?? ""},${USERS[user][0]},${user},"${USERS[user][1]}"`,
  );
  const keep = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  return {
    signingKey: keep("service-accounts.key", privateKey),
    verifyingKey: keep("service-accounts.pub", publicKey),
    tokens: keep("tokens.csv", `${lines.join("\n")}\n`),
    tokenOf: (user) => tokens.get(user) ?? "",
  };
}

/** @param authority certificate of the API server, PEM */
export function writeKubeconfig(file: string, token: string, authority: string): void {
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "cluster",
    contexts: [{ name: "cluster", context: { cluster: "cluster", user: "user" } }],
    clusters: [
      {
        name: "cluster",
        cluster: {
          server: API_SERVER,
          "certificate-authority-data": Buffer.from(authority).toString("base64"),
        },
      },
    ],
    users: [{ name: "user", user: { token } }],
  };
  writeFileSync(file, JSON.stringify(config, undefined, 2), { mode: 0o600 });
}

/** Certificate of the API server that a kubeconfig of ours trusts, PEM. */
export function authorityOf(kubeconfig: string): string {
  const { clusters } = JSON.parse(kubeconfig) as {
    clusters: [{ cluster: { "certificate-authority-data": string } }];
  };
  return Buffer.from(clusters[0].cluster["certificate-authority-data"], "base64").toString();
}
