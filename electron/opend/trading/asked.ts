/** What a trade request is about: its instrument, and whether an order or a fill is of the account and the filter that it names. */
import { TRD_MARKET } from '#electron/brokers/futu/messages/codes.ts';
import type { TrdFilterConditions } from '#electron/brokers/futu/messages/trade-records.ts';
import type { Decoded } from '#electron/brokers/futu/wire/schema.ts';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { writtenName } from '../call-context.ts';
import { GATEWAY_MARKETS, marketOf, securityOf } from '../securities.ts';
import type { Terminal } from '../terminal.ts';
import { trades, type GatewayAccount } from './gateway-accounts.ts';

export type Filter = Decoded<typeof TrdFilterConditions> | undefined;

/** The instrument of an order, a fill or a position where this account's part trades it. */
export function ofAccount(terminal: Terminal, account: GatewayAccount, row: { readonly account: string; readonly instrument: InstrumentId }): Instrument | null {
  const instrument = row.account === account.account.id ? terminal.instrument(row.instrument) : undefined;
  return instrument && trades(account, instrument) ? instrument : null;
}

/** By its code, in the market that is named or the account's own. */
export async function instrumentAsked(terminal: Terminal, account: GatewayAccount, code: string, secMarket: number | undefined): Promise<Result<Instrument>> {
  const markets = GATEWAY_MARKETS.filter(({ trade }) => trade === account.trade);
  const named = secMarket === undefined || secMarket === 0 ? markets : markets.filter((market) => market.secMarket === secMarket);
  if (named.length === 0) return fail('gateway-market-other', { account: account.accID });
  for (const { market } of named) {
    const found = await terminal.find({ market, code: account.futures ? contractOf(terminal, code) : code });
    if (found && trades(account, found)) return ok(found);
  }
  return fail('gateway-security-unknown', { security: writtenName({ market: named[0].market, code }).slice(0, 40) });
}

/** A main contract stands for the one of its product that ends first (place_order: a main contract's code is mapped to the actual one). */
function contractOf(terminal: Terminal, code: string): string {
  const product = /^(.+)main$/.exec(code)?.[1];
  const contracts = terminal.securities.filter((each) => each.kind === 'future' && each.product === product).sort((a, b) => ((a.expiry ?? '') < (b.expiry ?? '') ? -1 : 1));
  return contracts.length > 0 ? securityOf(contracts[0])!.code : code;
}

/** Whether a filter lets something of an instrument through that is known by `ids`. */
export function passes(filter: Filter, instrument: Instrument, ids: readonly string[]): boolean {
  if (!filter) return true;
  const { codeList, filterMarket = TRD_MARKET.unknown, idList, orderIDExList } = filter;
  const market = marketOf(instrument);
  if (codeList.length > 0 && !codeList.includes(securityOf(instrument)?.code ?? instrument.code)) return false;
  if (filterMarket !== TRD_MARKET.unknown && filterMarket !== market?.trade && !(market?.futures === true && filterMarket === TRD_MARKET.futures)) return false;
  const wanted = [...idList, ...orderIDExList];
  return wanted.length === 0 || ids.some((id) => wanted.includes(id));
}
