/** The lots of a statement summed up by instrument (持仓汇总), and what moved its funds. Exact: sums of rows. */
import type { Statement, StatementFunds, StatementLot } from '../model/statement.ts';
import type { Money, Ticks } from '../price.ts';

export interface StatementPosition {
  readonly instrument: string;
  readonly long: number;
  /** Average of the open prices, in ticks and fractions; null without a position. */
  readonly longPrice: number | null;
  readonly short: number;
  readonly shortPrice: number | null;
  readonly settlement: Ticks;
  readonly markToMarket: Money;
  readonly margin: Money;
  readonly longValue: Money;
  readonly shortValue: Money;
}

const sum = (lots: readonly StatementLot[], of: (lot: StatementLot) => number): number => lots.reduce((total, lot) => total + of(lot), 0);

function averageOf(lots: readonly StatementLot[]): number | null {
  const quantity = sum(lots, (lot) => lot.quantity);
  return quantity === 0 ? null : sum(lots, (lot) => lot.openPrice * lot.quantity) / quantity;
}

/** One row an instrument, in the order of its first lot. */
export function positionsOf(lots: readonly StatementLot[]): StatementPosition[] {
  return [...Map.groupBy(lots, (lot) => lot.instrument)].map(([instrument, own]) => {
    const long = own.filter((lot) => lot.side === 'long');
    const short = own.filter((lot) => lot.side === 'short');
    return {
      instrument,
      long: sum(long, (lot) => lot.quantity),
      longPrice: averageOf(long),
      short: sum(short, (lot) => lot.quantity),
      shortPrice: averageOf(short),
      settlement: own[0].settlement,
      markToMarket: sum(own, (lot) => lot.markToMarket),
      margin: sum(own, (lot) => lot.margin),
      longValue: sum(long, (lot) => lot.marketValue),
      shortValue: sum(short, (lot) => lot.marketValue),
    };
  });
}

/** All that changed the balance during the day: `broughtForward + changesOf = balance`. */
export const changesOf = (funds: StatementFunds): Money =>
  funds.deposits - funds.withdrawals + funds.realised + funds.markToMarket + funds.traded + funds.delivery - funds.fees;

/** Fees and results of expiry, told apart as CTP does: exercise and assignment on one side, delivery on the other. */
export function expiryOf({ deliveries, instruments }: Statement, currency: StatementFunds['currency']): Readonly<Record<'exercise' | 'exerciseFee' | 'delivery' | 'deliveryFee', Money>> {
  const own = new Set(instruments.filter((instrument) => instrument.currency === currency).map(({ id }) => id));
  const sums = { exercise: 0, exerciseFee: 0, delivery: 0, deliveryFee: 0 };
  for (const { instrument, kind, amount, fee } of deliveries) {
    if (!own.has(instrument)) continue;
    const what = kind === 'exercised' || kind === 'assigned' || kind === 'abandoned' ? 'exercise' : 'delivery';
    sums[what] += amount;
    sums[`${what}Fee`] += fee;
  }
  return sums;
}
