import { expect, test } from 'vitest';
import type { Connection } from '#shared/model/connection.ts';
import type { OrderState } from '#shared/model/order.ts';
import { capabilityLines, environmentCell, faultCell, latencyCell, quotaTexts, stateCell, termOf, workingAt } from './connections-model.ts';

const connection = (change: Partial<Connection> = {}): Connection => ({
  id: 'sim', kind: 'simulated', environment: 'simulated', group: null, name: 'Exchange', state: 'up', since: 0, latencyMs: 0.42, fault: null,
  services: [], capabilities: [{ exchange: 'SHFE', kinds: ['future', 'option'], orderTypes: ['limit', 'market'], timesInForce: ['day', 'ioc'], offsets: [], modify: true, depth: 1 }],
  ...change,
});

test('states and environments differ in words', () => {
  const states = (['off', 'connecting', 'up', 'down'] as const).map((state) => stateCell(connection({ state }), 'zh').text);
  expect(new Set(states).size).toBe(4);
  const environments = (['simulated', 'real', 'quotes-only'] as const).map((environment) => environmentCell(connection({ environment }), [], 'en').text);
  expect(new Set(environments).size).toBe(3);
  const accounts = [{ connection: 'sim', environment: 'simulated' }, { connection: 'other', environment: 'simulated' }] as const;
  expect(environmentCell(connection({ environment: 'real' }), accounts, 'en')).toEqual({ text: 'Real + Simulated', tone: 'warning' });
  expect(environmentCell(connection({ environment: 'real', id: 'third' }), accounts, 'en').text).toBe('Real');
});

test('a latency is shown only of what is up', () => {
  expect(latencyCell(connection()).text).toBe('0.4 ms');
  expect(latencyCell(connection({ latencyMs: 812.4 }))).toEqual({ text: '812 ms', tone: 'warning' });
  expect(latencyCell(connection({ state: 'down' })).text).toBe('–');
  expect(latencyCell(connection({ latencyMs: null })).text).toBe('–');
});

test('faults are sentences, capabilities are lines in words', () => {
  expect(faultCell(connection({ fault: { code: 'broker-down', brokerText: 'ret 4' } }), 'en').text).toMatch(/down: ret 4$/);
  expect(capabilityLines(connection(), 'en')).toEqual([
    { exchange: 'SHFE', kinds: 'Futures, Options', orderTypes: 'Limit, Market', timesInForce: 'Day, IOC', offsets: '–', modify: 'yes', depth: '1 level' },
  ]);
});

test('quotas are shown where the broker keeps them', () => {
  expect(quotaTexts(connection(), 'en')).toEqual([]);
  expect(quotaTexts(connection({ quotas: { history: { used: 3, total: 100 } } }), 'zh')).toEqual(['历史 K 线额度（30 天内的标的）3 / 100']);
  expect(quotaTexts(connection({ quotas: { subscriptions: { used: 12, total: 300 }, history: { used: 3, total: 100 } } }), 'en')).toEqual(['Subscriptions 12 of 300', 'History of 3 of 100 instruments in 30 days']);
});

test('a latency or slippage is a whole number within bounds, or nothing', () => {
  expect(['0', ' 25 ', '100', '101', '-1', '1.5', '', 'x', '1e2', '9999999'].map((text) => termOf(text, 100))).toEqual([0, 25, 100, null, null, null, null, null, null, null]);
});

test('orders that work at a connection’s broker: of its accounts, and not ended', () => {
  const accounts = [{ id: 'A', connection: 'x' }, { id: 'B', connection: 'x' }, { id: 'C', connection: 'y' }];
  const orders = [['A', 'working'], ['A', 'filled'], ['B', 'partly-filled'], ['B', 'unknown'], ['C', 'working'], ['A', 'cancelled']].map(([account, state]) => ({ account, state: state as OrderState }));
  expect(['x', 'y', 'z'].map((connection) => workingAt(connection, accounts, orders))).toEqual([3, 1, 0]);
});
