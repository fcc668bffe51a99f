/**
 * The instruments that the simulated exchange lists (assets/instruments): contract terms, and how lively generated prices are. Rules
 * change: the `changes` of a group or of an instrument are terms that replace its own from a day on.
 */
import chinaFutures from '../../../../assets/instruments/china-futures.json' with { type: 'json' };
import chinaOptions from '../../../../assets/instruments/china-options.json' with { type: 'json' };
import chinaStocks from '../../../../assets/instruments/china-stocks.json' with { type: 'json' };
import hongKong from '../../../../assets/instruments/hong-kong.json' with { type: 'json' };
import pankou from '../../../../assets/instruments/pankou.json' with { type: 'json' };
import unitedStates from '../../../../assets/instruments/united-states.json' with { type: 'json' };
import type { Exchange, Instrument, InstrumentId } from '#shared/model/instrument.ts';
import { decimalsOf } from '#shared/price.ts';

/** Where generated prices start and how they behave. */
export interface SyntheticTerms {
  /** Previous close of the first day, in currency units; an option's previous settlement. */
  readonly price: number;
  /** Standard deviation of a day's return; an option's is that of its underlying, which its prices imply. */
  readonly volatility: number;
  /** Contracts or shares traded in a usual day. */
  readonly volume: number;
  /** Absent for what has none. */
  readonly openInterest?: number;
}

export interface CatalogueEntry {
  readonly instrument: Instrument;
  readonly synthetic: SyntheticTerms;
}

/** How the participants of a matching instrument behave. Distances in ticks, sizes in contracts. */
export interface CrowdTerms {
  /** Fair value to begin with, and the one that it is drawn back to, in currency units. May be negative. */
  readonly price: number;
  /** Standard deviation of fair value over one second of exchange time. */
  readonly volatility: number;
  /** Seconds in which half of the way back to `price` is gone. */
  readonly halfLife: number;
  /** From touch to touch while nobody else quotes. */
  readonly spread: number;
  /** Usual size of the best level; deeper ones hold more. */
  readonly size: number;
  readonly tradesPerSecond: number;
}

/** An instrument whose orders cross among accounts and participants. */
export interface MatchingEntry {
  readonly instrument: Instrument;
  readonly participants: CrowdTerms;
}

/** Oldest first; `from` is the first day. */
type Changes = readonly { readonly from: string; readonly terms: Partial<Instrument> }[];

type Listed<Life> = Partial<Omit<Instrument, 'id' | 'exchange'>> & { readonly code: string; readonly changes?: Changes } & Life;

interface Group<Life> {
  readonly exchange: Exchange;
  readonly terms: Partial<Instrument>;
  readonly changes?: Changes;
  readonly instruments: readonly Listed<Life>[];
}

interface CatalogueFile<Life> {
  readonly groups: readonly Group<Life>[];
}

// JSON imports type every text as `string`; the catalogue's test checks each field.
const FILES = [chinaFutures, chinaStocks, hongKong, unitedStates, chinaOptions] as unknown as readonly CatalogueFile<{ readonly synthetic: SyntheticTerms }>[];
const MATCHING_FILE = pankou as unknown as CatalogueFile<{ readonly participants: CrowdTerms }>;

function instrumentOf(exchange: Exchange, terms: Partial<Instrument>, own: Partial<Instrument> & { readonly code: string }): Instrument {
  const merged = { ...terms, ...own } as Instrument;
  return { ...merged, id: `${exchange}.${own.code}`, exchange, product: merged.product ?? own.code, decimals: merged.decimals ?? decimalsOf(merged.tickSize) };
}

/** Terms as they are on a day. @param day null for the newest */
const inForce = <Terms extends object>(terms: Terms, changes: Changes | undefined, day: string | null): Terms =>
  Object.assign({}, terms, ...(changes ?? []).filter(({ from }) => day === null || from <= day).map((change) => change.terms));

function entriesOf({ exchange, terms, changes, instruments }: Group<{ readonly synthetic: SyntheticTerms }>, day: string | null): CatalogueEntry[] {
  const rules = inForce(terms, changes, day);
  return instruments.map(({ synthetic, changes: own, ...listed }) => ({ instrument: instrumentOf(exchange, rules, inForce(listed, own, day)), synthetic }));
}

/**
 * Every instrument that a feed carries, in the catalogue's order, with the rules of a day. CFFEX.IF2101, the recorded one, is first; an
 * option comes after its underlying.
 * @param day `YYYY-MM-DD`; null for the newest rules
 */
export const catalogueOn = (day: string | null): readonly CatalogueEntry[] => FILES.flatMap((file) => file.groups.flatMap((group) => entriesOf(group, day)));

/** The catalogue with the newest rules. */
export const CATALOGUE: readonly CatalogueEntry[] = catalogueOn(null);

/** What no feed carries: TEST, BTC and MINUS, whose market is made on the exchange itself. */
export const MATCHING: readonly MatchingEntry[] = MATCHING_FILE.groups.flatMap(({ exchange, terms, instruments }) =>
  instruments.map(({ participants, ...own }) => ({ instrument: instrumentOf(exchange, terms, own), participants })),
);

/** An entry by `EXCHANGE.CODE`. */
export function catalogueEntry(id: InstrumentId): CatalogueEntry | null {
  return CATALOGUE.find((entry) => entry.instrument.id === id) ?? null;
}
