import type * as k8s from "@pulumi/kubernetes";

/**
 * User and group of the container. Not the image's own user 1000: reviewers want ids that exist on no node.
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
const UNPRIVILEGED_ID = 10001;

/** What the "restricted" Pod Security Standard asks of a pod. */
export const POD_SECURITY: k8s.types.input.core.v1.PodSecurityContext = {
  runAsNonRoot: true,
  runAsUser: UNPRIVILEGED_ID,
  runAsGroup: UNPRIVILEGED_ID,
  // The image gives its files to its own user and to group 0, and to nobody else (as OpenShift wants it).
  supplementalGroups: [0],
  seccompProfile: { type: "RuntimeDefault" },
};

/** What the "restricted" Pod Security Standard asks of a container, and a root file system that nobody writes to. */
export const CONTAINER_SECURITY: k8s.types.input.core.v1.SecurityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  privileged: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  runAsUser: UNPRIVILEGED_ID,
  runAsGroup: UNPRIVILEGED_ID,
  seccompProfile: { type: "RuntimeDefault" },
};
