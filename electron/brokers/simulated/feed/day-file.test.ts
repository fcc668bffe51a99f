import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { sentenceOf } from '#shared/faults.ts';
import { ticksOf } from '#shared/price.ts';
import { findAssets } from './assets-folder.ts';
import { instrumentOfFile, parseDayCsv, readDayCsv } from './day-csv.ts';
import { decodeDay, encodeDay, readDayFile } from './day-file.ts';
import { DAY_COLUMNS, settlementOf, type RecordedDay } from './recorded-day.ts';

const assets = findAssets('days') ?? '';
const shared = fileURLToPath(new URL('../../../../../shared/data/', import.meta.url));
const IF = { instrument: 'CFFEX.IF2101', tickSize: 0.2 };
const scale = { tickSize: 0.2, decimals: 1 };
const folder = mkdtempSync(join(tmpdir(), 'pankou-day-'));
afterAll(() => rmSync(folder, { recursive: true }));

function must(read: ReturnType<typeof readDayFile>): RecordedDay {
  if (!read.ok) throw new Error(sentenceOf(read.fault, 'en'));
  return read.value;
}

/** What is known of the recorded days without the CSV: figures from their provenance note and their first and last rows. */
const KNOWN = [
  { day: '2021-01-04', rows: 27_955, first: '2021-01-04T09:29:00.400+08:00', end: '2021-01-04T15:35:19.400+08:00', open: 5230, high: 5298.8, low: 5192, close: 5260, volume: 84_288, turnover: 132_807_388_020, openInterest: 84_531, preSettlement: 5216.2, settlement: 5278.6, upper: 5737.8, lower: 4694.6 },
  { day: '2021-01-05', rows: 28_254, first: '2021-01-05T09:29:00.200+08:00', end: '2021-01-05T15:36:15.700+08:00', open: 5250, high: 5370.8, low: 5238.8, close: 5359.8, volume: 88_203, turnover: 140_413_643_280, openInterest: 85_968, preSettlement: 5278.6, settlement: 5357, upper: 5806.4, lower: 4750.8 },
];

describe('the recorded days of the product', () => {
  test.each(KNOWN)('$day is whole', (known) => {
    const file = `CFFEX.IF2101-${known.day.replaceAll('-', '')}.day`;
    const day = must(readDayFile(join(assets, 'days', file)));
    expect(day).toMatchObject({ instrument: 'CFFEX.IF2101', tradingDay: known.day, tickSize: 0.2, rows: known.rows });
    const { columns } = day;
    const at = day.rows - 1;
    expect(columns.time[0]).toBe(Date.parse(known.first));
    expect(columns.time[at]).toBe(Date.parse(known.end));
    const price = (name: 'open' | 'high' | 'low' | 'last' | 'pre_settlement' | 'settlement' | 'upper_limit' | 'lower_limit'): number => columns[name][at];
    expect([price('open'), price('high'), price('low'), price('last')]).toEqual([known.open, known.high, known.low, known.close].map((one) => ticksOf(scale, one)));
    expect([price('pre_settlement'), price('settlement'), price('upper_limit'), price('lower_limit')]).toEqual([known.preSettlement, known.settlement, known.upper, known.lower].map((one) => ticksOf(scale, one)));
    expect([columns.volume[at], columns.turnover[at], columns.open_interest[at]]).toEqual([known.volume, known.turnover, known.openInterest]);
    expect(settlementOf(day)).toBe(ticksOf(scale, known.settlement));
    expect(columns.settlement[0]).toBeNaN();
    for (let row = 1; row < day.rows; row++) {
      expect(columns.time[row] > columns.time[row - 1] && columns.volume[row] >= columns.volume[row - 1] && columns.bid[row] < columns.ask[row]).toBe(true);
    }
    expect(readFileSync(join(assets, 'days', file)).length).toBeLessThan(150_000);
  });

  test('the settlement of the first is the pre-settlement of the second', () => {
    const [first, second] = ['20210104', '20210105'].map((day) => must(readDayFile(join(assets, 'days', `CFFEX.IF2101-${day}.day`))));
    expect(settlementOf(first)).toBe(second.columns.pre_settlement[0]);
  });

  // Only where the recordings lie beside the checkout; the figures above hold everywhere.
  test.runIf(existsSync(shared)).each(['20210104', '20210105'])('every row of %s is the recorded one', (name) => {
    const csv = must(readDayCsv(join(shared, `CFFEX.IF2101-${name}.csv`), IF));
    const day = must(readDayFile(join(assets, 'days', `CFFEX.IF2101-${name}.day`)));
    expect(day.rows).toBe(csv.rows);
    for (const column of DAY_COLUMNS) expect(Buffer.compare(Buffer.from(day.columns[column].buffer), Buffer.from(csv.columns[column].buffer)), column).toBe(0);
  });
});

const header = DAY_COLUMNS.join(',');
const line = (time: string, last: string, volume: number, settlement = ''): string =>
  `${time},${last},5230,5298.8,5192,${volume},${volume * 1_569_000.5},84531,5259.2,5,5262,14,5737.8,4694.6,5227,5216.2,90826,${settlement}`;
