import type { ClientEnvironment } from "../../inputs/environment";

/** What a client for anything but source code sets: the rules for code make no sense there. */
export const NO_SCM_RULES: ClientEnvironment["plain"] = {
  ACCEPT_CUSTOM_PR_TEMPLATES: "false",
  ACCEPT_ESSENTIALS: "false",
  ACCEPT_GIT: "false",
  ACCEPT_IAC: "false",
  ACCEPT_LARGE_MANIFESTS: "false",
};
