/** What a simulated exchange is made with. */
import { CURRENCIES, type Currency } from '#shared/model/instrument.ts';
import { MONEY_PER_UNIT } from '#shared/price.ts';
import type { Deposits } from './exchange/events.ts';
import type { Feed } from './feed.ts';
import type { MatchingEntry } from './feed/catalogue.ts';

export interface SimulatedAccount {
  readonly id: string;
  readonly name: string;
  /** What it is opened with, in currency units. */
  readonly deposits: Readonly<Partial<Record<Currency, number>>>;
}

export interface SimulatedBrokerOptions {
  readonly feed: Feed;
  /** What is matched among accounts and liquidity participants, listed behind the feed's instruments; nothing when absent. */
  readonly matching?: readonly MatchingEntry[];
  /** Of the participants: any whole number, another one for each environment. */
  readonly seed?: number;
  /** Opened once; later runs find them as they were left. */
  readonly accounts?: readonly SimulatedAccount[];
  /** What the ids of accounts opened later begin with: unlike any other connection's; `SIM` when absent. */
  readonly accountPrefix?: string;
  /** How long a command is on its way to the exchange, and a report on its way back, each. */
  readonly latencyMs?: number;
  /** Speed of the replay from the start; the one it was left at when absent. */
  readonly speed?: number;
}

export const DEFAULT_ACCOUNTS: readonly SimulatedAccount[] = [{ id: 'SIM-1', name: 'SIM-1', deposits: { CNY: 10_000_000, HKD: 2_000_000, USD: 500_000 } }];

/** Deposits in whole 1/10,000. */
export function moneyOf(deposits: SimulatedAccount['deposits']): Deposits {
  const money: Partial<Record<Currency, number>> = {};
  for (const currency of CURRENCIES) if (deposits[currency] !== undefined) money[currency] = Math.round(deposits[currency] * MONEY_PER_UNIT);
  return money;
}
