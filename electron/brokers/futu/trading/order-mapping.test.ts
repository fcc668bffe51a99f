import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OrderIntent } from '#electron/brokers/broker.ts';
import { ORDER_STATUS, QOT_MARKET, TRD_SEC_MARKET } from '#electron/brokers/futu/messages/codes.ts';
import type { Listing } from '#electron/brokers/futu/quotes/listing.ts';
import { AAPL } from '#test/stand-ins/instruments.ts';
import { ORDER_TYPES, isConditional, type OrderCondition, type OrderType } from '#shared/model/order.ts';
import { adjustmentOf, placedOf, remarkOf, reportOf, requirementFault, timeOf, tradedSecurity, type TheirOrder } from './order-mapping.ts';
import { TIME_OUT, TYPE_OUT } from './order-words.ts';

const US = { ...AAPL, sessions: 'us-stock', tickSize: 0.0001 };
const listing = { instrument: US, market: QOT_MARKET.us, code: 'AAPL' } as Listing;
const order: TheirOrder = {
  trdSide: 1, orderType: 1, orderStatus: 5, orderID: '0', orderIDEx: 'X1', code: 'AAPL', name: '', qty: 10, price: 189.7, createTime: '2025-01-02 09:30:00', updateTime: '2025-01-02 09:30:01.5', comboLegs: [],
};

describe('an order of OpenD', () => {
  it('has the state that its status means; one without an answer is still open', () => {
    const states = Object.fromEntries(Object.entries(ORDER_STATUS).map(([name, orderStatus]) => [name, reportOf('A', { ...order, orderStatus }, listing, null).state]));
    expect(states).toEqual({
      unsubmitted: 'working', unknown: 'working', waitingSubmit: 'working', submitting: 'working', submitFailed: 'rejected', timeOut: 'working', submitted: 'working', filledPart: 'working',
      filledAll: 'filled', cancellingPart: 'working', cancellingAll: 'working', cancelledPart: 'cancelled', cancelledAll: 'cancelled', failed: 'rejected', disabled: 'disabled',
      deleted: 'cancelled', fillCancelled: 'cancelled',
    });
  });

  it('is ours by its remark, or by what the answer to it told; a stranger’s remark is no id of ours', () => {
    expect(reportOf('A', { ...order, remark: remarkOf('c-1')! }, listing, 'other').clientOrderId).toBe('c-1');
    expect(reportOf('A', { ...order, remark: 'grid bot' }, listing, null).clientOrderId).toBeNull();
    expect(reportOf('A', order, listing, 'c-2').clientOrderId).toBe('c-2');
    expect(remarkOf('x'.repeat(57))).toHaveLength(64);
    expect(remarkOf('x'.repeat(58))).toBeUndefined();
    expect(remarkOf('单'.repeat(20))).toBeUndefined();
  });

  it('has its times in UTC, from its timestamp or from the exchange’s own text', () => {
    expect(timeOf(US, undefined, '2025-01-02 09:30:00')).toBe(Date.UTC(2025, 0, 2, 14, 30));
    expect(timeOf(US, undefined, '2025-07-02 09:30:00.250')).toBe(Date.UTC(2025, 6, 2, 13, 30, 0, 250));
    expect(timeOf(US, 1_735_828_200.5, 'nonsense')).toBe(1_735_828_200_500);
    expect(timeOf(US, 0, '')).toBe(0);
    expect(reportOf('A', order, listing, null)).toMatchObject({ exchangeTime: Date.UTC(2025, 0, 2, 14, 30, 1, 500), tradingDay: '2025-01-02' });
  });

  it('names its security by market and code', () => {
    expect(tradedSecurity({ code: '600519', secMarket: TRD_SEC_MARKET.shanghai })).toEqual({ market: QOT_MARKET.shanghai, code: '600519' });
    expect(tradedSecurity({ code: 'X', secMarket: TRD_SEC_MARKET.singapore })).toBeNull();
    expect(tradedSecurity({ code: 'X' })).toBeNull();
  });
});

