import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '#electron/brokers/simulated/feed/catalogue.ts';
import { parseDayCsv } from '#electron/brokers/simulated/feed/day-csv.ts';
import { decodeDay, encodeDay } from '#electron/brokers/simulated/feed/day-file.ts';
import { limitsOf } from '#shared/rules/price-limits.ts';
import { DAY_COLUMNS, emptyColumns, PRICE_COLUMNS, type RecordedDay } from '#electron/brokers/simulated/feed/recorded-day.ts';
import { createReplayFeed } from '#electron/brokers/simulated/feed/replay-feed.ts';
import type { Feed } from '#electron/brokers/simulated/feed.ts';
import { daysOf, phaseAt, sessionOf, sessionsOf, sessionStartOf, tradingDayOf } from '#shared/calendar/sessions.ts';
import { SESSION_TABLES } from '#shared/calendar/session-tables.ts';
import { QUOTE } from '#shared/model/quote.ts';
import { formatPrice, isOnTick, roundToTick, ticksOf } from '#shared/price.ts';

const START = Date.parse('2021-01-04T09:30:00+08:00');

/** A day of any shape: sizes and prices of either sign, gaps, empty fields. */
const anyDay: fc.Arbitrary<RecordedDay> = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 0, max: 3_000_000 }),
      prices: fc.array(fc.option(fc.integer({ min: -1_000_000, max: 1_000_000_000 }), { nil: NaN }), { minLength: 11, maxLength: 11 }),
      figures: fc.array(fc.option(fc.integer({ min: 0, max: 2 ** 40 }), { nil: NaN }), { minLength: 5, maxLength: 5 }),
      turnover: fc.option(fc.integer({ min: 0, max: 2 ** 44 }), { nil: NaN }),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((rows) => {
    const columns = emptyColumns(rows.length);
    let time = START;
    for (const [at, row] of rows.entries()) {
      columns.time[at] = time += row.gap;
      let price = 0;
      let figure = 0;
      for (const name of DAY_COLUMNS.slice(1)) {
        if (PRICE_COLUMNS.has(name)) columns[name][at] = row.prices[price++];
        else if (name === 'turnover') columns[name][at] = row.turnover / 100;
        else columns[name][at] = row.figures[figure++];
      }
    }
    return { instrument: 'CFFEX.IF2101', tradingDay: new Date(time + 8 * 3_600_000).toISOString().slice(0, 10), tickSize: 0.2, rows: rows.length, columns };
  });

const scale = { tickSize: 0.2, decimals: 1 };

function csvOf(day: RecordedDay): string {
  const lines = Array.from({ length: day.rows }, (_, row) =>
    DAY_COLUMNS.map((name) => {
      const value = day.columns[name][row];
      if (Number.isNaN(value)) return '';
      if (name === 'time') return `${new Date(value + 8 * 3_600_000).toISOString().slice(0, -1)}+08:00`;
      return PRICE_COLUMNS.has(name) ? formatPrice(scale, value) : String(value);
    }).join(','),
  );
  return `${[DAY_COLUMNS.join(','), ...lines].join('\n')}\n`;
}

describe('day files', () => {
  test('whatever goes in comes back', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        expect(decodeDay(encodeDay(day), 'x')).toEqual({ ok: true, value: day });
      }),
      { numRuns: 60 },
    );
  });
  test('CSV and compact form read the same', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        expect(parseDayCsv(csvOf(day), { instrument: day.instrument, tickSize: 0.2 }, 'x')).toEqual({ ok: true, value: day });
      }),
      { numRuns: 60 },
    );
  });
  test('foreign bytes are refused, never thrown at', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => !decodeDay(Buffer.concat([Buffer.from('PANKOUDY'), bytes]), 'x').ok));
    fc.assert(fc.property(fc.string(), (text) => !parseDayCsv(`${DAY_COLUMNS.join(',')}\n${text}`, { instrument: 'A.B', tickSize: 0.2 }, 'x').ok));
  });
});

