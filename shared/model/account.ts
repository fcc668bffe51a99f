import { MONEY_PER_UNIT, type Money } from '../price.ts';
import type { MarketCapabilities } from './connection.ts';
import type { Currency } from './instrument.ts';

export type Environment = 'simulated' | 'real';

/** `checking` while it reconciles: no new orders. */
export type AccountState = 'ready' | 'checking' | 'offline';

/** Most characters of an account's name. */
export const ACCOUNT_NAME_MAX = 40;

/** Most that one deposit, withdrawal or transfer may move: ten thousand million currency units. */
export const MOST_AMOUNT: Money = 10_000_000_000 * MONEY_PER_UNIT;

export interface Account {
  readonly id: string;
  /** Connection that carries it. */
  readonly connection: string;
  readonly environment: Environment;
  readonly name: string;
  readonly state: AccountState;
  /** A real account trades only while unlocked; a simulated one is never locked. */
  readonly locked: boolean;
  readonly currencies: readonly Currency[];
  /** What it may trade and how, where the accounts of its broker differ in that; absent: whatever the connection offers. */
  readonly capabilities?: readonly MarketCapabilities[];
}

/** Funds of one account in one currency. `live` figures are computed here between the broker's reports. */
export interface Funds {
  readonly account: string;
  readonly currency: Currency;
  /** Cash, with realised results and fees of the day in it. */
  readonly balance: Money;
  /** Balance + unrealised futures result + market value of stocks. */
  readonly equity: Money;
  /** Can be used for a new order. */
  readonly available: Money;
  readonly margin: Money;
  /** Least equity that keeps the positions open, where the broker says. */
  readonly maintenance?: Money;
  /** How near the broker sees the account to a margin call: 1 (safest) to 9. Absent: not told. */
  readonly riskGrade?: number;
  readonly frozen: Money;
  readonly marketValue: Money;
  readonly realised: Money;
  readonly unrealised: Money;
  readonly fees: Money;
  /** margin / equity; 0 without equity. */
  readonly risk: number;
  /** Deposits less withdrawals of the trading day. */
  readonly netDeposits: Money;
  readonly reportedAt: number;
}

export const fundsKey = (f: Pick<Funds, 'account' | 'currency'>): string => `${f.account}/${f.currency}`;
