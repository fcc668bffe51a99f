/** What closing a position takes: pure, for every panel that offers it. */
import type { Instrument } from '#shared/model/instrument.ts';
import type { Offset } from '#shared/model/order.ts';
import type { Position } from '#shared/model/position.ts';

export interface ClosePart {
  readonly offset: Offset;
  readonly quantity: number;
}

/** What a new closing order may take. A stock bought today is not sellable where the market says so. */
export function closableOf({ today, yesterday, frozenToday, frozenYesterday }: Position, instrument: Instrument | undefined): number {
  const old = Math.max(0, yesterday - frozenYesterday);
  return instrument?.sellable === 'next-day' ? old : old + Math.max(0, today - frozenToday);
}

/**
 * The closing orders for a quantity of a position: named as closing, so that none of them can open anything even when the
 * position shrank meanwhile (a second click before the first is done). Where the market tells today's from yesterday's,
 * yesterday's part goes first.
 */
export function closeParts(position: Position, instrument: Instrument | undefined, quantity: number): readonly ClosePart[] {
  const wanted = Math.min(quantity, closableOf(position, instrument));
  if (wanted <= 0 || !instrument) return [];
  // Whatever type closes it: a market order may be smaller than a limit order.
  const max = Math.min(instrument.maxOrderQuantity, instrument.maxMarketQuantity ?? Infinity);
  if (instrument.offsets !== 'today-yesterday') return split('close', wanted, max);
  const old = Math.min(wanted, Math.max(0, position.yesterday - position.frozenYesterday));
  return [...split('close-yesterday', old, max), ...split('close-today', wanted - old, max)];
}

function split(offset: Offset, quantity: number, max: number): ClosePart[] {
  const parts: ClosePart[] = [];
  for (let left = quantity; left > 0; left -= max) parts.push({ offset, quantity: Math.min(left, max) });
  return parts;
}
