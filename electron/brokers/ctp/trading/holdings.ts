/** The counter's positions and money as the house's. Source: ThostFtdcUserApiStruct.h; CTP 6.6.9 接口说明, 持仓查询 and 资金计算. */
import type { Funds } from '#shared/model/account.ts';
import { CURRENCIES, type Currency, type InstrumentId } from '#shared/model/instrument.ts';
import type { Position, PositionSide } from '#shared/model/position.ts';
import { MONEY_PER_UNIT, type Money } from '#shared/price.ts';
import type { StructValues } from '../structs/struct-codec.ts';
import type { Listings } from './listings.ts';

const number = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0);
const money = (value: unknown): Money => Math.round(number(value) * MONEY_PER_UNIT) + 0;

type Sum = { -readonly [K in keyof Position]: Position[K] };

/**
 * Rows of OnRspQryInvestorPosition to positions. SHFE and INE tell one row of yesterday's and one of today's, the others one row of both:
 * what is not TodayPosition is of earlier days in each. Closing orders freeze what is held: a long's sales are counted as ShortFrozen.
 */
export function positionsOf(account: string, rows: readonly StructValues[], listings: Listings): readonly Position[] {
  const positions = new Map<string, Sum>();
  for (const row of rows) {
    const instrument = listings.find(String(row.ExchangeID ?? ''), String(row.InstrumentID ?? ''));
    const volume = number(row.Position);
    const [today, direction] = [Math.min(volume, number(row.TodayPosition)), String(row.PosiDirection)];
    if (!instrument) continue;
    const side: PositionSide = direction === '3' ? 'short' : 'long';
    const frozen = number(side === 'long' ? row.ShortFrozen : row.LongFrozen);
    const yesterday = Math.max(0, volume - today);
    // First opened is first closed, where one row holds both.
    const frozenYesterday = Math.min(frozen, yesterday);
    const perTick = instrument.multiplier * instrument.tickSize;
    const key = `${instrument.id}/${side}`;
    const sum: Sum = positions.get(key) ?? empty(account, instrument.id, side);
    sum.today += today;
    sum.yesterday += yesterday;
    sum.frozenYesterday += frozenYesterday;
    sum.frozenToday += Math.min(today, frozen - frozenYesterday);
    sum.openValue += Math.round((number(row.OpenCost) || number(row.PositionCost)) / perTick);
    sum.dayValue += Math.round(number(row.PositionCost) / perTick);
    sum.margin += money(row.UseMargin);
    sum.realisedToday += money(row.CloseProfit);
    sum.feesToday += money(row.Commission);
    positions.set(key, sum);
  }
  return [...positions.values()];
}

function empty(account: string, instrument: InstrumentId, side: PositionSide): Sum {
  return { account, instrument, side, today: 0, yesterday: 0, frozenToday: 0, frozenYesterday: 0, openValue: 0, dayValue: 0, margin: 0, realisedToday: 0, feesToday: 0 };
}

const isCurrency = (text: string): text is Currency => (CURRENCIES as readonly string[]).includes(text);

/**
 * What the options of an account are worth: the counter's own figure where its version tells one (OptionValue, since 6.7), else lots at the
 * price that it marks positions with.
 */
export function optionValueOf(rows: readonly StructValues[], listings: Listings): Money {
  let value = 0;
  for (const row of rows) {
    const instrument = listings.find(String(row.ExchangeID ?? ''), String(row.InstrumentID ?? ''));
    if (instrument?.kind !== 'option') continue;
    const price = [row.SettlementPrice, row.PreSettlementPrice].map(number).find((one) => one > 0) ?? 0;
    value += money(number(row.Position) * price * instrument.multiplier) * (row.PosiDirection === '3' ? -1 : 1);
  }
  return value;
}

/**
 * A row of OnRspQryTradingAccount; null for a currency that is not carried. Balance is the counter's: with what open positions have made, and
 * without what options are worth (市值权益 is both, CTP's settlement statement).
 * @param optionValue where the row does not say it itself
 */
export function fundsOf(account: string, row: StructValues, optionValue: Money, reportedAt: number): Funds | null {
  // Old counters name none: they are of one currency.
  const currency = String(row.CurrencyID ?? '') || 'CNY';
  if (!isCurrency(currency)) return null;
  const marketValue = row.OptionValue === undefined ? optionValue : money(row.OptionValue);
  const equity = money(row.Balance) + marketValue;
  const unrealised = money(row.PositionProfit);
  const margin = money(row.CurrMargin);
  return {
    account,
    currency,
    balance: equity - marketValue - unrealised,
    equity,
    available: money(row.Available),
    margin,
    frozen: money(row.FrozenMargin) + money(row.FrozenCash) + money(row.FrozenCommission),
    marketValue,
    realised: money(row.CloseProfit),
    unrealised,
    fees: money(row.Commission),
    risk: equity > 0 ? margin / equity : 0,
    netDeposits: money(row.Deposit) - money(row.Withdraw),
    reportedAt,
  };
}
