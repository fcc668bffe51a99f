/**
 * Protocol 3215: the simulated exchange's shares by their prices. Fields (Qot_StockFilter, StockField and AccumulateField) that come from quotes
 * and day bars are told; those of company figures and indicators are refused, each by its name.
 */
import { StockFilter } from '#electron/brokers/futu/messages/screening.ts';
import type { Candle } from '#shared/model/candle.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { emptyQuote, QUOTE } from '#shared/model/quote.ts';
import { priceOf } from '#shared/price.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { answer, type Answers } from '../call-context.ts';
import { GATEWAY_MARKETS, securityOf } from '../securities.ts';
import type { Terminal } from '../terminal.ts';
import { barTypeOf, lastBars } from './bars.ts';
import { platesMembers } from './plates.ts';
import { nameOf } from './quote-messages.ts';

/** Lines 4282 to 4288. */
const MOST_ROWS = 200;
const MOST_OF_A_FIELD = 10;
const MOST_DAYS = 365;
const YEAR_DAYS = 366;
const SORT = { no: 0, ascend: 1, descend: 2 } as const;
const DAY = barTypeOf(2)!;

/** A share with what its fields are reckoned from: day bars oldest first, today's the last. */
interface Examined {
  readonly instrument: Instrument;
  readonly quote: Float64Array;
  readonly days: readonly Candle[];
}

const ratio = (now: number, before: number): number => ((now - before) / Math.abs(before)) * 100;
const highestOf = (bars: readonly Candle[]): number => bars.reduce((most, { high }) => Math.max(most, high), -Infinity);
const lowestOf = (bars: readonly Candle[]): number => bars.reduce((least, { low }) => Math.min(least, low), Infinity);

/** Bars within 52 weeks of the newest. */
const ofTheYear = ({ days }: Examined): readonly Candle[] => days.filter(({ time }) => time > (days.at(-1)?.time ?? 0) - 364 * 86_400_000);

/** The close that the year began with. */
function beforeTheYear({ days }: Examined): number {
  const year = new Date(days.at(-1)?.time ?? 0).getUTCFullYear();
  return days.findLast(({ time }) => new Date(time).getUTCFullYear() < year)?.close ?? NaN;
}

const CODE = 1;
const NAME = 2;

/** StockField; a ratio is in per cent. The field 4 is the price's distance from the year's highest, 5 from its lowest, 6 and 7 those of the day's range. */
const BASE: ReadonlyMap<number, (examined: Examined) => number> = new Map<number, (examined: Examined) => number>([
  [3, ({ instrument, quote }) => priceOf(instrument, quote[QUOTE.last])],
  [4, (each) => ratio(each.quote[QUOTE.last], highestOf(ofTheYear(each)))],
  [5, (each) => ratio(each.quote[QUOTE.last], lowestOf(ofTheYear(each)))],
  [6, (each) => ratio(each.quote[QUOTE.high], highestOf(ofTheYear(each)))],
  [7, (each) => ratio(each.quote[QUOTE.low], lowestOf(ofTheYear(each)))],
  [10, ({ instrument, quote }) => priceOf(instrument, quote[QUOTE.last]) * instrument.lot],
  [16, (each) => ratio(each.quote[QUOTE.last], beforeTheYear(each))],
]);

/** AccumulateField, over the last days. */
const ACCUMULATED: ReadonlyMap<number, (examined: Examined, days: number) => number> = new Map<number, (examined: Examined, days: number) => number>([
  [1, ({ days: bars }, days) => ratio(bars.at(-1)?.close ?? NaN, bars.at(-1 - days)?.close ?? NaN)],
  [2, ({ days: bars }, days) => ((highestOf(bars.slice(-days)) - lowestOf(bars.slice(-days))) / Math.abs(bars.at(-1 - days)?.close ?? NaN)) * 100],
  [3, ({ days: bars }, days) => (bars.length < days ? NaN : Math.round(bars.slice(-days).reduce((sum, { volume }) => sum + volume, 0) / days))],
]);

/** One thing asked of each share: its figure, told to three decimals and compared so. */
interface Condition {
  readonly figure: (examined: Examined) => number;
  readonly least: number;
  readonly most: number;
  readonly filters: boolean;
  readonly sort: number;
}

interface Bounds {
  readonly filterMin?: number;
  readonly filterMax?: number;
  readonly isNoFilter?: boolean;
  readonly sortDir?: number;
}

/** Digits past the third are dropped, as the definitions say. */
const cut = (value: number): number => (Number.isFinite(value) ? Math.trunc(Number((value * 1000).toFixed(6))) / 1000 : NaN);

const conditionOf = (figure: Condition['figure'], { filterMin, filterMax, isNoFilter, sortDir }: Bounds): Condition => ({
  figure: (examined) => cut(figure(examined)),
  least: filterMin ?? -Infinity,
  most: filterMax ?? Infinity,
  filters: isNoFilter !== true && (filterMin !== undefined || filterMax !== undefined),
  sort: sortDir ?? SORT.no,
});

const isTold = ({ value }: { readonly value: number }): boolean => !Number.isNaN(value);

