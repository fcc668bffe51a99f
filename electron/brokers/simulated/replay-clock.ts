/** Turns wall time into open-market time: speed, pause, and no leap after the process was stalled. */

/** The most wall time that one step makes up for, in ms: a stalled or sleeping machine does not replay its absence. */
export const LONGEST_STEP_MS = 250;

export class ReplayClock {
  #speed: number;
  #paused = false;
  #last: number;

  /** @param now UTC ms */
  constructor(now: number, speed: number) {
    this.#last = now;
    this.#speed = speed;
  }

  get speed(): number {
    return this.#speed;
  }

  get paused(): boolean {
    return this.#paused;
  }

  /** Counts from `now` on: what went by before is nobody's. */
  start(now: number): void {
    this.#last = now;
  }

  /** A new speed holds for the step under way too. */
  set(now: number, change: { readonly speed?: number; readonly paused?: boolean }): void {
    if (change.speed !== undefined) this.#speed = change.speed;
    if (change.paused !== undefined && change.paused !== this.#paused) {
      this.#paused = change.paused;
      this.#last = now;
    }
  }

  /** Open-market ms since the last step. A wall clock that went back gives none. */
  step(now: number): number {
    const wall = Math.min(Math.max(now - this.#last, 0), LONGEST_STEP_MS);
    this.#last = now;
    return this.#paused ? 0 : wall * this.#speed;
  }
}
