/** Time limits (rule 8). One length per queue, so that what is due first stands first and one timer does for all. */
export class Deadlines {
  readonly #ms: number;
  readonly #now: () => number;
  readonly #after: (ms: number, task: () => void) => () => void;
  #queue: { readonly at: number; readonly waits: () => boolean; readonly due: () => void }[] = [];
  #from = 0;
  #stop: (() => void) | null = null;

  constructor(ms: number, now: () => number, after: (ms: number, task: () => void) => () => void) {
    this.#ms = ms;
    this.#now = now;
    this.#after = after;
  }

  get seconds(): number {
    return this.#ms / 1000;
  }

  /** Calls `due` when the limit has passed and it still `waits`. What does not any more is let go, so that a burst that was answered is not held until its limit. */
  watch(waits: () => boolean, due: () => void): void {
    while (this.#from < this.#queue.length && !this.#queue[this.#from].waits()) this.#from++;
    this.#trim();
    this.#queue.push({ at: this.#now() + this.#ms, waits, due });
    this.#stop ??= this.#after(this.#ms, this.#pass);
  }

  readonly #pass = (): void => {
    this.#stop = null;
    const time = this.#now();
    // A timer may fire a fraction early.
    while (this.#from < this.#queue.length && this.#queue[this.#from].at <= time + 1) {
      const { waits, due } = this.#queue[this.#from++];
      if (waits()) due();
    }
    this.#trim();
    if (this.#queue.length > 0) this.#stop = this.#after(Math.max(1, this.#queue[this.#from].at - time), this.#pass);
  };

  #trim(): void {
    if (this.#from < this.#queue.length && this.#from < 256) return;
    this.#queue = this.#queue.slice(this.#from);
    this.#from = 0;
  }

  close(): void {
    this.#stop?.();
    this.#stop = null;
    this.#queue = [];
    this.#from = 0;
  }
}
