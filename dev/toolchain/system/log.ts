/** Takes one line of progress, without a line break. */
export type Log = (line: string) => void;

/** "8 s", "2 min 5 s" */
export function seconds(ms: number): string {
  const whole = Math.round(ms / 1000);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
