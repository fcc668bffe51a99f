/** The instruments that the simulated exchange lists (assets/instruments): contract terms, and how lively generated prices are. */
import chinaFutures from '../../../../assets/instruments/china-futures.json' with { type: 'json' };
import chinaStocks from '../../../../assets/instruments/china-stocks.json' with { type: 'json' };
import hongKong from '../../../../assets/instruments/hong-kong.json' with { type: 'json' };
import unitedStates from '../../../../assets/instruments/united-states.json' with { type: 'json' };
import type { Exchange, Instrument, InstrumentId } from '#shared/model/instrument.ts';
import { decimalsOf } from '#shared/price.ts';

/** Where generated prices start and how they behave. */
export interface SyntheticTerms {
  /** Previous close of the first day, in currency units. */
  readonly price: number;
  /** Standard deviation of a day's return. */
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

type Listed = Partial<Omit<Instrument, 'id' | 'exchange'>> & { readonly code: string; readonly synthetic: SyntheticTerms };

interface CatalogueFile {
  readonly groups: readonly { readonly exchange: Exchange; readonly terms: Partial<Instrument>; readonly instruments: readonly Listed[] }[];
}

// JSON imports type every text as `string`; the catalogue's test checks each field.
const FILES = [chinaFutures, chinaStocks, hongKong, unitedStates] as unknown as readonly CatalogueFile[];

function entriesOf(file: CatalogueFile): CatalogueEntry[] {
  return file.groups.flatMap(({ exchange, terms, instruments }) =>
    instruments.map(({ synthetic, ...own }) => {
      const merged = { ...terms, ...own } as Instrument;
      const instrument: Instrument = { ...merged, id: `${exchange}.${own.code}`, exchange, product: merged.product ?? own.code, decimals: merged.decimals ?? decimalsOf(merged.tickSize) };
      return { instrument, synthetic };
    }),
  );
}

/** Every listed instrument in the catalogue's order; CFFEX.IF2101, the recorded one, is first. */
export const CATALOGUE: readonly CatalogueEntry[] = FILES.flatMap(entriesOf);

/** An entry by `EXCHANGE.CODE`. */
export function catalogueEntry(id: InstrumentId): CatalogueEntry | null {
  return CATALOGUE.find((entry) => entry.instrument.id === id) ?? null;
}
