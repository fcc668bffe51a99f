import { expect, it } from 'vitest';
import type { Order } from '../model/order.ts';
import { isWaiting, standsAt, triggerOf, wantedAt } from './waiting.ts';

const order = (change: Partial<Order>): Order => ({ type: 'limit', state: 'working', price: 100, pending: null, ...change }) as Order;
const stop = (change: Partial<Order> = {}): Order =>
  order({ type: 'stop-limit', price: 106, condition: { trigger: 105, trail: null, limitOffset: null }, triggered: false, triggerPrice: 105, ...change });

it('a limit order stands at its price, a stop at its trigger until that is reached', () => {
  expect(standsAt(order({}))).toBe(100);
  expect(standsAt(stop())).toBe(105);
  expect(standsAt(stop({ triggered: true }))).toBe(106);
  expect(standsAt(order({ type: 'market', price: null }))).toBeNull();
});

it('a trailing order stands where its trigger is now, nowhere before the first trade', () => {
  const trail = { trigger: null, trail: { amount: 5 }, limitOffset: null };
  expect(standsAt(order({ type: 'trailing-stop', price: null, condition: trail, triggered: false, triggerPrice: 95 }))).toBe(95);
  expect(standsAt(order({ type: 'trailing-stop', price: null, condition: trail, triggered: false, triggerPrice: null }))).toBeNull();
});

it('waits only while it is open and has not triggered', () => {
  expect(isWaiting(stop())).toBe(true);
  expect(isWaiting(stop({ state: 'submitting' }))).toBe(true);
  expect(isWaiting(stop({ triggered: true }))).toBe(false);
  expect(isWaiting(stop({ state: 'cancelled' }))).toBe(false);
  expect(isWaiting(order({}))).toBe(false);
});

it('a change under way is shown where the user put it', () => {
  const condition = { trigger: 107, trail: null, limitOffset: null };
  expect(wantedAt(stop({ pending: { kind: 'changing', since: 0, condition } }))).toBe(107);
  expect(wantedAt(order({ pending: { kind: 'changing', since: 0, price: 101 } }))).toBe(101);
  expect(wantedAt(stop())).toBe(105);
  expect(triggerOf(order({}))).toBeNull();
});
