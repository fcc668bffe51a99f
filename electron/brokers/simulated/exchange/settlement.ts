/**
 * The settlement of a trading day: one event that happened or did not, and what it tells each account of. The figures of a statement
 * are taken before the event rolls them away, margins after it, at the settlement prices: what the exchange itself goes on with.
 * The same state and event give the same statements, so that a log replayed gives them again, byte for byte.
 */
import type { BrokerDocument } from '#electron/brokers/broker.ts';
import { expiryOf, inCash, isExpiring } from '#shared/ledger/expiry.ts';
import type { Holding } from '#shared/ledger/holding.ts';
import { CURRENCIES, paidInFull, tickMoney, type Currency, type Instrument, type InstrumentId } from '#shared/model/instrument.ts';
import { positionKey } from '#shared/model/position.ts';
import { markOf, QUOTE } from '#shared/model/quote.ts';
import type { Statement, StatementClose, StatementDelivery, StatementFill, StatementFunds, StatementHeading, StatementInstrument, StatementLot } from '#shared/model/statement.ts';
import type { Money, Ticks } from '#shared/price.ts';
import type { DayEndScope } from '../feed.ts';
import type { ExchangeAccount, Marks } from './account.ts';
import type { CashState } from './purse.ts';
import type { DeliveryEvent, SettledEvent } from './events.ts';
import type { ExchangeState } from './exchange-state.ts';
import type { DayFill } from './fills.ts';
import type { Stake } from './stake.ts';

/** What ended a day. */
export interface DayEnd {
  readonly tradingDay: string;
  /** Whose day it was; every market's where undefined. */
  readonly scope: DayEndScope | undefined;
  /** Settlement prices, NaN where there is none. */
  readonly prices: ReadonlyMap<InstrumentId, Ticks>;
  readonly time: number;
  /** Whether accounts have confirmed its statements by that. */
  readonly confirmed: boolean;
  readonly quoteOf: (index: number) => Float64Array;
}

/** Money whose books a scope closes, with every instrument that is traded in it. */
const CLOSED_BY: Readonly<Record<DayEndScope, readonly Currency[]>> = { asia: ['CNY', 'HKD'], america: ['USD'] };

/** Whether a day was settled already, and none has begun since. */
export const isSettled = ({ settledDay, closings }: ExchangeState['counters'], tradingDay: string, scope: DayEndScope | undefined): boolean =>
  scope === undefined ? settledDay === tradingDay : CLOSED_BY[scope].some((currency) => (closings[currency]?.tradingDay ?? '') >= tradingDay);

const priceBefore = (instrument: Instrument, quote: Float64Array): Ticks => quote[instrument.reference === 'pre-close' ? QUOTE.preClose : QUOTE.preSettlement];

/** What an account holds, in the order of the catalogue: the same whenever the account was restored in between. */
const inOrder = (account: ExchangeAccount): Stake[] => [...account.knownStakes()].sort((a, b) => a.index - b.index || (a.holding.side < b.holding.side ? -1 : 1));

/** Decides the settlement of a day: prices, and what becomes of contracts on their last one. Changes nothing. */
export function settlementOf(state: ExchangeState, { tradingDay, scope, prices: given, time, confirmed, quoteOf }: DayEnd): SettledEvent {
  const currencies = scope && CLOSED_BY[scope];
  const prices: Record<InstrumentId, Ticks> = {};
  for (const [id, price] of given) if (!Number.isNaN(price)) prices[id] = price;
  const previous: Record<InstrumentId, Ticks> = {};
  const deliveries: DeliveryEvent[] = [];
  for (const account of state.accounts.values()) {
    const settling = inOrder(account).filter(({ instrument }) => currencies?.includes(instrument.currency) ?? true);
    for (const { instrument, index } of settling) {
      const quote = quoteOf(index);
      const before = priceBefore(instrument, quote);
      if (!Number.isNaN(before)) previous[instrument.id] = before;
      // What trades round the clock may be settled with a scope that does not name its price.
      const mark = markOf(quote);
      if (currencies && prices[instrument.id] === undefined && !Number.isNaN(mark)) prices[instrument.id] = mark;
    }
    deliveries.push(...deliveriesOf(state, account, settling, tradingDay, prices));
  }
  return {
    type: 'settled',
    tradingDay,
    prices,
    ...(Object.keys(previous).length > 0 ? { previous } : {}),
    ...(currencies ? { currencies } : {}),
    ...(deliveries.length > 0 ? { deliveries } : {}),
    ...(confirmed ? {} : { confirmed }),
    time,
  };
}

