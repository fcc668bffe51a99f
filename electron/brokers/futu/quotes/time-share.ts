/** OpenD's time-share (Qot_GetRT, Qot_UpdateRT) as minutes of the house. */
import type { TimeShare } from '#electron/brokers/futu/messages/subscribed.ts';
import type { Decoded } from '#electron/brokers/futu/wire/schema.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import type { TimeSharePoint } from '#shared/model/time-share.ts';
import { ticksOf } from '#shared/price.ts';
import { minuteOf } from './history.ts';

/**
 * Its minutes are stamped as its bars of one minute are (see history): by their end, the opening auction by the opening. Minutes without
 * trade that OpenD filled in (isBlank) are left out. @returns oldest first, one a minute
 */
export function pointsOf(minutes: readonly Decoded<typeof TimeShare>[], instrument: Instrument): TimeSharePoint[] {
  const points = new Map<number, TimeSharePoint>();
  for (const minute of minutes) {
    const { isBlank, price, avgPrice, volume = 0 } = minute;
    const time = minuteOf(minute, instrument);
    if (isBlank || Number.isNaN(time) || price === undefined || price === 0) continue;
    points.set(time, { time, price: ticksOf(instrument, price), average: (avgPrice || price) / instrument.tickSize, volume: volume + (points.get(time)?.volume ?? 0) });
  }
  return [...points.values()].sort((a, b) => a.time - b.time);
}
