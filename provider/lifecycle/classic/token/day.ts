/** A calendar day in UTC, `YYYY-MM-DD`. Days, unlike instants, let a preview and the run after it agree. */
export type Day = string;

const MS_PER_DAY = 24 * 60 * 60 * 1000;

export function dayOf(instant: Date): Day {
  return instant.toISOString().slice(0, 10);
}

/** Whether `text` is a day that exists. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && dayOf(new Date(time)) === text;
}

export function addDays(day: Day, days: number): Day {
  return dayOf(new Date(Date.parse(`${day}T00:00:00Z`) + days * MS_PER_DAY));
}

/** Days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / MS_PER_DAY);
}
