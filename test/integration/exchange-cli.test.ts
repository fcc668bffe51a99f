/** The exchange on the command line: the recorded days with figures reckoned by hand, days it has never seen, and wrong input. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseCommands } from '#electron/brokers/simulated/cli/commands-file.ts';
import { readName, termsFor } from '#electron/brokers/simulated/cli/day-terms.ts';
import { run } from '#electron/brokers/simulated/cli/run.ts';
import { ExchangeState } from '#electron/brokers/simulated/exchange/exchange-state.ts';
import { settle } from '#electron/brokers/simulated/exchange/settlement.ts';
import { DAY_COLUMNS, PRICE_COLUMNS, type RecordedDay } from '#electron/brokers/simulated/feed/recorded-day.ts';
import { readAssetDays } from '#electron/brokers/simulated/feed/replay-feed.ts';
import { priceOf } from '#shared/price.ts';
import { statementText } from '#shared/statement/text.ts';

const cli = fileURLToPath(new URL('../../electron/brokers/simulated/cli.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'pankou-exchange-'));
const at = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

function exchange(...given: string[]): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...given], { encoding: 'utf8', cwd: folder, env: { ...process.env, npm_lifecycle_event: '' }, maxBuffer: 1 << 26 });
  return { code: status, out: stdout, error: stderr };
}

const write = (name: string, text: string): string => {
  writeFileSync(at(name), text);
  return at(name);
};
const jsonl = (...commands: unknown[]): string => commands.map((command) => `${JSON.stringify(command)}\n`).join('');
type Line = Readonly<Record<string, unknown>>;
const lines = (text: string): Line[] => text.split('\n').filter(Boolean).map((line) => JSON.parse(line) as Line);

/** A recorded day as the CSV that it was packed from. */
function csvOf(day: RecordedDay): string {
  const rows = [DAY_COLUMNS.join(',')];
  for (let row = 0; row < day.rows; row++) {
    const fields = DAY_COLUMNS.map((name) => {
      const figure = day.columns[name][row];
      if (name === 'time') return `${new Date(figure + 8 * 3_600_000).toISOString().slice(0, -1)}+08:00`;
      if (Number.isNaN(figure)) return '';
      return String(PRICE_COLUMNS.has(name) ? priceOf({ tickSize: day.tickSize, decimals: 1 }, figure) : figure);
    });
    rows.push(fields.join(','));
  }
  return `${rows.join('\n')}\n`;
}

const IF = 'CFFEX.IF2101';
let days: readonly RecordedDay[] = [];
let fourth = '';
let fifth = '';
beforeAll(() => {
  const read = readAssetDays();
  if (!read.ok) throw new Error(read.fault.code);
  days = read.value;
  [fourth, fifth] = days.map((day) => write(`${day.instrument}-${day.tradingDay.replaceAll('-', '')}.csv`, csvOf(day)));
});

const place = (time: string, id: string, order: Line): Line => ({ at: time, account: 'A', place: { id, instrument: IF, ...order } });

/** On the 4th: 09:59:59.9 shows 5227.4 / 5228.0 (28 offered), 10:59:59.9 a bid of 5239.0 for 2, 13:30:00.4 one of 5274.2 for 2, half a second later 5274.4. */
const COMMANDS = [
  { at: '2021-01-04T09:29:30.000+08:00', account: 'A', deposit: 10_000_000 },
  place('2021-01-04T10:00:00.000+08:00', 'buy-2', { side: 'buy', offset: 'open', type: 'limit', price: 5228, quantity: 2, timeInForce: 'day' }),
  place('2021-01-04T11:00:00.000+08:00', 'close-1', { side: 'sell', offset: 'close', type: 'market', quantity: 1, timeInForce: 'day' }),
  // At the very time of a row: the row comes first.
  place('2021-01-04T13:30:00.400+08:00', 'short-3', { side: 'sell', offset: 'open', type: 'limit', price: 5274.2, quantity: 3, timeInForce: 'day' }),
  place('2021-01-04T14:00:00.000+08:00', 'far', { side: 'buy', offset: 'open', type: 'limit', price: 5000, quantity: 1, timeInForce: 'day' }),
  place('2021-01-04T14:00:00.500+08:00', 'off-tick', { side: 'buy', offset: 'open', type: 'limit', price: 5000.1, quantity: 1, timeInForce: 'day' }),
  place('2021-01-04T14:00:01.000+08:00', 'changed', { side: 'buy', offset: 'open', type: 'limit', price: 5000, quantity: 1, timeInForce: 'gtc' }),
  { at: '2021-01-04T14:00:02.000+08:00', account: 'A', modify: { id: 'changed', price: 5001.2, quantity: 2 } },
  { at: '2021-01-04T14:00:03.000+08:00', account: 'A', cancel: { id: 'changed' } },
  { at: '2021-01-04T14:00:04.000+08:00', account: 'A', cancel: { id: 'never-was' } },
  // On the 5th, 09:31:00.2 shows 5244.6 offered, 6 of them.
  place('2021-01-05T09:31:00.300+08:00', 'cover-3', { side: 'buy', offset: 'close', type: 'limit', price: 5250, quantity: 3, timeInForce: 'ioc' }),
];

