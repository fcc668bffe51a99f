import { describe, expect, it } from 'vitest';
import { IF } from '#test/stand-ins/instruments.ts';
import { createRisk, DEFAULT_RISK, killSwitch, orderRate, orderValue, type RiskState } from './risk.ts';

const question = { instrument: IF, price: 26_000, quantity: 2, orders: 1 };
const state: RiskState = { settings: DEFAULT_RISK, killed: false, recent: 0 };

describe('rules', () => {
  it('stop everything under the kill switch', () => {
    expect(killSwitch(question, state)).toBeNull();
    expect(killSwitch(question, { ...state, killed: true })).toEqual({ code: 'kill-switch-on' });
  });

  it('cap the value of an order in its own currency', () => {
    // 26,000 ticks × 2 × 60 CNY
    const value = 26_000 * 2 * 60 * 10_000;
    const capped = (max: number): RiskState => ({ ...state, settings: { ...DEFAULT_RISK, orderValueMax: { CNY: max } } });
    expect(orderValue(question, state)).toBeNull();
    expect(orderValue(question, capped(value))).toBeNull();
    expect(orderValue(question, capped(value - 1))).toMatchObject({ code: 'risk-order-value', params: { value: '3,120,000.00 CNY' } });
    expect(orderValue(question, { ...state, settings: { ...DEFAULT_RISK, orderValueMax: { USD: 1 } } })).toBeNull();
    expect(orderValue({ ...question, price: NaN }, capped(1))).toBeNull();
    expect(orderValue({ ...question, price: -26_000 }, capped(1))).toMatchObject({ code: 'risk-order-value' });
  });

  it('limit the rate, but not changes of orders', () => {
    expect(orderRate(question, { ...state, recent: 49 })).toBeNull();
    expect(orderRate(question, { ...state, recent: 50 })).toMatchObject({ code: 'risk-order-rate', params: { max: 50 } });
    expect(orderRate({ ...question, orders: 0 }, { ...state, recent: 500 })).toBeNull();
  });
});

describe('risk', () => {
  it('counts what it let through within the last second', () => {
    let time = 0;
    const risk = createRisk(() => time, { ordersPerSecond: 3 });
    expect([0, 1, 2, 3].map(() => risk.check(question)?.code ?? 'passed')).toEqual(['passed', 'passed', 'passed', 'risk-order-rate']);
    time = 999;
    expect(risk.check(question)).not.toBeNull();
    time = 1_000;
    expect(risk.check({ ...question, orders: 3 })).toBeNull();
    expect(risk.check(question)).not.toBeNull();
  });

  it('takes bursts of thousands when it is told to', () => {
    let time = 0;
    const risk = createRisk(() => time);
    risk.configure({ ordersPerSecond: 1_000 });
    for (let second = 0; second < 5; second++) {
      time = second * 1_000;
      for (let n = 0; n < 1_000; n++) expect(risk.check(question)).toBeNull();
      expect(risk.check(question)).toMatchObject({ code: 'risk-order-rate' });
    }
  });
});
