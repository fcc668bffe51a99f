/** Texts of figures in tables: signs, percentages, quantities, average prices, and the padding that lines decimal points up. */
import type { Language } from '#shared/faults.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { QUOTE } from '#shared/model/quote.ts';
import { decimalsOf, formatMoney, formatPrice, type Money, type PriceScale } from '#shared/price.ts';

/** What is shown where there is no figure. */
export const NONE = '–';

/** Rise, fall or neither: decides the colour of a change; the sign says the same. */
export type Tone = 'up' | 'down' | 'buy' | 'sell' | 'dim' | 'faint' | 'warning' | 'error' | 'good' | 'accent' | '';

export const toneOfSign = (value: number): Tone => (value > 0 ? 'up' : value < 0 ? 'down' : '');

/** Puts a plus before what is above zero; zero and NaN carry none. */
export const signed = (text: string, value: number): string => (value > 0 && /[1-9]/.test(text) ? `+${text}` : text);

/** A difference of prices, in ticks: `+1.2`, `-0.4`, `0.0`. */
export const formatChange = (scale: PriceScale, ticks: number): string => signed(formatPrice(scale, ticks), ticks);

/** A share as a signed percentage with two decimals: 0.0123 → `+1.23%`. */
export function formatPercent(share: number): string {
  if (!Number.isFinite(share)) return NONE;
  const text = (share * 100).toFixed(2);
  return `${signed(text === '-0.00' ? '0.00' : text, share)}%`;
}

/** Money with its sign, for results: `+1,234.50`. */
export const formatResult = (money: Money): string => signed(formatMoney(money), money);

/** A whole quantity with thousands separators. */
export function formatQuantity(quantity: number): string {
  return Number.isFinite(quantity) ? String(Math.round(quantity)).replace(/\B(?=(\d{3})+(?!\d))/g, ',') : NONE;
}

const SCALES: Readonly<Record<Language, readonly (readonly [number, string])[]>> = {
  zh: [[1e8, '亿'], [1e4, '万']],
  en: [[1e9, 'B'], [1e6, 'M'], [1e3, 'K']],
};

/** A large quantity in few digits (volume, open interest): in full below 100,000, then `12.35万` or `123.5K` by language. */
export function formatLarge(quantity: number, language: Language): string {
  if (!Number.isFinite(quantity)) return NONE;
  if (Math.abs(quantity) < 100_000) return formatQuantity(quantity);
  for (const [unit, name] of SCALES[language]) {
    if (Math.abs(quantity) >= unit) {
      const value = quantity / unit;
      return `${value.toFixed(Math.abs(value) >= 1000 ? 0 : Math.abs(value) >= 100 ? 1 : 2)}${name}`;
    }
  }
  return formatQuantity(quantity);
}

/** Decimals of an average price: one more than the instrument's own, two at least. */
export const averageDecimals = (scale: PriceScale): number => Math.max(2, scale.decimals + 1);

/** The average of `value` (ticks × quantity) over `quantity`, as text; an en dash where nothing was traded. */
export function formatAverage(scale: PriceScale, value: number, quantity: number): string {
  if (quantity === 0 || !Number.isFinite(value)) return NONE;
  const d = 10 ** decimalsOf(scale.tickSize);
  return ((value * Math.round(scale.tickSize * d)) / quantity / d).toFixed(averageDecimals(scale));
}

const PADS = ['', '.0', '.00', '.000', '.0000', '.00000', '.000000', '.0000000', '.00000000'] as const;

/**
 * Invisible digits behind a figure of `own` decimals so that its decimal point stands where figures of `most` decimals have
 * theirs: 0 of 2 → `.00`, 1 of 2 → `0`.
 */
export function padOf(own: number, most: number): string {
  if (own >= most) return '';
  return own === 0 ? PADS[Math.min(most, 8)] : '0'.repeat(most - own);
}

/** What an instrument's change is measured against, in ticks: its own reference, else the other one. NaN if there is none. */
export function referenceOf(instrument: Pick<Instrument, 'reference'>, quotes: Float64Array, base: number): number {
  const settled = quotes[base + QUOTE.preSettlement];
  const closed = quotes[base + QUOTE.preClose];
  if (instrument.reference === 'pre-settlement') return Number.isNaN(settled) ? closed : settled;
  return Number.isNaN(closed) ? settled : closed;
}
