/** Positions from fills against a naive model: a list of single lots, oldest first. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createPositions } from '#electron/core/positions/positions.ts';
import { tickMoney, type Instrument } from '#shared/model/instrument.ts';
import type { Offset, Side } from '#shared/model/order.ts';
import type { Position } from '#shared/model/position.ts';
import { CU, IF, TEST_INSTRUMENTS } from '#test/stand-ins/instruments.ts';

interface Step {
  readonly instrument: Instrument;
  readonly side: Side;
  readonly offset: Offset;
  readonly price: number;
  readonly quantity: number;
  /** The trading day ends before this fill. */
  readonly settle: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  instrument: fc.constantFrom(IF, CU),
  side: fc.constantFrom<Side>('buy', 'sell'),
  offset: fc.constantFrom<Offset>('open', 'open', 'close', 'close-today', 'close-yesterday'),
  price: fc.integer({ min: 50, max: 150 }),
  quantity: fc.integer({ min: 1, max: 6 }),
  settle: fc.boolean(),
});

interface Unit {
  price: number;
  basis: number;
  today: boolean;
}

/** One entry per contract: slow, and hard to get wrong. */
function naive(steps: readonly Step[], settlement: number): Map<string, { today: number; yesterday: number; openValue: number; dayValue: number; realised: number }> {
  const books = new Map<string, { units: Unit[]; realised: number; perTick: number }>();
  const book = (instrument: Instrument, side: 'long' | 'short') => {
    const key = `${instrument.id}/${side}`;
    if (!books.has(key)) books.set(key, { units: [], realised: 0, perTick: tickMoney(instrument) });
    return books.get(key)!;
  };
  for (const { instrument, side, offset, price, quantity, settle } of steps) {
    if (settle) {
      for (const one of books.values()) {
        for (const unit of one.units) [unit.today, unit.basis] = [false, settlement];
        one.realised = 0;
      }
    }
    if (offset === 'open') {
      for (let n = 0; n < quantity; n++) book(instrument, side === 'buy' ? 'long' : 'short').units.push({ price, basis: price, today: true });
      continue;
    }
    const closes = side === 'buy' ? 'short' : 'long';
    const one = book(instrument, closes);
    const wanted = (unit: Unit): boolean =>
      offset === 'close-today' ? unit.today : offset === 'close-yesterday' || instrument.offsets === 'today-yesterday' ? !unit.today : true;
    for (let n = 0; n < quantity; n++) {
      const at = one.units.findIndex(wanted);
      if (at < 0) break;
      const [unit] = one.units.splice(at, 1);
      one.realised += (closes === 'long' ? 1 : -1) * (price - unit.basis) * one.perTick;
    }
  }
  return new Map(
    [...books].map(([key, { units, realised }]) => [
      key,
      {
        today: units.filter((unit) => unit.today).length,
        yesterday: units.filter((unit) => !unit.today).length,
        openValue: units.reduce((sum, unit) => sum + unit.price, 0),
        dayValue: units.reduce((sum, unit) => sum + unit.basis, 0),
        realised,
      },
    ]),
  );
}

it('positions from fills are those of a model that keeps every contract by itself', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const settlement = 100;
      const saved = new Map<string, Position>();
      const quote = new Float64Array(21).fill(NaN);
      quote[6] = settlement;
      const positions = createPositions({
        store: {
          positions: {
            load: () => [],
            put: (rows) => {
              for (const row of rows) saved.set(`${row.instrument}/${row.side}`, row);
            },
          },
        },
        publisher: { publish: () => {} },
        instrumentOf: (id) => TEST_INSTRUMENTS.find((instrument) => instrument.id === id),
        quoteOf: () => quote,
        log: () => {},
      });
      for (const { instrument, side, offset, price, quantity, settle } of steps) {
        if (settle) positions.settled('A');
        positions.onFill({ account: 'A', instrument: instrument.id, side, offset, price, quantity, fee: 0 });
      }
      positions.save();
      const expected = naive(steps, settlement);
      for (const [key, one] of expected) {
        const ours = saved.get(key);
        expect({ key, today: ours?.today ?? 0, yesterday: ours?.yesterday ?? 0, openValue: ours?.openValue ?? 0, dayValue: ours?.dayValue ?? 0, realised: ours?.realisedToday ?? 0 }).toEqual({ key, ...one });
      }
    }),
    { numRuns: 500 },
  );
});
