/** The day's line: one point a minute, of the minute bars of the trading day. */
import type { TimeShare } from '#electron/brokers/futu/messages/subscribed.ts';
import type { Encodable } from '#electron/brokers/futu/wire/schema.ts';
import { wallTime } from '#shared/calendar/zone.ts';
import type { Candle } from '#shared/model/candle.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { QUOTE } from '#shared/model/quote.ts';
import { priceOf } from '#shared/price.ts';
import { timeText } from '../securities.ts';
import { barTypeOf, labelOf } from './bars.ts';

const MINUTE_BARS = barTypeOf(1)!;

/** Turnover of a single minute and the average before it are not kept: they are left out, not guessed. */
export function timeShares(instrument: Instrument, minutes: readonly Candle[], quote: Float64Array | undefined): Encodable<typeof TimeShare>[] {
  const reference = quote?.[instrument.reference === 'pre-close' ? QUOTE.preClose : QUOTE.preSettlement] ?? NaN;
  return minutes.map((bar) => {
    const label = labelOf(instrument, MINUTE_BARS, bar.time);
    const wall = new Date(wallTime(instrument.timeZone, label));
    return {
      time: timeText(instrument.timeZone, label),
      timestamp: label / 1000,
      minute: wall.getUTCHours() * 60 + wall.getUTCMinutes(),
      isBlank: false,
      price: priceOf(instrument, bar.close),
      ...(Number.isNaN(reference) ? {} : { lastClosePrice: priceOf(instrument, reference) }),
      volume: Math.round(bar.volume),
    };
  });
}
