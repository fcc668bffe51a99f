import { describe, expect, it } from 'vitest';
import { EXCHANGES, type Exchange, type Instrument, type InstrumentKind } from '../model/instrument.ts';
import { isConditional, type OrderType, type TimeInForce } from '../model/order.ts';
import { atMarket, carriedBy, offeredTypes, offerFault, takes } from './offer.ts';
import { marketOrderTypes } from './order-types.ts';

const of = (exchange: Exchange, kind: InstrumentKind = 'future', orderTypes?: readonly OrderType[]): Instrument =>
  ({ exchange, kind, ...(orderTypes ? { orderTypes } : {}) }) as Instrument;

describe('what each market has', () => {
  const rows: readonly [Exchange, InstrumentKind, Readonly<Partial<Record<OrderType, readonly TimeInForce[]>>>, readonly OrderType[]][] = [
    ['SSE', 'stock', { limit: ['day', 'gtc'], 'best-five-ioc': ['ioc'], 'best-five-limit': ['day'], 'own-best': ['day'], 'counter-best': ['day'] }, ['market', 'stop']],
    ['SZSE', 'stock', { limit: ['day', 'gtc'], 'counter-best': ['day'], 'own-best': ['day'], 'best-five-ioc': ['ioc'], market: ['ioc', 'fok'] }, ['best-five-limit', 'stop']],
    ['BSE', 'stock', { 'best-five-limit': ['day'], 'own-best': ['day'] }, ['market']],
    ['CFFEX', 'future', { limit: ['day', 'gtc', 'ioc', 'fok'], market: ['ioc', 'fok'], 'best-five-ioc': ['ioc'], 'best-five-limit': ['day'], 'counter-best': ['day', 'ioc'] }, ['own-best', 'trailing-stop']],
    ['SHFE', 'future', { limit: ['day', 'gtc', 'ioc', 'fok'], stop: ['day'], 'touch-limit': ['day'] }, ['market', 'trailing-stop']],
    ['INE', 'future', { limit: ['day', 'gtc', 'ioc', 'fok'] }, ['market']],
    ['DCE', 'future', { market: ['day', 'ioc', 'fok'], stop: ['day'], 'touch-limit': ['day'] }, ['trailing-stop']],
    ['DCE', 'option', { limit: ['day', 'gtc', 'ioc', 'fok'] }, ['market', 'stop']],
    ['CZCE', 'future', { limit: ['day', 'gtc', 'ioc'], market: ['ioc'] }, ['trailing-stop']],
    ['CZCE', 'option', { limit: ['day', 'gtc', 'ioc', 'fok'], market: ['ioc', 'fok'] }, []],
    ['GFEX', 'future', { market: ['day', 'ioc', 'fok'] }, ['best-five-ioc']],
    ['HKEX', 'stock', { 'special-limit': ['ioc'], auction: ['day'], 'auction-limit': ['day'], market: ['day'], 'trailing-stop-limit': ['day', 'gtc'] }, ['best-five-ioc']],
    ['NASDAQ', 'stock', { limit: ['day', 'gtc', 'ioc'], market: ['day'], stop: ['day', 'gtc'], 'trailing-stop': ['day', 'gtc'] }, ['auction']],
    ['CME', 'future', { stop: ['day', 'gtc'], 'stop-limit': ['day', 'gtc'] }, ['touch']],
    ['PANKOU', 'future', { limit: ['day', 'gtc', 'ioc', 'fok'], market: ['ioc', 'fok'], stop: ['day', 'gtc'] }, ['best-five-ioc']],
  ];
  it.each(rows)('%s %s', (exchange, kind, has, hasNot) => {
    const offered = new Map(offeredTypes(of(exchange, kind)).map((entry) => [entry.type, entry.timesInForce]));
    for (const [type, times] of Object.entries(has)) expect(offered.get(type as OrderType)).toEqual(times);
    for (const type of hasNot) expect(offered.has(type)).toBe(false);
  });

  it.each([['option', 'HKEX', ['limit', 'stop-limit', 'touch-limit', 'trailing-stop-limit']], ['future', 'HKEX', ['limit', 'market', 'auction', 'stop']], ['option', 'OPRA', ['limit', 'market', 'stop']]] as const)(
    'derivatives take their own types: %s at %s',
    (kind, exchange, first) => {
      expect(offeredTypes(of(exchange, kind)).map((entry) => entry.type).slice(0, first.length)).toEqual(first);
    },
  );

  it('is said with its source, and every market has a limit order', () => {
    for (const exchange of EXCHANGES) {
      const { source, types } = marketOrderTypes(of(exchange));
      expect(source.length).toBeGreaterThan(10);
      expect(types[0].type).toBe('limit');
      for (const { timesInForce } of types) expect(timesInForce.length).toBeGreaterThan(0);
    }
  });

  it('lets nothing that waits be immediate', () => {
    for (const exchange of EXCHANGES) {
      for (const { type, timesInForce } of offeredTypes(of(exchange, 'stock'))) {
        if (isConditional(type)) expect(timesInForce.every((time) => time === 'day' || time === 'gtc')).toBe(true);
      }
    }
  });
});

