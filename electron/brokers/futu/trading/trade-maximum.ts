/** What OpenD reckons that an account can buy and sell: ten questions in half a minute (line 8485), so that an answer is kept for a while. */
import type { BrokerMaximum } from '#electron/brokers/broker.ts';
import { GetFunds, GetMaxTrdQtys } from '#electron/brokers/futu/messages/trade.ts';
import { termsOf } from '#electron/brokers/futu/quotes/market-terms.ts';
import type { InstrumentId } from '#shared/model/instrument.ts';
import type { OrderType } from '#shared/model/order.ts';
import { QUOTE } from '#shared/model/quote.ts';
import { MONEY_PER_UNIT, priceOf, type Ticks } from '#shared/price.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { CURRENCY_OUT } from './holdings.ts';
import { TYPE_OUT } from './order-words.ts';
import { headerOf, mayTrade, notAuthorised, tradeMarketOf } from './trade-accounts.ts';
import type { TradeContext, TradeDesk } from './trade-desk.ts';

/** Funds and positions change with every fill: an answer is good for so long. */
const GOOD_MS = 5_000;
/** Whoever types a price waits at most so long; then what is reckoned here must do. */
const LONGEST_MS = 1_500;
/** So many answers are kept. */
const KEPT = 32;

interface Answer {
  readonly at: number;
  readonly asked: Promise<Result<BrokerMaximum>>;
}

export class TradeMaximum {
  readonly #context: TradeContext;
  readonly #desk: TradeDesk;
  readonly #answers = new Map<string, Answer>();

  constructor(context: TradeContext, desk: TradeDesk) {
    this.#context = context;
    this.#desk = desk;
  }

  /** Errors: account-unknown, instrument-unknown, not-supported, opend-wait (nothing is sent then), and OpenD's own. */
  of(accountId: string, instrument: InstrumentId, type: OrderType, price: Ticks | null): Promise<Result<BrokerMaximum>> {
    const { clock } = this.#context;
    const key = `${accountId}/${instrument}/${type}/${price}`;
    const known = this.#answers.get(key);
    if (known && clock.now() - known.at < GOOD_MS) return known.asked;
    const asked = this.#ask(accountId, instrument, type, price).then((answer) => {
      // What could not be asked may be asked again at once.
      if (!answer.ok) this.#answers.delete(key);
      return answer;
    });
    this.#answers.delete(key);
    this.#answers.set(key, { at: clock.now(), asked });
    if (this.#answers.size > KEPT) this.#answers.delete(this.#answers.keys().next().value!);
    return asked;
  }

  async #ask(accountId: string, instrument: InstrumentId, type: OrderType, price: Ticks | null): Promise<Result<BrokerMaximum>> {
    const { session, listings, limits, clock } = this.#context;
    const account = this.#desk.account(accountId);
    const listing = listings.of(instrument);
    if (!account) return fail('account-unknown', { account: accountId });
    if (!listing) return fail('instrument-unknown', { instrument });
    const trdMarket = tradeMarketOf(account, listing.instrument);
    const orderType = TYPE_OUT.get(type);
    if (trdMarket === undefined || !mayTrade(account, listing.instrument)) return notAuthorised(account, listing.instrument);
    if (orderType === undefined) return fail('not-supported', { what: `${listing.instrument.exchange} ${type}`, offered: account.name });
    const wait = limits.waitFor(GetMaxTrdQtys, account.id, clock.now());
    if (wait > 0) return fail('opend-wait', { what: GetMaxTrdQtys.name, seconds: Math.ceil(wait / 1_000) });
    limits.take(GetMaxTrdQtys, account.id, clock.now());
    // A type without a price of its own may be asked for with any: the last one is the nearest to what it will trade at.
    const last = listing.quote[QUOTE.last];
    const at = price ?? (Number.isNaN(last) ? 0 : last);
    const answer = await session.request(
      GetMaxTrdQtys,
      { header: headerOf(account, trdMarket), orderType, code: listing.code, price: priceOf(listing.instrument, at), secMarket: termsOf(listing.market)?.secMarket },
      LONGEST_MS,
    );
    if (!answer.ok) return answer;
    const most = answer.value.maxTrdQtys;
    if (!most) return fail('opend-answer-unreadable', { what: GetMaxTrdQtys.name, reason: 'maxTrdQtys is missing' });
    const { longRequiredIM: long, shortRequiredIM: short } = most;
    const margin = long === undefined && short === undefined ? {} : { marginPerUnit: Math.round(Math.max(long ?? 0, short ?? 0) * MONEY_PER_UNIT) };
    const closing = { sellClose: most.maxPositionSell, ...(most.maxBuyBack === undefined ? {} : { buyClose: most.maxBuyBack }) };
    if (listing.instrument.kind !== 'future') return ok({ buyOpen: most.maxCashAndMarginBuy ?? most.maxCashBuy, sellOpen: most.maxSellShort ?? 0, ...closing, ...margin });
    // Of a future OpenD tells what one contract adds to the margin, and how many that makes is to be reckoned (lines 8489 and 8490).
    const funds = await session.request(GetFunds, { header: headerOf(account, trdMarket), currency: CURRENCY_OUT[listing.instrument.currency] }, LONGEST_MS);
    if (!funds.ok) return funds;
    const power = funds.value.funds?.power ?? 0;
    const contracts = (required: number | undefined): number => (required === undefined || required <= 0 ? 0 : Math.max(0, Math.floor(power / required)));
    return ok({ buyOpen: contracts(long), sellOpen: contracts(short), ...margin });
  }
}
