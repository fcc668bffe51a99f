/** What is kept of the matching instruments' market over a restart, in a broker's durable space: prices and day figures often, bars now and then. */
import type { BrokerDocument, BrokerStorage } from '#electron/brokers/broker.ts';
import type { MatchingFeed, MatchingState } from './matching-feed.ts';
import type { OwnBarsState } from './own-bars.ts';

const MARKET = 'matching-market';
const BARS = 'matching-bars';
const BARS_EVERY_MS = 60_000;

export class MarketMemory {
  readonly #feed: MatchingFeed;
  readonly #storage: BrokerStorage;
  #barsAt = -Infinity;

  constructor(feed: MatchingFeed, storage: BrokerStorage) {
    this.#feed = feed;
    this.#storage = storage;
  }

  /** The markets go on where they were left. Throws where what was kept cannot be read; they begin anew then, as at the first start. */
  restore(): void {
    const bars = this.#storage.readDocument(BARS);
    if (bars !== null) this.#feed.restoreBars(JSON.parse(bars) as Record<string, OwnBarsState>);
    const market = this.#storage.readDocument(MARKET);
    if (market !== null) this.#feed.restore(JSON.parse(market) as MatchingState);
  }

  /**
   * What is to be kept now.
   * @param now UTC ms; Infinity for all of it
   */
  documents(now: number): readonly BrokerDocument[] {
    const market = { key: MARKET, text: JSON.stringify(this.#feed.state()) };
    if (now - this.#barsAt < BARS_EVERY_MS) return [market];
    this.#barsAt = now === Infinity ? -Infinity : now;
    return [market, { key: BARS, text: JSON.stringify(this.#feed.bars()) }];
  }
}
