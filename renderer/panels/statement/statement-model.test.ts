import { expect, test } from 'vitest';
import type { Statement, StatementHeading, StatementInstrument } from '#shared/model/statement.ts';
import { dayRows, statementFile, statementTables, withNewest } from './statement-model.ts';

const heading = (number: number, confirmed: boolean): StatementHeading => ({ account: 'A', number, tradingDay: '2021-01-04', settledAt: 0, confirmed, equity: { USD: 5, CNY: 12_345_600 } });

const IF: StatementInstrument = {
  id: 'CFFEX.IF2101', exchange: 'CFFEX', code: 'IF2101', name: { zh: '沪深300股指2101', en: 'CSI 300 Index Jan 21' }, kind: 'future', product: 'IF', currency: 'CNY', multiplier: 300, tickSize: 0.2, decimals: 1, timeZone: 'Asia/Shanghai', preSettlement: null,
};

const STATEMENT: Statement = {
  account: 'A', accountName: 'A', number: 3, tradingDay: '2021-01-04', settledAt: 0, confirmed: true, transfers: [], closes: [], lots: [], deliveries: [], instruments: [IF],
  funds: [{ currency: 'CNY', broughtForward: 10_000, deposits: 0, withdrawals: 0, realised: -600_000, markToMarket: 0, traded: 0, delivery: 0, fees: 361, balance: -590_361, marketValue: 0, equity: -590_361, margin: 0, available: -590_361, risk: 0.25 }],
  fills: [{ fill: '1', order: '2', time: Date.parse('2021-01-04T02:00:00.500Z'), instrument: IF.id, side: 'sell', offset: 'close', price: 26_150, quantity: 1200, turnover: 15_690_000_000, fee: 361, realised: null }],
};

test('a day settled twice is two rows, told apart by their number, with the first currency’s equity', () => {
  expect(dayRows([heading(2, false), heading(1, true)], 'en')).toEqual([
    { number: 2, day: '2021-01-04', round: '#2', equity: { text: '1,234.56', note: 'CNY' }, state: { text: 'To confirm', tone: 'warning' } },
    { number: 1, day: '2021-01-04', round: '#1', equity: { text: '1,234.56', note: 'CNY' }, state: { text: 'Confirmed', tone: 'dim' } },
  ]);
});

test('a counter numbers its days by their date, which is said once', () => {
  expect(dayRows([{ ...heading(20210104, false), tradingDay: '2021-01-04' }], 'en')[0]).toMatchObject({ number: 20210104, day: '2021-01-04', round: '' });
});

test('what was told last is newer than the list: a new day comes first, a confirmation holds for all before it', () => {
  const list = [heading(2, false), heading(1, false)];
  expect(withNewest(list, undefined)).toBe(list);
  expect(withNewest(list, heading(3, false)).map(({ number, confirmed }) => [number, confirmed])).toEqual([[3, false], [2, false], [1, false]]);
  expect(withNewest(list, heading(2, true)).map(({ number, confirmed }) => [number, confirmed])).toEqual([[2, true], [1, true]]);
});

test('tables in both languages: results signed and coloured, nothing is faint, figures to the right', () => {
  const tables = statementTables(STATEMENT, 'en');
  expect(tables.map(({ id }) => id)).toEqual(['funds', 'transfers', 'fills', 'closes', 'deliveries', 'lots', 'positions']);
  const cell = (table: string, column: string): unknown => {
    const found = tables.find(({ id }) => id === table);
    return found?.rows[0].cells[found.columns.findIndex(({ id }) => id === column)];
  };
  expect(cell('funds', 'realised')).toEqual({ text: '-60.00', tone: 'down' });
  expect(cell('funds', 'risk')).toEqual({ text: '25.00%' });
  expect(cell('funds', 'traded')).toEqual({ text: '0.00', tone: 'faint' });
  expect(cell('fills', 'side')).toEqual({ text: 'Sell' });
  expect(cell('fills', 'price')).toEqual({ text: '5230.0' });
  expect(cell('fills', 'quantity')).toEqual({ text: '1,200' });
  expect(cell('fills', 'time')).toEqual({ text: '01-04 10:00:00.500' });
  expect(cell('fills', 'realised')).toEqual({ text: '–', tone: 'faint' });
  expect(tables[2].columns.find(({ id }) => id === 'fee')).toMatchObject({ header: 'Fee', figure: true });
  expect(statementTables(STATEMENT, 'zh')[2].rows[0].cells.map(({ text }) => text)).toContain('卖');
});

test('a file’s name holds nothing that a file system refuses', () => {
  expect(statementFile({ account: '../张三:1', tradingDay: '2021-01-04', number: 7 }, 'txt', 'en')).toBe('pankou-statement-.._张三_1-2021-01-04-7.txt');
});

test('a table says what it does not list, in the screen’s language', () => {
  const notes = (statement: Statement, language: 'zh' | 'en'): unknown => Object.fromEntries(statementTables(statement, language).map(({ id, note }) => [id, note]));
  expect(notes(STATEMENT, 'en')).toEqual({ funds: null, transfers: null, fills: null, closes: null, deliveries: null, lots: null, positions: null });
  const short = notes({ ...STATEMENT, unlisted: { CNY: 7 } }, 'zh');
  expect(short).toMatchObject({ funds: null, fills: expect.stringContaining('7 笔'), closes: expect.stringContaining('7 笔'), lots: null });
});