describe('the recorded days', () => {
  let events: Line[] = [];
  let text = '';
  let statement = '';

  beforeAll(() => {
    // In any order of lines: it is their times that count.
    const commands = write('commands.jsonl', jsonl(...COMMANDS.toReversed()).replaceAll('\n', '\r\n'));
    const ran = exchange('--day', fourth, '--day', fifth, '--commands', commands, '--events', at('events.jsonl'), '--statement', at('statement.txt'));
    expect(ran).toEqual({ code: 0, out: '', error: '' });
    text = readFileSync(at('events.jsonl'), 'utf8');
    statement = readFileSync(at('statement.txt'), 'utf8');
    events = lines(text);
  });

  const of = (order: string, ...types: string[]): Line[] => events.filter((event) => event['order'] === order && types.includes(String(event['type'])));

  test('fills at the quotes of their time, prices and fees in currency units, orders by their own ids', () => {
    // 5228.0 × 300 × 2 × 0.0023 %.
    expect(of('buy-2', 'fill')).toEqual([expect.objectContaining({ account: 'A', instrument: IF, side: 'buy', offset: 'open', price: 5228, quantity: 2, fee: 72.1464, time: '2021-01-04T10:00:00.000+08:00' })]);
    // A lot of the day, at the rate of 2021: 5239.0 × 300 × 0.0345 %.
    expect(of('close-1', 'fill')).toEqual([expect.objectContaining({ price: 5239, quantity: 1, fee: 542.2365 })]);
    // Two against the bid that the row shows, the third at its own price half a second later; 0.0023 % of 5274.2 × 300 × 3 in all.
    expect(of('short-3', 'fill')).toEqual([
      expect.objectContaining({ price: 5274.2, quantity: 2, fee: 72.784, time: '2021-01-04T13:30:00.400+08:00' }),
      expect.objectContaining({ price: 5274.2, quantity: 1, fee: 36.3919, time: '2021-01-04T13:30:00.900+08:00' }),
    ]);
    // Yesterday's lots: the plain rate, 5244.6 × 300 × 3 × 0.0023 %.
    expect(of('cover-3', 'fill')).toEqual([expect.objectContaining({ price: 5244.6, quantity: 3, fee: 108.5632 })]);
  });

  test('every other end of an order names it and says why', () => {
    expect(of('off-tick', 'rejected')).toEqual([expect.objectContaining({ price: 5000.1, fault: 'price-off-tick', reason: 'Price 5000.1 is off tick; use 5000.0 or 5000.2' })]);
    expect(of('changed', 'placed', 'modified', 'cancelled').map(({ type, price, quantity }) => [type, price, quantity])).toEqual([['placed', 5000, 1], ['modified', 5001.2, 2], ['cancelled', undefined, undefined]]);
    expect(of('far', 'placed', 'expired')).toEqual([expect.objectContaining({ type: 'placed' }), expect.objectContaining({ type: 'expired', fault: 'day-ended' })]);
    expect(of('never-was', 'refused')).toEqual([expect.objectContaining({ request: 'cancel', fault: 'order-unknown' })]);
  });

  test('settles at the recorded price, marks to market and carries over, to the 1/10,000', () => {
    expect(events.filter(({ type }) => type === 'settled').map(({ tradingDay, prices }) => [tradingDay, prices])).toEqual([['2021-01-04', { [IF]: 5278.6 }], ['2021-01-05', { [IF]: 5357 }]]);
    const [first, second] = events.filter(({ type }) => type === 'statement');
    // Closed (5239.0 − 5228.0) × 300. One long of 5228.0 and three short of 5274.2 marked to 5278.6: 50.6 × 300 − 4.4 × 900.
    expect(first).toMatchObject({ account: 'A', number: 1, broughtForward: 0, deposits: 10_000_000, realised: 3300, markToMarket: 11_220, fees: 723.5588, balance: 10_013_796.4412, equity: 10_013_796.4412 });
    // 12 % of 5278.6 × 300 on each of four.
    expect(first).toMatchObject({ margin: 760_118.4, available: 9_253_678.0412 });
    // Three short covered against yesterday's settlement: 34.0 × 900. One long from 5278.6 to 5357.0.
    expect(second).toMatchObject({ number: 2, broughtForward: 10_013_796.4412, realised: 30_600, markToMarket: 23_520, fees: 108.5632, balance: 10_067_807.878, margin: 192_852 });
  });

  test('the 5th begins from the settlement of the 4th', () => {
    expect(days[1].columns.pre_settlement[0]).toBe(5278.6 / 0.2);
    const [, second] = statement.split('日期 Date：').slice(1);
    expect(second.startsWith('20210105')).toBe(true);
    const closed = second.slice(second.indexOf('平仓明细')).split('\n').find((line) => line.startsWith('|20210105'));
    expect(closed?.split('|').map((cell) => cell.trim()).slice(1, -1)).toEqual(['20210105', '中金所', '沪深300股指', 'IF2101', '20210104', '买', '3', '5274.200', '5278.600', '5244.600', '30600.00', '0.00']);
  });

  test('the statement holds every fill and what it closed', () => {
    const [first] = statement.split('日期 Date：').slice(1);
    const rows = (title: string): string[][] => {
      const part = first.slice(first.indexOf(title)).split('\n');
      return part.slice(0, part.indexOf('')).filter((line) => line.startsWith('|2021')).map((line) => line.split('|').map((cell) => cell.trim()).slice(1, -1));
    };
    expect(rows('成交记录').map((row) => [row[4], row[6], row[7], row[9], row[10], row[11]])).toEqual([
      ['买', '5228.000', '2', '开', '72.15', '0.00'], ['卖', '5239.000', '1', '平', '542.24', '3300.00'], ['卖', '5274.200', '2', '开', '72.78', '0.00'], ['卖', '5274.200', '1', '开', '36.39', '0.00'],
    ]);
    expect(rows('平仓明细').map((row) => row.slice(4, 11))).toEqual([['20210104', '卖', '1', '5228.000', '5216.200', '5239.000', '3300.00']]);
  });

  test('the same input gives the same bytes, to files and to standard output', () => {
    const again = exchange('--day', fifth, '--day', fourth, '--commands', at('commands.jsonl'), '--statement', at('again.txt'));
    expect(again.code).toBe(0);
    expect(again.out).toBe(text);
    expect(readFileSync(at('again.txt'), 'utf8')).toBe(statement);
  });

  test('the log of the run replays to the same accounts and the same statements', () => {
    const name = readName(fourth);
    if (!name) throw new Error('unnamed');
    const { instrument } = termsFor(name, '');
    const commands = parseCommands(jsonl(...COMMANDS), 'commands');
    if ('wrong' in commands) throw new Error(commands.wrong);
    const output = run({ instruments: [instrument], days, commands });
    expect(output.events).toBe(text);
    const state = new ExchangeState([instrument]);
    const statements = (JSON.parse(JSON.stringify(output.log)) as typeof output.log).flatMap((event) => (event.type === 'settled' ? settle(state, event) : (state.apply(event), [])));
    expect(statements.map(statementText).join('\n')).toBe(statement);
    expect(JSON.stringify(state.snapshot())).toBe(JSON.stringify(output.state.snapshot()));
  });
});

