/**
 * A participant that quotes both sides, one order at each tick of a window around fair value. The window follows fair value; what
 * was traded away is put back a little at a time, so that an order that sweeps the book moves it and the book comes back.
 */
import type { Side } from '#shared/model/order.ts';
import type { CrowdTerms } from '../feed/catalogue.ts';
import type { Random } from '../feed/random.ts';
import type { Ticks } from '#shared/price.ts';
import type { ParticipantOrder } from '../exchange/participants.ts';
import type { Floor } from './floor.ts';

/** Ticks quoted on each side: more than a screen's ten levels, so that the tenth is seldom missing. */
export const LEVELS = 12;
/** Orders put back on each side at a step: eight a second. */
const REFILLS = 1;
/** How many ticks farther out than the window an order may stand before it is taken away. */
const SLACK = 3;
/** Chance at each step that one order of a side is replaced by one of another size. */
const FRESHENED = 0.4;
/** How much more each deeper level holds, as a part of the best. */
const DEEPER = 0.25;

export class MarketMaker {
  readonly #terms: CrowdTerms;
  readonly #random: Random;
  readonly #bids = new Map<Ticks, ParticipantOrder>();
  readonly #asks = new Map<Ticks, ParticipantOrder>();

  constructor(terms: CrowdTerms, random: Random) {
    this.#terms = terms;
    this.#random = random;
  }

  /** Takes every order away. */
  leave(floor: Floor): void {
    for (const orders of [this.#bids, this.#asks]) {
      for (const order of orders.values()) floor.cancel(order);
      orders.clear();
    }
  }

  /** The orders are gone with the book they were in. */
  forget(): void {
    this.#bids.clear();
    this.#asks.clear();
  }

  /**
   * One step. Nothing is quoted beyond the day's limits (NaN: none).
   * @param all puts everything back at once: the market opens
   */
  quote(floor: Floor, fair: number, lower: Ticks, upper: Ticks, all: boolean): void {
    const bid = Math.floor(fair - (this.#terms.spread - 1) / 2);
    const ask = bid + this.#terms.spread;
    // Both sides make room before either comes closer: it never trades with itself.
    this.#withdraw(floor, this.#bids, bid, -1);
    this.#withdraw(floor, this.#asks, ask, 1);
    const most = all ? LEVELS : REFILLS;
    this.#fill(floor, this.#bids, 'buy', bid, lower, upper, most);
    this.#fill(floor, this.#asks, 'sell', ask, lower, upper, most);
  }

  #withdraw(floor: Floor, orders: Map<Ticks, ParticipantOrder>, best: Ticks, away: 1 | -1): void {
    for (const [price, order] of orders) {
      const depth = (price - best) * away;
      if (floor.left(order) > 0) {
        if (depth >= 0 && depth < LEVELS + SLACK) continue;
        floor.cancel(order);
      }
      orders.delete(price);
    }
    if (this.#random.next() >= FRESHENED) return;
    const price = best + away * Math.floor(this.#random.next() * LEVELS);
    const order = orders.get(price);
    if (order === undefined) return;
    floor.cancel(order);
    orders.delete(price);
  }

  #fill(floor: Floor, orders: Map<Ticks, ParticipantOrder>, side: Side, best: Ticks, lower: Ticks, upper: Ticks, most: number): void {
    const away = side === 'buy' ? -1 : 1;
    let placed = 0;
    for (let depth = 0; depth < LEVELS && placed < most; depth++) {
      const price = best + away * depth;
      if (orders.has(price) || price < lower || price > upper) continue;
      const usual = this.#terms.size * (1 + DEEPER * depth);
      const order = floor.place(side, price, Math.max(1, Math.round(usual * (0.4 + 1.2 * this.#random.next()))), true);
      if (order !== 0) orders.set(price, order);
      placed++;
    }
  }
}
