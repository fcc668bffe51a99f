import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Holding } from '#shared/ledger/holding.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import type { Position } from '#shared/model/position.ts';
import { CU, IF, PAB } from '#test/stand-ins/instruments.ts';
import { closeParts } from '#renderer/workspace/commands/closing.ts';
import { closableOf, closeFraction, closeQuantity, dayResult, hasTwoResults, openResult, openShare, positionRows, totalsOf, type PositionRow } from './positions-model.ts';

const byId = (instruments: readonly Instrument[]): ReadonlyMap<string, Instrument> => new Map(instruments.map((i) => [i.id, i]));

function position(instrument: Instrument, change: Partial<Position> = {}): Position {
  return {
    account: 'A', instrument: instrument.id, side: 'long', today: 0, yesterday: 0, frozenToday: 0, frozenYesterday: 0,
    openValue: 0, dayValue: 0, margin: 0, realisedToday: 0, feesToday: 0, ...change,
  };
}

function row(instrument: Instrument, change: Partial<Position> = {}): PositionRow {
  return positionRows([position(instrument, { ...change, feesToday: 1 })], 'A', byId([instrument]))[0];
}

const anyTrades = fc.array(
  fc.record({ price: fc.integer({ min: 1, max: 60_000 }), quantity: fc.integer({ min: 1, max: 20 }), close: fc.boolean(), settle: fc.boolean() }),
  { minLength: 1, maxLength: 30 },
);

describe('results', () => {
  test('the row’s day result is the ledger’s, to the last 1/10,000, over any trades, days and marks', () => {
    fc.assert(
      fc.property(fc.constantFrom(IF, CU, PAB), fc.constantFrom('long', 'short'), anyTrades, fc.integer({ min: 1, max: 60_000 }), (instrument, side, trades, mark) => {
        const holding = new Holding('A', instrument, side);
        for (const trade of trades) {
          if (trade.settle) holding.settle(trade.price);
          else if (trade.close) holding.close(trade.price, trade.quantity, 'any');
          else holding.open(trade.price, trade.quantity);
        }
        const shown = row(instrument, holding.position(0));
        expect(dayResult(shown, mark) + 0).toBe(holding.unrealised(mark) + 0);
      }),
    );
  });

  test('what was realised and what is not add up to what the trades earned, on the day they were opened', () => {
    fc.assert(
      fc.property(anyTrades, fc.integer({ min: 1, max: 60_000 }), (trades, mark) => {
        const holding = new Holding('A', IF, 'long');
        let cash = 0;
        for (const trade of trades) {
          if (trade.close) cash += holding.close(trade.price, trade.quantity, 'any').closed * trade.price;
          else {
            holding.open(trade.price, trade.quantity);
            cash -= trade.price * trade.quantity;
          }
        }
        const shown = row(IF, holding.position(0));
        expect(shown.position.realisedToday + openResult(shown, mark) + 0).toBe((cash + mark * shown.quantity) * 600_000 + 0);
        expect(hasTwoResults(shown)).toBe(false);
      }),
    );
  });

  test('a position carried over a settlement shows both', () => {
    const held = row(IF, { yesterday: 2, openValue: 2 * 26_000, dayValue: 2 * 26_100 });
    expect(dayResult(held, 26_110)).toBe(20 * 600_000);
    expect(openResult(held, 26_110)).toBe(220 * 600_000);
    expect(hasTwoResults(held)).toBe(true);
    expect(openShare(held, 26_260)).toBeCloseTo(0.01, 10);
  });

  test('without a mark there is no result, and none is made up; nothing held has none', () => {
    expect(dayResult(row(IF, { today: 1, openValue: 100, dayValue: 100 }), NaN)).toBeNaN();
    expect(dayResult(row(IF), NaN)).toBe(0);
  });
});

