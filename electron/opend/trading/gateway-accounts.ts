/**
 * The simulated exchange's accounts as OpenD lists simulated ones: one for each market that an account has money for (seeds/003, line 12662),
 * America's futures as an account of their own (line 12224), with the same money behind it. Ids are made from ours, so that they stay the same
 * over restarts. One account may be shown as real ones instead, for practice (GatewayAddress.practice).
 */
import { SECURITY_FIRM, SIM_ACC_TYPE, TRD_ACC_STATUS, TRD_ACC_TYPE, TRD_CATEGORY, TRD_ENV, TRD_MARKET } from '#electron/brokers/futu/messages/codes.ts';
import type { TrdAcc, TrdHeader } from '#electron/brokers/futu/messages/trade-records.ts';
import type { Decoded, Encodable } from '#electron/brokers/futu/wire/schema.ts';
import type { Account } from '#shared/model/account.ts';
import type { Currency, Instrument } from '#shared/model/instrument.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { numberOf } from '../numbers.ts';
import { GATEWAY_MARKETS, marketOf } from '../securities.ts';
import type { Terminal } from '../terminal.ts';

export interface GatewayAccount {
  readonly accID: string;
  /** Of the simulated exchange. */
  readonly account: Account;
  readonly trade: number;
  readonly currency: Currency;
  readonly futures: boolean;
  /** Shown as a real one. */
  readonly practice: boolean;
}

const TRADES = [...new Map(GATEWAY_MARKETS.map(({ trade, currency, futures }) => [trade, { currency, futures }]))];
/** Where a real account trades by the same market as a simulated one. */
const REAL_TRADES: ReadonlySet<number> = new Set([TRD_MARKET.hk, TRD_MARKET.us]);
/** A-shares' options are traded from the account that trades A-shares; Hong Kong and America list shares alone here. */
const SIM_TYPES: ReadonlyMap<number, number> = new Map([[TRD_MARKET.cn, SIM_ACC_TYPE.stockAndOption], [TRD_MARKET.simulatedUsFutures, SIM_ACC_TYPE.futures]]);

/** @param category TrdCategory: securities or futures alone; all without */
export function gatewayAccounts(terminal: Terminal, category: number = TRD_CATEGORY.unknown): GatewayAccount[] {
  const { accounts, connections } = terminal.kept;
  return [...accounts.values()].flatMap((account) => {
    const connection = connections.get(account.connection);
    // Another broker's paper accounts are reached through that broker; an environment that is switched off has nobody to trade with.
    if (account.environment !== 'simulated' || connection?.kind !== 'simulated' || connection.state === 'off') return [];
    const practice = terminal.practice !== null && (account.id === terminal.practice || account.name === terminal.practice);
    return TRADES.flatMap(([trade, { currency, futures }]) => {
      if (!account.currencies.includes(currency) || (practice && !REAL_TRADES.has(trade))) return [];
      if (category !== TRD_CATEGORY.unknown && futures !== (category === TRD_CATEGORY.future)) return [];
      return [{ accID: numberOf(`${account.id}/${trade}${practice ? '/real' : ''}`), account, trade, currency, futures, practice }];
    });
  });
}

const environmentOf = ({ practice }: GatewayAccount): number => (practice ? TRD_ENV.real : TRD_ENV.simulate);

export const accountRow = (each: GatewayAccount): Encodable<typeof TrdAcc> => ({
  trdEnv: environmentOf(each),
  accID: each.accID,
  trdMarketAuthList: [each.trade],
  accType: each.futures ? TRD_ACC_TYPE.margin : TRD_ACC_TYPE.cash,
  ...(each.practice ? { securityFirm: SECURITY_FIRM.futuSecurities, cardNum: each.account.id } : { simAccType: SIM_TYPES.get(each.trade) ?? SIM_ACC_TYPE.stock }),
  accStatus: each.account.state === 'offline' ? TRD_ACC_STATUS.disabled : TRD_ACC_STATUS.active,
});

export const headerOf = (each: GatewayAccount): Encodable<typeof TrdHeader> => ({ trdEnv: environmentOf(each), accID: each.accID, trdMarket: each.trade });

/** Which account a header means. A futures account is also named by the market of all futures. */
export function accountOf(terminal: Terminal, header: Decoded<typeof TrdHeader>): Result<GatewayAccount> {
  const all = gatewayAccounts(terminal);
  if (header.trdEnv !== TRD_ENV.simulate && !all.some(({ practice }) => practice)) return fail('gateway-not-real');
  const found = all.find((each) => each.accID === header.accID && environmentOf(each) === header.trdEnv);
  if (!found) return fail('gateway-account-unknown', { account: header.accID });
  const fits = header.trdMarket === found.trade || header.trdMarket === TRD_MARKET.unknown || (found.futures && header.trdMarket === TRD_MARKET.futures);
  return fits ? ok(found) : fail('gateway-market-other', { account: header.accID });
}

/** Whether an account trades an instrument. */
export const trades = ({ trade }: GatewayAccount, instrument: Pick<Instrument, 'exchange' | 'kind'>): boolean => marketOf(instrument)?.trade === trade;

/** The account's part that an instrument belongs to; undefined for what has no name at OpenD. */
export const accountFor = (terminal: Terminal, account: string, instrument: Instrument): GatewayAccount | undefined =>
  gatewayAccounts(terminal).find((each) => each.account.id === account && trades(each, instrument));
