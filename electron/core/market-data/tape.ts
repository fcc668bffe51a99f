/** The newest prints of one instrument in the core: a ring that views read by running number, so that none is conflated. */
import { TRADE_WIDTH } from '#shared/model/trade.ts';

export const TAPE_KEPT = 2000;

export class Tape {
  readonly #records = new Float64Array(TAPE_KEPT * TRADE_WIDTH);
  /** Total ever pushed: print number n is in the ring while n ≥ pushed − TAPE_KEPT. */
  pushed = 0;
  #cleared = 0;

  push(exchangeTime: number, price: number, quantity: number, aggressor: number): void {
    const at = (this.pushed % TAPE_KEPT) * TRADE_WIDTH;
    const records = this.#records;
    records[at] = exchangeTime;
    records[at + 1] = price;
    records[at + 2] = quantity;
    records[at + 3] = aggressor;
    records[at + 4] = this.pushed;
    this.pushed++;
  }

  /** Number of the oldest print still kept. */
  get oldest(): number {
    return Math.max(0, this.pushed - TAPE_KEPT);
  }

  /** Copies print number `number` to `target` at `offset`. */
  copy(number: number, target: Float64Array, offset: number): void {
    const at = (number % TAPE_KEPT) * TRADE_WIDTH;
    for (let i = 0; i < TRADE_WIDTH; i++) target[offset + i] = this.#records[at + i];
  }

  /** The last `limit` prints, oldest first, as rows of TRADE_WIDTH. */
  recent(limit: number): number[] {
    const rows: number[] = [];
    const row = new Float64Array(TRADE_WIDTH);
    for (let n = Math.max(this.from, this.pushed - limit); n < this.pushed; n++) {
      this.copy(n, row, 0);
      rows.push(...row);
    }
    return rows;
  }

  /** Forgets what was printed; numbers go on. */
  clear(): void {
    this.#cleared = this.pushed;
  }

  /** First number since the last clear: nothing older is shown. */
  get from(): number {
    return Math.max(this.oldest, this.#cleared);
  }
}
