/** The newest prints of one instrument in a fixed block of memory. */
import { TRADE_WIDTH } from '#shared/model/trade.ts';
import type { TapeRing } from './client.ts';

export const TAPE_KEPT = 2_000;

export class PrintRing implements TapeRing {
  readonly records = new Float64Array(TAPE_KEPT * TRADE_WIDTH);
  size = 0;
  pushed = 0;

  /** Copies one record out of a frame. */
  push(frame: Float64Array, at: number): void {
    const to = (this.pushed % TAPE_KEPT) * TRADE_WIDTH;
    for (let i = 0; i < TRADE_WIDTH; i++) this.records[to + i] = frame[at + i];
    this.pushed++;
    if (this.size < TAPE_KEPT) this.size++;
  }

  offsetOf(index: number): number {
    return ((this.pushed - this.size + index) % TAPE_KEPT) * TRADE_WIDTH;
  }

  /** Forgets what is kept: prints were missed, and what comes next does not follow on. `pushed` goes on counting. */
  clear(): void {
    this.size = 0;
  }
}