describe('one instrument', () => {
  it('may list its own types', () => {
    expect(offeredTypes(of('PANKOU', 'future', ['limit', 'stop'])).map((entry) => entry.type)).toEqual(['limit', 'stop']);
  });

  it('is refused what its market does not have, with what it has', () => {
    expect(offerFault(of('SHFE'), 'market', 'ioc')).toMatchObject({ code: 'order-type-not-offered', params: { offered: 'limit, stop, stop-limit, touch, touch-limit' } });
    expect(offerFault(of('CZCE'), 'limit', 'fok')).toMatchObject({ code: 'time-not-offered', params: { offered: 'day, gtc, ioc' } });
    expect(offerFault(of('CFFEX'), 'limit', 'fok')).toBeNull();
  });

  it('takes any of its types for the day: what does not rest is over at once either way', () => {
    expect(takes(of('CFFEX'), 'market', 'day')).toBe(true);
    expect(takes(of('CFFEX'), 'market', 'gtc')).toBe(true);
    expect(takes(of('DCE'), 'market', 'gtc')).toBe(false);
    expect(takes(of('SHFE'), 'market', 'day')).toBe(false);
  });

  it('is narrowed by what its broker carries', () => {
    const carried = { orderTypes: ['limit', 'market', 'stop'] as const, timesInForce: ['day'] as const };
    expect(offeredTypes(of('CFFEX'), carried)).toEqual([{ type: 'limit', timesInForce: ['day'] }, { type: 'market', timesInForce: ['day'] }, { type: 'stop', timesInForce: ['day'] }]);
  });
});

it('a broker of several instruments carries what any of them takes', () => {
  expect(carriedBy([of('SHFE'), of('SSE', 'stock')]).orderTypes).toEqual(['limit', 'stop', 'stop-limit', 'touch', 'touch-limit', 'best-five-ioc', 'best-five-limit', 'own-best', 'counter-best']);
});

describe('the order at the market', () => {
  it('is the market’s own, else the nearest it has, else a limit order at the price limit', () => {
    expect(atMarket(of('CFFEX'), 'buy', 90, 110, 100)).toEqual({ type: 'market', price: null, timeInForce: 'ioc' });
    expect(atMarket(of('SSE', 'stock'), 'buy', 90, 110, 100)).toEqual({ type: 'best-five-ioc', price: null, timeInForce: 'ioc' });
    expect(atMarket(of('SHFE'), 'buy', 90, 110, 100)).toEqual({ type: 'limit', price: 110, timeInForce: 'ioc' });
    expect(atMarket(of('SHFE'), 'sell', 90, 110, 100)).toEqual({ type: 'limit', price: 90, timeInForce: 'ioc' });
    expect(atMarket(of('SHFE'), 'sell', NaN, NaN, 100)).toMatchObject({ price: 100 });
    expect(atMarket(of('SHFE'), 'sell', NaN, NaN, NaN)).toBeNull();
    expect(atMarket(of('NASDAQ', 'stock'), 'sell', NaN, NaN, NaN)).toEqual({ type: 'market', price: null, timeInForce: 'day' });
  });
});
