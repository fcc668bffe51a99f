/** Which entries of the palette match what was typed, best first. Pure. */

export interface Entry {
  readonly id: string;
  /** What it may be called, in every language, code first. */
  readonly names: readonly string[];
}

/** How well a name matches: 0 not at all; a whole name before a beginning, a beginning before a word's, a word's before any place. */
function score(name: string, query: string): number {
  const at = name.indexOf(query);
  if (at < 0) return 0;
  if (name.length === query.length) return 4;
  if (at === 0) return 3;
  return /[\s.:：/-]/.test(name[at - 1]) ? 2 : 1;
}

/**
 * The best `most` entries for a query. Every word of it must be found in some name. Equal matches keep their order.
 */
export function rank<E extends Entry>(entries: readonly E[], query: string, most: number): readonly E[] {
  const parts = query.toLowerCase().split(/\s+/).filter((part) => part !== '');
  if (parts.length === 0) return entries.slice(0, most);
  const found: { entry: E; score: number; at: number }[] = [];
  for (const [at, entry] of entries.entries()) {
    const names = entry.names.map((name) => name.toLowerCase());
    let total = 0;
    for (const part of parts) {
      const best = Math.max(0, ...names.map((name) => score(name, part)));
      if (best === 0) {
        total = 0;
        break;
      }
      total += best;
    }
    if (total > 0) found.push({ entry, score: total, at });
  }
  return found.sort((a, b) => b.score - a.score || a.at - b.at).slice(0, most).map((f) => f.entry);
}
