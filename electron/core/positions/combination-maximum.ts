/** The largest order of a combination: what both legs take, as a counter asks for it at most (many give a discount, which only they know). */
import type { Funds } from '#shared/model/account.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import type { OrderType, Side } from '#shared/model/order.ts';
import { markOf } from '#shared/model/quote.ts';
import { feeOf } from '#shared/ledger/fees.ts';
import { openingCost } from '#shared/ledger/opening.ts';
import type { Money, Ticks } from '#shared/price.ts';
import { largestClosing, largestOpening } from '#shared/rules/order-quantity.ts';
import type { OrderMaximum } from './order-maximum.ts';
import type { Closable } from './positions.ts';

/** A leg with its market and what of each side can be closed. */
export interface CombinationLeg {
  readonly instrument: Instrument;
  readonly quote: Float64Array | undefined;
  readonly long: Closable;
  readonly short: Closable;
}

const other = (side: Side): Side => (side === 'buy' ? 'sell' : 'buy');
const markAt = ({ quote }: CombinationLeg): Ticks => (quote ? markOf(quote) : NaN);

/**
 * @param legs bought and sold by a purchase, in this order
 * @param funds of the instrument's currency; undefined: none yet, so nothing can be opened
 * @returns 0 to open, and no margin, while a leg's price or terms are not known
 */
export function combinationMaximum(instrument: Instrument, legs: readonly [CombinationLeg, CombinationLeg], funds: Funds | undefined, type: OrderType): OrderMaximum {
  const [first, second] = legs;
  const costOf = (side: Side): Money | null => {
    const [one, two] = [markAt(first), markAt(second)];
    if (Number.isNaN(one) || Number.isNaN(two)) return null;
    const costs = [openingCost(first.instrument, side, one, 1), openingCost(second.instrument, other(side), two, 1)];
    return costs[0] === null || costs[1] === null ? null : costs[0] + costs[1];
  };
  const fee = Number.isNaN(markAt(first)) || Number.isNaN(markAt(second)) ? 0 : feeOf(first.instrument, 'buy', 'open', markAt(first), 1) + feeOf(second.instrument, 'sell', 'open', markAt(second), 1);
  const [buy, sell] = [costOf('buy'), costOf('sell')];
  const most = (cost: Money | null): number => (cost === null || cost + fee <= 0 ? 0 : largestOpening(instrument, type, Math.max(0, Math.floor((funds?.available ?? 0) / (cost + fee)))));
  return {
    buyOpen: most(buy),
    sellOpen: most(sell),
    sellClose: largestClosing(instrument, type, Math.min(first.long.total, second.short.total)),
    buyClose: largestClosing(instrument, type, Math.min(first.short.total, second.long.total)),
    marginPerUnit: buy === null || sell === null ? null : Math.max(buy, sell),
    feePerUnit: fee,
  };
}