function feedOf(seed: number): { readonly feed: Feed; readonly events: string[] } {
  const columns = emptyColumns(240);
  for (let row = 0; row < 240; row++) {
    columns.time[row] = START + row * 500;
    for (const name of DAY_COLUMNS.slice(1)) columns[name][row] = 26_000 + row;
    columns.ask[row] = 26_001 + row;
    columns.settlement[row] = NaN;
  }
  const day: RecordedDay = { instrument: 'CFFEX.IF2101', tradingDay: '2021-01-04', tickSize: 0.2, rows: 240, columns };
  const instruments = CATALOGUE.map((entry) => entry.instrument).filter((one) => ['CFFEX.IF2101', 'CFFEX.T2103', 'HKEX.00005', 'SSE.600000'].includes(one.id));
  const made = createReplayFeed({ days: [day], instruments, seed });
  if (!made.ok) throw new Error(made.fault.code);
  const events: string[] = [];
  made.value.listen({
    quote: (index, record) => events.push(`q${index} ${record.join()}`),
    book: (index, record) => events.push(`b${index} ${record.join()}`),
    trade: (...trade) => events.push(`t${trade.join()}`),
    dayEnd: (ended, settlement) => events.push(`d${ended} ${[...settlement].join()}`),
    reset: () => events.push('r'),
  });
  return { feed: made.value, events };
}

describe('the replay', () => {
  test('any slicing of time gives the same events', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.integer({ min: 0, max: 40_000 }), { minLength: 1, maxLength: 12 }), (seed, slices) => {
        const whole = feedOf(seed);
        whole.feed.advance(slices.reduce((sum, slice) => sum + slice, 0));
        const sliced = feedOf(seed);
        for (const slice of slices) sliced.feed.advance(slice);
        expect(sliced.events).toEqual(whole.events);
        expect(sliced.feed.time).toBe(whole.feed.time);
      }),
      { numRuns: 25 },
    );
  });
  test('any seed keeps a market; jumping equals playing', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 119_000 }), (seed, elapsed) => {
        const played = feedOf(seed);
        played.feed.advance(elapsed);
        const jumped = feedOf(seed);
        expect(jumped.feed.jump(START + elapsed).ok).toBe(true);
        for (const [index, one] of played.feed.instruments.entries()) {
          const quote = played.feed.quoteOf(index);
          expect(jumped.feed.quoteOf(index)).toEqual(quote);
          expect(quote[QUOTE.bid]).toBeLessThan(quote[QUOTE.ask]);
          if (one.origin === 'synthetic') {
            expect(isOnTick(one, quote[QUOTE.last]) && quote[QUOTE.bid] >= quote[QUOTE.lowerLimit] === (one.priceLimit !== undefined)).toBe(true);
            expect(quote[QUOTE.bidSize]).toBeGreaterThan(0);
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('price limits', () => {
  test('are valid prices around the reference', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CATALOGUE.map((entry) => entry.instrument).filter((one) => one.priceLimit !== undefined)), fc.double({ min: 100, max: 100_000, noNaN: true }), (one, price) => {
        const reference = roundToTick(one, ticksOf(one, price), 'nearest');
        const { upper, lower } = limitsOf(one, reference);
        expect(isOnTick(one, upper) && isOnTick(one, lower) && lower <= reference && reference <= upper).toBe(true);
      }),
    );
  });
});

describe('the calendar', () => {
  const keys = Object.keys(SESSION_TABLES);
  const times = fc.integer({ min: Date.parse('2020-01-01T00:00:00Z'), max: Date.parse('2027-01-01T00:00:00Z') });

  test('a moment is in one session of its own trading day, or closed', () => {
    fc.assert(
      fc.property(fc.constantFrom(...keys), times, (key, time) => {
        const session = sessionOf(key, time);
        const day = tradingDayOf(key, time);
        expect(daysOf(key).isTradingDay(day)).toBe(true);
        if (session) {
          expect(session.tradingDay).toBe(day);
          expect(time >= session.from && time < session.to).toBe(true);
          expect(sessionsOf(key, day)).toContainEqual(session);
        } else {
          expect(phaseAt(key, time)).toBe('closed');
          expect(sessionStartOf(key, time)).toBeNull();
        }
      }),
      { numRuns: 400 },
    );
  });
  test('an answer does not depend on what was asked before', () => {
    // A copy of the trading days is not remembered from one question to the next.
    fc.assert(
      fc.property(fc.constantFrom(...keys), times, fc.array(fc.integer({ min: -90_000_000, max: 90_000_000 }), { maxLength: 20 }), (key, time, moves) => {
        const fresh = { ...daysOf(key) };
        let at = time;
        for (const move of moves) {
          at += move;
          expect(sessionOf(key, at)).toEqual(sessionOf(key, at, fresh));
          expect(tradingDayOf(key, at)).toBe(tradingDayOf(key, at, fresh));
        }
      }),
      { numRuns: 200 },
    );
  });
  test('trading days never go backwards', () => {
    fc.assert(
      fc.property(fc.constantFrom(...keys), times, fc.integer({ min: 0, max: 20 * 86_400_000 }), (key, time, later) => {
        expect(tradingDayOf(key, time + later) >= tradingDayOf(key, time)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });
});
