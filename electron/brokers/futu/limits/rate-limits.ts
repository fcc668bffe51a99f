/** OpenD's limits as data, and who keeps them. Source: seeds/003 and protocols/futu-opend, "Limits the client respects"; lines are the document's. */
import * as derivatives from '#electron/brokers/futu/messages/derivatives.ts';
import * as history from '#electron/brokers/futu/messages/history.ts';
import * as personal from '#electron/brokers/futu/messages/personal.ts';
import * as screening from '#electron/brokers/futu/messages/screening.ts';
import * as snapshot from '#electron/brokers/futu/messages/snapshot.ts';
import * as trade from '#electron/brokers/futu/messages/trade.ts';
import type { Call } from '#electron/brokers/futu/messages/protocol.ts';
import { SlidingWindow, type RateLimit } from './sliding-window.ts';

interface LimitedCall extends RateLimit {
  readonly call: Call;
  /** Counted for all that the user asks, or for each trading account. */
  readonly scope: 'user' | 'account';
  readonly line: number;
}

const HALF_MINUTE_MS = 30_000;

const limited = (call: Call, count: number, scope: LimitedCall['scope'], line: number, gapMs?: number): LimitedCall => ({
  call, count, perMs: HALF_MINUTE_MS, scope, line, ...(gapMs === undefined ? {} : { gapMs }),
});

export const RATE_LIMITS: readonly LimitedCall[] = [
  limited(snapshot.GetSecuritySnapshot, 60, 'user', 2345),
  limited(snapshot.GetMarketState, 10, 'user', 2951),
  limited(snapshot.GetCapitalFlow, 30, 'user', 3037),
  limited(snapshot.GetCapitalDistribution, 30, 'user', 3110),
  limited(snapshot.GetOwnerPlate, 10, 'user', 3177),
  limited(snapshot.GetReference, 10, 'user', 3903),
  limited(snapshot.GetPlateSecurity, 10, 'user', 4365),
  limited(snapshot.GetPlateSet, 10, 'user', 4434),
  limited(history.RequestHistoryKL, 60, 'user', 3292),
  limited(history.RequestRehab, 60, 'user', 3395),
  limited(history.RequestTradeDate, 30, 'user', 4760),
  limited(derivatives.GetOptionExpirationDate, 60, 'user', 3461),
  limited(derivatives.GetOptionChain, 10, 'user', 3606),
  limited(derivatives.GetWarrant, 60, 'user', 3804),
  limited(derivatives.GetFutureInfo, 30, 'user', 3978),
  limited(screening.StockFilter, 10, 'user', 4281),
  limited(screening.GetIpoList, 10, 'user', 4626),
  limited(personal.SetPriceReminder, 60, 'user', 4913),
  limited(personal.GetPriceReminder, 10, 'user', 5010),
  limited(personal.GetUserSecurity, 10, 'user', 5099),
  limited(personal.GetUserSecurityGroup, 10, 'user', 5160),
  limited(personal.ModifyUserSecurity, 10, 'user', 5209),
  limited(trade.UnlockTrade, 10, 'user', 8271),
  limited(trade.GetMarginRatio, 10, 'user', 8663),
  // These four only when OpenD is to ask anew (refreshCache): the caller takes a place for those alone.
  limited(trade.GetFunds, 10, 'account', 8405),
  limited(trade.GetPositionList, 10, 'account', 8588),
  limited(trade.GetOrderList, 10, 'account', 9119),
  limited(trade.GetOrderFillList, 10, 'account', 9469),
  limited(trade.GetMaxTrdQtys, 10, 'account', 8485),
  limited(trade.FlowSummary, 20, 'account', 8741),
  limited(trade.PlaceOrder, 15, 'account', 8858, 20),
  limited(trade.ModifyOrder, 20, 'account', 9006, 40),
  limited(trade.GetHistoryOrderList, 10, 'account', 9229),
  limited(trade.GetHistoryOrderFillList, 10, 'account', 9565),
  limited(trade.GetOrderFee, 10, 'account', 9386),
];

/** One for an OpenD, whatever connections to it come and go: OpenD counts on through them. */
export class RateLimits {
  readonly #limits = new Map(RATE_LIMITS.map((limit) => [limit.call.id, limit]));
  readonly #windows = new Map<string, SlidingWindow>();

  /**
   * How long until a call may go, ms; 0 for one at once and for one without a limit.
   * @param account the trading account; of no matter where all are counted together
   */
  waitFor(call: Call, account: string, now: number): number {
    return this.#windowOf(call, account)?.waitFor(now) ?? 0;
  }

  /** Takes a place for a call. @returns how long it must wait before it goes, ms */
  take(call: Call, account: string, now: number): number {
    return this.#windowOf(call, account)?.take(now) ?? 0;
  }

  #windowOf(call: Call, account: string): SlidingWindow | undefined {
    const limit = this.#limits.get(call.id);
    if (!limit) return undefined;
    const key = limit.scope === 'account' ? `${call.id}/${account}` : String(call.id);
    let window = this.#windows.get(key);
    if (!window) this.#windows.set(key, (window = new SlidingWindow(limit)));
    return window;
  }
}
