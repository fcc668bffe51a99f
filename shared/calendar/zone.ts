/**
 * Wall-clock time of an exchange and UTC. A "wall time" here is what the exchange's clock shows, counted in milliseconds as if it
 * were UTC: 2021-01-04 09:30 in Shanghai is Date.UTC(2021, 0, 4, 9, 30). Sessions are written, compared and added up in wall time.
 */

const HOUR = 3_600_000;
const MINUTE = 60_000;

/** Zones without daylight saving, minutes east of UTC: the common case needs no look-up. */
const FIXED: Readonly<Record<string, number>> = { 'Asia/Shanghai': 480, 'Asia/Hong_Kong': 480, 'Asia/Singapore': 480, 'Asia/Tokyo': 540, UTC: 0 };

interface ZoneClock {
  readonly format: Intl.DateTimeFormat;
  /** Offsets by UTC hour: transitions happen on whole hours. */
  readonly offsets: Map<number, number>;
}

const clocks = new Map<string, ZoneClock>();

function clockOf(zone: string): ZoneClock {
  let clock = clocks.get(zone);
  if (!clock) {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' });
    clock = { format, offsets: new Map() };
    clocks.set(zone, clock);
  }
  return clock;
}

/** Milliseconds that the zone (IANA name) is east of UTC at a moment (UTC ms). */
export function zoneOffset(zone: string, time: number): number {
  const fixed = FIXED[zone];
  if (fixed !== undefined) return fixed * MINUTE;
  const clock = clockOf(zone);
  const hour = Math.floor(time / HOUR);
  const known = clock.offsets.get(hour);
  if (known !== undefined) return known;
  const part = { year: 0, month: 0, day: 0, hour: 0, minute: 0 };
  for (const { type, value } of clock.format.formatToParts(hour * HOUR)) if (type in part) part[type as keyof typeof part] = Number(value);
  const offset = Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute) - hour * HOUR;
  if (clock.offsets.size >= 4096) clock.offsets.clear();
  clock.offsets.set(hour, offset);
  return offset;
}

/** What the exchange's clock shows at a moment (UTC ms). */
export const wallTime = (zone: string, time: number): number => time + zoneOffset(zone, time);

/** The moment (UTC ms) at which the exchange's clock shows `wall`. In the hour that a zone repeats or skips: the offset before the change. */
export function momentOf(zone: string, wall: number): number {
  const first = wall - zoneOffset(zone, wall);
  return wall - zoneOffset(zone, first);
}

/** A moment (UTC ms) as ISO 8601 in the zone, with its offset: `2021-01-04T10:00:00.500+08:00`. */
export function isoTime(zone: string, time: number): string {
  const offset = zoneOffset(zone, time);
  const minutes = Math.abs(offset) / MINUTE;
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${new Date(time + offset).toISOString().slice(0, -1)}${offset < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}