describe('rows', () => {
  test('only the account’s, held ones first, closed ones while they say something', () => {
    const rows = positionRows(
      [
        position(PAB, { realisedToday: 5 }),
        position(CU, { today: 1 }),
        position(IF, { today: 1, account: 'B' }),
        position(IF, { side: 'short' }),
        position(IF, { yesterday: 3 }),
      ],
      'A',
      byId([IF, CU, PAB]),
    );
    expect(rows.map((r) => [r.position.instrument, r.flat])).toEqual([[IF.id, false], [CU.id, false], [PAB.id, true]]);
  });

  test('a row keeps its identity while its position does', () => {
    const held = position(IF, { today: 1 });
    const map = byId([IF]);
    expect(positionRows([held], 'A', map)[0]).toBe(positionRows([held], 'A', map)[0]);
    expect(positionRows([{ ...held }], 'A', map)[0]).not.toBe(positionRows([held], 'A', map)[0]);
  });
});

describe('closing', () => {
  test('what is frozen cannot be closed again; a T+1 stock bought today not at all', () => {
    expect(closableOf(row(IF, { today: 3, yesterday: 2, frozenToday: 1, frozenYesterday: 2 }))).toBe(2);
    expect(closableOf(row(PAB, { today: 300, yesterday: 200 }))).toBe(200);
  });

  test('the parts are named as closing, never more than is closable, none above the largest order', () => {
    fc.assert(
      fc.property(fc.constantFrom(IF, CU, PAB), fc.record({ today: fc.nat(60), yesterday: fc.nat(60), frozenToday: fc.nat(60), frozenYesterday: fc.nat(60) }), fc.nat(200), (instrument, amounts, wanted) => {
        const held = row(instrument, { ...amounts, frozenToday: Math.min(amounts.frozenToday, amounts.today), frozenYesterday: Math.min(amounts.frozenYesterday, amounts.yesterday) });
        const parts = closeParts(held.position, instrument, wanted);
        expect(parts.reduce((sum, part) => sum + part.quantity, 0)).toBe(Math.min(wanted, closableOf(held)));
        for (const part of parts) {
          expect(part.offset).not.toBe('open');
          expect(part.quantity).toBeLessThanOrEqual(instrument.maxOrderQuantity);
          if (part.offset === 'close-today') expect(part.quantity).toBeLessThanOrEqual(held.position.today - held.position.frozenToday);
        }
      }),
    );
  });

  test('SHFE: yesterday’s part goes first', () => {
    expect(closeParts(row(CU, { today: 3, yesterday: 2 }).position, CU, 4)).toEqual([{ offset: 'close-yesterday', quantity: 2 }, { offset: 'close-today', quantity: 2 }]);
  });

  test('a typed quantity is whole, in lots, at most what is closable; an odd remainder may go with the rest', () => {
    const held = row(PAB, { yesterday: 250 });
    expect(closeQuantity(held, '200', 'en')).toEqual({ ok: true, quantity: 200 });
    expect(closeQuantity(held, '250', 'en')).toEqual({ ok: true, quantity: 250 });
    for (const wrong of ['0', '-1', '1.5', '', 'x', '150', '300']) expect(closeQuantity(held, wrong, 'zh').ok).toBe(false);
  });

  test('a fraction is whole lots, one at least', () => {
    expect(closeFraction(row(PAB, { yesterday: 900 }), 0.5)).toBe(400);
    expect(closeFraction(row(IF, { today: 1 }), 0.25)).toBe(1);
    expect(closeFraction(row(IF, { today: 5 }), 1)).toBe(5);
  });
});

test('totals by currency; what has no price is counted, not guessed', () => {
  const usd: Instrument = { ...IF, id: 'CME.ESH1', currency: 'USD' };
  const rows = positionRows(
    [
      position(IF, { today: 1, openValue: 100, dayValue: 100, realisedToday: 50, feesToday: 7, margin: 11 }),
      position(CU, { today: 1, openValue: 100, dayValue: 100, feesToday: 3 }),
      position(usd, { today: 1, openValue: 100, dayValue: 100 }),
    ],
    'A',
    byId([IF, CU, usd]),
  );
  const totals = totalsOf(rows, (id) => (id === IF.id ? 102 : id === usd.id ? 99 : NaN));
  expect(totals).toEqual([
    { currency: 'CNY', unrealised: 1_200_000, unpriced: 1, realised: 50, fees: 10, margin: 11, net: 1_200_040 },
    { currency: 'USD', unrealised: -600_000, unpriced: 0, realised: 0, fees: 0, margin: 0, net: -600_000 },
  ]);
});
