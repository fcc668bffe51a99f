/** OpenD's trading accounts, and what each may trade. An account is known by its accID, decimal text. */
import type { BrokerAccount } from '#electron/brokers/broker.ts';
import { SECURITY_FIRM, SIM_ACC_TYPE, TRD_ACC_STATUS, TRD_ACC_TYPE, TRD_ENV, TRD_MARKET } from '#electron/brokers/futu/messages/codes.ts';
import type { TrdAcc, TrdHeader } from '#electron/brokers/futu/messages/trade-records.ts';
import { CURRENCIES_OF_TRADE } from '#electron/brokers/futu/quotes/market-terms.ts';
import type { Decoded, Encodable } from '#electron/brokers/futu/wire/schema.ts';
import type { MarketCapabilities } from '#shared/model/connection.ts';
import type { Instrument, InstrumentKind } from '#shared/model/instrument.ts';
import { capabilityFor } from '#shared/orders/offer.ts';
import { fail, type Result } from '#shared/result.ts';
import { MARKET_RULES, SIMULATED_TYPES, TIME_OUT, US_HOURS, type MarketRules } from './order-words.ts';

export interface TradeAccount extends BrokerAccount {
  /** The firm that carries it; named when it is unlocked. */
  readonly firm: number | null;
  readonly trdEnv: number;
  /** Markets it may trade in (TrdMarket) that are carried here. */
  readonly markets: readonly number[];
  readonly capabilities: readonly MarketCapabilities[];
}

const CARRIED: ReadonlySet<number> = new Set(MARKET_RULES.flatMap(({ markets }) => markets));

const FIRM_NAMES: ReadonlyMap<number, string> = new Map([
  [SECURITY_FIRM.futuSecurities, 'Futu HK'], [SECURITY_FIRM.futuInc, 'moomoo US'], [SECURITY_FIRM.futuSingapore, 'moomoo SG'], [SECURITY_FIRM.futuAustralia, 'moomoo AU'],
  [SECURITY_FIRM.futuCanada, 'moomoo CA'], [SECURITY_FIRM.futuMalaysia, 'moomoo MY'], [SECURITY_FIRM.futuJapan, 'moomoo JP'],
]);
const MARKET_NAMES: ReadonlyMap<number, string> = new Map([
  [TRD_MARKET.hk, 'HK'], [TRD_MARKET.us, 'US'], [TRD_MARKET.cn, 'CN'], [TRD_MARKET.hkcc, 'CN'], [TRD_MARKET.futures, 'Futures'], [TRD_MARKET.simulatedHkFutures, 'HK Futures'], [TRD_MARKET.simulatedUsFutures, 'US Futures'],
]);
/** Kinds that a simulated account trades by its type (seeds/003, from line 10175 on; proto, SimAccType): shares and options in accounts of their own. */
const SIMULATED_KINDS: ReadonlyMap<number, readonly InstrumentKind[]> = new Map<number, readonly InstrumentKind[]>([
  [SIM_ACC_TYPE.stock, ['stock', 'fund', 'warrant']], [SIM_ACC_TYPE.option, ['option']], [SIM_ACC_TYPE.futures, ['future']], [SIM_ACC_TYPE.stockAndOption, ['stock', 'fund', 'warrant', 'option']],
]);

/** Kinds of a group that an account may trade: what its type is for, and no options in a cash account (line 8488). */
function kindsOf(acc: Decoded<typeof TrdAcc>, { kinds, firms }: MarketRules): readonly InstrumentKind[] {
  if (acc.trdEnv !== TRD_ENV.real) {
    const own = SIMULATED_KINDS.get(acc.simAccType ?? 0);
    return own ? kinds.filter((kind) => own.includes(kind)) : kinds;
  }
  if (firms && acc.securityFirm !== undefined && !firms.includes(acc.securityFirm)) return [];
  return acc.accType === TRD_ACC_TYPE.cash ? kinds.filter((kind) => kind !== 'option') : kinds;
}

/**
 * What a group of instruments is traded by. Simulated accounts take limit and market orders for the day in the regular hours, and have
 * orders changed and cancelled (lines 12126 to 12129).
 */
