/** The simulated exchange's clock: a replay of recorded days that never closes, or the world's. */
export interface ReplayStatus {
  /** `wall`: the world's time and each market's own hours; nothing drives it, and there are no days to jump to. */
  readonly clock: 'replay' | 'wall';
  /** Exchange time now, UTC ms. */
  readonly time: number;
  /** `YYYY-MM-DD`. */
  readonly tradingDay: string;
  readonly speed: number;
  readonly paused: boolean;
  /** The days it loops over, each with its first and last moment. */
  readonly days: readonly { readonly day: string; readonly from: number; readonly to: number }[];
}

export const REPLAY_SPEEDS = [1, 2, 5, 10, 20, 50, 100] as const;
