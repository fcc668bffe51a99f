import type { Money } from '../price.ts';
import type { InstrumentId } from './instrument.ts';

export type PositionSide = 'long' | 'short';

/** A position of one account in one instrument and side. Quantities in contracts or shares; values are sums of price × quantity, in ticks. */
export interface Position {
  readonly account: string;
  readonly instrument: InstrumentId;
  readonly side: PositionSide;
  /** Opened in this trading day, and before it. */
  readonly today: number;
  readonly yesterday: number;
  /** Held by working closing orders. */
  readonly frozenToday: number;
  readonly frozenYesterday: number;
  /** Value at the prices it was opened at: average open price = openValue / (today + yesterday). */
  readonly openValue: number;
  /** Value at the day's basis: yesterday's part at the previous settlement, today's at its open price (futures); equals openValue for stocks. */
  readonly dayValue: number;
  readonly margin: Money;
  /** Realised since the trading day began, before fees: futures day by day against the settlement price; stocks against average cost. */
  readonly realisedToday: Money;
  /** Fees of this trading day. */
  readonly feesToday: Money;
}

export const positionKey = (p: Pick<Position, 'account' | 'instrument' | 'side'>): string => `${p.account}/${p.instrument}/${p.side}`;

export const positionQuantity = (p: Pick<Position, 'today' | 'yesterday'>): number => p.today + p.yesterday;
