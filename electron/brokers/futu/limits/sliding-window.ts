/** At most so many of something in any stretch of time, and never two closer than a gap. */
export interface RateLimit {
  readonly count: number;
  readonly perMs: number;
  /** Least time between two in a row. */
  readonly gapMs?: number;
}

/** On the way to OpenD two requests may come closer together than they left: so much is kept in reserve. */
const JITTER_MS = 50;

/** Keeps a RateLimit: of any `count` + 1 in a row the first and the last are more than `perMs` apart (seeds/003, line 11781). */
export class SlidingWindow {
  readonly #limit: RateLimit;
  /** When the newest ones went or will go, in a ring; older than any limit at first. */
  readonly #times: Float64Array;
  #next = 0;

  constructor(limit: RateLimit) {
    this.#limit = limit;
    this.#times = new Float64Array(limit.count).fill(-Infinity);
  }

  /** How long from `now` until one more may go: 0 is at once. UTC ms; time that runs backwards makes waits longer, never shorter. */
  waitFor(now: number): number {
    const { perMs, gapMs = 0, count } = this.#limit;
    const afterOldest = this.#times[this.#next] + perMs + JITTER_MS;
    const last = this.#times[(this.#next + count - 1) % count];
    const afterLast = gapMs > 0 ? last + gapMs : last;
    return Math.max(0, afterOldest - now, afterLast - now);
  }

  /** Takes the next place. @returns how long from `now` the one who took it must wait, which is `waitFor` */
  take(now: number): number {
    const wait = this.waitFor(now);
    this.#times[this.#next] = now + wait;
    this.#next = (this.#next + 1) % this.#limit.count;
    return wait;
  }
}
