/** Holdings and fees (shared/ledger) against models that are too simple to be wrong. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { feeOf, marginOf } from '#shared/ledger/fees.ts';
import { Holding, partOf } from '#shared/ledger/holding.ts';
import { paidInFull, tickMoney, type Instrument } from '#shared/model/instrument.ts';
import { OFFSETS, SIDES, type Offset } from '#shared/model/order.ts';
import type { PositionSide } from '#shared/model/position.ts';
import { AAPL, CU, IF, PAB, TEST_INSTRUMENTS } from '#test/stand-ins/instruments.ts';

const price = fc.integer({ min: 900, max: 1_100 });
const quantity = fc.integer({ min: 1, max: 20 });
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('open' as const), price, quantity }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('close' as const), price, quantity, offset: fc.constantFrom(...OFFSETS.filter((offset) => offset !== 'open')) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('settle' as const), price }) },
);
const steps = fc.array(step, { minLength: 1, maxLength: 60, size: 'max' });
const side = fc.constantFrom<PositionSide>('long', 'short');

/** One contract, one line. */
interface Unit {
  today: boolean;
  readonly open: number;
  day: number;
}

const fits = (unit: Unit, part: 'today' | 'yesterday' | 'any'): boolean => part === 'any' || unit.today === (part === 'today');

