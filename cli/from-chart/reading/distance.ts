/** Letters to add, remove, change or swap until one word is the other; never more than `most + 1` is told. */
function distance(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1;
      const swapped = one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      row.push(
        Math.min(
          (rows[i - 1]?.[j] ?? 0) + 1,
          (row[j - 1] ?? 0) + 1,
          (rows[i - 1]?.[j - 1] ?? 0) + same,
          ...(swapped ? [(rows[i - 2]?.[j - 2] ?? 0) + 1] : []),
        ),
      );
    }
    rows.push(row);
  }
  return rows[one.length]?.[other.length] ?? most + 1;
}

/** The word that was meant, where one is near enough. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  const most = word.length < 6 ? 1 : 3;
  const lower = word.toLowerCase();
  const [best] = words
    .map((each) => ({ each, away: distance(lower, each.toLowerCase(), most) }))
    .filter(({ away }) => away <= most)
    .sort((a, b) => a.away - b.away);
  return best?.each;
}
