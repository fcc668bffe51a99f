/** The whole matching market: accounts and participants in one book, whatever is asked of it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FillReport, OrderReport } from '#electron/brokers/broker.ts';
import type { ExchangeEvent } from '#electron/brokers/simulated/exchange/events.ts';
import { Exchange } from '#electron/brokers/simulated/exchange/exchange.ts';
import { ExchangeState } from '#electron/brokers/simulated/exchange/exchange-state.ts';
import { MATCHING } from '#electron/brokers/simulated/feed/catalogue.ts';
import { MatchingFeed } from '#electron/brokers/simulated/matching/matching-feed.ts';
import { venueOf } from '#electron/brokers/simulated/matching/matching-venue.ts';
import { tickMoney } from '#shared/model/instrument.ts';
import { SIDES } from '#shared/model/order.ts';
import { markOf, QUOTE } from '#shared/model/quote.ts';
import { createHandFeed } from '#test/stand-ins/hand-feed.ts';
import { IF } from '#test/stand-ins/instruments.ts';

const ACCOUNTS = ['A', 'B'];
const DEPOSIT = 10_000_000_000;
const LISTED = MATCHING.map((entry) => entry.instrument);

const step = fc.record({
  do: fc.constantFrom('place' as const, 'place' as const, 'place' as const, 'cancel' as const, 'modify' as const, 'wait' as const, 'wait' as const, 'dayEnd' as const, 'jump' as const),
  account: fc.constantFrom(...ACCOUNTS),
  instrument: fc.constantFrom(...LISTED),
  side: fc.constantFrom(...SIDES),
  offset: fc.constantFrom('open' as const, 'open' as const, 'close' as const),
  type: fc.constantFrom('limit' as const, 'limit' as const, 'limit' as const, 'market' as const, 'stop' as const, 'touch-limit' as const),
  timeInForce: fc.constantFrom('day' as const, 'gtc' as const, 'ioc' as const, 'fok' as const),
  /** From the last price. */
  away: fc.integer({ min: -15, max: 15 }),
  quantity: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 500 })),
  wait: fc.integer({ min: 1, max: 4_000 }),
  which: fc.nat(),
});

function market(seed: number) {
  const inner = createHandFeed([IF]);
  const feed = new MatchingFeed(inner, MATCHING, seed);
  const exchange = new Exchange(new ExchangeState([...feed.instruments]), feed);
  const events: ExchangeEvent[] = [];
  const fills: FillReport[] = [];
  const orders = new Map<string, OrderReport>();
  const hear = (): void => {
    feed.tell();
    for (let batch = exchange.drain(); batch; batch = exchange.drain()) {
      events.push(...batch.events);
      for (const said of batch.announcements) {
        if (said.kind === 'fill') fills.push(said.report);
        if (said.kind === 'order') orders.set(said.report.clientOrderId ?? '', said.report);
      }
    }
  };
  feed.listen({
    quote: (index) => exchange.onMarket(index),
    book: (index) => exchange.onMarket(index),
    trade: (index, _time, price, quantity, aggressor) => exchange.onPrint(index, price, quantity, aggressor),
    dayEnd: (day, settlement) => void exchange.settle(day, settlement),
    reset: () => exchange.onReset(),
  });
  exchange.listen(feed);
  exchange.confirmsStatements = true;
  for (const account of ACCOUNTS) exchange.createAccount(account, account, { CNY: DEPOSIT, USD: DEPOSIT });
  feed.join(venueOf(exchange));
  hear();
  return { inner, feed, exchange, events, fills, orders, hear };
}

describe('accounts and participants in one book', () => {
  it('nothing throws, no book crosses, every 1/10,000 is accounted for, and the log gives the same exchange again (property)', () => {
    let filled = 0;
    fc.assert(
      fc.property(fc.integer(), fc.array(step, { minLength: 10, maxLength: 60, size: 'max' }), (seed, steps) => {
        const { inner, feed, exchange, events, fills, orders, hear } = market(seed);
        const ids: string[] = [];
        for (const [at, { do: what, account, instrument, side, offset, type, timeInForce, away, quantity, wait, which }] of steps.entries()) {
          const index = feed.instruments.indexOf(instrument);
          const last = markOf(feed.quoteOf(index));
          const id = ids.length > 0 ? ids[which % ids.length] : null;
          const chosen = id === null ? undefined : orders.get(id);
          if (what === 'place') {
            const conditional = type === 'stop' || type === 'touch-limit';
            ids.push(`o${at}`);
            exchange.place({
              id: `o${at}`, account, instrument: instrument.id, side, offset, type, quantity, timeInForce,
              price: type === 'limit' || type === 'touch-limit' ? last + away : null,
              ...(conditional ? { condition: { trigger: last + away, trail: null, limitOffset: null } } : {}),
            });
          } else if (what === 'cancel' && chosen) exchange.cancel(chosen.account, id!, chosen.brokerOrderId);
          else if (what === 'modify' && chosen) exchange.modify(chosen.account, id!, chosen.brokerOrderId, chosen.price === null ? null : last + away, quantity);
          else if (what === 'wait') feed.advance(wait);
          else if (what === 'dayEnd') inner.endDay({ [IF.id]: 100 }, inner.tradingDay === '2021-01-04' ? '2021-01-05' : '2021-01-04');
          else if (what === 'jump') feed.jump(feed.days[which % 2].from);
          hear();

          for (const one of LISTED) {
            const quote = feed.quoteOf(feed.instruments.indexOf(one));
            if (quote[QUOTE.bidSize] > 0 && quote[QUOTE.askSize] > 0) expect(quote[QUOTE.bid]).toBeLessThan(quote[QUOTE.ask]);
          }
        }
        for (const currency of ['CNY', 'USD'] as const) {
          for (const account of ACCOUNTS) {
            let equity = DEPOSIT;
            for (const one of LISTED.filter((listed) => listed.currency === currency)) {
              const mark = markOf(feed.quoteOf(feed.instruments.indexOf(one)));
              for (const fill of fills) {
                if (fill.account !== account || fill.instrument !== one.id) continue;
                equity += (fill.side === 'buy' ? 1 : -1) * (mark - fill.price) * fill.quantity * tickMoney(one) - fill.fee;
              }
            }
            const funds = exchange.funds(account, 0).find((entry) => entry.currency === currency)!;
            expect(funds.equity).toBe(equity);
            expect(funds.margin).toBeGreaterThanOrEqual(0);
            expect(funds.frozen).toBeGreaterThanOrEqual(0);
          }
        }
        for (const [id, order] of orders) expect(fills.filter((fill) => fill.clientOrderId === id).reduce((sum, fill) => sum + fill.quantity, 0)).toBe(order.filled);
        const again = new ExchangeState([...feed.instruments]);
        for (const event of events) again.apply(JSON.parse(JSON.stringify(event)) as ExchangeEvent);
        expect(JSON.stringify(again.snapshot())).toBe(JSON.stringify(exchange.state.snapshot()));
        filled += fills.length;
      }),
      { numRuns: 120 },
    );
    expect(filled).toBeGreaterThan(500);
  }, 120_000);
});
