/** Securities in the order of a figure of theirs, as a script asks for it (SortField of Qot_Common). */
import type { Instrument } from '#shared/model/instrument.ts';
import { emptyQuote, QUOTE } from '#shared/model/quote.ts';
import { priceOf } from '#shared/price.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { securityOf } from '../securities.ts';
import type { Terminal } from '../terminal.ts';
import { amplitudeOf, changeOf, changeRateOf } from './quote-messages.ts';

type Figure = (instrument: Instrument, quote: Float64Array) => number;

const priced = (field: number): Figure => (instrument, quote) => priceOf(instrument, quote[field]);
const counted = (field: number): Figure => (_instrument, quote) => quote[field];

const CODE = 1;
/** By SortField; what is about warrants, company figures and American extended hours has no figure here. */
const FIGURES: ReadonlyMap<number, Figure> = new Map<number, Figure>([
  [2, priced(QUOTE.last)], [3, changeOf], [4, changeRateOf], [6, priced(QUOTE.bid)], [7, priced(QUOTE.ask)], [8, counted(QUOTE.bidSize)], [9, counted(QUOTE.askSize)],
  [10, counted(QUOTE.volume)], [11, counted(QUOTE.turnover)], [30, amplitudeOf], [48, priced(QUOTE.preSettlement)], [49, counted(QUOTE.openInterest)],
  [50, (_instrument, quote) => quote[QUOTE.openInterest] - quote[QUOTE.preOpenInterest]],
]);

/** What has no figure comes last either way. Errors: gateway-argument. */
export async function sortedBy(terminal: Terminal, instruments: readonly Instrument[], field: number = CODE, ascending = true): Promise<Result<readonly Instrument[]>> {
  const way = ascending ? 1 : -1;
  if (field === CODE || field === 0) {
    const codeOf = (instrument: Instrument): string => securityOf(instrument)?.code ?? instrument.code;
    return ok(instruments.toSorted((a, b) => way * (codeOf(a) < codeOf(b) ? -1 : 1)));
  }
  const figure = FIGURES.get(field);
  if (!figure) return fail('gateway-argument', { what: 'sortField', value: field });
  await terminal.look(instruments);
  const keyed = instruments.map((instrument) => ({ instrument, key: figure(instrument, terminal.quoteOf(instrument.id) ?? emptyQuote()) }));
  const known = keyed.filter(({ key }) => !Number.isNaN(key)).sort((a, b) => way * (a.key - b.key));
  return ok([...known, ...keyed.filter(({ key }) => Number.isNaN(key))].map(({ instrument }) => instrument));
}
