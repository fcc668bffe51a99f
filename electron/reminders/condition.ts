/** When a reminder's condition holds. Whole numbers only, so that "reached" means exactly reached. */
import type { Instrument } from '#shared/model/instrument.ts';
import { QUOTE } from '#shared/model/quote.ts';
import type { ReminderKind } from '#shared/model/reminder.ts';

/** 100 % in the unit of a change threshold (1/100 of a percent). */
const WHOLE = 10_000;

/**
 * Whether the condition holds in a quote record, or null when the record can't tell: no trade yet, no reference price.
 *
 * - price-up / price-down: the last price is at or beyond the threshold (ticks). Futu OpenAPI, PriceReminderType: PRICE_UP
 *   "价格涨到", PRICE_DOWN "价格跌到" – rises to, falls to.
 * - change-up / change-down: the day's change is at or beyond the threshold (CHANGE_RATE_UP "日涨幅超", CHANGE_RATE_DOWN
 *   "日跌幅超"), against the previous settlement (futures) or close (stocks), as the instrument's `reference` says. Where
 *   prices may be negative the change is measured against the reference's size.
 */
export function conditionHolds(
  kind: ReminderKind, threshold: number, reference: Instrument['reference'] | null, record: Float64Array, offset: number,
): boolean | null {
  const last = record[offset + QUOTE.last];
  if (Number.isNaN(last)) return null;
  if (kind === 'price-up') return last >= threshold;
  if (kind === 'price-down') return last <= threshold;
  if (reference === null) return null;
  const basis = record[offset + (reference === 'pre-settlement' ? QUOTE.preSettlement : QUOTE.preClose)];
  if (Number.isNaN(basis) || basis === 0) return null;
  const change = (last - basis) * WHOLE;
  const bound = threshold * Math.abs(basis);
  return kind === 'change-up' ? change >= bound : change <= -bound;
}
