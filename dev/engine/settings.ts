/** A value of a stack's configuration. */
export interface Setting {
  readonly value: string;
  readonly secret?: boolean;
}

/** Arguments of `pulumi` that set all values in one command. */
export function setAll(settings: Readonly<Record<string, string | Setting>>): string[] {
  const values = Object.entries(settings).flatMap(([key, setting]) => {
    const { value, secret = false } = typeof setting === "string" ? { value: setting } : setting;
    return [secret ? "--secret" : "--plaintext", `${key}=${value}`];
  });
  return ["config", "set-all", ...values];
}
