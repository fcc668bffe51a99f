/**
 * What becomes of a holding at the end of its last trading day. Pure: whoever settles the day first marks futures to their final
 * settlement price as on any day, then takes these figures and drops the holding.
 *
 * - Futures settled in cash end there; the last mark-to-market was their whole result (CFFEX, Rules on Clearing: cash delivery).
 *   Futures delivered physically are closed at the settlement price and noted as delivered: no goods are kept here.
 * - Options in the money by more than the fee of exercise are exercised by themselves, the others end worthless (CFFEX index options:
 *   automatic exercise. SSE and SZSE ETF options: exercise is asked for; brokers do so by agreement, 协议行权, which is what is
 *   modelled). Whoever is short of what is exercised is assigned.
 * - Cash: the intrinsic value changes hands. Physical: the strike is paid for the underlying.
 */
import { tickMoney, type Instrument, type InstrumentId } from '../model/instrument.ts';
import type { PositionSide } from '../model/position.ts';
import type { StatementDelivery } from '../model/statement.ts';
import { MONEY_PER_UNIT, type Money, type Ticks } from '../price.ts';
import { deliveryFee } from './fees.ts';
import { intrinsicOf, isOption, underlyingMoney, type OptionContract } from './option.ts';

/** What a holding comes to. Cash changes by `amount` less `fee`; futures were marked to market before, theirs is 0. */
export interface ExpiryOutcome {
  readonly kind: StatementDelivery['kind'];
  readonly quantity: number;
  /** Final settlement price of a future, in its ticks; strike of an option, in ticks of the underlying. */
  readonly price: Ticks;
  readonly amount: Money;
  readonly fee: Money;
  /** What changes hands of the underlying: received (positive) or handed over. Null where it all is cash. */
  readonly underlying: { readonly instrument: InstrumentId; readonly quantity: number } | null;
}

/** The holding as far as its end depends on it. */
export interface Expiring {
  readonly instrument: Instrument;
  readonly side: PositionSide;
  readonly quantity: number;
}

/** Whether a trading day is the instrument's last one, or past it. */
export const isExpiring = (instrument: Pick<Instrument, 'expiry'>, tradingDay: string): boolean => instrument.expiry !== undefined && instrument.expiry <= tradingDay;

/** Whether an option is exercised by itself: it gains more than exercise costs. */
export const isExercised = (contract: OptionContract, underlying: Ticks): boolean =>
  intrinsicOf(contract.option, underlying) * underlyingMoney(contract) > Math.round((contract.option.exerciseFee ?? 0) * MONEY_PER_UNIT);

/**
 * @param finalSettlement of a future, in its ticks; not looked at for an option
 * @param underlyingSettlement settlement price (close) of an option's underlying, in its ticks; not looked at for a future
 * @returns null where the price that decides is not known (NaN): it cannot be settled yet
 */
export function expiryOf(holding: Expiring, finalSettlement: Ticks, underlyingSettlement: Ticks): ExpiryOutcome | null {
  const { instrument, quantity } = holding;
  if (isOption(instrument)) return Number.isNaN(underlyingSettlement) ? null : optionExpiry(holding, instrument, underlyingSettlement);
  if (Number.isNaN(finalSettlement)) return null;
  const kind = instrument.delivery === 'physical' ? 'delivered' : 'cash-settled';
  return { kind, quantity, price: finalSettlement, amount: 0, fee: deliveryFee(instrument, finalSettlement * quantity, quantity), underlying: null };
}

function optionExpiry({ side, quantity }: Expiring, instrument: Instrument & OptionContract, underlying: Ticks): ExpiryOutcome {
  const { option } = instrument;
  const price = option.strike;
  if (!isExercised(instrument, underlying)) return { kind: 'abandoned', quantity, price, amount: 0, fee: 0, underlying: null };
  const kind = side === 'long' ? 'exercised' : 'assigned';
  const feePerContract = (side === 'long' ? option.exerciseFee : option.assignmentFee) ?? 0;
  const fee = Math.round(feePerContract * MONEY_PER_UNIT) * quantity;
  const direction = side === 'long' ? 1 : -1;
  if (instrument.delivery !== 'physical') return { kind, quantity, price, amount: direction * intrinsicOf(option, underlying) * underlyingMoney(instrument) * quantity, fee, underlying: null };
  // The long call and the short put get the underlying and pay the strike.
  const receives = (side === 'long') === (option.right === 'call') ? 1 : -1;
  const units = Math.round(quantity * instrument.multiplier);
  return { kind, quantity, price, amount: -receives * price * underlyingMoney(instrument) * quantity, fee, underlying: { instrument: option.underlying, quantity: receives * units } };
}

/**
 * An outcome whose underlying cannot be handed over (too few shares, or no cash to pay the strike): the gain or loss against the
 * underlying's settlement price changes hands instead. The exchanges' penalties for it are not modelled.
 */
export function inCash(outcome: ExpiryOutcome, instrument: Instrument, underlyingSettlement: Ticks): ExpiryOutcome {
  if (!outcome.underlying || !isOption(instrument)) return outcome;
  return { ...outcome, amount: outcome.amount + outcome.underlying.quantity * underlyingSettlement * tickMoney({ tickSize: instrument.option.strikeTick, multiplier: 1 }), underlying: null };
}
