/** Which source is next: a binary heap of source numbers by time, ties by number, so that the order never depends on how a span is sliced. */
export class EventQueue {
  readonly #times: Float64Array;
  readonly #heap: Int32Array;
  #size = 0;

  constructor(sources: number) {
    this.#times = new Float64Array(sources);
    this.#heap = new Int32Array(sources);
  }

  clear(): void {
    this.#size = 0;
  }

  /** Adds a source that is not queued. */
  add(source: number, time: number): void {
    this.#times[source] = time;
    let at = this.#size++;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!this.#before(source, this.#heap[above])) break;
      this.#heap[at] = this.#heap[above];
      at = above;
    }
    this.#heap[at] = source;
  }

  /** Time of the next source, Infinity when none is queued. */
  get nextTime(): number {
    return this.#size === 0 ? Infinity : this.#times[this.#heap[0]];
  }

  /** The next source, -1 when none is queued. It stays queued: `replace` says when it comes again. */
  get first(): number {
    return this.#size === 0 ? -1 : this.#heap[0];
  }

  /** Gives the first source its next time; Infinity takes it out. */
  replace(time: number): void {
    let source = this.#heap[0];
    if (time === Infinity) {
      this.#size--;
      if (this.#size === 0) return;
      source = this.#heap[this.#size];
    } else {
      this.#times[source] = time;
    }
    let at = 0;
    for (;;) {
      let below = at * 2 + 1;
      if (below >= this.#size) break;
      if (below + 1 < this.#size && this.#before(this.#heap[below + 1], this.#heap[below])) below++;
      if (!this.#before(this.#heap[below], source)) break;
      this.#heap[at] = this.#heap[below];
      at = below;
    }
    this.#heap[at] = source;
  }

  #before(a: number, b: number): boolean {
    return this.#times[a] < this.#times[b] || (this.#times[a] === this.#times[b] && a < b);
  }
}
