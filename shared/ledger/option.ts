/**
 * Options: what one is worth exercised, and what a short one ties up. Strikes and prices of the underlying are ticks of the
 * underlying (`strikeTick`), premiums ticks of the option; money is whole 1/10,000. A contract is `multiplier` units of the underlying.
 */
import { tickMoney, type Instrument, type OptionTerms } from '../model/instrument.ts';
import { MONEY_PER_UNIT, type Money, type Ticks } from '../price.ts';

/** What the rules of an option look at. */
export type OptionContract = Pick<Instrument, 'tickSize' | 'multiplier'> & { readonly option: OptionTerms };

/** Whether an instrument is an option with its terms. */
export const isOption = <T extends Pick<Instrument, 'option'>>(instrument: T): instrument is T & { readonly option: OptionTerms } => instrument.option !== undefined;

/** An option whose market's margin is known here. */
export type MarginedOption = OptionContract & { readonly option: { readonly margin: NonNullable<OptionTerms['margin']> } };

export const hasMargin = <T extends Pick<Instrument, 'option'>>(instrument: T): instrument is T & { readonly option: MarginedOption['option'] } => instrument.option?.margin !== undefined;

/** Value of one tick of the underlying for one contract. */
export const underlyingMoney = (contract: OptionContract): Money => Math.round(contract.option.strikeTick * contract.multiplier * MONEY_PER_UNIT);

/** What exercise gains per unit, in ticks of the underlying: never below 0. */
export function intrinsicOf({ right, strike }: Pick<OptionTerms, 'right' | 'strike'>, underlying: Ticks): Ticks {
  return Math.max(0, right === 'call' ? underlying - strike : strike - underlying);
}

/** How far the underlying is from the strike on the side where exercise gains nothing (虚值额): never below 0. */
export function outOfTheMoney({ right, strike }: Pick<OptionTerms, 'right' | 'strike'>, underlying: Ticks): Ticks {
  return Math.max(0, right === 'call' ? strike - underlying : underlying - strike);
}

/**
 * Margin of `quantity` short contracts: premium + max(base × underlying − out-of-the-money amount, minimum × underlying (call) or
 * strike (put)), a put's no more than the strike where its market caps it.
 * Sources: CFFEX, Rules on Clearing (CSI 300 index options, adjustment 12 %, guarantee factor 0.5 of it); SSE and ChinaClear,
 * risk control rules of stock options (12 % and 7 %; put: at most the strike).
 * @param premium of the option: its settlement price, or where it is traded now
 * @param underlying its close, or where it is traded now
 */
export function optionMargin(contract: MarginedOption, premium: Ticks, underlying: Ticks, quantity: number): Money {
  const { right, strike, margin } = contract.option;
  const perTick = underlyingMoney(contract);
  const atRisk = Math.max(margin.base * underlying - outOfTheMoney(contract.option, underlying), margin.minimum * (right === 'call' ? underlying : strike));
  const margined = premium * tickMoney(contract) + atRisk * perTick;
  const capped = right === 'put' && margin.capped === true ? Math.min(margined, strike * perTick) : margined;
  return Math.round(capped) * quantity;
}

/**
 * The most that `quantity` short contracts sold at `premium` tie up, wherever the underlying is: at the money the whole base is
 * due, and a call worth `premium` has its underlying at most that far above the strike. For orders that wait, whose hold must not
 * move with the market.
 */
export function optionReserve(contract: MarginedOption, premium: Ticks, quantity: number): Money {
  const { right, strike, strikeTick } = contract.option;
  const highest = right === 'call' ? strike + Math.ceil((premium * contract.tickSize) / strikeTick) : strike;
  return optionMargin(contract, premium, highest, quantity);
}
