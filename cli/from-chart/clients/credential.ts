import type { ChartSecret, Draft } from "../draft";
import { type Code } from "../program/code";

/** The chart puts the first of these that is not empty into the Secret of the credential, whatever the type. */
const CREDENTIALS = [
  "scmToken",
  "bitbucketPassword",
  "bitbucketPat",
  "azureReposToken",
  "jiraPassword",
  "jiraPat",
  "crPassword",
  "crToken",
];

/** Where the chart keeps the credential of a client. */
function place(draft: Draft, setting: string, about?: string): ChartSecret {
  const { type } = draft.values;
  return {
    setting,
    ...(about !== undefined && { about }),
    values: CREDENTIALS,
    reference: "externalCredentialSecret",
    made: { name: `${type}-token`, key: `${type}-token-key` },
  };
}

/** The token or password of a client. @param setting its name in the configuration */
export function credential(draft: Draft, setting: string, about?: string): Code {
  leaveOthers(draft);
  return draft.secret(place(draft, setting, about));
}

/** The same where it has to be in the configuration. @param why it cannot stay in the cluster */
export function ownCredential(draft: Draft, setting: string, why: string): Code {
  leaveOthers(draft);
  for (const part of ["name", "key"]) draft.values.leaveGiven(`externalCredentialSecret.${part}`, why);
  return draft.configuration.secret(setting);
}

/** Text of the credential, if the file has it; only to count what is in it. */
function leaveOthers({ values }: Draft): void {
  const [first, ...others] = CREDENTIALS.filter((path) => values.text(path) !== undefined);
  for (const path of others)
    values.leave(path, `the chart takes ${first ?? ""} in its place; leave it out`, "ignored");
}

/** `token`, or `tokenPool` where the chart has one. */
export function tokenOrPool(draft: Draft, scm: string): { readonly token?: Code; readonly tokenPool?: Code } {
  const { values } = draft;
  const pool = values.text("scmTokenPool");
  const isFromElsewhere = values.isOn("useExternalSecretScmTokenPool");
  if (pool === undefined && !isFromElsewhere) {
    for (const part of ["name", "key"]) {
      values.leaveGiven(
        `scmTokenPoolSecret.${part}`,
        "the chart reads it only with scmTokenPool or useExternalSecretScmTokenPool; leave it out",
        "ignored",
      );
    }
    return { token: credential(draft, `${scm}Token`) };
  }
  for (const path of CREDENTIALS) {
    values.leaveGiven(path, "beside a pool of tokens the client does not use it; leave it out");
  }
  for (const part of ["name", "key"]) {
    values.leaveGiven(
      `externalCredentialSecret.${part}`,
      "beside a pool of tokens the client does not use it; leave it out",
    );
  }
  const { type } = values;
  const code = draft.secret({
    setting: `${scm}TokenPool`,
    values: ["scmTokenPool"],
    reference: "scmTokenPoolSecret",
    made: { name: `${type}-token-pool`, key: `${type}-token-pool-key` },
  });
  return { tokenPool: isReference(code) ? code : ownPool(draft, scm, pool) };
}

function isReference(code: Code): boolean {
  return typeof code === "object" && "fromSecretName" in code;
}

/** As many settings as there are tokens. */
function ownPool(draft: Draft, scm: string, pool = ","): Code {
  draft.configuration.forget(`${scm}TokenPool`);
  const tokens = pool.split(",").filter((token, index) => index === 0 || token.trim() !== "" || pool === ",");
  return tokens.map((_, index) =>
    draft.configuration.secret(`${scm}Token${index + 1}`, `token ${index + 1} of scmTokenPool`),
  );
}
