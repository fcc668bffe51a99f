/** The exchange's engine on a feed driven by hand, with short ways to ask for things and to see what was told. */
import type { FillReport, OrderIntent, OrderReport, RequestRefusal } from '#electron/brokers/broker.ts';
import type { ExchangeEvent } from '#electron/brokers/simulated/exchange/events.ts';
import { Exchange, type ExchangeOptions } from '#electron/brokers/simulated/exchange/exchange.ts';
import { ExchangeState } from '#electron/brokers/simulated/exchange/exchange-state.ts';
import type { Batch } from '#electron/brokers/simulated/exchange/turn.ts';
import type { Funds } from '#shared/model/account.ts';
import type { Currency, Instrument } from '#shared/model/instrument.ts';
import type { Position } from '#shared/model/position.ts';
import { createHandFeed, type HandFeed } from './hand-feed.ts';
import { IF, TEST_INSTRUMENTS } from './instruments.ts';

export const ACCOUNT = 'SIM-1';
export const OTHER = 'SIM-2';
/** 1,000,000 in each currency. */
export const DEPOSIT = 10_000_000_000;

export type Wish = Partial<Omit<OrderIntent, 'instrument'>> & { readonly instrument?: Instrument | string };

export interface Desk {
  readonly feed: HandFeed;
  readonly exchange: Exchange;
  /** Everything that was emitted, in order. */
  readonly events: ExchangeEvent[];
  /** Places a buy of 1 IF to open, limit 100, day, unless told otherwise. @returns its client id */
  place(wish: Wish): string;
  cancel(id: string): void;
  modify(id: string, price: number | null, quantity: number): void;
  /** The order as last reported. */
  order(id: string): OrderReport;
  readonly fills: readonly FillReport[];
  readonly refusals: readonly RequestRefusal[];
  readonly batches: readonly Batch[];
  funds(currency?: Currency, account?: string): Funds;
  position(instrument: Instrument, side: Position['side'], account?: string): Position | undefined;
  /** Takes note of what was told since. */
  hear(): void;
}

export function createDesk(options: { readonly instruments?: readonly Instrument[]; readonly state?: ExchangeState; readonly feed?: HandFeed; readonly exchange?: ExchangeOptions } = {}): Desk {
  const instruments = options.instruments ?? TEST_INSTRUMENTS;
  const feed = options.feed ?? createHandFeed(instruments);
  const exchange = new Exchange(options.state ?? new ExchangeState(instruments), feed, options.exchange);
  const events: ExchangeEvent[] = [];
  const orders = new Map<string, OrderReport>();
  const fills: FillReport[] = [];
  const refusals: RequestRefusal[] = [];
  const batches: Batch[] = [];
  let placed = 0;

  const desk: Desk = {
    feed,
    exchange,
    events,
    fills,
    refusals,
    batches,
    place({ instrument = IF, ...wish }) {
      placed += 1;
      const id = wish.id ?? `order-${placed}`;
      const price = wish.type === 'market' ? null : 100;
      exchange.place({
        account: ACCOUNT,
        side: 'buy',
        offset: 'open',
        type: 'limit',
        price,
        quantity: 1,
        timeInForce: 'day',
        ...wish,
        id,
        instrument: typeof instrument === 'string' ? instrument : instrument.id,
      });
      desk.hear();
      return id;
    },
    cancel(id) {
      exchange.cancel(orders.get(id)?.account ?? ACCOUNT, id, null);
      desk.hear();
    },
    modify(id, price, quantity) {
      const order = orders.get(id);
      exchange.modify(order?.account ?? ACCOUNT, id, order?.brokerOrderId ?? '0', price, quantity);
      desk.hear();
    },
    order(id) {
      const report = orders.get(id);
      if (!report) throw new Error(`nothing was reported of ${id}`);
      return report;
    },
    funds: (currency = 'CNY', account = ACCOUNT) => {
      const funds = exchange.funds(account, 0).find((entry) => entry.currency === currency);
      if (!funds) throw new Error(`${account} has no ${currency}`);
      return funds;
    },
    position: (instrument, side, account = ACCOUNT) => exchange.positions(account).find((entry) => entry.instrument === instrument.id && entry.side === side),
    hear() {
      const batch = exchange.drain();
      if (!batch) return;
      batches.push(batch);
      events.push(...batch.events);
      for (const announcement of batch.announcements) {
        if (announcement.kind === 'order' && announcement.report.clientOrderId !== null) orders.set(announcement.report.clientOrderId, announcement.report);
        if (announcement.kind === 'fill') fills.push(announcement.report);
        if (announcement.kind === 'refusal') refusals.push(announcement.refusal);
      }
    },
  };

  feed.listen({
    quote: (index) => exchange.onMarket(index),
    book(index) {
      exchange.onMarket(index);
      desk.hear();
    },
    trade: () => {},
    dayEnd(tradingDay, settlement) {
      exchange.settle(tradingDay, settlement);
      desk.hear();
    },
    reset: () => exchange.onReset(),
  });
  const money = { CNY: DEPOSIT, USD: DEPOSIT };
  exchange.createAccount(ACCOUNT, 'One', money);
  exchange.createAccount(OTHER, 'Two', money);
  desk.hear();
  return desk;
}
