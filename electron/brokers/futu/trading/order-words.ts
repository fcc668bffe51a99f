/** Words of orders, theirs and ours, as tables. Source: seeds/003, "OrderType", "OrderStatus", "TimeInForce", lines 9690-9900, and FAQ Q9, line 12377. */
import { ORDER_STATUS, ORDER_TYPE, SECURITY_FIRM, SESSION, TIME_IN_FORCE, TRD_MARKET, TRD_SIDE } from '#electron/brokers/futu/messages/codes.ts';
import type { OrderReport } from '#electron/brokers/broker.ts';
import type { Exchange, InstrumentKind } from '#shared/model/instrument.ts';
import type { MarketCapabilities } from '#shared/model/connection.ts';
import { ORDER_HOURS, type OrderHours, type OrderSwitch, type OrderType, type Side, type TimeInForce } from '#shared/model/order.ts';

export const TYPE_OUT: ReadonlyMap<OrderType, number> = new Map<OrderType, number>([
  ['limit', ORDER_TYPE.normal], ['market', ORDER_TYPE.market], ['auction', ORDER_TYPE.auction], ['auction-limit', ORDER_TYPE.auctionLimit],
  ['special-limit', ORDER_TYPE.specialLimit], ['stop', ORDER_TYPE.stop], ['stop-limit', ORDER_TYPE.stopLimit], ['touch', ORDER_TYPE.marketIfTouched],
  ['touch-limit', ORDER_TYPE.limitIfTouched], ['trailing-stop', ORDER_TYPE.trailingStop], ['trailing-stop-limit', ORDER_TYPE.trailingStopLimit],
]);

/** A type that has no word here (absolute limit, TWAP …) was placed elsewhere and is shown as the limit order it is to the book. */
export const TYPE_IN: ReadonlyMap<number, OrderType> = new Map([...[...TYPE_OUT].map(([ours, theirs]) => [theirs, ours] as const), [ORDER_TYPE.specialLimitAll, 'special-limit']]);

const CONDITIONAL_LIMITS: readonly OrderType[] = ['stop-limit', 'touch-limit', 'trailing-stop-limit'];
const CONDITIONAL: readonly OrderType[] = [...CONDITIONAL_LIMITS, 'stop', 'touch', 'trailing-stop'];

/** What is traded alike: some kinds of some exchanges. */
export interface MarketRules {
  readonly exchanges: readonly Exchange[];
  readonly kinds: readonly InstrumentKind[];
  /** Trading markets that it is traded in, by account: a real account reaches the mainland by Stock Connect, a simulated one as CN. */
  readonly markets: readonly number[];
  /** Firms whose real accounts trade it (the table from line 92 on); absent: all. */
  readonly firms?: readonly number[];
  /** What real accounts may place (Trading FAQ Q4, the table from line 12296 on). */
  readonly types: readonly OrderType[];
  /** Whether they may change it (Q5). */
  readonly modify: boolean;
  /** What they may do with it besides (Q5, line 12326). */
  readonly switches: readonly OrderSwitch[];
  /** The trading market whose orders can be cancelled all at once; null: none (line 8938). */
  readonly cancelAll: number | null;
  /** Levels of its books at most (seeds/003, from line 11816 on). */
  readonly depth: number;
}

const SHARES: readonly InstrumentKind[] = ['stock', 'fund'];
const { hk, us, cn, hkcc, futures, simulatedHkFutures, simulatedUsFutures } = TRD_MARKET;

