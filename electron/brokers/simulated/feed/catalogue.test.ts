import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sessionTable } from '#shared/calendar/session-tables.ts';
import { sessionsOf } from '#shared/calendar/sessions.ts';
import { CURRENCIES, EXCHANGES, tickMoney } from '#shared/model/instrument.ts';
import { decimalsOf, formatPrice, isOnTick, priceOf, stepAt, ticksOf } from '#shared/price.ts';
import { CATALOGUE, catalogueEntry, catalogueOn, MATCHING } from './catalogue.ts';
import { loadInstruments } from './load-instruments.ts';
import { limitsOf } from '#shared/rules/price-limits.ts';

const all = [...CATALOGUE.map((entry) => entry.instrument), ...MATCHING.map((entry) => entry.instrument), ...loadInstruments(3)];

describe('the catalogue', () => {
  test('covers every market', () => {
    expect(CATALOGUE.length).toBeGreaterThanOrEqual(30);
    expect(new Set(all.map((one) => one.id)).size).toBe(all.length);
    const exchanges = new Set(all.map((one) => one.exchange));
    for (const exchange of ['CFFEX', 'SHFE', 'INE', 'DCE', 'CZCE', 'GFEX', 'SSE', 'SZSE', 'HKEX', 'NASDAQ', 'NYSE', 'CME'] as const) expect(exchanges).toContain(exchange);
    for (const id of ['HKEX.00700', 'HKEX.00005', 'HKEX.09988', 'NASDAQ.AAPL', 'NASDAQ.NVDA', 'SSE.600519']) expect(catalogueEntry(id)).not.toBeNull();
  });

  test('only IF2101 is recorded, and it is first', () => {
    expect(CATALOGUE.filter(({ instrument }) => instrument.origin !== 'synthetic').map(({ instrument }) => instrument.id)).toEqual(['CFFEX.IF2101']);
    expect(CATALOGUE[0].instrument).toMatchObject({ id: 'CFFEX.IF2101', origin: 'recorded', depth: 1, multiplier: 300, tickSize: 0.2 });
  });

  test.each(all.map((one) => [one.id, one] as const))('%s: terms are complete and consistent', (id, one) => {
    expect(id).toBe(`${one.exchange}.${one.code}`);
    expect(EXCHANGES).toContain(one.exchange);
    expect(CURRENCIES).toContain(one.currency);
    expect(['future', 'stock', 'fund', 'option']).toContain(one.kind);
    expect(['open-close', 'today-yesterday', 'net']).toContain(one.offsets);
    expect(['today', 'next-day']).toContain(one.sellable);
    expect(['pre-settlement', 'pre-close']).toContain(one.reference);
    expect([1, 5, 10]).toContain(one.depth);
    expect(one.name.zh.length * one.name.en.length).toBeGreaterThan(0);
    expect(typeof one.shortable).toBe('boolean');
    // A tick of one contract or share is a whole number of 1/10,000: nothing in a ledger is ever rounded.
    const exact = one.tickSize * one.multiplier * 10_000;
    expect(Math.abs(exact - tickMoney(one))).toBeLessThan(1e-6);
    expect(tickMoney(one)).toBeGreaterThan(0);
    expect(decimalsOf(one.tickSize)).toBeGreaterThanOrEqual(one.decimals);
    expect(one.maxOrderQuantity % one.lot).toBe(0);
    expect(sessionTable(one.sessions)?.timeZone).toBe(one.timeZone);
    expect(sessionsOf(one.sessions, '2021-01-04').some((session) => session.phase === 'continuous')).toBe(true);
    if (one.kind === 'future') {
      expect(one.margin && one.margin.long > 0 && one.margin.long < 1 && one.margin.short > 0).toBe(true);
      expect(one.reference).toBe('pre-settlement');
    } else {
      expect(one.margin).toBeUndefined();
      expect(one.offsets).toBe(one.kind === 'option' ? 'open-close' : 'net');
      expect(one.option !== undefined).toBe(one.kind === 'option');
    }
    // A move to the limit must not take (much) more than the margin.
    if (one.priceLimit !== undefined && one.margin && one.exchange !== 'PANKOU') expect(one.margin.long).toBeGreaterThanOrEqual(one.priceLimit * 0.9);
    for (const rate of [one.fees.open, one.fees.close, one.fees.closeToday, one.fees.buyTax, one.fees.sellTax].flat()) {
      for (const value of Object.values({ ...rate, rounding: rate?.rounding?.unit ?? 1 })) expect(value).toBeGreaterThan(0);
      expect(rate?.byValue ?? 0).toBeLessThan(0.005);
    }
    let before = -1;
    for (const band of one.bands ?? []) {
      expect(band.from).toBeGreaterThan(before);
      expect(band.from % band.step).toBe(0);
      before = band.from;
    }
  });

  test.each(CATALOGUE.map((entry) => [entry.instrument.id, entry] as const))('%s: begins at a valid price and outlives the recorded days', (_, { instrument, synthetic }) => {
    const ticks = ticksOf(instrument, synthetic.price);
    expect(isOnTick(instrument, ticks)).toBe(true);
    expect(priceOf(instrument, ticks)).toBe(synthetic.price);
    expect(synthetic.volatility).toBeGreaterThan(0);
    expect(synthetic.volume % instrument.lot).toBe(0);
    if (instrument.kind === 'future' || instrument.kind === 'option') expect(instrument.expiry && instrument.delivery && instrument.expiry > '2021-01-05').toBe(true);
    else expect(instrument.expiry).toBeUndefined();
  });

  test('TEST, BTC and MINUS are matched here, on both sides of zero', () => {
    expect(MATCHING.map(({ instrument }) => instrument.id)).toEqual(['PANKOU.TEST', 'PANKOU.BTC', 'PANKOU.MINUS']);
    for (const { instrument, participants } of MATCHING) {
      expect(instrument).toMatchObject({ origin: 'matching', offsets: 'open-close', shortable: true, sessions: 'around-the-clock', depth: 10 });
      expect(instrument.expiry).toBeUndefined();
      expect(priceOf(instrument, ticksOf(instrument, participants.price))).toBe(participants.price);
      for (const figure of [participants.volatility, participants.halfLife, participants.spread, participants.size, participants.tradesPerSecond]) expect(figure).toBeGreaterThan(0);
    }
    const [test, , minus] = MATCHING;
    expect(test.participants.price).toBeGreaterThan(0);
    expect(minus.participants.price).toBeLessThan(0);
    // What may be worth nothing has its margin by the contract, and its fee by the contract too: a part of nothing is nothing.
    expect(minus.instrument.marginFloor).toBeGreaterThan(0);
    expect(minus.instrument.priceLimit).toBeUndefined();
    expect(minus.instrument.fees.open.byValue).toBeUndefined();
  });

  test('rules that differ by market', () => {
    const terms = (id: string) => catalogueEntry(id)?.instrument;
    expect(terms('SHFE.cu2103')?.offsets).toBe('today-yesterday');
    expect(terms('INE.sc2103')?.offsets).toBe('today-yesterday');
    expect(terms('DCE.i2105')?.offsets).toBe('open-close');
    expect(terms('SSE.600519')).toMatchObject({ sellable: 'next-day', shortable: false, lot: 100, priceLimit: 0.1 });
    expect(terms('SSE.688981')?.priceLimit).toBe(0.2);
    expect(terms('SZSE.300750')?.priceLimit).toBe(0.2);
    expect(terms('HKEX.00700')).toMatchObject({ lot: 100, sellable: 'today' });
    expect(terms('HKEX.00005')?.lot).toBe(400);
    expect(terms('HKEX.00700')?.priceLimit).toBeUndefined();
  });

  test('an option knows its underlying, which comes before it, and that one’s tick', () => {
    for (const [at, { instrument }] of CATALOGUE.entries()) {
      if (!instrument.option) continue;
      const { option } = instrument;
      const place = CATALOGUE.findIndex((entry) => entry.instrument.id === option.underlying);
      expect(place).toBeGreaterThanOrEqual(0);
      expect(place).toBeLessThan(at);
      const underlying = CATALOGUE[place].instrument;
      expect(option.strikeTick).toBe(underlying.tickSize);
      expect(instrument.code).toContain(option.right === 'call' ? 'C' : 'P');
      expect(instrument.code.endsWith(String(instrument.exchange === 'CFFEX' ? option.strike * option.strikeTick : option.strike))).toBe(true);
      // Whole money for a tick of the strike too.
      expect(Number.isSafeInteger(Math.round(option.strikeTick * instrument.multiplier * 10_000))).toBe(true);
    }
  });

  test('rules of a day: changes hold from their first day on', () => {
    const steps = (day: string | null): number => {
      const hsbc = catalogueOn(day).find((entry) => entry.instrument.id === 'HKEX.00005')?.instrument;
      return hsbc ? stepAt(hsbc, ticksOf(hsbc, 40)) : NaN;
    };
    expect(['2025-08-03', '2025-08-04', null].map(steps)).toEqual([50, 20, 20]);
    expect(catalogueOn('2021-01-04').map((entry) => entry.instrument.id)).toEqual(CATALOGUE.map((entry) => entry.instrument.id));
  });

  test('every day has terms that hold together, dated changes come in order and each names its source', () => {
    const files = ['china-futures', 'china-options', 'china-stocks', 'hong-kong', 'united-states'].map((name) => JSON.parse(readFileSync(new URL(`../../../../assets/instruments/${name}.json`, import.meta.url), 'utf8')));
    type Dated = { changes?: { from: string; source?: string; terms: object }[] };
    const dated: Dated[] = files.flatMap(({ groups }: { groups: (Dated & { instruments: Dated[] })[] }) => groups.flatMap((group) => [group, ...group.instruments]));
    const days = new Set<string>();
    for (const { changes = [] } of dated) {
      expect(changes.map(({ from }) => from)).toEqual([...new Set(changes.map(({ from }) => from))].sort());
      for (const { from, source } of changes) {
        expect(source?.length ?? 0).toBeGreaterThan(10);
        days.add(from);
      }
    }
    expect(days.size).toBeGreaterThan(12);
    for (const day of days) {
      for (const [at, { instrument, synthetic }] of catalogueOn(day).entries()) {
        expect(Object.keys(instrument)).not.toContain('changes');
        expect(Object.keys(instrument).sort()).toEqual(expect.arrayContaining(['fees', 'id', 'lot', 'tickSize']));
        expect(instrument.id).toBe(CATALOGUE[at].instrument.id);
        expect(instrument.tickSize).toBe(CATALOGUE[at].instrument.tickSize);
        expect(isOnTick(instrument, ticksOf(instrument, synthetic.price))).toBe(true);
      }
    }
  });

  test('Hong Kong spreads and US sub-dollar ticks', () => {
    const tencent = CATALOGUE.find((entry) => entry.instrument.id === 'HKEX.00700')?.instrument;
    const apple = CATALOGUE.find((entry) => entry.instrument.id === 'NASDAQ.AAPL')?.instrument;
    if (!tencent || !apple) throw new Error('not listed');
    const valid = (one: typeof tencent, price: number): boolean => isOnTick(one, ticksOf(one, price));
    // HKEX spread table Part A since 2025-08-04: price, valid, not valid.
    for (const [good, bad] of [[0.201, 0.2015], [0.255, 0.256], [0.51, 0.515], [9.99, 9.995], [10.01, 10.015], [20.02, 20.01], [50.05, 50.02], [99.95, 99.92], [100.1, 100.05], [200.2, 200.1], [564.5, 564.2], [1001, 1000.5]]) {
      expect(valid(tencent, good), String(good)).toBe(true);
      expect(valid(tencent, bad) && Math.abs(priceOf(tencent, ticksOf(tencent, bad)) - bad) < 1e-9, String(bad)).toBe(false);
    }
    expect(valid(apple, 0.9999)).toBe(true);
    expect(valid(apple, 132.69)).toBe(true);
    expect(valid(apple, 132.6901)).toBe(false);
    expect(formatPrice(apple, ticksOf(apple, 132.69))).toBe('132.69');
    expect(formatPrice(apple, 9999)).toBe('0.9999');
  });
});

describe('price limits', () => {
  const limits = (id: string, reference: number): readonly number[] => {
    const instrument = catalogueEntry(id)?.instrument;
    if (!instrument) throw new Error(id);
    const { upper, lower } = limitsOf(instrument, ticksOf(instrument, reference));
    return [priceOf(instrument, upper), priceOf(instrument, lower)];
  };
  test('futures round into the band, as CFFEX published them on the recorded days', () => {
    expect(limits('CFFEX.IF2101', 5216.2)).toEqual([5737.8, 4694.6]);
    expect(limits('CFFEX.IF2101', 5278.6)).toEqual([5806.4, 4750.8]);
  });
  test('shares round to the nearest cent', () => {
    expect(limits('SSE.600000', 9.68)).toEqual([10.65, 8.71]);
    expect(limits('SZSE.300750', 351.11)).toEqual([421.33, 280.89]);
  });
  test('none in Hong Kong', () => {
    expect(limits('HKEX.00700', 564)).toEqual([NaN, NaN]);
  });
});
