/** Plain rows for tests of the store, each field overridable. */
import type { Fill } from '#shared/model/fill.ts';
import type { Order } from '#shared/model/order.ts';
import type { Position } from '#shared/model/position.ts';

export const sampleOrder = (id: string, change: Partial<Order> = {}): Order => ({
  id, account: 'sim', instrument: 'CFFEX.IF2101', side: 'buy', offset: 'open', type: 'limit', price: 26_154, quantity: 2, timeInForce: 'day',
  source: 'ladder', state: 'submitting', pending: null, filled: 0, filledValue: 0, overfilled: false, brokerOrderId: null, external: false, fault: null,
  createdAt: 1_609_725_600_000.25, sentAt: null, acknowledgedAt: null, updatedAt: 1_609_725_600_000.25, tradingDay: '2021-01-04', ...change,
});

export const sampleFill = (brokerFillId: string, change: Partial<Fill> = {}): Fill => ({
  id: `${change.account ?? 'sim'}/${brokerFillId}`, account: 'sim', brokerFillId, order: 'order-1', instrument: 'CFFEX.IF2101', side: 'buy', offset: 'open',
  price: 26_154, quantity: 1, fee: 361_234, exchangeTime: 1_609_725_600_500, receivedAt: 1_609_725_600_501.125, tradingDay: '2021-01-04', inferred: false,
  ...change,
});

export const samplePosition = (change: Partial<Position> = {}): Position => ({
  account: 'sim', instrument: 'CFFEX.IF2101', side: 'long', today: 1, yesterday: 2, frozenToday: 1, frozenYesterday: 0, openValue: 78_462, dayValue: 78_400,
  margin: 5_000_000_000, realisedToday: -120_000, feesToday: 361_234, ...change,
});
