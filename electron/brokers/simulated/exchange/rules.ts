/**
 * What the exchange refuses, rule by rule, in the order they are looked at. Terms come with the instrument (the catalogue names
 * their source); the day's price limits with the quote.
 */
import type { OrderIntent } from '#electron/brokers/broker.ts';
import type { OrderEntry } from '#shared/calendar/session-tables.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { paidInFull } from '#shared/model/instrument.ts';
import { isPriced, type Offset } from '#shared/model/order.ts';
import { PHASES, QUOTE, type Phase } from '#shared/model/quote.ts';
import { formatMoney, type Money, type Ticks } from '#shared/price.ts';
import type { Fault } from '#shared/result.ts';
import { cageFault, limitsFault, tickFault } from '#shared/rules/order-price.ts';
import { positionLimitFault, quantityFault } from '#shared/rules/order-quantity.ts';
import { closingPart } from './account.ts';
import { phaseFault } from './phases.ts';
import type { Stake, StakePair } from './stake.ts';

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
  /** What becomes of orders now; undefined where the quote's phase alone decides. */
  readonly entry: OrderEntry | undefined;
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

const moreThanFilled: Rule = ({ quantity, filled }) => (quantity > filled || filled === 0 ? null : fault('quantity-below-filled', { quantity, filled }));

const pricePresent: Rule = ({ intent, price }) => (isPriced(intent.type) && price === null ? fault('price-missing') : null);

const onTick: Rule = ({ instrument, price }) => (price === null ? null : tickFault(instrument, price));

/** A market order needs a market. */
const quoted: Rule = ({ instrument, intent, quote }) =>
  intent.type === 'market' && PRICES.every((field) => Number.isNaN(quote[field])) ? fault('no-quote', { instrument: instrument.id }) : null;

const inSession: Rule = ({ instrument, intent, quote, entry }) => phaseFault(instrument, intent, quote, entry);

const withinLimits: Rule = ({ instrument, price, quote }) => {
  if (price === null) return null;
  const low = paidInFull(instrument) && !(quote[QUOTE.lowerLimit] >= 1) ? 1 : quote[QUOTE.lowerLimit];
  return limitsFault(instrument, price, low, quote[QUOTE.upperLimit]);
};

/** Not too far through the market while trading is continuous; what waits for a trigger is looked at by the market that it comes to. */
const withinCage: Rule = ({ instrument, intent, price, quote }) =>
  instrument.priceCage === undefined || intent.type !== 'limit' || price === null || phaseOf(quote) !== 'continuous' ? null : cageFault(instrument, intent.side, price, quote);

/** The first of the instrument's terms that an order breaks. One after the other and no list of them: every order comes by here. */
export const brokenTerm = (ask: Ask): Fault | null =>
  notExpired(ask) ?? offsetOffered(ask) ?? pricePresent(ask) ?? moreThanFilled(ask) ?? onTick(ask) ?? quoted(ask) ?? inSession(ask) ?? withinLimits(ask) ?? withinCage(ask);

/**
 * How much of what is left of an order closes a position, or why it may not be traded.
 * @param own what the order itself holds back already
 */
export function closingOf({ instrument, intent, quantity, filled }: Ask, stakes: StakePair, own: number): number | Fault {
  const { holding } = intent.side === 'buy' ? stakes.short : stakes.long;
  const wanted = quantity - filled;
  const closable = holding.closable(closingPart(instrument, intent.side, intent.offset)) + own;
  const odd = quantityFault(instrument, intent, quantity, filled + closable);
  if (odd) return odd;
  if (instrument.offsets !== 'net') {
    if (intent.offset !== 'open') return wanted <= closable ? wanted : fault('position-insufficient', { needed: wanted, available: closable });
    return intent.side === 'sell' && !instrument.shortable ? fault('short-not-allowed') : 0;
  }
  if (wanted <= closable || intent.side === 'buy' || instrument.shortable) return Math.min(wanted, closable);
  if (holding.quantity === 0) return fault('short-not-allowed');
  if (holding.closable('any') + own >= wanted) return fault('position-not-yet-sellable', { available: closable });
  return fault('position-insufficient', { needed: wanted, available: closable });
}

/** @param needed what the order would hold back, @param available what may be used, its own hold included */
export function brokenFunds(instrument: Instrument, needed: Money, available: Money): Fault | null {
  if (needed <= available) return null;
  return fault('funds-insufficient', { needed: formatMoney(needed), available: formatMoney(available), currency: instrument.currency });
}

/**
 * @param stake the side that the order opens
 * @param own what of `stake.opening` is the order's own, before it is changed
 */
export const brokenPositionLimit = (instrument: Instrument, stake: Stake, opening: number, own: number): Fault | null =>
  instrument.positionLimit === undefined ? null : positionLimitFault(instrument, stake.holding.quantity, stake.opening - own, opening);
