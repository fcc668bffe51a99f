/** Instruments for tests, with terms that are easy to reckon with. Prices in ticks, so a tick of IF is 60 CNY. */
import type { Instrument } from '#shared/model/instrument.ts';

const base = {
  name: { zh: '测试', en: 'Test' },
  currency: 'CNY',
  lot: 1,
  maxOrderQuantity: 1_000_000,
  sellable: 'today',
  shortable: true,
  reference: 'pre-settlement',
  sessions: 'always',
  timeZone: 'Asia/Shanghai',
  origin: 'synthetic',
  depth: 5,
} as const;

/** CSI 300 index future: a tick is 60 CNY, margin 12 %, a plain close takes yesterday's lots first. */
export const IF: Instrument = {
  ...base,
  id: 'CFFEX.IF2101',
  exchange: 'CFFEX',
  code: 'IF2101',
  product: 'IF',
  kind: 'future',
  tickSize: 0.2,
  decimals: 1,
  multiplier: 300,
  maxOrderQuantity: 20,
  margin: { long: 0.12, short: 0.12 },
  fees: { open: { byValue: 0.000023 }, closeToday: { byValue: 0.00023 } },
  offsets: 'open-close',
  expiry: '2021-01-15',
};

/** Copper: today's and yesterday's lots are closed by name. A tick is 50 CNY; fees by value. */
export const CU: Instrument = {
  ...base,
  id: 'SHFE.cu2103',
  exchange: 'SHFE',
  code: 'cu2103',
  product: 'cu',
  kind: 'future',
  tickSize: 10,
  decimals: 0,
  multiplier: 5,
  maxOrderQuantity: 500,
  margin: { long: 0.09, short: 0.1 },
  fees: { open: { byValue: 0.00005 }, closeToday: { byValue: 0.0001 } },
  offsets: 'today-yesterday',
};

/** An A-share: lots of 100, T+1, paid in full, no short selling, odd remainders may be sold. */
export const PAB: Instrument = {
  ...base,
  id: 'SZSE.000001',
  exchange: 'SZSE',
  code: '000001',
  product: '000001',
  kind: 'stock',
  tickSize: 0.01,
  decimals: 2,
  multiplier: 1,
  lot: 100,
  oddLotSell: true,
  fees: { open: { byValue: 0.00025, minimum: 5 }, sellTax: { byValue: 0.0005 } },
  offsets: 'net',
  sellable: 'next-day',
  shortable: false,
  reference: 'pre-close',
};

/** A US share: sold the same day, may be sold short. */
export const AAPL: Instrument = {
  ...base,
  id: 'NASDAQ.AAPL',
  exchange: 'NASDAQ',
  code: 'AAPL',
  product: 'AAPL',
  kind: 'stock',
  currency: 'USD',
  tickSize: 0.01,
  decimals: 2,
  multiplier: 1,
  fees: { open: { byQuantity: 0.0049, minimum: 0.99 }, sellTax: { byValue: 0.0000278, byQuantity: 0.000166 } },
  offsets: 'net',
  reference: 'pre-close',
  timeZone: 'America/New_York',
};

/** A call on the index future, struck at 5200 (26,000 ticks): a tick is 20 CNY, 15 CNY a contract, 12 % and 6 % of margin for who is short. */
export const IO: Instrument = {
  ...base,
  id: 'CFFEX.IO2101-C-5200',
  exchange: 'CFFEX',
  code: 'IO2101-C-5200',
  product: 'IO',
  kind: 'option',
  tickSize: 0.2,
  decimals: 1,
  multiplier: 100,
  maxOrderQuantity: 20,
  fees: { open: { byQuantity: 15 } },
  offsets: 'open-close',
  expiry: '2021-01-15',
  delivery: 'cash',
  option: { right: 'call', strike: 26_000, strikeTick: 0.2, underlying: IF.id, style: 'european', margin: { base: 0.12, minimum: 0.06 }, limit: { rule: 'underlying', ratio: 0.1 }, exerciseFee: 2, assignmentFee: 2 },
};

export const TEST_INSTRUMENTS: readonly Instrument[] = [IF, CU, PAB, AAPL];
