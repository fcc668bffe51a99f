/** Watchlists: rows, search, order, and what a quote says about an instrument. Pure. */
import type { CellText } from '#renderer/workspace/grid/cell-text.ts';
import { referenceOf, toneOfSign, type Tone } from '#renderer/workspace/grid/figures.ts';
import type { Language } from '#shared/faults.ts';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import { PHASES, QUOTE, type Phase } from '#shared/model/quote.ts';
import type { Watchlist } from '#shared/model/watchlist.ts';
import { watchlistWords } from './watchlist-words.ts';

export interface WatchRow {
  readonly id: InstrumentId;
  /** Undefined where no connection offers it. */
  readonly instrument: Instrument | undefined;
}

export const watchRows = (ids: readonly InstrumentId[], instruments: ReadonlyMap<InstrumentId, Instrument>): readonly WatchRow[] =>
  ids.map((id) => ({ id, instrument: instruments.get(id) }));

/** Lists in their order. */
export const inOrder = (lists: readonly Watchlist[]): readonly Watchlist[] => [...lists].sort((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1));

/** The chosen list, else the first. */
export const chosenList = (lists: readonly Watchlist[], chosen: string | null): Watchlist | undefined => lists.find((list) => list.id === chosen) ?? lists[0];

/** How well an instrument matches: 0 its code exactly, 1 code begins with, 2 name begins with, 3 anywhere; -1 not. */
function rankOf(instrument: Instrument, text: string): number {
  const code = instrument.code.toLowerCase();
  if (code === text || instrument.id.toLowerCase() === text) return 0;
  if (code.startsWith(text)) return 1;
  const names = [instrument.name.zh.toLowerCase(), instrument.name.en.toLowerCase()];
  if (names.some((name) => name.startsWith(text))) return 2;
  if (code.includes(text) || names.some((name) => name.includes(text)) || instrument.id.toLowerCase().includes(text)) return 3;
  return -1;
}

/** Instruments whose code or name (either language) matches, best first, at most `limit`. */
export function searchInstruments(all: readonly Instrument[], typed: string, limit = 30): readonly Instrument[] {
  const text = typed.trim().toLowerCase();
  if (text === '') return [];
  const found: { readonly rank: number; readonly instrument: Instrument }[] = [];
  for (const instrument of all) {
    const rank = rankOf(instrument, text);
    if (rank >= 0) found.push({ rank, instrument });
  }
  return found.sort((a, b) => a.rank - b.rank || (a.instrument.code < b.instrument.code ? -1 : 1)).slice(0, limit).map((f) => f.instrument);
}

/** The list with an instrument at its end; the same list where it is there already. */
export const withInstrument = (ids: readonly InstrumentId[], id: InstrumentId): readonly InstrumentId[] => (ids.includes(id) ? ids : [...ids, id]);

export const withoutInstrument = (ids: readonly InstrumentId[], id: InstrumentId): readonly InstrumentId[] => ids.filter((other) => other !== id);

/** Moves one to a place. */
export function movedTo(ids: readonly InstrumentId[], id: InstrumentId, place: number): readonly InstrumentId[] {
  const rest = withoutInstrument(ids, id);
  if (rest.length === ids.length) return ids;
  return [...rest.slice(0, place), id, ...rest.slice(place)];
}

/** A name for a new list that none has yet: `New list`, `New list 2` … */
export function freeName(lists: readonly Watchlist[], base: string): string {
  const names = new Set(lists.map((list) => list.name));
  let name = base;
  for (let n = 2; names.has(name); n++) name = `${base} ${n}`;
  return name;
}

/** Last less the reference price, in ticks; NaN where one is missing. */
export const changeOf = (instrument: Pick<Instrument, 'reference'>, quotes: Float64Array, base: number): number =>
  quotes[base + QUOTE.last] - referenceOf(instrument, quotes, base);

/** The change as a share of the reference price. */
export function shareOf(instrument: Pick<Instrument, 'reference'>, quotes: Float64Array, base: number): number {
  const reference = referenceOf(instrument, quotes, base);
  return reference === 0 ? NaN : (quotes[base + QUOTE.last] - reference) / Math.abs(reference);
}

/** Colour of a price against the reference. */
export const toneOfPrice = (price: number, instrument: Pick<Instrument, 'reference'>, quotes: Float64Array, base: number): Tone =>
  toneOfSign(price - referenceOf(instrument, quotes, base));

/** A clock face: what is old. */
export const STALE_MARK = '◷';

/** State of a quote as one figure (for change detection): -1 stale, else the phase's index. */
export const markState = (quotes: Float64Array, base: number): number => (quotes[base + QUOTE.stale] === 1 ? -1 : quotes[base + QUOTE.phase]);

const phaseOf = (state: number): Phase => PHASES[state] ?? 'continuous';

/** One sign for the state: a clock when stale, a letter when the market is not trading continuously, nothing else. */
export const markText = (state: number, language: Language): string => (state === -1 ? STALE_MARK : watchlistWords[language].phaseTag[phaseOf(state)]);

export const markTitle = (state: number, language: Language): string => (state === -1 ? watchlistWords[language].staleTitle : watchlistWords[language].phaseTitle[phaseOf(state)]);

/** Code and name. */
export function nameCell(row: WatchRow, language: Language): CellText {
  const words = watchlistWords[language];
  if (!row.instrument) return { text: row.id, tone: 'faint', title: words.unknownTitle };
  const { instrument } = row;
  return { text: instrument.code, note: instrument.name[language], title: `${instrument.exchange} ${instrument.code} ${instrument.name[language]}\n${words.originTitle[instrument.origin]}` };
}

/** Where the prices come from: a short tag, words on hover. */
export function originCell(row: WatchRow, language: Language): CellText {
  if (!row.instrument) return { text: '' };
  const words = watchlistWords[language];
  return { text: words.originTag[row.instrument.origin], tone: 'faint', title: words.originTitle[row.instrument.origin] };
}
