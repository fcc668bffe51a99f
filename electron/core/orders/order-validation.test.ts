import { describe, expect, it } from 'vitest';
import type { MarketCapabilities } from '#shared/model/connection.ts';
import { emptyQuote, QUOTE } from '#shared/model/quote.ts';
import { AAPL, CU, IF } from '#test/stand-ins/instruments.ts';
import { checkCapability, checkPrice, checkReversal } from './order-validation.ts';

describe('capability', () => {
  const offered: MarketCapabilities[] = [{ exchange: 'CFFEX', kinds: ['future'], orderTypes: ['limit'], timesInForce: ['day', 'ioc'], offsets: ['open', 'close'], modify: false, depth: 5 }];
  const terms = { side: 'buy', type: 'limit', price: 100, quantity: 1, timeInForce: 'day' } as const;

  it('passes what the broker can', () => expect(checkCapability(offered, IF, terms, ['open'])).toBeNull());

  it('names what it cannot, and what it can instead', () => {
    expect(checkCapability(offered, IF, { ...terms, type: 'market' }, ['open'])).toEqual({ code: 'not-supported', params: { what: 'market', offered: 'limit' } });
    expect(checkCapability(offered, IF, { ...terms, timeInForce: 'gtc' }, ['open'])).toEqual({ code: 'not-supported', params: { what: 'gtc', offered: 'day, ioc' } });
    expect(checkCapability(offered, IF, terms, ['close', 'close-today'])).toEqual({ code: 'not-supported', params: { what: 'close-today', offered: 'open, close' } });
    expect(checkCapability(offered, CU, terms, ['open'])).toEqual({ code: 'not-supported', params: { what: 'SHFE future', offered: 'CFFEX future' } });
  });
});

describe('an account with rights of its own', () => {
  it('is named with what it may trade', () => {
    expect(checkCapability([], IF, { side: 'buy', type: 'limit', price: 100, quantity: 1, timeInForce: 'day' }, ['open'], 'Futu HK')).toEqual({
      code: 'account-not-authorised', params: { account: 'Futu HK', what: 'CFFEX future', offered: '' },
    });
  });
});

describe('a reversal', () => {
  const future = { offsets: 'net', shortable: true } as const;

  it('is two orders where the broker wants it so: what is held is closed first', () => {
    expect(checkReversal({ closesFirst: true }, future, 3, 2)).toEqual({ code: 'closes-first', params: { held: 2 } });
    expect([checkReversal({ closesFirst: true }, future, 2, 2), checkReversal({ closesFirst: true }, future, 3, 0), checkReversal({}, future, 3, 2)]).toEqual([null, null, null]);
    expect([checkReversal({ closesFirst: true }, { ...future, offsets: 'open-close' }, 3, 2), checkReversal({ closesFirst: true }, { ...future, shortable: false }, 3, 2), checkReversal(undefined, future, 3, 2)]).toEqual([null, null, null]);
  });
});

describe('price', () => {
  const quote = emptyQuote();
  quote[QUOTE.lowerLimit] = 90;
  quote[QUOTE.upperLimit] = 110;

  it('needs one for a limit order only', () => {
    expect(checkPrice(IF, 'limit', null, quote)).toEqual({ code: 'price-missing' });
    expect(checkPrice(IF, 'market', null, quote)).toBeNull();
  });

  it('keeps to the tick table', () => {
    const hk = { ...AAPL, bands: [{ from: 0, step: 1 }, { from: 1_000, step: 5 }] };
    expect(checkPrice(hk, 'limit', 1_005, undefined)).toBeNull();
    expect(checkPrice(hk, 'limit', 1_003, undefined)).toEqual({ code: 'price-off-tick', params: { price: '10.03', below: '10.00', above: '10.05' } });
  });

  it('keeps to the day’s limits while they are live', () => {
    expect(checkPrice(IF, 'limit', 110, quote)).toBeNull();
    expect(checkPrice(IF, 'limit', 111, quote)).toEqual({ code: 'price-outside-limits', params: { price: '22.2', low: '18.0', high: '22.0' } });
    const stale = quote.slice();
    stale[QUOTE.stale] = 1;
    expect(checkPrice(IF, 'limit', 111, stale)).toBeNull();
    expect(checkPrice(IF, 'limit', 111, emptyQuote())).toBeNull();
  });
});
