/**
 * The liquidity participants of one matching instrument: a market maker, and takers that trade now and then. They have no account
 * and no rule but the day's limits; all they do follows from their seed, their steps and the book.
 *
 * A step is an eighth of a second of exchange time and costs at most some thirty book operations, usually two or three: at 1x some six
 * changes of the book a second, at the fastest replay (100x) eight hundred steps a real second.
 */
import type { CrowdTerms } from '../feed/catalogue.ts';
import { Random } from '../feed/random.ts';
import type { Ticks } from '#shared/price.ts';
import { FairValue } from './fair-value.ts';
import type { Floor } from './floor.ts';
import { MarketMaker } from './market-maker.ts';

/** Exchange time between two steps. */
export const STEP_MS = 125;

/** What participants see of the market beside its book: NaN where there is none. */
export interface CrowdView {
  readonly last: Ticks;
  /** Of the day. */
  readonly volume: number;
  readonly lowerLimit: Ticks;
  readonly upperLimit: Ticks;
}

export class Crowd {
  readonly #terms: CrowdTerms;
  readonly #random: Random;
  readonly #maker: MarketMaker;
  readonly #home: Ticks;
  #fair: FairValue;
  #opening = true;
  #volume = 0;

  /** @param home what the instrument is worth in the long run, in ticks */
  constructor(terms: CrowdTerms, home: Ticks, seed: number) {
    this.#terms = terms;
    this.#home = home;
    this.#random = new Random(seed);
    this.#maker = new MarketMaker(terms, this.#random);
    this.#fair = new FairValue(terms, home, home, STEP_MS / 1000);
  }

  /** Comes to a market anew: quotes around `last` (NaN: around home) at the next step. Orders it had are gone with their book. */
  arrive(last: Ticks): void {
    this.#maker.forget();
    this.#reopen(last);
  }

  /** Takes its orders out of a book that stays, and begins again around `last`. */
  restart(floor: Floor, last: Ticks): void {
    this.#maker.leave(floor);
    this.#reopen(last);
  }

  #reopen(last: Ticks): void {
    this.#fair = new FairValue(this.#terms, this.#home, Number.isNaN(last) ? this.#home : last, STEP_MS / 1000);
    this.#opening = true;
    this.#volume = NaN;
  }

  /** One step of exchange time. */
  step(floor: Floor, view: CrowdView): void {
    const { last, volume, lowerLimit, upperLimit } = view;
    this.#fair.move(this.#random, volume === this.#volume || this.#opening ? NaN : last);
    this.#fair.bound(lowerLimit, upperLimit);
    this.#volume = volume;
    this.#maker.quote(floor, this.#fair.value, lowerLimit, upperLimit, this.#opening);
    const opening = this.#opening;
    this.#opening = false;
    // Whoever comes to an open market finds it as it was: nobody has traded in its first moment.
    if (!opening && this.#random.next() < (this.#terms.tradesPerSecond * STEP_MS) / 1000) this.#take(floor);
  }

  /** Somebody wants it at once: more often a buyer when it looks cheap. */
  #take(floor: Floor): void {
    const { bid, ask } = floor;
    const cheap = Number.isNaN(bid) || Number.isNaN(ask) ? 0 : (this.#fair.value - (bid + ask) / 2) / (4 * this.#terms.spread);
    const buys = this.#random.next() < 0.5 + Math.max(-0.3, Math.min(0.3, cheap));
    const quantity = 1 + Math.floor(-Math.log(1 - this.#random.next()) * this.#terms.size * 0.3);
    const touch = buys ? ask : bid;
    if (!Number.isNaN(touch)) floor.place(buys ? 'buy' : 'sell', touch, Math.min(quantity, 2 * this.#terms.size), false);
  }
}