/** Contracts that an account holds past their last day. Shares that it has not, and strikes that it cannot pay, are settled in cash. */
function deliveriesOf(state: ExchangeState, account: ExchangeAccount, stakes: readonly Stake[], tradingDay: string, prices: SettledEvent['prices']): DeliveryEvent[] {
  const deliveries: DeliveryEvent[] = [];
  const spent = new Map<string, number>();
  const spend = (what: string, amount: number): number => {
    const total = (spent.get(what) ?? 0) + amount;
    spent.set(what, total);
    return total;
  };
  for (const { instrument, holding } of stakes) {
    const { quantity, side } = holding;
    if (quantity === 0 || !isExpiring(instrument, tradingDay)) continue;
    const underlyingPrice = instrument.option ? (prices[instrument.option.underlying] ?? NaN) : NaN;
    const outcome = expiryOf({ instrument, side, quantity }, prices[instrument.id] ?? NaN, underlyingPrice);
    if (!outcome) continue;
    const { underlying } = outcome;
    const shares = underlying ? state.instruments[state.indexOf(underlying.instrument)] : undefined;
    const there = (): boolean => {
      if (!underlying || !shares) return false;
      if (underlying.quantity < 0) return spend(shares.id, -underlying.quantity) <= account.closable(shares, 'long', 'any');
      return spend(instrument.currency, outcome.fee - outcome.amount) <= account.cash(instrument.currency).balance;
    };
    const { underlying: handed, ...final } = underlying === null || there() ? outcome : inCash(outcome, instrument, underlyingPrice);
    deliveries.push({ account: account.id, instrument: instrument.id, side, ...final, ...(handed ? { underlying: handed } : {}) });
  }
  return deliveries;
}

/** A lot as it stands at the end of the day, before it is yesterday's. */
interface DraftLot {
  readonly key: string;
  readonly lot: StatementLot;
}

interface Draft {
  readonly account: ExchangeAccount;
  readonly cash: ReadonlyMap<Currency, CashState>;
  readonly transfers: Statement['transfers'];
  readonly fills: readonly DayFill[];
  readonly deliveries: readonly StatementDelivery[];
  readonly lots: readonly DraftLot[];
}

const directionOf = (side: Holding['side']): 1 | -1 => (side === 'long' ? 1 : -1);

/** The lots of a holding at the day's settlement price. */
function lotsOf(holding: Holding, event: SettledEvent): StatementLot[] {
  const { instrument, side, quantity } = holding;
  const perTick = tickMoney(instrument);
  const direction = directionOf(side);
  const paid = paidInFull(instrument);
  const price = event.prices[instrument.id];
  // As the account itself does where a day brought no price: the basis stays.
  const settlement: Ticks = price ?? Math.round(holding.dayValue / quantity);
  return holding.lots.map((lot) => {
    const worth = price === undefined && paid ? lot.openValue : settlement * lot.quantity;
    return {
      instrument: instrument.id,
      side,
      quantity: lot.quantity,
      openDay: lot.openDay,
      openPrice: lot.openValue / lot.quantity,
      basis: lot.dayValue / lot.quantity,
      settlement,
      markToMarket: paid ? 0 : direction * (settlement * lot.quantity - lot.dayValue) * perTick,
      floating: direction * (worth - lot.openValue) * perTick,
      margin: 0,
      marketValue: paid ? direction * worth * perTick : 0,
    };
  });
}

