/** The tape: what the core remembers below, what the window has seen since on top. Pure, apart from remembering how far it read. */
import { TRADE, TRADE_WIDTH } from '#shared/model/trade.ts';
import type { TapeRing } from '#renderer/client/client.ts';

/** Where one print lies: a record of TRADE_WIDTH at `offset` of `records`. */
export interface PrintAt {
  records: ArrayLike<number>;
  offset: number;
}

/** How many prints the core is asked for when an instrument is chosen. */
export const RECENT_PRINTS = 500;

/** A print this much older than the one before it comes from a feed that jumped (the replay was set back, or began its loop again). */
const JUMP_MS = 60_000;

/** Whether a print does not follow on the one before it: numbers ran backwards (another core), or the exchange's clock did. Times in UTC ms. */
export const startsAnew = (sequence: number, lastSequence: number, time: number, lastTime: number): boolean =>
  sequence <= lastSequence || time < lastTime - JUMP_MS;

/** Height of a row by density: four pixels below the tables' rows, so that more of the tape is seen. */
export const TAPE_ROW_PX = { compact: 16, normal: 18, comfortable: 22 } as const;

export class Tape {
  /** Rows of `trades.recent`, oldest first. */
  #recent: readonly number[] = [];
  #recentLast = -Infinity;
  /** Push number of the first print of the ring that counts: what lies before belongs to an earlier run of the feed. */
  #from = 0;
  #seen = 0;
  #lastSequence = -Infinity;
  #lastTime = -Infinity;

  /** Takes the core's prints (flat rows, oldest first). Prints of the ring with a later sequence stay on top of them. */
  seed(rows: readonly number[]): void {
    this.#recent = rows;
    this.#recentLast = rows.length >= TRADE_WIDTH ? rows[rows.length - TRADE_WIDTH + TRADE.sequence] : -Infinity;
  }

  /** Reads what was pushed since the last call; after a jump of the feed the tape starts anew. Answers whether anything came. */
  follow(ring: TapeRing): boolean {
    if (ring.pushed === this.#seen) return false;
    if (ring.pushed < this.#seen) this.#startAnew(0);
    const first = ring.pushed - ring.size;
    for (let push = Math.max(this.#seen, first); push < ring.pushed; push++) {
      const at = ring.offsetOf(push - first);
      const sequence = ring.records[at + TRADE.sequence];
      const time = ring.records[at + TRADE.exchangeTime];
      if (startsAnew(sequence, this.#lastSequence, time, this.#lastTime)) this.#startAnew(push);
      this.#lastSequence = sequence;
      this.#lastTime = time;
    }
    this.#seen = ring.pushed;
    return true;
  }

  #startAnew(push: number): void {
    this.#recent = [];
    this.#recentLast = -Infinity;
    this.#lastSequence = -Infinity;
    this.#lastTime = -Infinity;
    this.#from = push;
  }

  /** Prints of the ring that lie on top of the recent ones. */
  #fresh(ring: TapeRing): number {
    const first = ring.pushed - ring.size;
    let low = Math.max(0, this.#from - first);
    let high = ring.size;
    const end = ring.size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ring.records[ring.offsetOf(middle) + TRADE.sequence] > this.#recentLast) high = middle;
      else low = middle + 1;
    }
    return end - low;
  }

  /** How many prints can be read. */
  count(ring: TapeRing): number {
    return this.#fresh(ring) + this.#recent.length / TRADE_WIDTH;
  }

  /** Points `out` at print number `nth` (0 is the newest). False where there is none. */
  read(ring: TapeRing, nth: number, out: PrintAt): boolean {
    const fresh = this.#fresh(ring);
    if (nth < fresh) {
      out.records = ring.records;
      out.offset = ring.offsetOf(ring.size - 1 - nth);
      return true;
    }
    const offset = this.#recent.length - (nth - fresh + 1) * TRADE_WIDTH;
    if (offset < 0) return false;
    out.records = this.#recent;
    out.offset = offset;
    return true;
  }
}

const SAMPLE = 200;
const ENOUGH = 20;

/**
 * From which size on a print is big: the size that one in twenty of the newest prints reaches, and at least three times
 * their median. Infinity while there are too few to tell.
 */
export function bigSize(tape: Tape, ring: TapeRing): number {
  const at: PrintAt = { records: [], offset: 0 };
  const sizes: number[] = [];
  for (let nth = 0; nth < SAMPLE && tape.read(ring, nth, at); nth++) sizes.push(at.records[at.offset + TRADE.quantity]);
  if (sizes.length < ENOUGH) return Infinity;
  sizes.sort((a, b) => a - b);
  return Math.max(sizes[Math.floor(sizes.length * 0.95)], sizes[sizes.length >> 1] * 3);
}
