/** The live bars that this window's charts want, together: the core keeps one set per window. */
import type { Adjustment, Period } from '#shared/model/candle.ts';
import type { InstrumentId } from '#shared/model/instrument.ts';
import { client } from '#renderer/client/current.ts';

export interface WatchedSeries {
  readonly instrument: InstrumentId;
  readonly period: Period;
  readonly adjustment: Adjustment;
}

const wanted = new Map<symbol, WatchedSeries>();

/** Tells the core again what is wanted: at each change, and after the link came back. */
export function sendCandleWatch(): void {
  const series = new Map([...wanted.values()].map((s) => [`${s.instrument}/${s.period}/${s.adjustment}`, s]));
  void client().ask('candles.watch', { series: [...series.values()] });
}

/** Wants the live bars of a series until the returned function is called. */
export function watchCandles(series: WatchedSeries): () => void {
  const key = Symbol('chart');
  wanted.set(key, series);
  sendCandleWatch();
  return () => {
    wanted.delete(key);
    sendCandleWatch();
  };
}