function draftOf(state: ExchangeState, account: ExchangeAccount, event: SettledEvent): Draft {
  const currencies = CURRENCIES.filter((currency) => account.currencies.includes(currency) && (event.currencies?.includes(currency) ?? true));
  const lots: DraftLot[] = [];
  for (const { holding } of inOrder(account)) {
    const { instrument, side } = holding;
    if (holding.quantity === 0 || !currencies.includes(instrument.currency)) continue;
    const key = positionKey({ account: account.id, instrument: instrument.id, side });
    for (const lot of lotsOf(holding, event)) lots.push({ key, lot });
  }
  return {
    account,
    cash: new Map(currencies.map((currency) => [currency, account.cash(currency)])),
    transfers: account.transfers.filter(({ currency }) => currencies.includes(currency)),
    fills: currencies.flatMap((currency) => [...state.dayFillsOf(account.id, currency)]).sort((one, other) => (one.report.brokerFillId < other.report.brokerFillId ? -1 : 1)),
    deliveries: [...account.deliveries],
    lots,
  };
}

function fillOf({ report, realised }: DayFill, instrument: Instrument): StatementFill {
  const { brokerFillId, brokerOrderId, exchangeTime, side, offset, price, quantity, fee } = report;
  return { fill: brokerFillId, order: brokerOrderId, time: exchangeTime, instrument: instrument.id, side, offset, price, quantity, turnover: price * quantity * tickMoney(instrument), fee, realised };
}

/** What a fill closed, lot by lot; the parts of a result that is reckoned on an average add up to it. */
function closesOf({ report, realised, closed }: DayFill, instrument: Instrument): StatementClose[] {
  const side = report.side === 'buy' ? 'short' : 'long';
  let left = realised ?? 0;
  return closed.map((part, at) => {
    const own = directionOf(side) * (report.price * part.quantity - part.dayValue) * tickMoney(instrument);
    const result = at === closed.length - 1 ? left : own;
    left -= result;
    return {
      fill: report.brokerFillId,
      time: report.exchangeTime,
      instrument: instrument.id,
      side,
      quantity: part.quantity,
      openDay: part.openDay,
      openPrice: part.openValue / part.quantity,
      basis: part.dayValue / part.quantity,
      price: report.price,
      realised: result,
    };
  });
}

/** Gives each lot its share of its holding's margin by quantity: whole 1/10,000 that add up. */
function withMargins(lots: readonly DraftLot[], margins: ReadonlyMap<string, Money>): StatementLot[] {
  const totals = new Map<string, number>();
  for (const { key, lot } of lots) totals.set(key, (totals.get(key) ?? 0) + lot.quantity);
  const given = new Map<string, { quantity: number; margin: Money }>();
  return lots.map(({ key, lot }) => {
    const before = given.get(key) ?? { quantity: 0, margin: 0 };
    const quantity = before.quantity + lot.quantity;
    const margin = Math.round(((margins.get(key) ?? 0) * quantity) / (totals.get(key) ?? quantity));
    given.set(key, { quantity, margin });
    return { ...lot, margin: margin - before.margin };
  });
}

const sum = <T>(rows: readonly T[], of: (row: T) => number): number => rows.reduce((total, row) => total + of(row), 0);

function fundsOf(currency: Currency, cash: CashState, lots: readonly StatementLot[]): StatementFunds {
  const markToMarket = sum(lots, (lot) => lot.markToMarket);
  const balance = cash.balance + markToMarket;
  const marketValue = sum(lots, (lot) => lot.marketValue);
  const margin = sum(lots, (lot) => lot.margin);
  const equity = balance + marketValue;
  return {
    currency,
    broughtForward: cash.broughtForward,
    deposits: cash.deposits,
    withdrawals: cash.withdrawals,
    realised: cash.closed,
    markToMarket,
    traded: cash.traded,
    delivery: cash.delivered,
    fees: cash.fees,
    balance,
    marketValue,
    equity,
    margin,
    available: balance - margin,
    risk: equity > 0 ? margin / equity : 0,
  };
}

