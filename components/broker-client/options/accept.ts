import type { CheckedClient } from "../../client-types";
import {
  type ClientEnvironment,
  type ConfigInput,
  filePath,
  isConfigMapReference,
} from "../../inputs/environment";
import { InvalidInput } from "../../validation/invalid-input";
import { checked } from "../../validation/validate";

/** Extension of a file of infrastructure as code. */
export type IacExtension = "tf" | "yaml" | "yml" | "json" | "tpl";
const IAC_EXTENSIONS: readonly string[] = ["tf", "yaml", "yml", "json", "tpl"];

/** The rule for them signs in with a token. */
const LARGE_MANIFESTS: readonly string[] = ["github-com", "github-enterprise"];

/**
 * Which groups of requests the client lets through, besides those of its image. All of them are on by default.
 * @see https://docs.snyk.io: "Install and configure Snyk Broker", accept flags
 */
export interface AcceptFlags {
  /** `git clone` and code snippets, for Snyk Code. @default true */
  readonly code?: boolean;
  /** Code snippets within `code`. @default true */
  readonly snippets?: boolean;
  /** File extensions of infrastructure as code, or false for none. @default all five */
  readonly iac?: readonly IacExtension[] | false;
  /** The requests of Snyk Essentials and AppRisk. @default true */
  readonly essentials?: boolean;
  /** Manifests of more than 1 MB; GitHub with tokens only. @default true */
  readonly largeManifests?: boolean;
  /** Templates of pull requests in the repositories. @default true */
  readonly customPrTemplates?: boolean;
}

export interface AcceptOptions {
  /** Groups of requests to let through; source code management only. @default those of Snyk's image */
  readonly accept?: AcceptFlags;
  /**
   * Rules of your own instead of the image's: the JSON text, or a ConfigMap that has it. Never together with
   * `accept`: the client would ignore the flags.
   * @default the image's
   */
  readonly acceptRules?: ConfigInput;
}

/**
 * Variables for accept flags or custom rules.
 * @throws InvalidInput when both are given, when flags are given to a client without source code, or when the rules
 *   are not JSON with `public` and `private`
 */
export function acceptEnvironment(
  owner: string,
  client: CheckedClient,
  options: AcceptOptions,
): ClientEnvironment {
  const { accept, acceptRules } = options;
  if (accept !== undefined && acceptRules !== undefined) {
    throw new InvalidInput(
      owner,
      "accept and acceptRules are mutually exclusive; put the rules in acceptRules alone",
    );
  }
  if (acceptRules !== undefined) return customRules(owner, acceptRules);
  return { plain: accept === undefined ? {} : flags(owner, client, accept), secret: {} };
}

function flags(owner: string, client: CheckedClient, accept: AcceptFlags): ClientEnvironment["plain"] {
  if (!client.scm) {
    throw new InvalidInput(
      owner,
      `accept is for source code, and client.type "${client.type}" has none; leave it out`,
    );
  }
  if (accept.largeManifests === true && !LARGE_MANIFESTS.includes(client.type)) {
    throw new InvalidInput(
      owner,
      `accept.largeManifests is for GitHub with tokens, not for client.type "${client.type}"; leave it out`,
    );
  }
  if (accept.code === true && !client.codeRules) {
    throw new InvalidInput(
      owner,
      `accept.code makes a client of type "${client.type}" exit at startup; set it to false or leave it out`,
    );
  }
  if (accept.snippets === true && accept.code === false) {
    throw new InvalidInput(owner, "accept.snippets needs accept.code; leave one of them out");
  }
  const onOff = (value: boolean | undefined) => (value === undefined ? undefined : String(value));
  return {
    ACCEPT_CODE: onOff(accept.code),
    ACCEPT_GIT: onOff(accept.code),
    ACCEPT_IAC: iacValue(owner, accept.iac),
    ACCEPT_ESSENTIALS: onOff(accept.essentials),
    ACCEPT_APPRISK: onOff(accept.essentials),
    ACCEPT_LARGE_MANIFESTS: onOff(accept.largeManifests),
    ACCEPT_CUSTOM_PR_TEMPLATES: onOff(accept.customPrTemplates),
    DISABLE_SNIPPETS: accept.snippets === false ? "true" : undefined,
  };
}

function iacValue(owner: string, iac: AcceptFlags["iac"]): string | undefined {
  if (iac === undefined) return undefined;
  if (iac === false) return "false";
  const wrong = iac.find((extension) => !IAC_EXTENSIONS.includes(extension));
  if (wrong !== undefined || iac.length === 0) {
    throw new InvalidInput(owner, `accept.iac takes ${IAC_EXTENSIONS.join(", ")}, or false for none`);
  }
  return iac.join(",");
}

function customRules(owner: string, rules: ConfigInput): ClientEnvironment {
  const content = isConfigMapReference(rules)
    ? rules
    : checked(owner, "acceptRules", { secret: false, problem: rulesProblem }, rules);
  return {
    plain: { ACCEPT: filePath("accept.json") },
    secret: {},
    files: { "accept.json": { config: content } },
  };
}

function rulesProblem(text: unknown): string | undefined {
  const shape = `give JSON such as {"public":[],"private":[…]}`;
  if (typeof text !== "string") return `is not text; ${shape}`;
  try {
    const rules: unknown = JSON.parse(text);
    const whole = typeof rules === "object" && rules !== null && "public" in rules && "private" in rules;
    return whole && Array.isArray(rules.public) && Array.isArray(rules.private)
      ? undefined
      : `lacks public or private; ${shape}`;
  } catch {
    return `is not JSON; ${shape}`;
  }
}