const csv = [header, line('2021-01-04T09:30:00.400+08:00', '5230', 240), line('2021-01-04T09:30:00.900+08:00', '5230.8', 311), line('2021-01-04T15:30:48.900+08:00', '', 311, '5278.6'), ''].join('\n');

describe('CSV days', () => {
  test('figures, empty fields and the day', () => {
    const day = must(parseDayCsv(csv, IF, 'x.csv'));
    expect(day).toMatchObject({ tradingDay: '2021-01-04', rows: 3 });
    expect([...day.columns.last]).toEqual([26_150, 26_154, NaN]);
    expect([...day.columns.settlement]).toEqual([NaN, NaN, 26_393]);
    expect(day.columns.time[1]).toBe(Date.parse('2021-01-04T01:30:00.900Z'));
    expect(day.columns.turnover[1]).toBe(311 * 1_569_000.5);
  });
  test('CRLF and a byte order mark are read', () => {
    expect(must(parseDayCsv(`\uFEFF${csv.replaceAll('\n', '\r\n')}`, IF, 'x.csv')).rows).toBe(3);
  });
  test.each([
    ['cut in the middle of a line', csv.slice(0, -40), 'day-file-truncated', { line: 4 }],
    ['only a header', `${header}\n`, 'day-file-truncated', { line: 2 }],
    ['another header', csv.replace('last', 'price'), 'day-file-unreadable', {}],
    ['empty', '', 'day-file-unreadable', {}],
    ['a field too few in the middle', csv.replace(',240,', ','), 'day-file-unreadable', { reason: 'line 2: 17 fields instead of 18' }],
    ['not a number', csv.replace('5230.8', '5230.8x'), 'day-file-unreadable', { reason: 'line 3: last “5230.8x” is not a number' }],
    ['off tick', csv.replace('5230.8', '5230.9'), 'day-file-unreadable', { reason: 'line 3: last 5230.9 is not a multiple of the tick 0.2' }],
    ['no zone', csv.replace('00.900+08:00', '00.900'), 'day-file-unreadable', {}],
    ['backwards', csv.replace('09:30:00.900', '09:29:00.900'), 'day-file-unreadable', { reason: 'line 3: time goes backwards' }],
  ])('%s is refused', (_, text, code, params) => {
    expect(parseDayCsv(text, IF, 'x.csv')).toMatchObject({ ok: false, fault: { code, params: { file: 'x.csv', ...params } } });
  });
  test('a file that is not there', () => {
    expect(readDayCsv(join(folder, 'none.csv'), IF)).toMatchObject({ ok: false, fault: { code: 'day-file-unreadable' } });
  });
  test('the instrument that a file name carries', () => {
    expect(instrumentOfFile('/a/CFFEX.IF2101-20210104.csv')).toBe('CFFEX.IF2101');
    expect(instrumentOfFile('day.csv')).toBeNull();
  });
});

describe('the compact form', () => {
  const day = must(parseDayCsv(csv, IF, 'x.csv'));
  const bytes = encodeDay(day);

  test('comes back as it was', () => {
    expect(must(decodeDay(bytes, 'x.day'))).toEqual(day);
  });
  test('the same day gives the same bytes', () => {
    expect(encodeDay(day).equals(bytes)).toBe(true);
  });
  test('cut short anywhere: refused as truncated', () => {
    for (let length = 0; length < bytes.length; length++) {
      const read = decodeDay(bytes.subarray(0, length), 'x.day');
      expect(read.ok ? 'read' : read.fault.code, `${length} bytes`).toBe('day-file-truncated');
    }
  });
  test('a damaged byte anywhere: refused', () => {
    for (let at = 0; at < bytes.length; at++) {
      const damaged = Buffer.from(bytes);
      damaged[at] ^= 0x20;
      expect(decodeDay(damaged, 'x.day').ok, `byte ${at}`).toBe(false);
    }
  });
  test('bytes too many', () => {
    expect(decodeDay(Buffer.concat([bytes, Buffer.from([0])]), 'x.day')).toMatchObject({ ok: false, fault: { code: 'day-file-unreadable' } });
  });
  test('a later version says so', () => {
    const later = Buffer.from(bytes);
    later.writeUInt16LE(2, 8);
    const read = decodeDay(later, 'x.day');
    expect(read.ok ? '' : sentenceOf(read.fault, 'en')).toBe('The day file x.day cannot be read: version 2, this program reads 1');
  });
  test('a real file that was cut says at which line', () => {
    const whole = readFileSync(join(assets, 'days', 'CFFEX.IF2101-20210104.day'));
    const cut = join(folder, 'cut.day');
    writeFileSync(cut, whole.subarray(0, whole.length - 1));
    const read = readDayFile(cut);
    expect(read.ok ? '' : sentenceOf(read.fault, 'en')).toBe(`The day file ${cut} is cut short (line 24578)`);
  });
});
