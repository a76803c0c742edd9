import type { Probes } from "../manifests/probes";

/** What all agents of a kind have in common. */
export interface AgentKind {
  /** Also the end of the names of its objects. */
  readonly role: "code-agent" | "registry-agent";
  /** Repository of Snyk's image. */
  readonly repository: string;
  /** Port that Snyk documents, and the variable that names it. */
  readonly port: number;
  readonly portVariable: string;
  /** As Snyk documents them. */
  readonly resources: {
    readonly requests: Readonly<Record<string, string>>;
    readonly limits: Readonly<Record<string, string>>;
  };
  /** Size of the folder for temporary files, bytes: "2Gi". */
  readonly scratch: string;
  readonly readOnlyRoot: boolean;
  readonly probes: Probes;
  /** Variables that have an option, and what to do. */
  readonly owned: Readonly<Record<string, string>>;
}

const SERVES_HTTP = "the agent serves http inside the cluster; run one of your own for anything else";

/** Variables that have an option, for every kind. */
export const OWNED_BY_AGENTS = {
  CA_CERT: "use caCertificates",
  HTTPS_CERT: SERVES_HTTP,
  HTTPS_KEY: SERVES_HTTP,
  HTTPS_PROXY: "use proxy",
  HTTP_PROXY: "use proxy",
  NODE_EXTRA_CA_CERTS: "use caCertificates",
  NO_PROXY: "use proxy.noProxy",
} as const;