/** Rows of a day file: minutes after 21:00 of the evening before, last, bid × size, ask × size, cumulative volume and turnover. */
function dayCsv(prices: readonly (readonly [minute: number, last: number, bid: number, bidSize: number, ask: number, askSize: number, volume: number, turnover: number])[], settlement: string, preSettlement: number): string {
  const rows = prices.map(([minute, last, bid, bidSize, ask, askSize, volume, turnover], row) => {
    const time = new Date(Date.parse('2030-01-01T21:00:00Z') + minute * 60_000).toISOString().slice(0, -1);
    return [`${time}+08:00`, last, prices[0][1], '', '', volume, turnover, 100, bid, bidSize, ask, askSize, preSettlement * 2, 0.5, preSettlement, preSettlement, 100, row === prices.length - 1 ? settlement : ''].join(',');
  });
  return `${DAY_COLUMNS.join(',')}\n${rows.join('\n')}\n`;
}

const EVENING = [
  [0, 100, 99.5, 4, 100, 3, 10, 20_000],
  [1, 100.5, 100.5, 1, 101, 9, 20, 40_100],
  [2, 101, 100, 1, 100.5, 2, 30, 60_300],
] as const;

describe('rules of the day', () => {
  const SHARE = 'SSE.600000';
  /** A day file of the share, quoted at 10 without end. */
  const dayOf = (day: string): string => {
    const row = (hour: number): string => [`${day}T${hour}:00:00+08:00`, 10, 10, 10, 10, 1000, 10_000, '', 10, 1_000_000, 10, 1_000_000, 11, 9, 10, '', '', hour === 11 ? '10' : ''].join(',');
    return write(`${SHARE}-${day.replaceAll('-', '')}.csv`, `${[DAY_COLUMNS.join(','), row(10), row(11)].join('\n')}\n`);
  };
  /** Bought on one day and sold on the other: the fee of the sale, and what was said. */
  const sale = (bought: string, sold: string): readonly [fee: unknown, said: string] => {
    const commands = write('sale.jsonl', jsonl(
      { at: `${bought}T10:00:01+08:00`, account: 'A', deposit: 1_000_000 },
      { at: `${bought}T10:00:02+08:00`, account: 'A', place: { id: 'buy', instrument: SHARE, side: 'buy', price: 10, quantity: 10_000 } },
      { at: `${sold}T10:00:01+08:00`, account: 'A', place: { id: 'sell', instrument: SHARE, side: 'sell', offset: 'close', price: 10, quantity: 10_000 } },
    ));
    const ran = exchange('--day', dayOf(sold), '--day', dayOf(bought), '--commands', commands);
    return [lines(ran.out).find((event) => event['order'] === 'sell' && event['type'] === 'fill')?.['fee'], ran.error];
  };

  test('a share is sold at the stamp duty and transfer fee of its day', () => {
    expect(sale('2021-01-04', '2021-01-05')).toEqual([25 + 100 + 2, '']);
    expect(sale('2024-01-04', '2024-01-05')).toEqual([25 + 50 + 1, '']);
  });

  test('where rules change between the days given, those of the first hold, and that is said', () => {
    expect(sale('2021-01-04', '2024-01-04')).toEqual([25 + 100 + 2, `note: ${SHARE}: rules that changed before 2024-01-04 stay as they were on the first day given\n`]);
  });
});

