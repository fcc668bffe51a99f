/** Positions and funds as the house keeps them. OpenD's figures are decimals; money is rounded to 1/10,000, values stay in ticks. */
import { CURRENCY, POSITION_SIDE } from '#electron/brokers/futu/messages/codes.ts';
import type { Funds as TheirFunds, Position as TheirPosition } from '#electron/brokers/futu/messages/trade-records.ts';
import type { Listing } from '#electron/brokers/futu/quotes/listing.ts';
import type { Decoded } from '#electron/brokers/futu/wire/schema.ts';
import type { Funds } from '#shared/model/account.ts';
import type { Currency } from '#shared/model/instrument.ts';
import type { Position } from '#shared/model/position.ts';
import { MONEY_PER_UNIT, type Money } from '#shared/price.ts';
import { isFuturesAccount, type TradeAccount } from './trade-accounts.ts';

export type TheirHolding = Decoded<typeof TheirPosition>;
export type TheirAssets = Decoded<typeof TheirFunds>;

const money = (amount: number | undefined): Money => Math.round((amount ?? 0) * MONEY_PER_UNIT);

/**
 * Shares bought (or sold short) today are today's part; what cannot be sold is taken as frozen by working orders, except today's part where
 * the market does not let it be sold yet. A future's are not told by day (Position, "期货不适用"), and its cost is the average price it was
 * opened at. The result of the day and its fees are not told apart by OpenD and stay 0.
 */
export function positionOf(account: string, holding: TheirHolding, { instrument }: Listing): Position {
  const quantity = Math.abs(holding.qty);
  const side = holding.positionSide === POSITION_SIDE.short || holding.qty < 0 ? 'short' : 'long';
  const today = Math.min(quantity, Math.max(0, (side === 'long' ? holding.td_buyQty : holding.td_sellQty) ?? 0));
  const yesterday = quantity - today;
  const nextDay = instrument.sellable === 'next-day';
  const frozen = Math.max(0, (nextDay ? yesterday : quantity) - Math.abs(holding.canSellQty));
  const frozenYesterday = Math.min(yesterday, frozen);
  const value = ((holding.averageCostPrice ?? holding.costPrice ?? holding.price) / instrument.tickSize) * quantity;
  return {
    account,
    instrument: instrument.id,
    side,
    today,
    yesterday,
    frozenToday: frozen - frozenYesterday,
    frozenYesterday,
    openValue: value,
    dayValue: value,
    margin: 0,
    realisedToday: 0,
    feesToday: 0,
  };
}

/** CltRiskStatus: 1 (safest) to 9. */
const isGrade = (status: number | undefined): status is number => status !== undefined && status >= 1 && status <= 9;

const CURRENCY_IN: ReadonlyMap<number, Currency> = new Map([[CURRENCY.hkd, 'HKD'], [CURRENCY.usd, 'USD'], [CURRENCY.cnh, 'CNY']]);
/** Of what stands for the margin: of futures the whole account in all its currencies. */
const riskOf = (margin: Money, against: Money): number => (against > 0 ? margin / against : 0);

export const CURRENCY_OUT: Readonly<Record<Currency, number>> = { HKD: CURRENCY.hkd, USD: CURRENCY.usd, CNY: CURRENCY.cnh };

/**
 * Funds by currency. Cash and what of it can be used are told by currency (cashInfoList) where an account holds several; margin,
 * frozen cash and the broker's judgement of the risk are told once, in the currency that was asked for, and stand there. Values and
 * results are those of the positions.
 *
 * An account of futures: its positions have no value but a result, which is part of the equity; its margin covers all currencies, so that
 * what can be used is the whole account's in each (availableFunds, told in the currency that is asked for).
 * @param asked the currency that `assets` is in
 * @param usable of an account of futures: what can be used, told in each currency
 */
export function fundsOf(
  account: TradeAccount,
  assets: TheirAssets,
  asked: Currency,
  holdings: readonly { readonly holding: TheirHolding; readonly currency: Currency }[],
  now: number,
  usable: ReadonlyMap<Currency, number> = new Map(),
): Funds[] {
  const isFutures = isFuturesAccount(account);
  const cash = new Map<Currency, { readonly cash: number; readonly available: number }>();
  for (const row of assets.cashInfoList) {
    const currency = CURRENCY_IN.get(row.currency ?? 0);
    if (currency) cash.set(currency, { cash: row.cash ?? 0, available: row.netCashPower ?? row.availableBalance ?? row.cash ?? 0 });
  }
  if (!cash.has(asked)) cash.set(asked, { cash: assets.cash, available: assets.netCashPower ?? assets.availableFunds ?? assets.power });
  return account.currencies.map((currency) => {
    const here = holdings.filter((held) => held.currency === currency).map(({ holding }) => holding);
    const sum = (figure: (holding: TheirHolding) => number | undefined): number => here.reduce((total, holding) => total + (figure(holding) ?? 0), 0);
    const marketValue = money(sum(({ val }) => val));
    const row = cash.get(currency);
    const balance = money(row?.cash);
    const unrealised = money(sum(({ unrealizedPL, plVal }) => unrealizedPL ?? plVal));
    const equity = balance + marketValue + (isFutures ? unrealised : 0);
    const margin = currency === asked ? money(assets.initialMargin) : 0;
    return {
      account: account.id,
      currency,
      balance,
      equity,
      available: money(usable.get(currency) ?? row?.available),
      margin,
      ...(currency === asked && assets.maintenanceMargin !== undefined ? { maintenance: money(assets.maintenanceMargin) } : {}),
      ...(currency === asked && isGrade(assets.riskStatus) ? { riskGrade: assets.riskStatus } : {}),
      frozen: currency === asked ? money(assets.frozenCash) : 0,
      marketValue,
      realised: money(sum(({ realizedPL }) => realizedPL)),
      unrealised,
      fees: 0,
      risk: riskOf(margin, isFutures && currency === asked ? money(assets.totalAssets) : equity),
      netDeposits: 0,
      reportedAt: now,
    };
  });
}