/** Fills of the day that the exchange no longer has, by currency; null where it has all. */
function unlistedOf({ cash, fills }: Draft, currencyOf: (fill: DayFill) => Currency): Statement['unlisted'] | null {
  const listed = new Map<Currency, number>();
  for (const fill of fills) listed.set(currencyOf(fill), (listed.get(currencyOf(fill)) ?? 0) + 1);
  const missing = [...cash].map(([currency, { fills: made }]) => [currency, made - (listed.get(currency) ?? 0)] as const).filter(([, count]) => count > 0);
  return missing.length > 0 ? Object.fromEntries(missing) : null;
}

/** The terms that a statement keeps of an instrument. */
function termsOf({ id, exchange, code, name, kind, product, currency, multiplier, tickSize, decimals, timeZone, option }: Instrument, previous: SettledEvent['previous']): StatementInstrument {
  return { id, exchange, code, name, kind, product, currency, multiplier, tickSize, decimals, timeZone, preSettlement: previous?.[id] ?? null, ...(option ? { strikeTick: option.strikeTick } : {}) };
}

function statementOf(state: ExchangeState, draft: Draft, event: SettledEvent, marks: Marks): Statement {
  const { account, fills, deliveries } = draft;
  const lots = withMargins(draft.lots, new Map(account.positions(marks).map((position) => [positionKey(position), position.margin])));
  const named = new Set<InstrumentId>([...fills.map(({ report }) => report.instrument), ...lots.map(({ instrument }) => instrument), ...deliveries.map(({ instrument }) => instrument)]);
  const unlisted = unlistedOf(draft, ({ report }) => state.instrumentOf(report.instrument).currency);
  const instruments = new Map([...named].sort().map((id) => [id, state.instrumentOf(id)]));
  return {
    account: account.id,
    accountName: account.name,
    number: state.counters.period,
    tradingDay: event.tradingDay,
    settledAt: event.time,
    confirmed: event.confirmed !== false,
    funds: [...draft.cash].map(([currency, cash]) => fundsOf(currency, cash, lots.filter((lot) => instruments.get(lot.instrument)?.currency === currency))),
    transfers: draft.transfers,
    fills: fills.map((fill) => fillOf(fill, state.instrumentOf(fill.report.instrument))),
    ...(unlisted ? { unlisted } : {}),
    closes: fills.flatMap((fill) => closesOf(fill, state.instrumentOf(fill.report.instrument))),
    lots,
    deliveries,
    instruments: [...instruments.values()].map((instrument) => termsOf(instrument, event.previous)),
  };
}

/** Settles: applies the event to the state. @returns the statement of every account whose books were closed, in the order in which they were opened */
export function settle(state: ExchangeState, event: SettledEvent): Statement[] {
  const drafts: Draft[] = [];
  state.settle(event, (account) => drafts.push(draftOf(state, account, event)));
  const marks: Marks = (index) => event.prices[state.instruments[index].id] ?? NaN;
  return drafts.filter(({ cash }) => cash.size > 0).map((draft) => statementOf(state, draft, event, marks));
}

const padded = (number: number): string => String(number).padStart(8, '0');

/** Keys of an account's statements; in order of their text they are in order of settlement. */
export const STATEMENTS = {
  /** Of the whole statement. The day is not part of it: a replayed day is settled as often as it comes round. */
  key: (account: string, number: number): string => `statement/${account}/${padded(number)}`,
  /** Of its heading, for lists. */
  headings: (account: string): string => `heading/${account}/`,
  heading: (account: string, number: number): string => `heading/${account}/${padded(number)}`,
} as const;

export function headingOf({ account, number, tradingDay, settledAt, confirmed, funds }: Statement): StatementHeading {
  return { account, number, tradingDay, settledAt, confirmed, equity: Object.fromEntries(funds.map(({ currency, equity }) => [currency, equity])) };
}

/** What is kept of a statement, beside the event and in the same transaction. */
export const documentsOf = (statement: Statement): BrokerDocument[] => [
  { key: STATEMENTS.key(statement.account, statement.number), text: JSON.stringify(statement) },
  { key: STATEMENTS.heading(statement.account, statement.number), text: JSON.stringify(headingOf(statement)) },
];