describe('a day it has never seen', () => {
  test('of an instrument that nobody lists: tick and multiplier from the figures, said on standard error', () => {
    const day = write('XEX.zz3001-20300102.csv', dayCsv(EVENING, '102', 98));
    const order = (time: string, id: string, quantity: number, price: number): Line => ({ at: time, account: 'B', place: { id, instrument: 'XEX.zz3001', side: 'buy', offset: 'open', type: 'limit', price, quantity, timeInForce: 'day' } });
    const commands = write('evening.jsonl', jsonl({ at: '2030-01-01T20:00:00Z', account: 'B', deposit: 50_000 }, order('2030-01-01T21:00:30.000+08:00', 'b1', 5, 100.5)));
    const ran = exchange('--day', day, '--commands', commands, '--statement', at('evening.txt'));
    expect(ran.code).toBe(0);
    expect(ran.error).toContain('tick 0.5 and multiplier 20 are derived from the file');
    const events = lines(ran.out);
    expect(events.find(({ type }) => type === 'rejected')).toMatchObject({ order: 'b1', fault: 'funds-insufficient' });
  });

  test('its night belongs to the day in the file’s name; orders wait for the quotes that come', () => {
    const commands = write('night.jsonl', jsonl(
      { at: '2030-01-01T20:59:00.000+08:00', account: 'B', deposit: 50_000 },
      { at: '2030-01-01T20:59:30.000+08:00', account: 'B', place: { id: 'early', instrument: 'XEX.zz3001', side: 'buy', offset: 'open', type: 'limit', price: 100, quantity: 4, timeInForce: 'day' } },
      { at: '2030-01-01T21:02:00.000+08:00', account: 'B', place: { id: 'out', instrument: 'XEX.zz3001', side: 'sell', offset: 'close', type: 'limit', price: 100, quantity: 2, timeInForce: 'ioc' } },
    ));
    const ran = exchange('--day', at('XEX.zz3001-20300102.csv'), '--commands', commands, '--statement', at('night.txt'));
    expect(ran.code).toBe(0);
    const events = lines(ran.out);
    // Three are offered at 100 in the first row; what is left is part of the ten that traded there.
    expect(events.filter(({ order, type }) => order === 'early' && type === 'fill').map(({ price, quantity }) => [price, quantity])).toEqual([[100, 3], [100, 1]]);
    expect(events.filter(({ order }) => order === 'out').map(({ type, price, quantity }) => [type, price, quantity])).toEqual([['placed', 100, 2], ['fill', 100, 1], ['cancelled', undefined, undefined]]);
    // Three stay, bought at 100, settled at 102, 20 a point; margin 10 %.
    expect(events.at(-1)).toMatchObject({ type: 'statement', tradingDay: '2030-01-02', deposits: 50_000, realised: 0, markToMarket: 120, fees: 0, balance: 50_120, margin: 612 });
    expect(readFileSync(at('night.txt'), 'utf8')).toContain('日期 Date：20300102');
  });

  test('without a settlement price it is the last one, and that is said', () => {
    const day = write('XEX.zz3002-20300102.csv', dayCsv(EVENING, '', 98));
    const ran = exchange('--day', day);
    expect(ran.code).toBe(0);
    expect(ran.error).toContain('XEX.zz3002 2030-01-02: the file has no settlement price; settled at the last price');
    expect(lines(ran.out).at(-1)).toMatchObject({ type: 'settled', prices: { 'XEX.zz3002': 101 } });
  });

  test('another month of a listed product has that product’s terms; a stranger on a share exchange is a share', () => {
    const terms = (file: string): ReturnType<typeof termsFor> => {
      const name = readName(file);
      if (!name) throw new Error(file);
      return termsFor(name, dayCsv(EVENING, '102', 98));
    };
    // Its last trading day is the third Friday of the month.
    expect(terms('CFFEX.IF2103-20210104.csv')).toMatchObject({ instrument: { id: 'CFFEX.IF2103', code: 'IF2103', multiplier: 300, tickSize: 0.2, expiry: '2021-03-19', origin: 'recorded', depth: 1 } });
    expect(terms('SHFE.cu2105-20210104.csv')).toMatchObject({ instrument: { code: 'cu2105', multiplier: 5, tickSize: 10, offsets: 'today-yesterday', expiry: '2021-05-17' } });
    expect(terms('SHFE.rb2104-20210104.csv').instrument).toMatchObject({ code: 'rb2104', multiplier: 10, product: 'rb' });
    expect(terms('CZCE.TA109-20210104.csv').instrument).toMatchObject({ code: 'TA109', expiry: expect.stringMatching(/^2021-09/) });
    expect(terms('CFFEX.IO2103-P-5300-20210104.csv').instrument).toMatchObject({ kind: 'option', code: 'IO2103-P-5300', option: { right: 'put', strike: 26_500 } });
    expect(terms('SSE.600036-20210104.csv').instrument).toMatchObject({ kind: 'stock', lot: 100, sellable: 'next-day', product: '600036' });
    // A day that was recorded after the catalogue's last one has none.
    expect(terms('CFFEX.IF2101-20210301.csv').instrument.expiry).toBeUndefined();
    expect(terms('CFFEX.IF2101-20210104.csv').note).toBeNull();
    expect(terms('NYSE.QQQQ1-20210104.csv').instrument).toMatchObject({ kind: 'stock', currency: 'USD', multiplier: 1 });
    expect(readName('CFFEX.IF2101-20210230.csv')).toBeNull();
    expect(readName('IF2101.csv')).toBeNull();
  });
});

