import { describe, expect, it } from 'vitest';
import type { Account } from '#shared/model/account.ts';
import { moveFault, offeredFor, quickTimeInForce } from './order-commands.ts';
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

  it('needs a broker that can', () => {
    expect(moveFault(working, { modify: false })?.code).toBe('not-supported');
  });
});

describe('what a broker offers', () => {
  const offers = { exchange: 'CFFEX', kinds: ['future'], orderTypes: ['limit'], timesInForce: ['gtc'], offsets: [], modify: true, depth: 1 } as const;

  it('is found by exchange and kind', () => {
    expect(offeredFor({ capabilities: [offers] }, { exchange: 'CFFEX', kind: 'future' })).toBe(offers);
    expect(offeredFor({ capabilities: [offers] }, { exchange: 'CFFEX', kind: 'option' })).toBeUndefined();
    expect(offeredFor(undefined, { exchange: 'CFFEX', kind: 'future' })).toBeUndefined();
  });

  it('decides how long a quick order stands', () => {
    expect(quickTimeInForce(undefined, 'limit')).toBe('day');
    expect(quickTimeInForce(undefined, 'market')).toBe('ioc');
    expect(quickTimeInForce({ timesInForce: ['gtc'] }, 'limit')).toBe('gtc');
  });
});
