/**
 * What is asked of every order before it is journalled: small pure rules over the order and what is known around it, in a list.
 * A rule answers with the fault that stops the order, or null.
 */
import type { Currency, Instrument } from '#shared/model/instrument.ts';
import { tickMoney } from '#shared/model/instrument.ts';
import { formatMoney, type Money, type Ticks } from '#shared/price.ts';
import type { Fault } from '#shared/result.ts';

export interface RiskSettings {
  /** Most that one order may be worth (price × quantity × multiplier), by the instrument's currency; absent: no cap. */
  readonly orderValueMax: Partial<Record<Currency, Money>>;
  /** Most orders within any second, over all accounts. */
  readonly ordersPerSecond: number;
}

/** No cap on value: what is much differs from desk to desk. The rate stops a script that has run away, not a person. */
export const DEFAULT_RISK: RiskSettings = { orderValueMax: {}, ordersPerSecond: 50 };

/** An order that asks to go out, or the new terms of one that is out. */
export interface RiskQuestion {
  readonly instrument: Instrument;
  /** The price it is valued at: its own, or for a market order the market's. NaN where there is none. */
  readonly price: Ticks;
  readonly quantity: number;
  /** A change of an order counts as new value, not as one more order. */
  readonly orders: number;
}

export interface RiskState {
  readonly settings: RiskSettings;
  readonly killed: boolean;
  /** Orders let through within the last second. */
  readonly recent: number;
}

export type RiskRule = (question: RiskQuestion, state: RiskState) => Fault | null;

export const killSwitch: RiskRule = (_question, state) => (state.killed ? { code: 'kill-switch-on' } : null);

export const orderValue: RiskRule = ({ instrument, price, quantity }, { settings }) => {
  const max = settings.orderValueMax[instrument.currency];
  if (max === undefined || Number.isNaN(price)) return null;
  const value = Math.abs(price) * quantity * tickMoney(instrument);
  if (value <= max) return null;
  const text = (money: Money): string => `${formatMoney(money)} ${instrument.currency}`;
  return { code: 'risk-order-value', params: { value: text(value), max: text(max) } };
};

export const orderRate: RiskRule = ({ orders }, { settings, recent }) =>
  recent + orders > settings.ordersPerSecond && orders > 0 ? { code: 'risk-order-rate', params: { max: settings.ordersPerSecond } } : null;

export const RISK_RULES: readonly RiskRule[] = [killSwitch, orderValue, orderRate];

export interface Risk {
  /** The first rule that says no. An order that passes counts against the rate. */
  check(question: RiskQuestion): Fault | null;
  /** All rules' say without counting: for the last look before the wire, only the kill switch can have changed. */
  readonly killed: boolean;
  kill(on: boolean): void;
  configure(settings: Partial<RiskSettings>): void;
  readonly settings: RiskSettings;
}

/** @param now UTC ms; only differences matter */
export function createRisk(now: () => number, given: Partial<RiskSettings> = {}, rules: readonly RiskRule[] = RISK_RULES): Risk {
  let settings: RiskSettings = { ...DEFAULT_RISK, ...given };
  let killed = false;
  /** When the orders of the last second passed, oldest first from `from`; dropped in blocks so that it stays flat. */
  let passed: { readonly at: number; readonly orders: number }[] = [];
  let from = 0;
  let recent = 0;

  const forget = (time: number): void => {
    while (from < passed.length && passed[from].at <= time - 1000) recent -= passed[from++].orders;
    if (from > 1024 && from * 2 > passed.length) {
      passed = passed.slice(from);
      from = 0;
    }
  };

  return {
    check(question) {
      const time = now();
      forget(time);
      const state: RiskState = { settings, killed, recent };
      for (const rule of rules) {
        const fault = rule(question, state);
        if (fault) return fault;
      }
      if (question.orders > 0) {
        passed.push({ at: time, orders: question.orders });
        recent += question.orders;
      }
      return null;
    },
    get killed() {
      return killed;
    },
    kill(on) {
      killed = on;
    },
    configure(change) {
      settings = { ...settings, ...change };
    },
    get settings() {
      return settings;
    },
  };
}
