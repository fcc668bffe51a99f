import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Statement, StatementFunds, StatementInstrument } from '../model/statement.ts';
import { exactMoney, statementCsv } from './csv.ts';
import { inColumns, widthOf } from './fixed-width.ts';
import { changesOf, positionsOf } from './positions.ts';
import { statementText } from './text.ts';

const IF: StatementInstrument = {
  id: 'CFFEX.IF2101', exchange: 'CFFEX', code: 'IF2101', name: { zh: '沪深300股指2101', en: 'CSI 300 Index Jan 21' }, kind: 'future', product: 'IF', currency: 'CNY', multiplier: 300, tickSize: 0.2, decimals: 1, timeZone: 'Asia/Shanghai', preSettlement: 26_081,
};
const BANK: StatementInstrument = {
  id: 'HKEX.00005', exchange: 'HKEX', code: '00005', name: { zh: '汇丰控股', en: 'HSBC' }, kind: 'stock', product: '00005', currency: 'HKD', multiplier: 1, tickSize: 0.05, decimals: 2, timeZone: 'Asia/Hong_Kong', preSettlement: 800,
};

/** Bought two at 5230.0 and closed one at 5240.0, settled at 5278.6; 400 shares at 40.00, 0.05 a tick. */
const SAMPLE: Statement = {
  account: 'SIM-1',
  accountName: '张三 | "A"',
  number: 7,
  tradingDay: '2021-01-04',
  settledAt: Date.parse('2021-01-04T07:00:00Z'),
  confirmed: false,
  funds: [
    {
      currency: 'CNY', broughtForward: 10_000_000_000, deposits: 5_000_000_000, withdrawals: 0, realised: 30_000_000, markToMarket: 145_800_000, traded: 0, delivery: 0, fees: 4_337_570, balance: 15_171_462_430,
      marketValue: 0, equity: 15_171_462_430, margin: 1_900_296_000, available: 13_271_166_430, risk: 0.125,
    },
    {
      currency: 'HKD', broughtForward: 1_000_000_000, deposits: 0, withdrawals: 0, realised: 0, markToMarket: 0, traded: -160_000_000, delivery: 0, fees: 123_456, balance: 839_876_544,
      marketValue: 162_000_000, equity: 1_001_876_544, margin: 0, available: 839_876_544, risk: 0,
    },
  ],
  transfers: [{ time: 1, currency: 'CNY', amount: 5_000_000_000, counterpart: 'OPT-1', kind: 'deposit' }],
  fills: [
    { fill: '00000001', order: '00000001', time: Date.parse('2021-01-04T02:00:00.500Z'), instrument: IF.id, side: 'buy', offset: 'open', price: 26_150, quantity: 2, turnover: 31_380_000_000, fee: 721_740, realised: null },
    { fill: '00000002', order: '00000002', time: Date.parse('2021-01-04T03:00:00Z'), instrument: IF.id, side: 'sell', offset: 'close', price: 26_200, quantity: 1, turnover: 15_720_000_000, fee: 3_615_830, realised: 30_000_000 },
    { fill: '00000003', order: '00000003', time: Date.parse('2021-01-04T03:00:01Z'), instrument: BANK.id, side: 'buy', offset: 'open', price: 800, quantity: 400, turnover: 160_000_000, fee: 123_456, realised: null },
  ],
  closes: [{ fill: '00000002', time: Date.parse('2021-01-04T03:00:00Z'), instrument: IF.id, side: 'long', quantity: 1, openDay: '2021-01-04', openPrice: 26_150, basis: 26_150, price: 26_200, realised: 30_000_000 }],
  lots: [
    { instrument: IF.id, side: 'long', quantity: 1, openDay: '2021-01-04', openPrice: 26_150, basis: 26_150, settlement: 26_393, markToMarket: 145_800_000, floating: 145_800_000, margin: 1_900_296_000, marketValue: 0 },
    { instrument: BANK.id, side: 'long', quantity: 400, openDay: '2021-01-04', openPrice: 800, basis: 800, settlement: 810, markToMarket: 2_000_000, floating: 2_000_000, margin: 0, marketValue: 162_000_000 },
  ],
  deliveries: [],
  instruments: [IF, BANK],
};

