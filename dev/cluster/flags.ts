/** Flags as programs in Go read them: `{ "bind-address": "127.0.0.1" }` as `--bind-address=127.0.0.1`. */
export function flags(values: Readonly<Record<string, string | number | boolean>>): string[] {
  return Object.entries(values).map(([name, value]) => `--${name}=${value}`);
}