const passes = (examined: Examined, { figure, filters, least, most }: Condition): boolean => {
  if (!filters) return true;
  const value = figure(examined);
  return value >= least && value <= most;
};

export function stockFilterCall(answers: Answers, terminal: Terminal): void {
  /** Shares of a market, Shanghai and Shenzhen as one, or of a plate in it. */
  const sharesOf = async (market: number, plate: { readonly market: number; readonly code: string } | undefined): Promise<Result<readonly Instrument[]>> => {
    const asked = GATEWAY_MARKETS.find((each) => each.market === market && !each.futures);
    if (!asked) return fail('gateway-argument', { what: 'market', value: market });
    await terminal.loadInstruments();
    const among = plate ? platesMembers(terminal, plate) : ok(terminal.securities);
    if (!among.ok) return among;
    const exchanges = GATEWAY_MARKETS.filter(({ trade, futures }) => trade === asked.trade && !futures).flatMap(({ exchanges: each }) => each);
    return ok(among.value.filter(({ kind, exchange }) => kind === 'stock' && exchanges.includes(exchange)));
  };

  const examine = async (instrument: Instrument, bars: number): Promise<Examined> => {
    const loaded = bars > 0 ? await lastBars(terminal, instrument, DAY, bars) : null;
    return { instrument, quote: terminal.quoteOf(instrument.id) ?? emptyQuote(), days: loaded?.ok ? loaded.value : [] };
  };

  answer(answers, StockFilter, async ({ begin, num, market, plate, baseFilterList, accumulateFilterList, financialFilterList, patternFilterList, customIndicatorFilterList }) => {
    if (begin < 0) return fail('gateway-argument', { what: 'begin', value: begin });
    if (num <= 0 || num > MOST_ROWS) return fail('gateway-argument', { what: 'num', value: num });
    const unknown = financialFilterList.map(({ fieldName }) => `FinancialField ${fieldName}`)
      .concat(patternFilterList.map(({ fieldName }) => `PatternField ${fieldName}`), customIndicatorFilterList.map(({ firstFieldName }) => `CustomIndicatorField ${firstFieldName}`))
      .concat(baseFilterList.filter(({ fieldName }) => fieldName !== CODE && fieldName !== NAME && !BASE.has(fieldName)).map(({ fieldName }) => `StockField ${fieldName}`))
      .concat(accumulateFilterList.filter(({ fieldName }) => !ACCUMULATED.has(fieldName)).map(({ fieldName }) => `AccumulateField ${fieldName}`));
    if (unknown.length > 0) return fail('gateway-filter-field', { field: unknown[0] });
    const days = accumulateFilterList.find((each) => each.days < 1 || each.days > MOST_DAYS);
    if (days) return fail('gateway-argument', { what: 'days', value: days.days });
    for (const list of Map.groupBy(accumulateFilterList, ({ fieldName }) => fieldName).values()) if (list.length > MOST_OF_A_FIELD) return fail('gateway-too-many', { what: 'accumulateFilterList', max: MOST_OF_A_FIELD });

    const shares = await sharesOf(market, plate);
    if (!shares.ok) return shares;
    await terminal.look(shares.value);
    const yearly = baseFilterList.some(({ fieldName }) => fieldName >= 4 && fieldName <= 7) || baseFilterList.some(({ fieldName }) => fieldName === 16);
    const bars = Math.max(yearly ? YEAR_DAYS : 0, ...accumulateFilterList.map((each) => each.days + 1));
    const base = baseFilterList.flatMap(({ fieldName, ...bounds }) => {
      const figure = BASE.get(fieldName);
      return figure ? [{ fieldName, ...conditionOf(figure, bounds) }] : [];
    });
    const accumulated = accumulateFilterList.map(({ fieldName, days: over, ...bounds }) => ({ fieldName, days: over, ...conditionOf((each) => ACCUMULATED.get(fieldName)!(each, over), bounds) }));
    const conditions: readonly Condition[] = [...base, ...accumulated];

    const examined = await Promise.all(shares.value.map((each) => examine(each, bars)));
    const found = examined.filter((each) => conditions.every((condition) => passes(each, condition)));
    const sort = conditions.find((condition) => condition.sort !== SORT.no);
    const rank = (each: Examined): number => {
      const value = sort?.figure(each) ?? 0;
      return Number.isNaN(value) ? Infinity : sort?.sort === SORT.descend ? -value : value;
    };
    const ranked = found.map((each) => ({ each, at: rank(each) })).sort((a, b) => (a.at === b.at ? (a.each.instrument.id < b.each.instrument.id ? -1 : 1) : a.at < b.at ? -1 : 1)).map(({ each }) => each);
    return ok({
      lastPage: begin + num >= found.length,
      allCount: found.length,
      dataList: ranked.slice(begin, begin + num).map((each) => ({
        security: securityOf(each.instrument)!,
        name: nameOf(each.instrument, terminal.language),
        baseDataList: base.map(({ fieldName, figure }) => ({ fieldName, value: figure(each) })).filter(isTold),
        accumulateDataList: accumulated.map(({ fieldName, days: over, figure }) => ({ fieldName, days: over, value: figure(each) })).filter(isTold),
      })),
    });
  });
}