/** The rows of one of the text's tables, as cells, headings first. */
function table(text: string, title: string, from = 0): string[][] {
  const lines = text.slice(text.indexOf(title, from)).split('\n');
  const end = lines.findIndex((line, at) => at > 1 && !/^[|-]/.test(line));
  return lines.slice(1, end).filter((line) => line.startsWith('|')).map((line) => line.slice(1, -1).split('|').map((cell) => cell.trim()));
}

const figure = (text: string, label: string): number => Number(new RegExp(`${label}[^：]*：+ *(-?[\\d.]+)`).exec(text)?.[1]);

/** Reads a whole file of RFC 4180. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  let field = '';
  let quoted = false;
  const end = (): void => {
    rows.at(-1)?.push(field);
    field = '';
  };
  for (let at = text.startsWith('\uFEFF') ? 1 : 0; at < text.length; at++) {
    const character = text[at];
    if (quoted) {
      if (character !== '"') field += character;
      else if (text[at + 1] === '"') field += text[++at];
      else quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === ',') end();
    else if (character === '\n') {
      end();
      rows.push([]);
    } else if (character !== '\r') field += character;
  }
  return rows.slice(0, -1);
}

describe('fixed-width text', () => {
  test('a Chinese character takes two columns, full-width forms too', () => {
    expect(widthOf('IF2101')).toBe(6);
    expect(widthOf('沪深300')).toBe(7);
    expect(widthOf('日期：')).toBe(6);
    expect(inColumns('买', 5, 'left')).toBe('买   ');
    expect(inColumns('-1.50', 8, 'right')).toBe('   -1.50');
    expect(inColumns('a\nb', 4, 'left')).toBe('a b ');
  });

  test('every line of a table is as wide as the others, whatever the figures', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ price: fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), quantity: fc.integer({ min: 1, max: 10 ** 12 }), turnover: fc.maxSafeInteger() }), { minLength: 1, maxLength: 5 }), fc.string({ maxLength: 12 }), (fills, name) => {
        const text = statementText({ ...SAMPLE, accountName: '', instruments: [{ ...IF, name: { zh: `${name}股指2101`, en: name } }], funds: [SAMPLE.funds[0]], transfers: [], closes: [], lots: [], fills: fills.map((fill) => ({ ...SAMPLE.fills[0], ...fill })) });
        const from = text.indexOf('成交记录');
        const lines = text.slice(from).split('\n').slice(1).filter((line) => line.startsWith('|') || line.startsWith('---'));
        expect(lines.length).toBe(fills.length + 7);
        expect(new Set(lines.map(widthOf)).size).toBe(1);
        expect(new Set(lines.filter((line) => line.startsWith('|')).map((line) => line.split('|').length)).size).toBe(1);
      }),
    );
  });
});

describe('CTP’s layout', () => {
  const text = statementText(SAMPLE);

  test('the heading names account, day and settlement', () => {
    expect(text).toContain('交易结算单(盯市) Settlement Statement(MTM)');
    expect(text).toMatch(/^客户号 Client ID： {2}SIM-1 +客户名称 Client Name：张三 \| "A"$/m);
    expect(text).toMatch(/^日期 Date：20210104$/m);
    expect(text).toMatch(/^结算编号 Settlement ID：7$/m);
  });

  test('the account summary stands by currency, its columns where CTP has them, and adds up', () => {
    const [, cny, hkd] = text.split('资金状况  币种：');
    expect(cny.startsWith('人民币  Account Summary  Currency：CNY')).toBe(true);
    expect(hkd.startsWith('港币  Account Summary  Currency：HKD')).toBe(true);
    const line = cny.split('\n').find((one) => one.startsWith('期初结存'));
    // 37 columns of label, 13 of figure, 2 between, 35 and 13: Chinese counted double.
    expect(widthOf(line ?? '')).toBe(100);
    for (const [part, funds] of [[cny, SAMPLE.funds[0]], [hkd, SAMPLE.funds[1]]] as const) {
      const change =
        figure(part, 'Deposit/Withdrawal') + figure(part, 'Realized P/L') + figure(part, 'MTM P/L') + figure(part, 'Exercise P/L') + figure(part, 'Premium received') - figure(part, 'Premium paid') - figure(part, 'Commission');
      expect(figure(part, 'Balance b/f') + change).toBeCloseTo(figure(part, 'Balance c/f'), 1);
      expect(figure(part, 'Balance c/f')).toBeCloseTo(funds.balance / 10_000, 2);
      expect(figure(part, 'Fund Avail.')).toBeCloseTo(funds.available / 10_000, 2);
    }
    expect(cny).toMatch(/风 险 度 Risk Degree： +12\.50%/);
  });

  test('fills, closes and positions with CTP’s headings, and sums below', () => {
    const fills = table(text, '成交记录 Transaction Record');
    expect(fills[0]).toEqual(['成交日期', '交易所', '品种', '合约', '买/卖', '投/保', '成交价', '手数', '成交额', '开平', '手续费', '平仓盈亏', '权利金收支', '成交序号']);
    expect(fills[1]).toEqual(['Date', 'Exchange', 'Product', 'Instrument', 'B/S', 'S/H', 'Price', 'Lots', 'Turnover', 'O/C', 'Fee', 'Realized P/L', 'Premium Received/Paid', 'Trans.No.']);
    expect(fills[2]).toEqual(['20210104', '中金所', '沪深300股指', 'IF2101', '买', '投', '5230.000', '2', '3138000.00', '开', '72.17', '0.00', '0.00', '00000001']);
    expect(fills.at(-1)).toEqual(['共   2条', '', '', '', '', '', '', '3', '4710000.00', '', '433.76', '3000.00', '0.00', '']);
    const closes = table(text, '平仓明细 Position Closed');
    expect(closes[2]).toEqual(['20210104', '中金所', '沪深300股指', 'IF2101', '20210104', '卖', '1', '5230.000', '5216.200', '5240.000', '3000.00', '0.00']);
    const lots = table(text, '持仓明细 Positions Detail');
    expect(lots[2]).toEqual(['中金所', '沪深300股指', 'IF2101', '20210104', '投', '买', '1', '5230.000', '5216.200', '5278.600', '14580.00', '14580.00', '190029.60', '0.00']);
    const positions = table(text, '持仓汇总 Positions');
    expect(positions[2].slice(1, 8)).toEqual(['IF2101', '1', '5230.000', '0', '0.000', '5216.200', '5278.600']);
  });

  test('a currency’s tables hold its own rows, shares as premium, and tables without rows are left out', () => {
    const hkd = text.slice(text.indexOf('Currency：HKD'));
    expect(table(hkd, '成交记录')[2].slice(3)).toEqual(['00005', '买', '投', '40.000', '400', '16000.00', '开', '12.35', '0.00', '-16000.00', '00000003']);
    expect(hkd).not.toContain('出入金明细');
    expect(text).not.toContain('行权/交割明细');
  });

  test('what expired has a table of its own and lines in the summary', () => {
    const funds: StatementFunds = { ...SAMPLE.funds[0], delivery: 60_000, fees: SAMPLE.funds[0].fees + 1_000, balance: SAMPLE.funds[0].balance + 59_000 };
    const expired = statementText({ ...SAMPLE, funds: [funds], deliveries: [{ instrument: IF.id, side: 'short', quantity: 3, kind: 'cash-settled', price: 26_400, amount: 60_000, fee: 1_000 }] });
    expect(table(expired, '行权/交割明细')[2]).toEqual(['20210104', '中金所', '沪深300股指', 'IF2101', '卖', '投', '现金交割', '3', '5280.000', '6.00', '0.10']);
    expect(figure(expired, 'Delivery P/L')).toBe(6);
    expect(figure(expired, 'Delivery Fee')).toBe(0.1);
  });
});

describe('a day of more fills than are kept', () => {
  const short: Statement = { ...SAMPLE, unlisted: { HKD: 120_000 }, funds: [SAMPLE.funds[0], { ...SAMPLE.funds[1], traded: 40_000_000 }] };

  test('CTP’s text says so below the tables of that money, in both languages, and its premiums still add up to the net', () => {
    const text = statementText(short);
    const hkd = text.slice(text.indexOf('Currency：HKD'));
    expect(text.slice(0, text.indexOf('Currency：HKD'))).not.toContain('120000');
    expect(hkd).toContain('当日较早的 120000 笔成交及其平仓未逐笔列出');
    expect(hkd).toContain('120000 earlier fills of the day');
    expect(figure(hkd, 'Premium received') - figure(hkd, 'Premium paid')).toBe(4_000);
  });

  test('where none of them is listed the table is there to say so', () => {
    const text = statementText({ ...short, fills: [], unlisted: { CNY: 2 } });
    expect(table(text, '成交记录').at(-1)?.[0]).toBe('共   0条');
    expect(text).toContain('当日较早的 2 笔成交');
  });

  test('CSV says so beside the name of the table, all money together', () => {
    const rows = parseCsv(statementCsv({ ...short, unlisted: { CNY: 1, HKD: 120_000 } }, 'en'));
    for (const title of ['Transaction Record', 'Position Closed']) expect(rows.find((row) => row[0] === title)?.[1]).toMatch(/^120001 earlier fills/);
    expect(rows.find((row) => row[0] === 'Positions')).toHaveLength(1);
  });
});

describe('CSV', () => {
  test('reads back, with exact money and every section', () => {
    const rows = parseCsv(statementCsv(SAMPLE, 'en'));
    const at = (title: string): number => rows.findIndex((row) => row[0] === title);
    expect(rows[2]).toEqual(['SIM-1', '张三 | "A"', '7', '2021-01-04', '2021-01-04T07:00:00.000+00:00']);
    const funds = Object.fromEntries(rows[at('Account Summary') + 1].map((title, column) => [title, rows[at('Account Summary') + 2][column]]));
    expect(funds).toMatchObject({ Currency: 'CNY', 'Balance b/f': '1000000.00', Fees: '433.757', 'Balance c/f': '1517146.243' });
    const fill = at('Transaction Record') + 2;
    expect(rows[fill].slice(0, 5)).toEqual(['2021-01-04', '2021-01-04T10:00:00.500+08:00', 'CFFEX', 'CSI 300 Index Jan 21', 'IF2101']);
    expect(rows[fill]).toContain('72.174');
    expect(rows[at('Positions Detail') + 3]).toContain('40.00');
    expect(at('Exercise/Delivery')).toBeGreaterThan(0);
    for (const title of ['Deposit/Withdrawal', 'Transaction Record', 'Position Closed', 'Positions Detail', 'Positions']) {
      const width = rows[at(title) + 1].length;
      for (let row = at(title) + 2; rows[row]?.length > 1; row++) expect(rows[row].length).toBe(width);
    }
  });

  test('no name becomes a formula, and any name comes back', () => {
    expect(statementCsv({ ...SAMPLE, accountName: '=HYPERLINK("x")' }, 'zh')).toContain(`"'=HYPERLINK(""x"")"`);
    fc.assert(
      fc.property(fc.string().filter((name) => !/^[=+\-@\t\r]|[\r\n]/.test(name)), (accountName) => {
        expect(parseCsv(statementCsv({ ...SAMPLE, accountName }, 'zh'))[2][1]).toBe(accountName);
      }),
    );
  });

  test('money to the last digit', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (money) => {
        const text = exactMoney(money);
        expect(text).toMatch(/^-?\d+\.\d{2,4}$/);
        const [whole, fraction] = text.replace('-', '').split('.');
        expect(BigInt(whole) * 10_000n + BigInt(fraction.padEnd(4, '0'))).toBe(BigInt(Math.abs(money)));
        expect(text.startsWith('-')).toBe(money < 0);
      }),
    );
  });
});

test('what changed the balance is what is listed', () => {
  for (const funds of SAMPLE.funds) expect(funds.broughtForward + changesOf(funds)).toBe(funds.balance);
});

test('positions are the sums of their lots, both sides of an instrument in one row', () => {
  const long = SAMPLE.lots[0];
  const [position, ...rest] = positionsOf([long, { ...long, quantity: 3, openPrice: 26_000 }, { ...long, side: 'short', quantity: 2, markToMarket: -5 }]);
  expect(rest).toEqual([]);
  expect(position).toMatchObject({ long: 4, longPrice: (26_150 + 3 * 26_000) / 4, short: 2, shortPrice: 26_150, markToMarket: 2 * 145_800_000 - 5, margin: 3 * 1_900_296_000 });
});