describe('wrong input is refused with file and line, code 2, and no file', () => {
  const good = jsonl({ at: '2030-01-01T21:00:00Z', account: 'B', deposit: 1 });
  const cases: readonly (readonly [what: string, day: string, commands: string, says: RegExp])[] = [
    ['a day file that is not there', 'XEX.gone-20300102.csv', good, /XEX\.gone-20300102\.csv cannot be read/],
    ['a day file without a day in its name', 'zz3001.csv', good, /named EXCHANGE\.CODE-YYYYMMDD\.csv/],
    ['a bad row', 'XEX.bad-20300102.csv', good, /XEX\.bad-20300102\.csv.*line 3.*last “x”/],
    ['other columns', 'XEX.head-20300102.csv', good, /line 1: the header must be time,last/],
    ['a line that is not JSON', 'XEX.zz3001-20300102.csv', `${good}{"at": \n`, /wrong\.jsonl, line 2: not JSON/],
    ['a time without a zone', 'XEX.zz3001-20300102.csv', jsonl({ at: '2030-01-01T21:00:00', account: 'B', deposit: 1 }), /line 1: at: must be ISO 8601 with a zone/],
    ['a command that is none', 'XEX.zz3001-20300102.csv', `${good}\n${jsonl({ at: '2030-01-01T21:00:00Z', account: 'B', buy: 1 })}`, /line 3: must hold one of deposit, withdraw/],
    ['a field that is unknown', 'XEX.zz3001-20300102.csv', jsonl({ at: '2030-01-01T21:00:00Z', account: 'B', deposit: 1, note: 'x' }), /line 1: .*note/],
    ['a deposit below zero', 'XEX.zz3001-20300102.csv', jsonl({ at: '2030-01-01T21:00:00Z', account: 'B', deposit: -1 }), /line 1: deposit: /],
    ['no account', 'XEX.zz3001-20300102.csv', jsonl({ at: '2030-01-01T21:00:00Z', deposit: 1 }), /line 1: account: /],
    ['an instrument without a day file', 'XEX.zz3001-20300102.csv', jsonl({ at: '2030-01-01T21:00:00Z', account: 'B', place: { id: '1', instrument: 'XEX.other', side: 'buy', price: 1, quantity: 1 } }), /line 1: there is no day file of XEX\.other; there are XEX\.zz3001/],
  ];

  test.each(cases)('%s', (_, day, commands, says) => {
    write('XEX.zz3001-20300102.csv', dayCsv(EVENING, '102', 98));
    write('XEX.bad-20300102.csv', dayCsv(EVENING, '102', 98).replace('100.5,100,', 'x,100,'));
    write('XEX.head-20300102.csv', 'time,price\n');
    write('zz3001.csv', dayCsv(EVENING, '102', 98));
    write('wrong.jsonl', commands);
    const before = readdirSync(folder).sort();
    const ran = exchange('--day', at(day), '--commands', at('wrong.jsonl'), '--events', at('none.jsonl'), '--statement', at('none.txt'));
    expect(ran.error).toMatch(says);
    expect([ran.code, ran.out]).toEqual([2, '']);
    expect(readdirSync(folder).sort()).toEqual(before);
  });

  test('arguments', () => {
    expect(exchange()).toMatchObject({ code: 2, error: expect.stringContaining('give at least one --day FILE.csv') });
    expect(exchange('--day')).toMatchObject({ code: 2, error: expect.stringContaining('--day needs a file') });
    expect(exchange('--dayy', 'x')).toMatchObject({ code: 2, error: expect.stringContaining('--dayy is not known') });
    expect(exchange('--help')).toMatchObject({ code: 0, out: expect.stringContaining('Usage:') });
  });

  test('an output that cannot be written leaves neither', () => {
    const ran = exchange('--day', at('XEX.zz3001-20300102.csv'), '--events', at('written.jsonl'), '--statement', at('no-such-folder/s.txt'));
    expect(ran).toMatchObject({ code: 2, error: expect.stringContaining('the output cannot be written') });
    expect(existsSync(at('written.jsonl'))).toBe(false);
  });
});
