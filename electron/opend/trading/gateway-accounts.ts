/**
 * The simulated exchange's accounts as OpenD lists simulated ones: one for each market that an account has money for (seeds/003, line 12662).
 * Ids are made from ours, so that they stay the same over restarts.
 */
import { SIM_ACC_TYPE, TRD_ACC_STATUS, TRD_ACC_TYPE, TRD_ENV } from '#electron/brokers/futu/messages/codes.ts';
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
}

const TRADES = [...new Map(GATEWAY_MARKETS.map(({ trade, currency }) => [trade, currency]))];

export function gatewayAccounts(terminal: Terminal): GatewayAccount[] {
  const { accounts, connections } = terminal.kept;
  return [...accounts.values()].flatMap((account) => {
    const connection = connections.get(account.connection);
    // Another broker's paper accounts are reached through that broker; an environment that is switched off has nobody to trade with.
    if (account.environment !== 'simulated' || connection?.kind !== 'simulated' || connection.state === 'off') return [];
    return TRADES.flatMap(([trade, currency]) => (account.currencies.includes(currency) ? [{ accID: numberOf(`${account.id}/${trade}`), account, trade, currency }] : []));
  });
}

export const accountRow = ({ accID, account, trade }: GatewayAccount): Encodable<typeof TrdAcc> => ({
  trdEnv: TRD_ENV.simulate,
  accID,
  trdMarketAuthList: [trade],
  accType: TRD_ACC_TYPE.cash,
  simAccType: SIM_ACC_TYPE.stock,
  accStatus: account.state === 'offline' ? TRD_ACC_STATUS.disabled : TRD_ACC_STATUS.active,
});

export const headerOf = ({ accID, trade }: GatewayAccount): Encodable<typeof TrdHeader> => ({ trdEnv: TRD_ENV.simulate, accID, trdMarket: trade });

/** Which account a header means. */
export function accountOf(terminal: Terminal, header: Decoded<typeof TrdHeader>): Result<GatewayAccount> {
  if (header.trdEnv !== TRD_ENV.simulate) return fail('gateway-not-real');
  const found = gatewayAccounts(terminal).find(({ accID }) => accID === header.accID);
  if (!found) return fail('gateway-account-unknown', { account: header.accID });
  return header.trdMarket === found.trade || header.trdMarket === 0 ? ok(found) : fail('gateway-market-other', { account: header.accID });
}

/** Whether an account trades an instrument. */
export const trades = ({ trade }: GatewayAccount, instrument: Pick<Instrument, 'exchange' | 'kind'>): boolean => marketOf(instrument)?.trade === trade;

/** The account's part that an instrument belongs to; undefined for what has no name at OpenD. */
export const accountFor = (terminal: Terminal, account: string, instrument: Instrument): GatewayAccount | undefined =>
  gatewayAccounts(terminal).find((each) => each.account.id === account && trades(each, instrument));
