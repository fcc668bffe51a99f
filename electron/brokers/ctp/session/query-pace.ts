/** One question after another, begun at least so far apart: a counter of the family answers one a second and refuses the rest (-3). */
import type { Clock } from './clock.ts';

interface Waiting {
  readonly isUrgent: boolean;
  readonly run: () => Promise<void>;
}

export class QueryPace {
  readonly #clock: Clock;
  readonly #apartMs: number;
  readonly #waiting: Waiting[] = [];
  #busy = false;
  #nextAt = -Infinity;
  #ended = false;

  constructor(clock: Clock, apartMs: number) {
    this.#clock = clock;
    this.#apartMs = apartMs;
  }

  /** Runs a question when it is its turn; urgent ones go before the others, each kind in the order they came. */
  add<T>(isUrgent: boolean, ask: () => Promise<T>, ended: T): Promise<T> {
    if (this.#ended) return Promise.resolve(ended);
    return new Promise((resolve) => {
      const waiting: Waiting = { isUrgent, run: async () => resolve(this.#ended ? ended : await ask()) };
      const behind = isUrgent ? this.#waiting.findIndex((other) => !other.isUrgent) : -1;
      if (behind < 0) this.#waiting.push(waiting);
      else this.#waiting.splice(behind, 0, waiting);
      this.#next();
    });
  }

  #next(): void {
    if (this.#busy) return;
    const wait = this.#nextAt - this.#clock.now();
    if (wait > 0 && !this.#ended) {
      this.#busy = true;
      this.#clock.after(wait, () => {
        this.#busy = false;
        this.#next();
      });
      return;
    }
    const first = this.#waiting.shift();
    if (!first) return;
    this.#busy = true;
    this.#nextAt = this.#clock.now() + this.#apartMs;
    void first.run().finally(() => {
      this.#busy = false;
      this.#next();
    });
  }

  /** Everything that waits is answered as ended, without being asked. */
  end(): void {
    this.#ended = true;
    for (const { run } of this.#waiting.splice(0)) void run();
  }
}
