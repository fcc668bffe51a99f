/** Volume traded at each price as far as this ladder has seen the tape, and the last print. */
import { TRADE, TRADE_WIDTH } from '#shared/model/trade.ts';
import type { Ticks } from '#shared/price.ts';
import type { TapeRing } from '#renderer/client/client.ts';
import { startsAnew } from '#renderer/panels/trades-tape/trades-tape-model.ts';

export class VolumeAtPrice {
  readonly #byPrice = new Map<Ticks, number>();
  #seen = 0;
  #lastSequence = -Infinity;
  #lastTime = -Infinity;
  most = 0;
  lastPrice: Ticks = NaN;
  lastQuantity = 0;
  /** 1 buyer, -1 seller, 0 not known. */
  lastAggressor = 0;

  at(price: Ticks): number {
    return this.#byPrice.get(price) ?? 0;
  }

  /** Starts from the core's prints (flat rows, oldest first); what the ring holds of the same run is not counted twice. */
  seed(rows: readonly number[], ring: TapeRing): void {
    this.#clear();
    for (let at = 0; at + TRADE_WIDTH <= rows.length; at += TRADE_WIDTH) this.#add(rows, at);
    this.#seen = 0;
    this.#read(ring, this.#lastSequence);
  }

  /** Adds what was pushed since the last call. After a jump of the feed counting starts anew. */
  follow(ring: TapeRing): void {
    if (ring.pushed !== this.#seen) this.#read(ring, -Infinity);
  }

  #read(ring: TapeRing, known: number): void {
    if (ring.pushed < this.#seen) this.#clear();
    const first = ring.pushed - ring.size;
    for (let push = Math.max(first, Math.min(this.#seen, ring.pushed)); push < ring.pushed; push++) {
      const at = ring.offsetOf(push - first);
      const sequence = ring.records[at + TRADE.sequence];
      if (sequence <= known) continue;
      if (startsAnew(sequence, this.#lastSequence, ring.records[at + TRADE.exchangeTime], this.#lastTime)) this.#clear();
      this.#add(ring.records, at);
    }
    this.#seen = ring.pushed;
  }

  #add(records: ArrayLike<number>, at: number): void {
    const price = records[at + TRADE.price];
    const quantity = records[at + TRADE.quantity];
    const total = this.at(price) + quantity;
    this.#byPrice.set(price, total);
    if (total > this.most) this.most = total;
    this.lastPrice = price;
    this.lastQuantity = quantity;
    this.lastAggressor = records[at + TRADE.aggressor];
    this.#lastSequence = records[at + TRADE.sequence];
    this.#lastTime = records[at + TRADE.exchangeTime];
  }

  #clear(): void {
    this.#byPrice.clear();
    this.#lastSequence = -Infinity;
    this.#lastTime = -Infinity;
    this.most = 0;
    this.lastPrice = NaN;
    this.lastQuantity = 0;
    this.lastAggressor = 0;
  }
}