function capabilitiesIn({ exchanges, types, modify, switches, cancelAll, depth }: MarketRules, kinds: readonly InstrumentKind[], isReal: boolean): MarketCapabilities[] {
  if (kinds.length === 0) return [];
  return exchanges.map((exchange) => ({
    exchange,
    kinds,
    orderTypes: isReal ? types : types.filter((type) => SIMULATED_TYPES.has(type)),
    timesInForce: isReal ? [...TIME_OUT.keys()] : ['day'],
    offsets: ['open', 'close'],
    modify: modify || !isReal,
    depth,
    ...(isReal && switches.length > 0 ? { switches } : {}),
    // What may be sold short is closed before it is turned (place_order, notes).
    ...(cancelAll === null ? {} : { closesFirst: true }),
    ...(isReal && (exchange === 'NASDAQ' || exchange === 'NYSE') ? { hours: US_HOURS } : {}),
  }));
}

/** Everything that some account of OpenD's can trade. */
export const CAPABILITIES: readonly MarketCapabilities[] = MARKET_RULES.flatMap((rules) => capabilitiesIn(rules, rules.kinds, true));

/** Null for one that is disabled or trades nothing that is carried. */
export function accountOf(acc: Decoded<typeof TrdAcc>): TradeAccount | null {
  const markets = acc.trdMarketAuthList.filter((market) => CARRIED.has(market));
  const isReal = acc.trdEnv === TRD_ENV.real;
  const capabilities = MARKET_RULES.flatMap((rules) => (rules.markets.some((market) => markets.includes(market)) ? capabilitiesIn(rules, kindsOf(acc, rules), isReal) : []));
  if (capabilities.length === 0 || acc.accStatus === TRD_ACC_STATUS.disabled) return null;
  const currencies = [...new Set(markets.flatMap((market) => CURRENCIES_OF_TRADE.get(market) ?? []))];
  const where = [...new Set(markets.map((market) => MARKET_NAMES.get(market)))].join('/');
  const what = !isReal && acc.simAccType === SIM_ACC_TYPE.option ? ['Options'] : [];
  const card = acc.uniCardNum || acc.cardNum || acc.accID;
  const name = [isReal ? (FIRM_NAMES.get(acc.securityFirm ?? 0) ?? 'Futu') : 'Futu', where, ...what, `…${card.slice(-4)}`].join(' ');
  return { id: acc.accID, environment: isReal ? 'real' : 'simulated', name, currencies, firm: acc.securityFirm ?? null, trdEnv: acc.trdEnv, markets, capabilities };
}

/** Whether an account trades futures, whose money is told in other fields (Funds, "期货适用"). */
export const isFuturesAccount = ({ capabilities }: Pick<TradeAccount, 'capabilities'>): boolean => capabilities.every(({ kinds }) => kinds.every((kind) => kind === 'future'));

export const mayTrade = (account: TradeAccount, instrument: Pick<Instrument, 'exchange' | 'kind'>): boolean => capabilityFor(account.capabilities, instrument) !== undefined;

/** The market of the account that an instrument is traded in; undefined where it has no right. */
export const tradeMarketOf = (account: TradeAccount, { exchange, kind }: Pick<Instrument, 'exchange' | 'kind'>): number | undefined =>
  MARKET_RULES.find((rules) => rules.exchanges.includes(exchange) && rules.kinds.includes(kind))?.markets.find((market) => account.markets.includes(market));

/** Why an account without the right to an instrument does nothing with it, and what it has the right to. */
export const notAuthorised = ({ name, capabilities }: TradeAccount, { exchange, kind }: Pick<Instrument, 'exchange' | 'kind'>): Result<never> =>
  fail('account-not-authorised', { account: name, what: `${exchange} ${kind}`, offered: capabilities.flatMap((one) => one.kinds.map((each) => `${one.exchange} ${each}`)).join(', ') });

export const headerOf = (account: TradeAccount, trdMarket: number): Encodable<typeof TrdHeader> => ({ trdEnv: account.trdEnv, accID: account.id, trdMarket });
