import type { Money, Ticks } from '../price.ts';
import type { InstrumentId } from './instrument.ts';
import type { Offset, Side } from './order.ts';

/** A fact: so much traded at such a price. Known by (account, broker fill id). */
export interface Fill {
  /** `account/brokerFillId`. */
  readonly id: string;
  readonly account: string;
  readonly brokerFillId: string;
  /** Client order id. */
  readonly order: string;
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly offset: Offset;
  readonly price: Ticks;
  readonly quantity: number;
  /** In the instrument's currency. */
  readonly fee: Money;
  /** The exchange's time and this machine's, UTC ms. */
  readonly exchangeTime: number;
  readonly receivedAt: number;
  readonly tradingDay: string;
  /** Booked from a status that reported more than the broker's fills. */
  readonly inferred: boolean;
}
