/**
 * Which instruments of live connections are listed at a simulated exchange beside its own: those that somebody ordered there, from the
 * first order on and for good, as its log then names them.
 */
import type { BrokerStorage, LiveMarket } from '#electron/brokers/broker.ts';
import { sessionTable } from '#shared/calendar/session-tables.ts';
import { hasMargin } from '#shared/ledger/option.ts';
import { paidInFull, type Instrument, type InstrumentId } from '#shared/model/instrument.ts';
import type { ListingFeed } from './listing-feed.ts';

/** Terms of what was listed, as they were then. */
const DOCUMENT = 'listed-live';

/** Whether everything is known that orders, margin and settlement need: an index is not traded, a future or option without margin not insured. */
const isTradable = (instrument: Instrument): boolean =>
  instrument.kind !== 'index' && instrument.kind !== 'bond' && (instrument.kind !== 'option' || hasMargin(instrument)) && instrument.multiplier > 0 && instrument.tickSize > 0 && (paidInFull(instrument) || instrument.margin !== undefined) && sessionTable(instrument.sessions) !== null;

export class LiveListing {
  readonly #feed: ListingFeed;
  readonly #live: LiveMarket;
  readonly #storage: BrokerStorage;
  readonly #listed: Instrument[] = [];

  constructor(feed: ListingFeed, live: LiveMarket, storage: BrokerStorage) {
    this.#feed = feed;
    this.#live = live;
    this.#storage = storage;
  }

  /** Lists what was listed in earlier runs. Throws where that cannot be read: the log names it. */
  restore(): void {
    const text = this.#storage.readDocument(DOCUMENT);
    if (text === null || this.#listed.length > 0) return;
    for (const instrument of JSON.parse(text) as Instrument[]) {
      this.#listed.push(instrument);
      this.#feed.list(instrument);
    }
  }

  /** The terms of an instrument that could be listed here and is not; null where there is none. */
  offered(id: InstrumentId): Instrument | null {
    if (!this.#live.carries(id) || this.#feed.instruments.some((instrument) => instrument.id === id)) return null;
    const terms = this.#live.carried().find((instrument) => instrument.id === id);
    return terms && isTradable(terms) ? terms : null;
  }

  /** Lists an instrument, written before anything can name it. Throws when the disk refuses, and then it is not listed. */
  list(instrument: Instrument): void {
    this.#storage.append([], [{ key: DOCUMENT, text: JSON.stringify([...this.#listed, instrument]) }]);
    this.#listed.push(instrument);
    this.#feed.list(instrument);
  }
}
