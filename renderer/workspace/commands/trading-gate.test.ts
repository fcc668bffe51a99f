import { describe, expect, it } from 'vitest';
import type { Account } from '#shared/model/account.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { ORDER_TYPES, TIMES_IN_FORCE } from '#shared/model/order.ts';
import { emptyQuote, QUOTE } from '#shared/model/quote.ts';
import { limitMoved, moveFault, offeredFor, quickTerms, tradesAtMarket } from './order-commands.ts';
import { tradingFault } from './trading-gate.ts';

const account = (change: Partial<Account> = {}): Account => ({
  id: 'A', connection: 'sim', environment: 'simulated', name: 'A', state: 'ready', locked: false, currencies: ['CNY'], ...change,
});

describe('whether an account can trade', () => {
  it('needs the link, the kill switch off, the connection, the check and the lock, in this order', () => {
    expect(tradingFault(account(), 'up', false)).toBeNull();
    expect(tradingFault(account({ state: 'offline' }), 'lost', false)?.code).toBe('connection-lost');
    expect(tradingFault(undefined, 'up', false)?.code).toBe('account-offline');
    expect(tradingFault(account({ state: 'offline' }), 'up', false)?.code).toBe('account-offline');
    expect(tradingFault(account({ state: 'checking' }), 'up', false)?.code).toBe('account-checking');
    expect(tradingFault(account({ environment: 'real', locked: true }), 'up', false)?.code).toBe('account-locked');
    expect(tradingFault(account({ environment: 'real' }), 'up', false)).toBeNull();
    expect(tradingFault(account(), 'up', true)?.code).toBe('kill-switch-on');
  });
});

describe('moving an order', () => {
  const working = { state: 'working', pending: null } as const;

  it('needs an acknowledged, open order without another request', () => {
    expect(moveFault(working, { modify: true })).toBeNull();
    expect(moveFault({ ...working, state: 'partly-filled' }, undefined)).toBeNull();
    expect(moveFault({ ...working, state: 'submitting' }, undefined)?.code).toBe('order-not-acknowledged');
    expect(moveFault({ ...working, state: 'filled' }, undefined)?.code).toBe('order-final');
    expect(moveFault({ ...working, pending: { kind: 'cancelling', since: 0 } }, undefined)?.code).toBe('order-busy');
  });

  it('is not for an order whose trigger follows the market', () => {
    expect(moveFault({ ...working, type: 'trailing-stop', triggered: false }, undefined)?.code).toBe('trail-follows');
    expect(moveFault({ ...working, type: 'trailing-stop-limit', triggered: true }, undefined)).toBeNull();
    expect(moveFault({ ...working, type: 'stop', triggered: false }, undefined)).toBeNull();
  });

  it('of a stop takes its limit along', () => {
    const scale = { tickSize: 0.2, decimals: 1 };
    const condition = { trigger: 100, trail: null, limitOffset: null };
    expect(limitMoved({ price: 103, side: 'buy', condition }, 110, scale)).toBe(113);
    expect(limitMoved({ price: null, side: 'buy', condition }, 110, scale)).toBeNull();
    expect(limitMoved({ price: 103, side: 'buy', condition: { ...condition, trigger: null } }, 110, scale)).toBe(103);
  });

  it('needs a broker that can', () => {
    expect(moveFault(working, { modify: false })?.code).toBe('not-supported');
  });
});

describe('what a broker offers', () => {
  const offers = { exchange: 'CFFEX', kinds: ['future'], orderTypes: ['limit'], timesInForce: ['gtc'], offsets: [], modify: true, depth: 1 } as const;

  it('is found by exchange and kind', () => {
    expect(offeredFor({}, { capabilities: [offers] }, { exchange: 'CFFEX', kind: 'future' })).toBe(offers);
    expect(offeredFor({}, { capabilities: [offers] }, { exchange: 'CFFEX', kind: 'option' })).toBeUndefined();
    expect(offeredFor({ capabilities: [] }, { capabilities: [offers] }, { exchange: 'CFFEX', kind: 'future' })).toBeUndefined();
    expect(offeredFor(undefined, undefined, { exchange: 'CFFEX', kind: 'future' })).toBeUndefined();
  });

  it('decides how long a quick order stands, and what trades at once', () => {
    const quote = emptyQuote();
    quote[QUOTE.upperLimit] = 110;
    quote[QUOTE.lowerLimit] = 90;
    const of = (exchange: Instrument['exchange']): Instrument => ({ exchange, kind: 'future' }) as Instrument;
    const all = { ...offers, orderTypes: ORDER_TYPES, timesInForce: TIMES_IN_FORCE };
    expect(quickTerms(undefined, undefined, 'buy', 100, quote, 0)).toEqual({ type: 'limit', price: 100, timeInForce: 'day' });
    expect(quickTerms(of('CFFEX'), offers, 'buy', 100, quote, 0).timeInForce).toBe('gtc');
    expect(quickTerms(undefined, undefined, 'buy', null, quote, 0)).toEqual({ type: 'market', price: null, timeInForce: 'ioc' });
    expect(quickTerms(of('CFFEX'), all, 'buy', null, quote, 0)).toEqual({ type: 'market', price: null, timeInForce: 'ioc' });
    expect(quickTerms(of('SHFE'), all, 'sell', null, quote, 0)).toEqual({ type: 'limit', price: 90, timeInForce: 'ioc' });
    expect(tradesAtMarket(of('SHFE'), all)).toBe(true);
    expect(tradesAtMarket(of('SHFE'), undefined)).toBe(false);
  });
});
