/** How fast the market comes and is painted: sampled once a second, for the status bar. */
import { create } from 'zustand';
import type { ScreenMarket } from '#renderer/client/market-mirror.ts';

export interface FeedRate {
  readonly updatesPerSecond: number;
  readonly framesPerSecond: number;
  /** Tick to paint, ms; NaN where nothing was painted. */
  readonly p50: number;
  readonly p99: number;
}

const NOTHING: FeedRate = { updatesPerSecond: 0, framesPerSecond: 0, p50: Number.NaN, p99: Number.NaN };

export const useFeedRate = create<FeedRate>(() => NOTHING);

const SAMPLE_MS = 1_000;
/** Delays that a percentile is made of. */
const RECENT = 300;

/** The value below which `part` of the figures are; NaN of none. Pure. */
export function percentile(figures: readonly number[], part: number): number {
  if (figures.length === 0) return Number.NaN;
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}

/** Samples the market until the returned function is called. */
export function sampleFeed(market: ScreenMarket): () => void {
  let { recordsApplied, framesPainted } = market;
  let at = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    const seconds = (now - at) / 1000;
    const recent = market.paintDelays.slice(-RECENT);
    useFeedRate.setState({
      updatesPerSecond: (market.recordsApplied - recordsApplied) / seconds,
      framesPerSecond: (market.framesPainted - framesPainted) / seconds,
      p50: percentile(recent, 0.5),
      p99: percentile(recent, 0.99),
    });
    ({ recordsApplied, framesPainted } = market);
    at = now;
  }, SAMPLE_MS);
  return () => clearInterval(timer);
}
