/**
 * What the exchange refuses, rule by rule, in the order they are looked at. Terms come with the instrument (the catalogue names
 * their source); the day's price limits with the quote.
 */
import type { OrderIntent } from '#electron/brokers/broker.ts';
import { sideClosedBy } from '#shared/ledger/holding.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { paidInFull } from '#shared/model/instrument.ts';
import type { Offset } from '#shared/model/order.ts';
import { PHASES, QUOTE, type Phase } from '#shared/model/quote.ts';
import { formatMoney, formatPrice, isOnTick, roundToTick, type Money, type Ticks } from '#shared/price.ts';
import { fail, ok, type Fault, type Result } from '#shared/result.ts';
import { closingPart, type ExchangeAccount } from './account.ts';
import { rests } from './orders.ts';

/** An order, or what one is to become, before the market it would meet. */
export interface Ask {
  readonly instrument: Instrument;
  readonly intent: OrderIntent;
  readonly price: Ticks | null;
  readonly quantity: number;
  /** Filled already (of a change). */
  readonly filled: number;
  readonly quote: Float64Array;
  readonly tradingDay: string;
}

type Rule = (ask: Ask) => Fault | null;

const fault = (code: Fault['code'], params?: Fault['params']): Fault => (params ? { code, params } : { code });

export const OFFSETS_OFFERED: Readonly<Record<Instrument['offsets'], readonly Offset[]>> = {
  'open-close': ['open', 'close'],
  'today-yesterday': ['open', 'close', 'close-today', 'close-yesterday'],
  net: ['open', 'close'],
};

export const phaseOf = (quote: Float64Array): Phase => PHASES[quote[QUOTE.phase]] ?? 'closed';

const PRICES = [QUOTE.last, QUOTE.bid, QUOTE.ask, QUOTE.preSettlement, QUOTE.preClose] as const;

const notExpired: Rule = ({ instrument, tradingDay }) =>
  instrument.expiry !== undefined && instrument.expiry < tradingDay ? fault('instrument-expired', { instrument: instrument.id }) : null;

const offsetOffered: Rule = ({ instrument, intent }) => {
  const offered = OFFSETS_OFFERED[instrument.offsets];
  return offered.includes(intent.offset) ? null : fault('not-supported', { what: intent.offset, offered: offered.join(', ') });
};

const wholeQuantity: Rule = ({ quantity }) => (Number.isSafeInteger(quantity) && quantity > 0 ? null : fault('quantity-invalid', { quantity }));

const moreThanFilled: Rule = ({ quantity, filled }) => (quantity > filled ? null : fault('quantity-below-filled', { quantity, filled }));

const belowMaximum: Rule = ({ instrument, quantity }) =>
  quantity > instrument.maxOrderQuantity ? fault('quantity-above-max', { quantity, max: instrument.maxOrderQuantity }) : null;

const pricePresent: Rule = ({ intent, price }) => (intent.type === 'limit' && price === null ? fault('price-missing') : null);

const onTick: Rule = ({ instrument, price }) => {
  if (price === null || isOnTick(instrument, price)) return null;
  return fault('price-off-tick', {
    price: formatPrice(instrument, price),
    below: formatPrice(instrument, roundToTick(instrument, price, 'down')),
    above: formatPrice(instrument, roundToTick(instrument, price, 'up')),
  });
};

/** A market order needs a market. */
const quoted: Rule = ({ instrument, intent, quote }) =>
  intent.type === 'market' && PRICES.every((field) => Number.isNaN(quote[field])) ? fault('no-quote', { instrument: instrument.id }) : null;

/** Orders rest during an auction; what must trade at once waits for continuous trading. Closed, break and halt take none. */
const inSession: Rule = ({ instrument, intent, quote }) => {
  const phase = phaseOf(quote);
  if (phase === 'continuous' || (phase === 'auction' && rests(intent))) return null;
  return fault('session-closed', { instrument: instrument.id });
};

const withinLimits: Rule = ({ instrument, price, quote }) => {
  if (price === null) return null;
  const low = paidInFull(instrument) && !(quote[QUOTE.lowerLimit] >= 1) ? 1 : quote[QUOTE.lowerLimit];
  const high = quote[QUOTE.upperLimit];
  if (!(price < low) && !(price > high)) return null;
  return fault('price-outside-limits', { price: formatPrice(instrument, price), low: formatPrice(instrument, low), high: formatPrice(instrument, high) });
};

const TERMS: readonly Rule[] = [notExpired, offsetOffered, pricePresent, wholeQuantity, moreThanFilled, belowMaximum, onTick, quoted, inSession, withinLimits];

/** The first of the instrument's terms that an order breaks. */
export function brokenTerm(ask: Ask): Fault | null {
  for (const rule of TERMS) {
    const broken = rule(ask);
    if (broken) return broken;
  }
  return null;
}

/** Whole lots; a sale may carry the odd shares that are left over, all of them at once (SSE and SZSE trading rules, auction trading: 余额不足100股部分应当一次性申报卖出). */
function brokenLot({ instrument, intent, quantity }: Ask, closable: number): Fault | null {
  const odd = quantity % instrument.lot;
  if (odd === 0) return null;
  if (intent.side === 'sell' && instrument.oddLotSell === true && quantity <= closable && odd === closable % instrument.lot) return null;
  return fault('quantity-off-lot', { quantity, lot: instrument.lot });
}

/**
 * How much of what is left of an order closes a position, or why it may not be traded.
 * @param own what the order itself holds back already
 */
export function closingOf(ask: Ask, account: ExchangeAccount, own: number): Result<number> {
  const { instrument, intent } = ask;
  const side = sideClosedBy(intent.side);
  const wanted = ask.quantity - ask.filled;
  const closable = account.closable(instrument, side, closingPart(instrument, intent.side, intent.offset)) + own;
  const lot = brokenLot(ask, ask.filled + closable);
  if (lot) return { ok: false, fault: lot };
  const missing = (): Result<never> => fail('position-insufficient', { needed: wanted, available: closable });
  if (instrument.offsets !== 'net') {
    if (intent.offset !== 'open') return wanted <= closable ? ok(wanted) : missing();
    return intent.side === 'sell' && !instrument.shortable ? fail('short-not-allowed') : ok(0);
  }
  if (wanted <= closable || intent.side === 'buy' || instrument.shortable) return ok(Math.min(wanted, closable));
  if (account.quantity(instrument, side) === 0) return fail('short-not-allowed');
  if (account.closable(instrument, side, 'any') + own >= wanted) return fail('position-not-yet-sellable', { available: closable });
  return missing();
}

/** @param needed what the order would hold back, @param available what may be used, its own hold included */
export function brokenFunds(instrument: Instrument, needed: Money, available: Money): Fault | null {
  if (needed <= available) return null;
  return fault('funds-insufficient', { needed: formatMoney(needed), available: formatMoney(available), currency: instrument.currency });
}