describe('an order of ours', () => {
  const ticks = fc.integer({ min: 1, max: 50_000_000 });
  const conditionFor = (type: OrderType): fc.Arbitrary<OrderCondition | undefined> => {
    if (!isConditional(type)) return fc.constant(undefined);
    if (!type.startsWith('trailing')) return ticks.map((trigger) => ({ trigger, trail: null, limitOffset: null }));
    const trail = fc.oneof(fc.record({ amount: ticks }), fc.record({ ratio: fc.integer({ min: 1, max: 9_999 }).map((n) => n / 10_000) }));
    return fc.record({ trigger: fc.constant(null), trail, limitOffset: type === 'trailing-stop-limit' ? ticks.map((n) => n * 10) : fc.constant(null) });
  };
  const intents = fc.constantFrom(...TYPE_OUT.keys()).chain((type) =>
    fc.record({
      id: fc.constant('c-1'), account: fc.constant('A'), instrument: fc.constant(US.id), side: fc.constantFrom('buy' as const, 'sell' as const), offset: fc.constant('open' as const), type: fc.constant(type),
      price: ticks, quantity: fc.integer({ min: 1, max: 1e6 }), timeInForce: fc.constantFrom(...TIME_OUT.keys()), condition: conditionFor(type),
    }),
  );

  it('comes back from OpenD as it went: type, price, trigger, trail, time in force', () => {
    fc.assert(
      fc.property(intents, ({ condition, ...rest }) => {
        const intent = { ...rest, ...(condition ? { condition } : {}) };
        const answer = placedOf(intent, listing);
        if (!answer.ok) throw new Error(answer.fault.code);
        const placed = answer.value;
        const said = Object.fromEntries(Object.entries(placed).filter(([, value]) => value !== undefined)) as Partial<TheirOrder>;
        const report = reportOf('A', { ...order, price: undefined as never, ...said }, listing, null);
        const priced = ['limit', 'special-limit', 'auction-limit', 'stop-limit', 'touch-limit'].includes(intent.type);
        expect(report).toMatchObject({ clientOrderId: 'c-1', type: intent.type, side: intent.side, price: priced ? intent.price : null, quantity: intent.quantity, timeInForce: intent.timeInForce });
        expect(report.condition).toEqual(condition);
        expect('price' in said).toBe(priced);
      }),
      { numRuns: 1_000 },
    );
  });

  it('of a type or time in force without a word there is not placed', () => {
    const intent = { id: 'c', account: 'A', instrument: US.id, side: 'buy', offset: 'open', type: 'limit', price: 1, quantity: 1, timeInForce: 'day' } as const;
    const code = (more: Partial<OrderIntent>, where = listing): string => {
      const placed = placedOf({ ...intent, ...more }, where);
      return placed.ok ? 'ok' : placed.fault.code;
    };
    expect(code({})).toBe('ok');
    expect(code({ timeInForce: 'fok' })).toBe('not-supported');
    expect(code({ timeInForce: 'ioc' })).toBe('not-supported');
    for (const type of ORDER_TYPES) if (!TYPE_OUT.has(type)) expect(code({ type })).toBe('not-supported');
    expect(code({}, { ...listing, market: QOT_MARKET.singapore })).toBe('instrument-unknown');
    expect(code({ type: 'market', price: null, timeInForce: 'gtc' })).toBe('ok');
    expect(code({ type: 'market', price: null, timeInForce: 'gtc' }, { ...listing, market: QOT_MARKET.hk })).toBe('not-supported');
  });

  it('has exactly the parameters that its type needs (FAQ Q9): one missing or one too many is not sent', () => {
    const trigger: OrderCondition = { trigger: 1_000, trail: null, limitOffset: null };
    const trail: OrderCondition = { trigger: null, trail: { ratio: 0.02 }, limitOffset: null };
    const spread: OrderCondition = { ...trail, limitOffset: 100 };
    const fields = { none: undefined, trigger, trail, spread };
    // price, trigger, trail, spread: a line of the document each.
    const table: Readonly<Record<string, readonly [priced: boolean, condition: keyof typeof fields]>> = {
      limit: [true, 'none'], market: [false, 'none'], 'auction-limit': [true, 'none'], auction: [false, 'none'], 'special-limit': [true, 'none'], stop: [false, 'trigger'], 'stop-limit': [true, 'trigger'],
      touch: [false, 'trigger'], 'touch-limit': [true, 'trigger'], 'trailing-stop': [false, 'trail'], 'trailing-stop-limit': [false, 'spread'],
    };
    expect(Object.keys(table).sort()).toEqual([...TYPE_OUT.keys()].sort());
    for (const [type, [priced, needed]] of Object.entries(table)) {
      for (const price of [null, 1_000]) {
        for (const [name, condition] of Object.entries(fields)) {
          const fault = requirementFault(US, type as OrderType, price, condition);
          expect(fault === null, `${type} ${price} ${name}`).toBe(name === needed && (!priced || price !== null));
        }
      }
    }
  });

  it('is refused where OpenD would round its trail', () => {
    const fault = (condition: OrderCondition): unknown => requirementFault(US, 'trailing-stop-limit', null, condition)?.params;
    expect(fault({ trigger: null, trail: { ratio: 0.1234 }, limitOffset: 10 })).toBeUndefined();
    expect(fault({ trigger: null, trail: { ratio: 0.12345 }, limitOffset: 10 })).toEqual({ what: '12.345 %', offered: '0.01 %' });
    expect(fault({ trigger: null, trail: { amount: 3 }, limitOffset: 5 })).toEqual({ what: '0.0005', offered: '0.001' });
  });

  it('trades outside the regular hours in America, where its type may', () => {
    const intent = { id: 'c', account: 'A', instrument: US.id, side: 'buy', offset: 'open', type: 'limit', price: 100, quantity: 1, timeInForce: 'day' } as const;
    const sent = (more: Partial<OrderIntent>, where = listing): unknown => {
      const placed = placedOf({ ...intent, ...more }, where);
      return placed.ok ? [placed.value.session, placed.value.fillOutsideRTH] : placed.fault.code;
    };
    expect(sent({})).toEqual([undefined, undefined]);
    expect(sent({ hours: 'extended' })).toEqual([2, true]);
    expect(sent({ hours: 'all', timeInForce: 'gtc' })).toEqual([3, true]);
    expect(sent({ hours: 'overnight' })).toEqual([4, false]);
    expect(sent({ hours: 'extended', type: 'market', price: null })).toBe('not-supported');
    expect(sent({ hours: 'all', type: 'stop-limit', condition: { trigger: 90, trail: null, limitOffset: null } })).toBe('not-supported');
    expect(sent({ hours: 'extended' }, { ...listing, market: QOT_MARKET.hk })).toBe('not-supported');
    const hours = (more: Partial<TheirOrder>): unknown => reportOf('A', { ...order, secMarket: TRD_SEC_MARKET.us, ...more }, listing, null).hours;
    expect([hours({}), hours({ session: 0 }), hours({ session: 1 }), hours({ session: 2, fillOutsideRTH: true }), hours({ session: 4 }), hours({ session: 3 }), hours({ fillOutsideRTH: true })]).toEqual([
      undefined, undefined, undefined, 'extended', 'overnight', 'all', 'extended',
    ]);
    expect(hours({ secMarket: TRD_SEC_MARKET.hk, fillOutsideRTH: true })).toBeUndefined();
  });

  it('may be moved onto its tick by OpenD where that is wished, to the better side alone', () => {
    expect(adjustmentOf('buy', 380.2, 0.002)).toEqual({ adjustPrice: true, adjustSideAndLimit: -0.002 });
    expect(adjustmentOf('sell', 380.2, 0.002)).toEqual({ adjustPrice: true, adjustSideAndLimit: 0.002 });
    expect(adjustmentOf('sell', undefined, 0.002)).toEqual({});
    expect(adjustmentOf('buy', 380.2, 0)).toEqual({});
  });
});
