/** What `auto` means: close what there is on the other side, open the rest. One intent may become up to three orders. */
import type { Closable } from '#electron/core/positions/positions.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import type { Offset, Side } from '#shared/model/order.ts';

export interface Leg {
  readonly offset: Offset;
  /** Of a combination: its second leg's. */
  readonly legOffset?: Offset;
  readonly quantity: number;
}

/** What one leg of a combination does: closes where all of it can be closed in one part, else opens. */
function wholeOffset(rule: Instrument['offsets'], quantity: number, closable: Closable): Offset {
  if (rule !== 'today-yesterday') return closable.total >= quantity ? 'close' : 'open';
  return closable.yesterday >= quantity ? 'close-yesterday' : closable.today >= quantity ? 'close-today' : 'open';
}

/**
 * A combination's order is one order whatever it does to its legs: a calendar spread that rolls a position closes one leg and opens the
 * other. This is what `auto` means of one.
 * @param closable of the side of each leg that this order would close
 */
export function combinationLeg(legs: readonly [Pick<Instrument, 'offsets'>, Pick<Instrument, 'offsets'>], quantity: number, closable: readonly [Closable, Closable]): Leg {
  return { offset: wholeOffset(legs[0].offsets, quantity, closable[0]), legOffset: wholeOffset(legs[1].offsets, quantity, closable[1]), quantity };
}

/**
 * Splits a quantity by what it does to the position.
 * - net instruments: always one order, buy = open and sell = close; the market nets by itself.
 * - an offset that was named is left as it is.
 * - `auto` where today and yesterday are told apart (SHFE, INE: a plain close means yesterday; protocols/ctp-and-xtp, "Trade
 *   rules"): yesterday's part first, as first opened is first closed, then today's, then the rest opens.
 * - `auto` elsewhere: what is closable by a plain close, then the rest opens.
 * @param closable of the side that this order would close
 */
export function legsOf(instrument: Pick<Instrument, 'offsets'>, side: Side, offset: Offset | 'auto', quantity: number, closable: Closable): readonly Leg[] {
  if (instrument.offsets === 'net') return [{ offset: side === 'buy' ? 'open' : 'close', quantity }];
  if (offset !== 'auto') return [{ offset, quantity }];
  const legs: Leg[] = [];
  let left = quantity;
  const take = (offset: Offset, available: number): void => {
    const part = Math.min(left, available);
    if (part <= 0) return;
    legs.push({ offset, quantity: part });
    left -= part;
  };
  if (instrument.offsets === 'today-yesterday') {
    take('close-yesterday', closable.yesterday);
    take('close-today', closable.today);
  } else {
    take('close', closable.total);
  }
  take('open', left);
  return legs;
}
