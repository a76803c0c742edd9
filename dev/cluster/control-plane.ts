import { readFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "../system/until";
import { flags } from "./flags";
import { type Identity, makeIdentity, writeKubeconfig } from "./identity";
import type { Kubectl } from "./kubectl";
import { ETCD, type Layout, NODE_ADDRESS, SERVICE_NETWORK } from "./layout";
import type { Processes } from "./processes";

/** Starts etcd, the API server, the controllers and the scheduler. @returns when the API server answers */
export async function startControlPlane(
  { config, kubeconfig }: Layout,
  processes: Processes,
  kubectl: Kubectl,
): Promise<Identity> {
  const identity = makeIdentity(config);
  processes.start(
    "etcd",
    flags({
      "data-dir": "/run/etcd",
      "unsafe-no-fsync": true,
      "listen-client-urls": ETCD,
      "advertise-client-urls": ETCD,
      "listen-peer-urls": "http://127.0.0.1:2380",
    }),
  );
  const certificates = "/run/kube-apiserver";
  processes.start(
    "kube-apiserver",
    flags({
      "etcd-servers": ETCD,
      "bind-address": NODE_ADDRESS,
      "advertise-address": NODE_ADDRESS,
      "cert-dir": certificates,
      "service-cluster-ip-range": SERVICE_NETWORK,
      "endpoint-reconciler-type": "none",
      "kubelet-preferred-address-types": "InternalIP",
      "authorization-mode": "Node,RBAC",
      "token-auth-file": identity.tokens,
      "service-account-issuer": "https://kubernetes.default.svc",
      "service-account-key-file": identity.verifyingKey,
      "service-account-signing-key-file": identity.signingKey,
    }),
  );
  const certificate = join(certificates, "apiserver.crt");
  const answers = async (): Promise<boolean> => {
    writeKubeconfig(kubeconfig, identity.tokenOf("admin"), readFileSync(certificate, "utf8"));
    await kubectl(["get", "--raw", "/readyz"]);
    return true;
  };
  await until("the API server answers", answers, processes.patience);
  const as = (user: "controllers" | "scheduler"): Record<string, string | number | boolean> => {
    const file = join(config, `${user}.kubeconfig`);
    writeKubeconfig(file, identity.tokenOf(user), readFileSync(certificate, "utf8"));
    return { kubeconfig: file, "leader-elect": false, "secure-port": 0 };
  };
  processes.start("kube-scheduler", flags(as("scheduler")));
  processes.start(
    "kube-controller-manager",
    flags({
      ...as("controllers"),
      "use-service-account-credentials": true, // each controller may do what it needs, and nobody may do all
      "service-account-private-key-file": identity.signingKey,
      "root-ca-file": certificate,
    }),
  );
  return identity;
}
