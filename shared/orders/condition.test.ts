import { describe, expect, it } from 'vitest';
import type { Exchange, Instrument } from '../model/instrument.ts';
import type { OrderCondition, OrderType, Side } from '../model/order.ts';
import { conditionFault, isReached, reachedFault, reckonedPrice, sameCondition, trailingLimit, trailingTrigger, triggersUpward } from './condition.ts';

const instrument = (exchange: Exchange): Instrument => ({ exchange, kind: 'stock', tickSize: 0.01, decimals: 2, bands: [{ from: 0, step: 1 }, { from: 1000, step: 5 }] }) as unknown as Instrument;
const US = instrument('NASDAQ');
const DCE = { ...instrument('DCE'), kind: 'future' } as Instrument;
const CME = { ...instrument('CME'), kind: 'future' } as Instrument;

const none: OrderCondition = { trigger: null, trail: null, limitOffset: null };
const at = (trigger: number): OrderCondition => ({ ...none, trigger });

describe('nonsense is refused', () => {
  const cases: readonly [type: OrderType, condition: OrderCondition | undefined, code: string | null][] = [
    ['limit', undefined, null],
    ['limit', at(100), 'condition-odd'],
    ['stop', undefined, 'trigger-missing'],
    ['stop', none, 'trigger-missing'],
    ['stop', at(100), null],
    ['stop', { ...at(100), trail: { amount: 2 } }, 'condition-odd'],
    ['stop-limit', { ...at(100), limitOffset: 2 }, 'condition-odd'],
    ['touch-limit', at(1002), 'trigger-off-tick'],
    ['touch', at(1005), null],
    ['trailing-stop', undefined, 'trail-missing'],
    ['trailing-stop', none, 'trail-missing'],
    ['trailing-stop', { ...none, trail: { amount: 0 } }, 'trail-invalid'],
    ['trailing-stop', { ...none, trail: { amount: 1.5 } }, 'trail-invalid'],
    ['trailing-stop', { ...none, trail: { ratio: 1 } }, 'trail-invalid'],
    ['trailing-stop', { ...none, trail: { ratio: 0.01 } }, null],
    ['trailing-stop', { ...at(90), trail: { ratio: 0.01 } }, 'condition-odd'],
    ['trailing-stop', { ...none, trail: { amount: 5 }, limitOffset: 1 }, 'condition-odd'],
    ['trailing-stop-limit', { ...none, trail: { amount: 5 } }, 'limit-offset-missing'],
    ['trailing-stop-limit', { ...none, trail: { amount: 5 }, limitOffset: -1 }, 'limit-offset-missing'],
    ['trailing-stop-limit', { ...none, trail: { amount: 5 }, limitOffset: 0 }, null],
  ];
  it.each(cases)('%s %o: %s', (type, condition, code) => {
    expect(conditionFault(US, type, null, condition)?.code ?? null).toBe(code);
  });

  it('wants the limit beyond the trigger where the market does (DCE, use of stop orders, 二 2)', () => {
    expect(conditionFault(DCE, 'stop-limit', 99, at(100), 'buy')).toMatchObject({ code: 'limit-before-trigger' });
    expect(conditionFault(DCE, 'stop-limit', 100, at(100), 'buy')).toBeNull();
    expect(conditionFault(DCE, 'stop-limit', 101, at(100), 'sell')).toMatchObject({ code: 'limit-before-trigger' });
    expect(conditionFault(US, 'stop-limit', 99, at(100), 'buy')).toBeNull();
  });
});

describe('a trigger that the market has reached already', () => {
  it('triggers at once in most markets', () => {
    expect(reachedFault(US, 'buy', 'stop', at(100), 105)).toBeNull();
  });
  it('is refused by CME: a buy stop is above the last price, a sell stop below', () => {
    expect(reachedFault(CME, 'buy', 'stop', at(100), 105)).toMatchObject({ code: 'trigger-not-above' });
    expect(reachedFault(CME, 'buy', 'stop', at(100), 100)).toMatchObject({ code: 'trigger-not-above' });
    expect(reachedFault(CME, 'buy', 'stop', at(100), 99)).toBeNull();
    expect(reachedFault(CME, 'sell', 'stop-limit', at(100), 99)).toMatchObject({ code: 'trigger-not-below' });
    expect(reachedFault(CME, 'sell', 'stop', at(100), NaN)).toBeNull();
  });
});

it('a stop waits for the price to run against it, a touch order for it to come', () => {
  const table: readonly [OrderType, Side, boolean][] = [
    ['stop', 'buy', true], ['stop', 'sell', false], ['touch', 'buy', false], ['touch-limit', 'sell', true], ['trailing-stop', 'sell', false], ['trailing-stop-limit', 'buy', true],
  ];
  for (const [type, side, upward] of table) expect(triggersUpward(type, side)).toBe(upward);
  expect(isReached(true, 100, NaN)).toBe(false);
});

it('a trail is kept at least, on a valid price, at least a tick away, below zero too', () => {
  expect(trailingTrigger(US, 'sell', { amount: 3 }, 500)).toBe(497);
  expect(trailingTrigger(US, 'sell', { ratio: 0.01 }, 550)).toBe(544);
  expect(trailingTrigger(US, 'buy', { ratio: 0.01 }, 550)).toBe(556);
  expect(trailingTrigger(US, 'buy', { ratio: 0.1 }, 300)).toBe(330);
  expect(trailingTrigger(US, 'sell', { amount: 1 }, 2000)).toBe(1995);
  expect(trailingTrigger(US, 'sell', { ratio: 0.001 }, 0)).toBe(-1);
  expect(trailingTrigger(US, 'sell', { ratio: 0.1 }, -100)).toBe(-110);
  expect(trailingLimit(US, 'sell', 497, 2)).toBe(495);
  expect(trailingLimit(US, 'buy', 1005, 2)).toBe(1010);
});

it('is reckoned at its limit, else where its trigger stands', () => {
  expect(reckonedPrice(90, at(100), 100)).toBe(90);
  expect(reckonedPrice(null, at(100), undefined)).toBe(100);
  expect(reckonedPrice(null, { ...none, trail: { amount: 1 } }, 97)).toBe(97);
  expect(reckonedPrice(null, undefined, null)).toBeNull();
});

it('two conditions are the same by what they say', () => {
  expect(sameCondition({ trigger: null, trail: { amount: 2 }, limitOffset: null }, { limitOffset: null, trail: { amount: 2 }, trigger: null })).toBe(true);
  expect(sameCondition(at(1), at(2))).toBe(false);
  expect(sameCondition(undefined, undefined)).toBe(true);
});
