/** Moments in an exchange's own time. Built for tables: the zone's offset is looked up once a quarter of an hour, not once a cell. */

const formatters = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();

/** Zones change their offset on whole quarters of an hour. */
const QUARTER = 900_000;
const KEPT_OFFSETS = 20_000;

function formatterOf(zone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(zone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
    });
    formatters.set(zone, formatter);
  }
  return formatter;
}

/** Milliseconds that a zone is ahead of UTC at a moment (UTC ms). */
export function zoneOffset(time: number, zone: string): number {
  const quarter = Math.floor(time / QUARTER);
  const key = `${zone}/${quarter}`;
  let offset = offsets.get(key);
  if (offset === undefined) {
    const at = quarter * QUARTER;
    const part: Record<string, number> = {};
    for (const { type, value } of formatterOf(zone).formatToParts(at)) part[type] = Number(value);
    offset = Date.UTC(part['year'], part['month'] - 1, part['day'], part['hour'], part['minute'], part['second']) - at;
    if (offsets.size > KEPT_OFFSETS) offsets.clear();
    offsets.set(key, offset);
  }
  return offset;
}

const isoIn = (time: number, zone: string): string => new Date(time + zoneOffset(time, zone)).toISOString();

/** `14:03:07.123` in a zone; an en dash where there is no time. */
export const formatClock = (time: number | null, zone: string): string => (time === null || !Number.isFinite(time) ? '–' : isoIn(time, zone).slice(11, 23));

/** `14:03:07`. */
export const formatClockSeconds = (time: number | null, zone: string): string => (time === null || !Number.isFinite(time) ? '–' : isoIn(time, zone).slice(11, 19));

/** `2021-01-04`. */
export const formatDay = (time: number | null, zone: string): string => (time === null || !Number.isFinite(time) ? '–' : isoIn(time, zone).slice(0, 10));

/** `01-04 14:03:07.123`. */
export const formatMoment = (time: number | null, zone: string): string => (time === null || !Number.isFinite(time) ? '–' : isoIn(time, zone).slice(5, 23).replace('T', ' '));

/** ISO with the zone's offset, for files: `2021-01-04T14:03:07.123+08:00`. */
export function formatIso(time: number, zone: string): string {
  const minutes = Math.round(zoneOffset(time, zone) / 60_000);
  const sign = minutes < 0 ? '-' : '+';
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${isoIn(time, zone).slice(0, 23)}${sign}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
}

/** The zone of the machine: what has no exchange (the log, a connection) is shown in it. */
export const LOCAL_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;
