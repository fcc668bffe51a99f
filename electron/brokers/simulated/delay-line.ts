/** Things on their way that arrive in the order in which they left, each as long after as the way took then. */

export class DelayLine {
  /** How long the way takes whatever leaves from now on, ms. */
  latency: number;
  readonly #now: () => number;
  readonly #later: (ms: number, task: () => void) => void;
  readonly #underway: (() => void)[] = [];
  /** When the last one arrives: a shorter way does not overtake. */
  #lastDue = -Infinity;

  /**
   * @param now UTC ms
   * @param later runs a task after ms; equal delays may come in any order
   */
  constructor(latency: number, now: () => number, later: (ms: number, task: () => void) => void) {
    this.latency = latency;
    this.#now = now;
    this.#later = later;
  }

  /** @returns whether it arrived at once: no way to go, and nothing ahead of it */
  send(task: () => void): boolean {
    if (this.latency === 0 && this.#underway.length === 0) {
      task();
      return true;
    }
    const now = this.#now();
    this.#lastDue = Math.max(this.#lastDue, now + this.latency);
    this.#underway.push(task);
    this.#later(this.#lastDue - now, () => this.#underway.shift()?.());
    return false;
  }

  /** Delivers at once what is still on its way. */
  deliverAll(): void {
    for (const task of this.#underway.splice(0)) task();
  }
}
