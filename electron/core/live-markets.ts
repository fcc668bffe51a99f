/**
 * What live connections carry, for a simulated exchange to trade against: their quotes, books and prints as they come in, and
 * whether they are kept up.
 */
import type { LiveMarket, LiveMarketListener } from '#electron/brokers/broker.ts';
import { QUOTE_WIDTH } from '#shared/model/quote.ts';
import type { Ticks } from '#shared/price.ts';
import type { InstrumentDirectory } from './instrument-directory.ts';
import type { MarketDataHub } from './market-data/hub.ts';

export class LiveMarkets {
  readonly #hub: MarketDataHub;
  readonly #directory: InstrumentDirectory;
  readonly #listeners = new Set<LiveMarketListener>();

  constructor(hub: MarketDataHub, directory: InstrumentDirectory) {
    this.#hub = hub;
    this.#directory = directory;
  }

  /** @param owner whose wants these are: a connection's id */
  for(owner: string): LiveMarket {
    const hub = this.#hub;
    return {
      carried: () => this.#directory.all().filter((instrument) => this.#directory.isLive(instrument.id)),
      carries: (instrument) => this.#directory.isLive(instrument),
      want: (instruments) => hub.want(`live/${owner}`, instruments),
      newest: (instrument) => {
        const slot = hub.knownSlot(instrument);
        if (slot === undefined || !this.#directory.isLive(instrument)) return null;
        return { quote: hub.quotes.slice(slot * QUOTE_WIDTH, (slot + 1) * QUOTE_WIDTH), book: hub.books[slot]?.slice() ?? null };
      },
      listen: (listener) => {
        this.#listeners.add(listener);
        return () => void this.#listeners.delete(listener);
      },
    };
  }

  /** A live connection wrote into the hub: a quote, a book, a print. */
  quote(slot: number): void {
    if (this.#listeners.size === 0) return;
    const id = this.#hub.idOf(slot);
    const record = this.#hub.quotes.subarray(slot * QUOTE_WIDTH, (slot + 1) * QUOTE_WIDTH);
    for (const listener of this.#listeners) listener.quote(id, record);
  }

  book(slot: number): void {
    const book = this.#hub.books[slot];
    if (this.#listeners.size === 0 || !book) return;
    const id = this.#hub.idOf(slot);
    for (const listener of this.#listeners) listener.book(id, book);
  }

  trade(slot: number, exchangeTime: number, price: Ticks, quantity: number, aggressor: number): void {
    if (this.#listeners.size === 0) return;
    const id = this.#hub.idOf(slot);
    for (const listener of this.#listeners) listener.trade(id, exchangeTime, price, quantity, aggressor);
  }

  /** Quotes of these slots are no longer kept up; once they are again the next quote tells. */
  stale(slots: readonly number[]): void {
    for (const slot of slots) for (const listener of this.#listeners) listener.stale(this.#hub.idOf(slot));
  }

  /** Which instruments are carried, or on which terms, changed. */
  changed(): void {
    for (const listener of this.#listeners) listener.carriedChanged();
  }
}
