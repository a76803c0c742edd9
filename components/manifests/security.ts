import type * as k8s from "@pulumi/kubernetes";

/** User and group of the container. Not the image's own user 1000: reviewers want ids that exist on no node. */
const UNPRIVILEGED_ID = 10001;

export interface SecurityShape {
  /** Leave user and group ids to the cluster. */
  readonly openshift: boolean;
  /** User and group of one's own. */
  readonly runAsUser: number | undefined;
  /** False for images that write beside their code. */
  readonly readOnlyRoot: boolean;
}

/**
 * What the "restricted" Pod Security Standard asks of a pod.
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export function podSecurity({
  openshift,
  runAsUser,
}: SecurityShape): k8s.types.input.core.v1.PodSecurityContext {
  const id = runAsUser ?? UNPRIVILEGED_ID;
  return {
    runAsNonRoot: true,
    seccompProfile: { type: "RuntimeDefault" },
    ...(!openshift && {
      runAsUser: id,
      runAsGroup: id,
      fsGroup: id,
      // Snyk's images give their files to their own user and to group 0, and to nobody else, as OpenShift wants it.
      ...(runAsUser === undefined && { supplementalGroups: [0] }),
    }),
  };
}

/** What the "restricted" Pod Security Standard asks of a container, and a root file system that nobody writes to. */
export function containerSecurity(shape: SecurityShape): k8s.types.input.core.v1.SecurityContext {
  const user = shape.runAsUser ?? UNPRIVILEGED_ID;
  return {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    privileged: false,
    readOnlyRootFilesystem: shape.readOnlyRoot,
    runAsNonRoot: true,
    seccompProfile: { type: "RuntimeDefault" },
    ...(!shape.openshift && { runAsUser: user, runAsGroup: user }),
  };
}