export const MARKET_RULES: readonly MarketRules[] = [
  {
    exchanges: ['HKEX'], kinds: [...SHARES, 'warrant'], markets: [hk], types: ['limit', 'market', 'special-limit', 'auction', 'auction-limit', ...CONDITIONAL], modify: true,
    switches: ['disable', 'enable', 'delete'], cancelAll: hk, depth: 10,
  },
  { exchanges: ['HKEX'], kinds: ['option'], markets: [hk], firms: [SECURITY_FIRM.futuSecurities], types: ['limit', ...CONDITIONAL_LIMITS], modify: true, switches: ['disable', 'enable', 'delete'], cancelAll: hk, depth: 10 },
  {
    exchanges: ['HKEX'], kinds: ['future'], markets: [futures, simulatedHkFutures], firms: [SECURITY_FIRM.futuSecurities], types: ['limit', 'market', 'auction', ...CONDITIONAL], modify: true, switches: ['delete'],
    cancelAll: futures, depth: 10,
  },
  { exchanges: ['NASDAQ', 'NYSE'], kinds: SHARES, markets: [us], types: ['limit', 'market', ...CONDITIONAL], modify: true, switches: [], cancelAll: us, depth: 10 },
  { exchanges: ['OPRA'], kinds: ['option'], markets: [us], types: ['limit', 'market', ...CONDITIONAL], modify: true, switches: [], cancelAll: us, depth: 1 },
  {
    exchanges: ['CME'], kinds: ['future'], markets: [futures, simulatedUsFutures], firms: [SECURITY_FIRM.futuSecurities, SECURITY_FIRM.futuSingapore, SECURITY_FIRM.futuMalaysia], types: ['limit', 'market', ...CONDITIONAL],
    modify: true, switches: ['delete'], cancelAll: futures, depth: 10,
  },
  { exchanges: ['SSE', 'SZSE'], kinds: SHARES, markets: [hkcc, cn], types: ['limit', ...CONDITIONAL_LIMITS], modify: false, switches: [], cancelAll: null, depth: 10 },
];

/** Simulated accounts take these two, for the day only (lines 9846, 12126, 12129). */
export const SIMULATED_TYPES: ReadonlySet<OrderType> = new Set(['limit', 'market']);

/** For the day and till cancelled ("TimeInForce", line 10105). */
export const TIME_OUT: ReadonlyMap<TimeInForce, number> = new Map([['day', TIME_IN_FORCE.day], ['gtc', TIME_IN_FORCE.gtc]]);
/** American sessions ("Session", line 6555). Overnight and all day take limit orders alone, the extended hours no market orders (line 8868; place_order, fill_outside_rth). */
export const HOURS_OUT: Readonly<Record<OrderHours, number>> = { extended: SESSION.extended, overnight: SESSION.overnight, all: SESSION.all };
export const HOURS_IN: ReadonlyMap<number, OrderHours> = new Map(ORDER_HOURS.map((hours) => [HOURS_OUT[hours], hours]));
export const US_HOURS: NonNullable<MarketCapabilities['hours']> = [
  { hours: 'extended', orderTypes: ['limit', ...CONDITIONAL_LIMITS] }, { hours: 'overnight', orderTypes: ['limit'] }, { hours: 'all', orderTypes: ['limit'] },
];

export const TIME_IN: ReadonlyMap<number, TimeInForce> = new Map<number, TimeInForce>([
  [TIME_IN_FORCE.day, 'day'], [TIME_IN_FORCE.gtc, 'gtc'], [TIME_IN_FORCE.ioc, 'ioc'], [TIME_IN_FORCE.gtd, 'gtc'],
]);

/** Short sales and their buying back are told by the position; the order is a sale or a purchase. */
export const SIDE_IN: ReadonlyMap<number, Side> = new Map<number, Side>([
  [TRD_SIDE.buy, 'buy'], [TRD_SIDE.sell, 'sell'], [TRD_SIDE.sellShort, 'sell'], [TRD_SIDE.buyBack, 'buy'],
]);

/** All others are still open: a status of no answer (unknown, timed out) too, until OpenD knows better. */
export const STATE_IN: ReadonlyMap<number, OrderReport['state']> = new Map<number, OrderReport['state']>([
  [ORDER_STATUS.submitFailed, 'rejected'], [ORDER_STATUS.failed, 'rejected'], [ORDER_STATUS.filledAll, 'filled'], [ORDER_STATUS.cancelledPart, 'cancelled'],
  [ORDER_STATUS.cancelledAll, 'cancelled'], [ORDER_STATUS.disabled, 'disabled'], [ORDER_STATUS.deleted, 'cancelled'], [ORDER_STATUS.fillCancelled, 'cancelled'],
]);
