/** The day's price limits, from what was settled or closed the day before. Prices in ticks; NaN where there is no limit. */
import { daysOf } from '../calendar/sessions.ts';
import { nextTradingDay, type DateText, type TradingDays } from '../calendar/trading-days.ts';
import type { OptionContract } from '../ledger/option.ts';
import type { Instrument } from '../model/instrument.ts';
import { roundToTick, stepAt, type Ticks } from '../price.ts';

export interface PriceLimits {
  readonly upper: number;
  readonly lower: number;
}

const NO_LIMITS: PriceLimits = { upper: NaN, lower: NaN };

/** Binary floats: 5000 × 1.1 is 5500.000000000001; the limit is meant exactly. */
const exact = (value: number): number => Math.round(value * 1e6) / 1e6;

type Limited = Pick<Instrument, 'tickSize' | 'decimals' | 'bands' | 'priceLimit' | 'kind'>;

/**
 * Limits of what has a share of its reference price as its limit.
 * - Futures round into the band (CFFEX 2021-01-04: 5216.2 ± 10 % is 4694.6 to 5737.8).
 * - Shares and funds round half up to the tick; a limit that would be the reference itself is one tick away from it, and none is
 *   below one tick (SSE and SZSE trading rules 2023, part 3.3, price limits).
 * @param limitFree the day is one of a new listing's first ones
 */
export function limitsOf(instrument: Limited, reference: Ticks, limitFree = false): PriceLimits {
  if (instrument.priceLimit === undefined || limitFree) return NO_LIMITS;
  const upper = exact(reference * (1 + instrument.priceLimit));
  const lower = exact(reference * (1 - instrument.priceLimit));
  if (instrument.kind === 'future') return { upper: roundToTick(instrument, upper, 'down'), lower: roundToTick(instrument, lower, 'up') };
  const step = stepAt(instrument, reference);
  return { upper: Math.max(roundToTick(instrument, upper, 'nearest'), reference + step), lower: Math.max(step, Math.min(roundToTick(instrument, lower, 'nearest'), reference - step)) };
}

/**
 * Limits of an option, in its own ticks, from its previous settlement price.
 * - `underlying`: a share of the underlying's previous close both ways, rounded into the band (CFFEX index options: 10 %).
 * - `moneyness` (SSE stock options pilot trading rules, price limits): down by 10 % of the underlying's previous close U; a call up by
 *   max(0.5 % U, 10 % of min(2U − K, U)), a put up by max(0.5 % K, 10 % of min(2K − U, U)), K being the strike; rounded to the tick.
 * No price is below one tick. An option that does not say has none.
 * @param settlement previous settlement of the option, in its ticks
 * @param underlying previous close of the underlying, in ticks of the underlying
 */
export function optionLimitsOf(contract: OptionContract & Pick<Instrument, 'decimals'>, settlement: Ticks, underlying: Ticks): PriceLimits {
  const { right, strike, strikeTick, limit } = contract.option;
  if (!limit) return NO_LIMITS;
  const ticks = strikeTick / contract.tickSize;
  const down = exact(underlying * limit.ratio * ticks);
  if (limit.rule === 'underlying') return { upper: Math.floor(exact(settlement + down)), lower: Math.max(1, Math.ceil(exact(settlement - down))) };
  const [own, other] = right === 'call' ? [underlying, strike] : [strike, underlying];
  const up = exact(Math.max((limit.floor ?? 0) * own, limit.ratio * Math.min(2 * own - other, underlying)) * ticks);
  return { upper: Math.round(settlement + up), lower: Math.max(1, Math.round(settlement - down)) };
}

/** Whether a day is one of the first `limitFreeDays` trading days of a new listing, which have no price limits. */
export function isLimitFree(instrument: Pick<Instrument, 'listed' | 'limitFreeDays' | 'sessions'>, day: DateText, days: TradingDays = daysOf(instrument.sessions)): boolean {
  const { listed, limitFreeDays = 0 } = instrument;
  if (listed === undefined || day < listed) return false;
  let at = listed;
  for (let i = 0; i < limitFreeDays; i++) {
    if (at === day) return true;
    at = nextTradingDay(at, days);
  }
  return false;
}
