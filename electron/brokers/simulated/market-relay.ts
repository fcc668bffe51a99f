/** Hands the feed's records on to the core, for the instruments that it wants. */
import type { BrokerSink } from '#electron/brokers/broker.ts';
import type { InstrumentId } from '#shared/model/instrument.ts';
import { QUOTE } from '#shared/model/quote.ts';
import type { Ticks } from '#shared/price.ts';
import type { Feed } from './feed.ts';

const UNWANTED = -1;

export class MarketRelay {
  readonly #feed: Feed;
  readonly #sink: BrokerSink;
  readonly #now: () => number;
  readonly #indexOf = new Map<InstrumentId, number>();
  /** The hub's slot of each instrument of the feed. */
  readonly #slots: number[] = [];
  /** Instruments whose whole state is owed. */
  readonly #owed = new Set<number>();
  /** While held, nothing is sent: the state is owed instead. */
  held = false;

  constructor(feed: Feed, sink: BrokerSink, now: () => number) {
    this.#feed = feed;
    this.#sink = sink;
    this.#now = now;
    this.listed();
  }

  /** Takes in what the feed lists beyond what it did. */
  listed(): void {
    const { instruments } = this.#feed;
    for (let index = this.#slots.length; index < instruments.length; index++) {
      this.#slots.push(UNWANTED);
      this.#indexOf.set(instruments[index].id, index);
    }
  }

  /** Replaces what is wanted; the state of what is new is owed. */
  want(instruments: readonly InstrumentId[]): void {
    const wanted = new Set(instruments.map((id) => this.#indexOf.get(id) ?? UNWANTED));
    for (let index = 0; index < this.#slots.length; index++) {
      if (!wanted.has(index)) {
        this.#slots[index] = UNWANTED;
        this.#owed.delete(index);
      } else if (this.#slots[index] === UNWANTED) {
        this.#slots[index] = this.#sink.slotOf(this.#feed.instruments[index].id);
        this.#owed.add(index);
      }
    }
  }

  quote(index: number, record: Float64Array): void {
    const slot = this.#slots[index];
    if (slot === UNWANTED) return;
    if (this.held) {
      this.#owed.add(index);
      return;
    }
    record[QUOTE.receivedAt] = this.#now();
    this.#sink.quote(slot, record, 0);
  }

  book(index: number, record: Float64Array): void {
    const slot = this.#slots[index];
    if (slot !== UNWANTED && !this.held) this.#sink.book(slot, record, 0);
  }

  trade(index: number, exchangeTime: number, price: Ticks, quantity: number, aggressor: number): void {
    const slot = this.#slots[index];
    if (slot !== UNWANTED && !this.held) this.#sink.trade(slot, exchangeTime, price, quantity, aggressor);
  }

  /** Sends the states that are owed. */
  settleDebts(): void {
    for (const index of this.#owed) {
      const slot = this.#slots[index];
      const quote = this.#feed.quoteOf(index);
      quote[QUOTE.receivedAt] = this.#now();
      this.#sink.quote(slot, quote, 0);
      this.#sink.book(slot, this.#feed.bookOf(index), 0);
    }
    this.#owed.clear();
  }
}
