/** The exchange's clock without an Intl call per figure: offsets of a zone are kept by the hour. */
const HOUR = 3_600_000;
const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, Map<number, number>>();

function measure(timeZone: string, time: number): number {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
    });
    formats.set(timeZone, format);
  }
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(time)) part[type] = Number(value);
  return Date.UTC(part['year'], part['month'] - 1, part['day'], part['hour'], part['minute'], part['second']) - Math.floor(time / 1000) * 1000;
}

/** Milliseconds that an IANA zone's clock is ahead of UTC at a moment (UTC ms). */
export function zoneOffset(timeZone: string, time: number): number {
  let byHour = offsets.get(timeZone);
  if (!byHour) offsets.set(timeZone, (byHour = new Map()));
  const hour = Math.floor(time / HOUR);
  let offset = byHour.get(hour);
  if (offset === undefined) {
    if (byHour.size > 50_000) byHour.clear();
    byHour.set(hour, (offset = measure(timeZone, hour * HOUR)));
  }
  return offset;
}

const two = (n: number): string => (n < 10 ? `0${n}` : String(n));

/** `HH:MM:SS` on the exchange's clock. */
export function exchangeClock(timeZone: string, time: number): string {
  if (!Number.isFinite(time)) return '–';
  const seconds = Math.floor((time + zoneOffset(timeZone, time)) / 1000) % 86_400;
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** `YYYY-MM-DD HH:MM` of a moment that was already moved to the exchange's clock (see `zoneOffset`); `YYYY-MM-DD` for a day. */
export function wallClock(shifted: number, dayOnly: boolean): string {
  const text = new Date(shifted).toISOString();
  return dayOnly ? text.slice(0, 10) : `${text.slice(0, 10)} ${text.slice(11, 16)}`;
}
