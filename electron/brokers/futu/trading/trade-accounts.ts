/** OpenD's trading accounts. An account is known by its accID, decimal text. */
import type { BrokerAccount } from '#electron/brokers/broker.ts';
import { QOT_MARKET, SECURITY_FIRM, TRD_ACC_STATUS, TRD_ENV, TRD_MARKET } from '#electron/brokers/futu/messages/codes.ts';
import type { TrdAcc, TrdHeader } from '#electron/brokers/futu/messages/trade-records.ts';
import { CURRENCY_OF_TRADE } from '#electron/brokers/futu/quotes/market-terms.ts';
import type { Decoded, Encodable } from '#electron/brokers/futu/wire/schema.ts';
import type { Currency } from '#shared/model/instrument.ts';

export interface TradeAccount extends BrokerAccount {
  /** The firm that carries it; named when it is unlocked. */
  readonly firm: number | null;
  readonly trdEnv: number;
  /** Markets it may trade in (TrdMarket) that are carried here. */
  readonly markets: readonly number[];
}

const CARRIED: readonly number[] = [TRD_MARKET.hk, TRD_MARKET.us, TRD_MARKET.cn, TRD_MARKET.hkcc];

/** Trading markets by quote market; a real account reaches the mainland by Stock Connect, a simulated one as CN. */
const MARKETS_FOR: ReadonlyMap<number, readonly number[]> = new Map([
  [QOT_MARKET.hk, [TRD_MARKET.hk]],
  [QOT_MARKET.us, [TRD_MARKET.us]],
  [QOT_MARKET.shanghai, [TRD_MARKET.hkcc, TRD_MARKET.cn]],
  [QOT_MARKET.shenzhen, [TRD_MARKET.hkcc, TRD_MARKET.cn]],
]);

const FIRM_NAMES: ReadonlyMap<number, string> = new Map([
  [SECURITY_FIRM.futuSecurities, 'Futu HK'], [SECURITY_FIRM.futuInc, 'moomoo US'], [SECURITY_FIRM.futuSingapore, 'moomoo SG'], [SECURITY_FIRM.futuAustralia, 'moomoo AU'],
  [SECURITY_FIRM.futuCanada, 'moomoo CA'], [SECURITY_FIRM.futuMalaysia, 'moomoo MY'], [SECURITY_FIRM.futuJapan, 'moomoo JP'],
]);
const MARKET_NAMES: ReadonlyMap<number, string> = new Map([[TRD_MARKET.hk, 'HK'], [TRD_MARKET.us, 'US'], [TRD_MARKET.cn, 'CN'], [TRD_MARKET.hkcc, 'CN']]);

/** Null for one that is disabled or trades in no market that is carried. */
export function accountOf(acc: Decoded<typeof TrdAcc>): TradeAccount | null {
  const markets = acc.trdMarketAuthList.filter((market) => CARRIED.includes(market));
  if (markets.length === 0 || acc.accStatus === TRD_ACC_STATUS.disabled) return null;
  const real = acc.trdEnv === TRD_ENV.real;
  const currencies = [...new Set(markets.map((market) => CURRENCY_OF_TRADE.get(market)).filter((currency): currency is Currency => currency !== undefined))];
  const where = markets.map((market) => MARKET_NAMES.get(market)).join('/');
  const card = acc.uniCardNum || acc.cardNum || acc.accID;
  const name = [real ? (FIRM_NAMES.get(acc.securityFirm ?? 0) ?? 'Futu') : 'Futu', where, `…${card.slice(-4)}`].join(' ');
  return { id: acc.accID, environment: real ? 'real' : 'simulated', name, currencies, firm: acc.securityFirm ?? null, trdEnv: acc.trdEnv, markets };
}

/** The market of the account that a security of a quote market is traded in; undefined where it has no right. */
export const tradeMarketOf = (account: TradeAccount, market: number): number | undefined => MARKETS_FOR.get(market)?.find((candidate) => account.markets.includes(candidate));

export const headerOf = (account: TradeAccount, trdMarket: number): Encodable<typeof TrdHeader> => ({ trdEnv: account.trdEnv, accID: account.id, trdMarket });
