/** Time as the broker's context gives it. `after` returns what cancels it. */
export interface Clock {
  readonly now: () => number;
  readonly after: (ms: number, task: () => void) => () => void;
}