describe('a holding of futures', () => {
  it('is first in first out, contract by contract, whatever the offsets say', () => {
    fc.assert(
      fc.property(steps, side, fc.constantFrom(IF, CU), (sequence, side, instrument) => {
        const holding = new Holding('A', instrument, side);
        const direction = side === 'long' ? 1 : -1;
        let units: Unit[] = [];
        let realisedToday = 0;
        for (const each of sequence) {
          if (each.do === 'open') {
            holding.open(each.price, each.quantity);
            for (let n = 0; n < each.quantity; n++) units.push({ today: true, open: each.price, day: each.price });
          } else if (each.do === 'close') {
            const part = partOf(each.offset, instrument.offsets);
            const leaving = units.filter((unit) => fits(unit, part)).slice(0, each.quantity);
            units = units.filter((unit) => !leaving.includes(unit));
            const realised = leaving.reduce((sum, unit) => sum + direction * (each.price - unit.day) * tickMoney(instrument), 0);
            const closed = holding.close(each.price, each.quantity, part);
            expect(closed.closed).toBe(leaving.length);
            expect(closed.realised + 0).toBe(realised + 0);
            realisedToday += realised;
          } else {
            const marked = units.reduce((sum, unit) => sum + direction * (each.price - unit.day) * tickMoney(instrument), 0);
            expect(holding.settle(each.price) + 0).toBe(marked + 0);
            for (const unit of units) Object.assign(unit, { today: false, day: each.price });
            realisedToday = 0;
          }
          expect(holding).toMatchObject({
            today: units.filter((unit) => unit.today).length,
            yesterday: units.filter((unit) => !unit.today).length,
            openValue: units.reduce((sum, unit) => sum + unit.open, 0),
            dayValue: units.reduce((sum, unit) => sum + unit.day, 0),
          });
          expect(holding.realisedToday + 0).toBe(realisedToday + 0);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('settled again at the same price gives nothing and changes nothing', () => {
    fc.assert(
      fc.property(steps, side, price, (sequence, side, settlement) => {
        const holding = after(new Holding('A', IF, side), sequence);
        holding.settle(settlement);
        const state = holding.state();
        expect(holding.settle(settlement) + 0).toBe(0);
        expect(holding.state()).toEqual(state);
      }),
    );
  });
});

describe('a holding of shares', () => {
  it('leaves at average cost: what comes out and what stays is what went in, to the tick', () => {
    fc.assert(
      fc.property(steps, side, fc.constantFrom(AAPL, PAB), (sequence, side, instrument) => {
        const holding = new Holding('A', instrument, side);
        const direction = side === 'long' ? 1 : -1;
        let cost = 0;
        let results = 0;
        for (const each of sequence) {
          if (each.do === 'open') {
            holding.open(each.price, each.quantity);
            cost += each.price * each.quantity;
          } else if (each.do === 'close') {
            const average = holding.openValue / holding.quantity;
            const { closed, realised } = holding.close(each.price, each.quantity, partOf(each.offset, instrument.offsets));
            cost -= each.price * closed;
            results += realised / tickMoney(instrument);
            if (closed > 0) expect(Math.abs(direction * (each.price - average) * closed - realised / tickMoney(instrument))).toBeLessThanOrEqual(0.5 + 1e-6);
          } else {
            expect(holding.settle(each.price)).toBe(0);
          }
          expect(holding.openValue).toBe(cost + direction * results);
          expect(holding.dayValue).toBe(holding.openValue);
          if (holding.quantity === 0) expect(holding.openValue).toBe(0);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('any holding', () => {
  it('is the same again from its state, and goes on as before', () => {
    fc.assert(
      fc.property(steps, steps, side, fc.constantFrom(...TEST_INSTRUMENTS), (before, later, side, instrument) => {
        const holding = after(new Holding('A', instrument, side), before);
        const restored = Holding.from(JSON.parse(JSON.stringify(holding.state())) as ReturnType<Holding['state']>, instrument);
        expect(restored.position(0)).toEqual(holding.position(0));
        expect(after(restored, later).state()).toEqual(after(holding, later).state());
      }),
    );
  });

  it('takes over a broker’s figures, all of them', () => {
    fc.assert(
      fc.property(steps, side, fc.constantFrom(...TEST_INSTRUMENTS), (sequence, side, instrument) => {
        const theirs = { ...after(new Holding('A', instrument, side), sequence).position(7), frozenToday: 1, frozenYesterday: 2 };
        const ours = new Holding('A', instrument, side);
        ours.open(1, 1);
        ours.replace(theirs);
        expect(ours.position(7)).toEqual(theirs);
        const total = theirs.today + theirs.yesterday;
        expect(ours.close(1_000, total, 'any').closed).toBe(total);
        expect(ours).toMatchObject({ openValue: 0, dayValue: 0, today: 0, yesterday: 0 });
      }),
    );
  });
});

function after(holding: Holding, sequence: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[]): Holding {
  for (const each of sequence) {
    if (each.do === 'open') holding.open(each.price, each.quantity);
    else if (each.do === 'close') holding.close(each.price, each.quantity, partOf(each.offset, holding.instrument.offsets));
    else holding.settle(each.price);
  }
  return holding;
}

describe('fees', () => {
  const terms: fc.Arbitrary<Instrument> = fc.constantFrom(...TEST_INSTRUMENTS, { ...IF, fees: { open: { byValue: 0.0001, byQuantity: 1.5, minimum: 20 }, sellTax: { byValue: 0.001, minimum: 1 } } });

  it('of an order are the same however it is sliced, its minimum charged once', () => {
    fc.assert(
      fc.property(terms, fc.constantFrom(...SIDES), fc.constantFrom<Offset>(...OFFSETS), price, fc.array(quantity, { minLength: 1, maxLength: 12 }), (instrument, side, offset, price, slices) => {
        let before = { value: 0, quantity: 0 };
        let sliced = 0;
        for (const slice of slices) {
          const fee = feeOf(instrument, side, offset, price, slice, before);
          expect(Number.isSafeInteger(fee)).toBe(true);
          expect(fee).toBeGreaterThanOrEqual(0);
          sliced += fee;
          before = { value: before.value + price * slice, quantity: before.quantity + slice };
        }
        expect(sliced).toBe(feeOf(instrument, side, offset, price, before.quantity));
        const { minimum } = instrument.fees.open;
        if (minimum !== undefined) expect(sliced).toBeGreaterThanOrEqual(minimum * 10_000);
      }),
    );
  });

  it.each([
    ['A-share, minimum', PAB, 'buy', 1_000, 100, 50_000],
    ['A-share, above it', PAB, 'buy', 1_000, 10_000, 250_000],
    ['A-share, stamp duty on the sale', PAB, 'sell', 1_000, 10_000, 250_000 + 500_000],
    ['US share, minimum and the sale’s own fees', AAPL, 'sell', 10_000, 100, 9_900 + Math.round(10_000 * 100 * 100 * 0.0000278 + 100 * 1.66)],
    ['index future', IF, 'buy', 26_000, 1, Math.round(26_000 * 600_000 * 0.000023)],
  ] as const)('%s', (_, instrument, side, price, quantity, fee) => {
    expect(feeOf(instrument, side, 'open', price, quantity)).toBe(fee);
  });

  it('close-today falls back to close, close to open', () => {
    const fees = { open: { byQuantity: 1 }, close: { byQuantity: 2 }, closeToday: { byQuantity: 3 } };
    const charged = (part: Instrument['fees']): number[] => OFFSETS.map((offset) => feeOf({ ...CU, fees: part }, 'sell', offset, 100, 1) / 10_000);
    expect(charged(fees)).toEqual([1, 2, 3, 2]);
    expect(charged({ open: fees.open, close: fees.close })).toEqual([1, 2, 2, 2]);
    expect(charged({ open: fees.open })).toEqual([1, 1, 1, 1]);
    expect(charged({ open: fees.open, closeToday: {} })).toEqual([1, 1, 0, 1]);
  });

  it('margin follows the side; what is paid in full ties up none', () => {
    expect([marginOf(CU, 'long', 1_000, 1), marginOf(CU, 'short', 1_000, 1)]).toEqual([1_000 * 500_000 * 0.09, 1_000 * 500_000 * 0.1]);
    expect(marginOf(PAB, 'long', 1_000, 100)).toBe(0);
    expect(TEST_INSTRUMENTS.map(paidInFull)).toEqual([false, false, true, true]);
  });

  it('at zero and below it margin is never less than the floor by the contract, and grows with the size of the price', () => {
    const minus: Instrument = { ...CU, marginFloor: 100 };
    expect(marginOf(minus, 'long', 0, 3)).toBe(3_000_000);
    expect(marginOf(minus, 'short', -1_000, 1)).toBe(Math.max(1_000 * 500_000 * 0.1, 1_000_000));
    // Lots above and below zero may add up to no value at all.
    expect(marginOf(minus, 'long', -500 + 500, 2)).toBe(2_000_000);
    fc.assert(
      fc.property(fc.integer({ min: -5_000, max: 5_000 }), fc.integer({ min: 1, max: 1_000 }), fc.constantFrom('long' as const, 'short' as const), (price, quantity, side) => {
        const margin = marginOf(minus, side, price * quantity, quantity);
        expect(margin).toBeGreaterThanOrEqual(100 * 10_000 * quantity);
        expect(margin).toBe(marginOf(minus, side, -price * quantity, quantity));
        expect(marginOf(minus, side, 0, 0)).toBe(0);
      }),
    );
  });
});
