/**
 * Prices as whole ticks. A price is an integer count of the instrument's smallest tick; arithmetic and comparison
 * happen in that integer, and decimals exist only in text. Where the tick depends on the price (Hong Kong's spread
 * table, US sub-dollar quotes), `bands` says which multiples of the smallest tick are valid in which range.
 */
import { fail, ok, type Result } from './result.ts';

/** A price: whole count of `PriceScale.tickSize`. May be negative or zero where the market allows it. */
export type Ticks = number;

/** Money in a ledger: whole 1/10,000 of a currency unit. */
export type Money = number;

export const MONEY_PER_UNIT = 10_000;

/** From this price on (in ticks, inclusive) valid prices are multiples of `step` ticks. Ascending; below the first band its step holds too. */
export interface TickBand {
  readonly from: Ticks;
  readonly step: number;
}

export interface PriceScale {
  /** The smallest tick, in currency units (0.2, 0.01, 0.001 …): a decimal with at most 8 places. */
  readonly tickSize: number;
  /** Decimals shown for a price; a price that needs more shows more. */
  readonly decimals: number;
  /** Absent where one tick holds for all prices. */
  readonly bands?: readonly TickBand[];
}

/** Decimals that a tick size needs: 0.2 → 1, 0.005 → 3, 5 → 0. */
export function decimalsOf(tickSize: number): number {
  for (let d = 0; d <= 8; d++) if (Math.abs(Math.round(tickSize * 10 ** d) - tickSize * 10 ** d) < 1e-6) return d;
  return 8;
}

/** Nearest whole tick to a decimal price. Vendor feeds carry binary floats (5230.799999…): this takes them home. NaN stays NaN. */
export function ticksOf(scale: PriceScale, price: number): Ticks {
  const ticks = Math.round(price / scale.tickSize);
  return ticks === 0 ? 0 : ticks;
}

/** The decimal price, correctly rounded to the decimals of the tick size (5230.8, not 5230.799999). */
export function priceOf(scale: PriceScale, ticks: Ticks): number {
  const d = 10 ** decimalsOf(scale.tickSize);
  return (ticks * Math.round(scale.tickSize * d)) / d;
}

/** The valid step, in ticks, for prices at `ticks` and just above. */
export function stepAt(scale: PriceScale, ticks: Ticks): number {
  const bands = scale.bands;
  if (!bands || bands.length === 0) return 1;
  let step = bands[0].step;
  for (const band of bands) {
    if (ticks >= band.from) step = band.step;
    else break;
  }
  return step;
}

/** Whether an order may carry this price. */
export function isOnTick(scale: PriceScale, ticks: Ticks): boolean {
  if (!Number.isInteger(ticks)) return false;
  const step = stepAt(scale, ticks);
  return step === 1 || ticks % step === 0;
}

/** The nearest valid price not above (`down`), not below (`up`) or nearest (`nearest`, ties up). */
export function roundToTick(scale: PriceScale, ticks: number, direction: 'down' | 'up' | 'nearest'): Ticks {
  const step = stepAt(scale, Math.floor(ticks));
  // Plus zero: a price is never -0, which is equal to 0 but not the same.
  const down = Math.floor(ticks / step) * step + 0;
  const up = Math.ceil(ticks / step) * step + 0;
  if (direction === 'down') return down;
  if (direction === 'up') return up;
  return ticks - down < up - ticks ? down : up;
}

/** The `count`-th valid price above (positive) or below (negative) `ticks`, which itself need not be valid. */
export function stepTicks(scale: PriceScale, ticks: Ticks, count: number): Ticks {
  if (!scale.bands || scale.bands.length === 0) return ticks + count;
  let at = ticks;
  for (let i = 0; i < count; i++) at = roundToTick(scale, Math.floor(at) + 1, 'up');
  for (let i = 0; i > count; i--) at = roundToTick(scale, Math.ceil(at) - 1, 'down');
  return at;
}

/** Text of a price, fixed decimals, no grouping. NaN (no price) is an en dash. */
export function formatPrice(scale: PriceScale, ticks: Ticks): string {
  if (!Number.isFinite(ticks)) return '–';
  const text = priceOf(scale, ticks).toFixed(decimalsOf(scale.tickSize));
  return trimTo(text, scale.decimals);
}

/** Drops zeros past `decimals`, never a digit that means something. */
function trimTo(text: string, decimals: number): string {
  const dot = text.indexOf('.');
  if (dot < 0) return decimals > 0 ? `${text}.${'0'.repeat(decimals)}` : text;
  let end = text.length;
  while (end > dot + 1 + decimals && text[end - 1] === '0') end--;
  if (end === dot + 1) end = dot;
  return text.slice(0, end).padEnd(decimals > 0 ? dot + 1 + decimals : 0, '0');
}

/** A typed price: a plain decimal that lies on a valid tick. Refused otherwise, naming the nearest valid prices. */
export function parsePrice(scale: PriceScale, text: string): Result<Ticks> {
  const trimmed = text.trim();
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(trimmed)) return fail('price-not-a-number', { text: trimmed.slice(0, 40) });
  const raw = Number(trimmed) / scale.tickSize;
  const ticks = ticksOf(scale, Number(trimmed));
  if (!Number.isSafeInteger(ticks)) return fail('price-not-a-number', { text: trimmed.slice(0, 40) });
  if (Math.abs(raw - ticks) > 1e-6 || !isOnTick(scale, ticks)) {
    return fail('price-off-tick', {
      price: trimmed,
      below: formatPrice(scale, roundToTick(scale, raw, 'down')),
      above: formatPrice(scale, roundToTick(scale, raw, 'up')),
    });
  }
  return ok(ticks);
}

/** A typed amount: digits, in groups of three if they are parted (comma or space), and at most four decimals. `1,50` is refused, not read as 150. */
const AMOUNT = /^(?<whole>\d+|\d{1,3}(?:[, ]\d{3})+)?(?:\.(?<fraction>\d*))?$/;

/**
 * A typed amount of money, in currency units, above 0.
 * @param max the most it may be
 * @returns whole 1/10,000. Errors: amount-not-a-number, amount-invalid (0, or finer than 1/10,000), amount-above-max
 */
export function parseMoney(text: string, max: Money = Number.MAX_SAFE_INTEGER): Result<Money> {
  // Full-width digits, commas and spaces are what a Chinese keyboard types.
  const trimmed = text.normalize('NFKC').trim();
  const { whole = '', fraction = '' } = AMOUNT.exec(trimmed)?.groups ?? {};
  if (whole === '' && fraction === '') return fail('amount-not-a-number', { text: trimmed.slice(0, 40) });
  const decimals = fraction.replace(/0+$/, '');
  if (decimals.length > 4) return fail('amount-invalid', { least: 1 / MONEY_PER_UNIT });
  const money = Number(whole.replace(/[, ]/g, '')) * MONEY_PER_UNIT + Number(decimals.padEnd(4, '0'));
  if (money === 0) return fail('amount-invalid', { least: 1 / MONEY_PER_UNIT });
  return money > max ? fail('amount-above-max', { max: formatMoney(max, 0) }) : ok(money);
}

/** Text of money in currency units with two decimals and thousands separators: 12345678 → 1,234.57. */
export function formatMoney(money: Money, decimals = 2): string {
  if (!Number.isFinite(money)) return '–';
  const text = (Math.abs(money) / MONEY_PER_UNIT).toFixed(decimals);
  const [whole, fraction] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  const zero = Number(text) === 0;
  return `${money < 0 && !zero ? '-' : ''}${grouped}${fraction ? `.${fraction}` : ''}`;
}
