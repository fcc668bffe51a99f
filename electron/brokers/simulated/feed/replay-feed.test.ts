import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { emptyBook, LEVEL, levelOffset } from '#shared/model/order-book.ts';
import { PHASES, QUOTE } from '#shared/model/quote.ts';
import { tickMoney, type Instrument } from '#shared/model/instrument.ts';
import { isOnTick } from '#shared/price.ts';
import type { Feed, FeedListener } from '../feed.ts';
import { findAssets } from './assets-folder.ts';
import { CATALOGUE } from './catalogue.ts';
import { isOption } from '#shared/ledger/option.ts';
import { limitsOf, optionLimitsOf } from '#shared/rules/price-limits.ts';
import { settlementOf, type RecordedDay } from './recorded-day.ts';
import { createReplayFeed, readAssetDays, type ReplayFeedOptions } from './replay-feed.ts';

const at = (text: string): number => Date.parse(`${text}+08:00`);
const HOUR = 3_600_000;

const assetDays = ((): readonly RecordedDay[] => {
  const days = readAssetDays();
  if (!days.ok) throw new Error(days.fault.code);
  return days.value;
})();

function made(options: ReplayFeedOptions = {}): Feed {
  const feed = createReplayFeed({ days: assetDays, ...options });
  if (!feed.ok) throw new Error(JSON.stringify(feed.fault));
  return feed.value;
}

/** The rows of a day that lie in a span. */
function cut(day: RecordedDay, from: number, to: number): RecordedDay {
  const { time } = day.columns;
  const rows = [...time.keys()].filter((row) => time[row] >= from && time[row] <= to);
  const columns = Object.fromEntries(Object.entries(day.columns).map(([name, column]) => [name, Float64Array.from(rows, (row) => column[row])]));
  return { ...day, rows: rows.length, columns: columns as RecordedDay['columns'] };
}

/** The first six minutes of both days. */
const shortDays = assetDays.map((day) => cut(day, 0, at(`${day.tradingDay}T09:36:00`)));

const few = (ids: readonly string[]): Instrument[] => CATALOGUE.map((entry) => entry.instrument).filter((one) => ids.includes(one.id));
const three = few(['CFFEX.IF2101', 'SHFE.cu2103', 'HKEX.00700']);

const SILENT: FeedListener = { quote: () => {}, book: () => {}, trade: () => {}, dayEnd: () => {}, reset: () => {} };

/** Everything a feed says, as text. */
function listening(feed: Feed): string[] {
  const events: string[] = [];
  feed.listen({
    quote: (index, record) => events.push(`q ${index} ${record.join(' ')}`),
    book: (index, record) => events.push(`b ${index} ${record.join(' ')}`),
    trade: (...trade) => events.push(`t ${trade.join(' ')}`),
    dayEnd: (day, settlement) => events.push(`d ${day} ${[...settlement].join(' ')}`),
    reset: (instruments) => events.push(`r ${instruments.join(' ')}`),
  });
  return events;
}

describe('the recorded instrument', () => {
  test('every row of both days comes at its time, in order, as it was', () => {
    const feed = made({ instruments: few(['CFFEX.IF2101']) });
    let seen = 0;
    const rows = assetDays.flatMap((day) => Array.from({ length: day.rows }, (_, row) => [day, row] as const));
    let volume = 0;
    let printed = 0;
    feed.listen({
      ...SILENT,
      quote: (_, record) => {
        const [{ columns }, row] = rows[seen++];
        const expected = [
          columns.time[row], columns.last[row], columns.open[row], columns.high[row], columns.low[row], columns.bid[row], columns.bid_size[row], columns.ask[row], columns.ask_size[row],
          columns.volume[row], columns.turnover[row], columns.open_interest[row], columns.upper_limit[row], columns.lower_limit[row], columns.pre_close[row], columns.pre_settlement[row],
          columns.pre_open_interest[row], columns.settlement[row], PHASES.indexOf('continuous'),
        ];
        const got = [
          QUOTE.exchangeTime, QUOTE.last, QUOTE.open, QUOTE.high, QUOTE.low, QUOTE.bid, QUOTE.bidSize, QUOTE.ask, QUOTE.askSize, QUOTE.volume, QUOTE.turnover, QUOTE.openInterest,
          QUOTE.upperLimit, QUOTE.lowerLimit, QUOTE.preClose, QUOTE.preSettlement, QUOTE.preOpenInterest, QUOTE.settlement, QUOTE.phase,
        ].map((field) => record[field]);
        if (got.some((value, i) => !Object.is(value, expected[i]))) expect(got).toEqual(expected);
        volume = columns.volume[row];
      },
      trade: (_, time, price, quantity) => {
        printed += quantity;
        expect([time, price]).toEqual([feed.quoteOf(0)[QUOTE.exchangeTime], feed.quoteOf(0)[QUOTE.last]]);
      },
      dayEnd: () => {
        expect(printed).toBe(volume);
        printed = 0;
      },
      reset: () => expect(seen).toBe(rows.length),
    });
    // Two hours in the morning, two in the afternoon, and the fractions of a second after each.
    feed.advance(2 * (4 * HOUR) + 800);
    expect(seen).toBe(rows.length);
    expect(feed.tradingDay).toBe('2021-01-05');
  });

  test('one level of depth, none invented', () => {
    const feed = made({ instruments: three });
    listening(feed);
    feed.advance(HOUR);
    const book = feed.bookOf(0);
    expect(feed.instruments[0]).toMatchObject({ origin: 'recorded', depth: 1 });
    expect(book[0]).toBe(1);
    expect([...book.subarray(1, 5)]).toEqual([QUOTE.bid, QUOTE.bidSize, QUOTE.ask, QUOTE.askSize].map((field) => feed.quoteOf(0)[field]));
    expect([...book.subarray(5)].every(Number.isNaN)).toBe(true);
  });

  test('prints take their aggressor from the touch before them', () => {
    const feed = made({ instruments: few(['CFFEX.IF2101']) });
    const sides = new Map<number, number>();
    let before: readonly number[] = [NaN, NaN];
    let touch: readonly number[] = [NaN, NaN];
    feed.listen({
      ...SILENT,
      quote: (_, record) => {
        before = touch;
        touch = [record[QUOTE.bid], record[QUOTE.ask]];
      },
      trade: (_, __, price, ___, aggressor) => {
        sides.set(aggressor, (sides.get(aggressor) ?? 0) + 1);
        expect(aggressor).toBe(price >= before[1] ? 1 : price <= before[0] ? -1 : 0);
      },
    });
    feed.advance(HOUR);
    expect(sides.get(1)).toBeGreaterThan(500);
    expect(sides.get(-1)).toBeGreaterThan(500);
  });
});

describe('the clock', () => {
  test('days, lunch, night, loop; the day ends once, with every settlement, before the next begins', () => {
    const feed = made({ instruments: three });
    const said: string[] = [];
    let lastTime = 0;
    feed.listen({
      ...SILENT,
      quote: (_, record) => {
        const time = new Date(record[QUOTE.exchangeTime] + 8 * HOUR).toISOString().slice(11, 16);
        expect(time < '11:31' || time >= '13:00', time).toBe(true);
        expect(record[QUOTE.exchangeTime]).toBeGreaterThanOrEqual(lastTime);
        lastTime = record[QUOTE.exchangeTime];
      },
      dayEnd: (day, settlement) => {
        said.push(`end ${day}`);
        expect([...settlement.keys()]).toEqual(three.map((one) => one.id));
        for (const price of settlement.values()) expect(Number.isInteger(price)).toBe(true);
        expect(settlement.get('CFFEX.IF2101')).toBe(settlementOf(assetDays[day === '2021-01-04' ? 0 : 1]));
      },
      reset: (instruments) => {
        said.push(`reset ${instruments.length}`);
        lastTime = 0;
      },
    });
    expect(feed.days.map((day) => day.day)).toEqual(['2021-01-04', '2021-01-05']);
    expect(feed.days[0]).toMatchObject({ from: at('2021-01-04T09:29:00.400'), to: at('2021-01-04T15:00:00.400') });
    feed.advance(0);
    expect(feed.time).toBe(at('2021-01-04T09:30:00'));
    feed.advance(2 * HOUR);
    expect(feed.time).toBe(at('2021-01-04T13:00:00'));
    feed.advance(2 * HOUR);
    expect([feed.tradingDay, ...said]).toEqual(['2021-01-04']);
    feed.advance(401);
    expect([feed.tradingDay, ...said]).toEqual(['2021-01-05', 'end 2021-01-04']);
    feed.advance(4 * HOUR + 401);
    expect([feed.tradingDay, ...said]).toEqual(['2021-01-04', 'end 2021-01-04', 'end 2021-01-05', 'reset 3']);
  });

  test('the same seed and days give the same events, however time is sliced; another seed does not', () => {
    const span = 2 * 6 * 60_000 + 90_000;
    const whole = made({ instruments: three, days: shortDays });
    const wholeEvents = listening(whole);
    whole.advance(span);
    for (const slice of [100, 1000, 777]) {
      const sliced = made({ instruments: three, days: shortDays });
      const events = listening(sliced);
      for (let done = 0; done < span; done += slice) sliced.advance(Math.min(slice, span - done));
      expect(events.length).toBe(wholeEvents.length);
      expect(events).toEqual(wholeEvents);
      expect(sliced.time).toBe(whole.time);
    }
    expect(wholeEvents.filter((event) => event.startsWith('d'))).toHaveLength(2);
    expect(wholeEvents.filter((event) => event.startsWith('r'))).toHaveLength(1);
    const other = made({ instruments: three, days: shortDays, seed: 7 });
    const otherEvents = listening(other);
    other.advance(span);
    expect(otherEvents).not.toEqual(wholeEvents);
  });

  test('the second round is the first again', () => {
    const feed = made({ instruments: three, days: shortDays });
    const events = listening(feed);
    const round = 2 * 6 * 60_000;
    feed.advance(round + 10_000);
    const first = events.slice(0, events.findIndex((event) => event.startsWith('r')));
    events.length = 0;
    feed.advance(round);
    expect(events.slice(0, 500)).not.toEqual([]);
    const again = made({ instruments: three, days: shortDays });
    const againEvents = listening(again);
    again.advance(10_000);
    expect(againEvents).toEqual(first.slice(0, againEvents.length));
    expect(first.slice(againEvents.length, againEvents.length + 500)).toEqual(events.slice(0, 500));
  });
});

describe('jump', () => {
  test('arrives at the very state that playing arrives at, and goes on the same', () => {
    const instruments = few(['CFFEX.IF2101', 'SHFE.cu2103', 'HKEX.00700', 'SSE.600519', 'NASDAQ.AAPL', 'CME.ESH1']);
    for (const target of [at('2021-01-04T09:41:13.337'), at('2021-01-05T13:02:00.000')]) {
      const played = made({ instruments });
      played.listen(SILENT);
      played.advance(target < at('2021-01-05T00:00:00') ? target - at('2021-01-04T09:30:00') : 4 * HOUR + 400 + 2 * HOUR + 200 + 120_000);
      expect(played.time).toBe(target);
      const jumped = made({ instruments });
      const events = listening(jumped);
      expect(jumped.jump(target)).toEqual({ ok: true, value: null });
      expect(events[0]).toMatch(/^r /);
      expect(events.filter((event) => /^[td]/.test(event))).toEqual([]);
      for (const index of instruments.keys()) {
        expect(jumped.quoteOf(index)).toEqual(played.quoteOf(index));
        expect(jumped.bookOf(index)).toEqual(played.bookOf(index));
      }
      for (const { id } of instruments) {
        for (const period of ['1m', 'day'] as const) expect(jumped.history(id, period, null, 400)).toEqual(played.history(id, period, null, 400));
      }
      const [a, b] = [listening(jumped), listening(played)];
      jumped.advance(30_000);
      played.advance(30_000);
      expect(a).toEqual(b);
    }
  });

  test('into lunch goes on to the afternoon; outside the days is refused', () => {
    const feed = made({ instruments: three });
    feed.jump(at('2021-01-04T12:00:00'));
    expect(feed.time).toBe(at('2021-01-04T13:00:00'));
    for (const time of [at('2021-01-03T10:00:00'), at('2021-01-04T20:00:00'), NaN, Infinity]) {
      expect(feed.jump(time)).toEqual({ ok: false, fault: { code: 'replay-time-outside' } });
      expect(feed.time).toBe(at('2021-01-04T13:00:00'));
    }
  });
});

describe('generated instruments', () => {
  test('stay a market: touch, ticks, limits, depth, cumulative figures', () => {
    const feed = made({ days: assetDays.map((day) => cut(day, 0, at(`${day.tradingDay}T09:50:00`))) });
    const count = feed.instruments.length;
    const traded = new Float64Array(count);
    const value = new Float64Array(count);
    const high = new Float64Array(count).fill(-Infinity);
    const low = new Float64Array(count).fill(Infinity);
    const updates = new Float64Array(count);
    const wrong: string[] = [];
    const check = (index: number, holds: boolean, what: string): void => {
      if (!holds && wrong.length < 20) wrong.push(`${feed.instruments[index].id} ${what} ${feed.quoteOf(index).join(' ')}`);
    };
    let ends = 0;
    feed.listen({
      ...SILENT,
      quote: (index, record) => {
        const one = feed.instruments[index];
        if (one.origin === 'recorded') return;
        updates[index]++;
        const [last, bid, ask, upper, lower] = [QUOTE.last, QUOTE.bid, QUOTE.ask, QUOTE.upperLimit, QUOTE.lowerLimit].map((field) => record[field]);
        // An option's touch moves with its underlying, away from the last trade.
        check(index, bid < ask && bid > 0 && (one.kind === 'option' || (bid <= last && last <= ask)), 'touch');
        check(index, record[QUOTE.bidSize] >= one.lot && record[QUOTE.askSize] >= one.lot && record[QUOTE.bidSize] % one.lot === 0, 'sizes');
        check(index, isOnTick(one, last) && isOnTick(one, bid) && isOnTick(one, ask), 'on tick');
        check(index, (one.priceLimit === undefined && !one.option) || one.limitFreeDays ? Number.isNaN(upper) : bid >= lower && ask <= upper, 'limits');
        check(index, record[QUOTE.phase] === PHASES.indexOf('continuous'), 'phase');
        const limits = isOption(one)
          ? optionLimitsOf(one, record[QUOTE.preSettlement], feed.quoteOf(feed.instruments.findIndex((other) => other.id === one.option.underlying))[QUOTE.preClose])
          : limitsOf(one, one.reference === 'pre-close' ? record[QUOTE.preClose] : record[QUOTE.preSettlement], one.limitFreeDays !== undefined);
        check(index, Object.is(limits.upper, upper) && Object.is(limits.lower, lower), 'limits of the reference');
      },
      book: (index, book) => {
        const one = feed.instruments[index];
        if (one.origin === 'recorded') return;
        const quote = feed.quoteOf(index);
        check(index, book[0] === one.depth && book[levelOffset(0)] === quote[QUOTE.bid] && book[levelOffset(0) + LEVEL.ask] === quote[QUOTE.ask], 'book touch');
        for (let level = 0; level < one.depth; level++) {
          const o = levelOffset(level);
          check(index, book[o + LEVEL.bidSize] >= one.lot && book[o + LEVEL.askSize] >= one.lot, 'book sizes');
          check(index, isOnTick(one, book[o]) && isOnTick(one, book[o + LEVEL.ask]), 'book ticks');
          if (level > 0) check(index, book[o] < book[o - 4] && book[o + LEVEL.ask] > book[o - 4 + LEVEL.ask], 'book order');
        }
      },
      trade: (index, _, price, quantity, aggressor) => {
        if (feed.instruments[index].origin === 'recorded') return;
        traded[index] += quantity;
        value[index] += price * quantity;
        high[index] = Math.max(high[index], price);
        low[index] = Math.min(low[index], price);
        const record = feed.quoteOf(index);
        check(index, quantity > 0 && quantity % feed.instruments[index].lot === 0 && Math.abs(aggressor) === 1, 'print');
        check(index, record[QUOTE.last] === price && record[QUOTE.volume] === traded[index] && record[QUOTE.high] === high[index] && record[QUOTE.low] === low[index], 'cumulative');
        check(index, Math.abs(record[QUOTE.turnover] - (value[index] * tickMoney(feed.instruments[index])) / 10_000) < 0.01, 'turnover');
      },
      dayEnd: (_, settlement) => {
        ends++;
        for (const [index, one] of feed.instruments.entries()) {
          if (one.origin === 'recorded') continue;
          const price = settlement.get(one.id) ?? NaN;
          check(index, isOnTick(one, price), 'settlement tick');
          if (one.kind === 'future') check(index, Math.abs(price - value[index] / traded[index]) <= 0.5, 'settlement');
          else check(index, price === feed.quoteOf(index)[QUOTE.last], 'settlement');
        }
        traded.fill(0);
        value.fill(0);
        high.fill(-Infinity);
        low.fill(Infinity);
      },
    });
    feed.advance(2 * 20 * 60_000 + 1);
    expect(wrong).toEqual([]);
    expect(ends).toBe(2);
    for (const [index, one] of feed.instruments.entries()) {
      if (one.origin === 'recorded') continue;
      const perSecond = updates[index] / (2 * 20 * 60);
      expect(perSecond).toBeGreaterThanOrEqual(2);
      expect(perSecond).toBeLessThanOrEqual(4);
    }
  });

  test('a day carries on from the one before', () => {
    const instruments = few(['CFFEX.IF2101', 'SHFE.rb2105', 'SZSE.000001', 'HKEX.00005']);
    const feed = made({ instruments, days: shortDays });
    const ended: { close: number; settlement: number }[] = [];
    feed.listen({
      ...SILENT,
      dayEnd: (_, settlement) => {
        if (ended.length > 0) return;
        for (const [index, one] of instruments.entries()) ended.push({ close: feed.quoteOf(index)[QUOTE.last], settlement: settlement.get(one.id) ?? NaN });
      },
    });
    feed.advance(6 * 60_000 + 10_000);
    for (const index of [1, 2, 3]) {
      const quote = feed.quoteOf(index);
      expect([quote[QUOTE.preClose], quote[QUOTE.preSettlement]]).toEqual([ended[index].close, ended[index].settlement]);
      expect(quote[QUOTE.openInterest] > 0).toBe(index === 1);
    }
  });
});

describe('history', () => {
  const feed = made({ instruments: few(['CFFEX.IF2101', 'SHFE.cu2103', 'HKEX.00700']) });
  feed.listen(SILENT);
  feed.advance(4 * HOUR + 400 + 90 * 60_000 + 12_345);

  const bars = (id: string, period: '1m' | 'day', before: number | null, limit: number) => {
    const read = feed.history(id, period, before, limit);
    if (!read.ok) throw new Error(read.fault.code);
    return read.value;
  };

  test('recorded: from the days, up to the clock, nothing of the future', () => {
    const days = bars('CFFEX.IF2101', 'day', null, 100);
    expect(days.map((bar) => new Date(bar.time).toISOString().slice(0, 10))).toEqual(['2021-01-04', '2021-01-05']);
    expect(days[0]).toMatchObject({ open: 5230 * 5, high: 26_494, low: 5192 * 5, close: 5260 * 5, volume: 84_288, openInterest: 84_531 });
    const quote = feed.quoteOf(0);
    expect(days[1]).toMatchObject({ high: quote[QUOTE.high], close: quote[QUOTE.last], volume: quote[QUOTE.volume] });
    const minutes = bars('CFFEX.IF2101', '1m', null, 10_000);
    const first = minutes.filter((bar) => bar.time < at('2021-01-05T00:00:00'));
    expect(first.reduce((sum, bar) => sum + bar.volume, 0)).toBe(84_288);
    expect(Math.max(...first.map((bar) => bar.high))).toBe(26_494);
    expect(Math.min(...first.map((bar) => bar.low))).toBe(5192 * 5);
    expect(minutes.at(-1)?.time).toBe(Math.floor(feed.time / 60_000) * 60_000);
    expect(minutes.at(-1)?.close).toBe(quote[QUOTE.last]);
  });

  test('before the first event and before the second day there is nothing of what comes', () => {
    const fresh = made({ instruments: three });
    expect(fresh.history('CFFEX.IF2101', 'day', null, 10)).toEqual({ ok: true, value: [] });
    fresh.advance(60_000);
    const day = fresh.history('CFFEX.IF2101', 'day', null, 10);
    expect(day.ok && day.value.map((bar) => bar.volume)).toEqual([fresh.quoteOf(0)[QUOTE.volume]]);
  });

  test.each(['SHFE.cu2103', 'HKEX.00700'])('generated %s: a past that joins on to the live walk', (id) => {
    const index = feed.instruments.findIndex((one) => one.id === id);
    const one = feed.instruments[index];
    const days = bars(id, 'day', null, 1000);
    expect(days).toHaveLength(252);
    const minutes = bars(id, '1m', null, 1500);
    expect(minutes).toHaveLength(1500);
    for (const list of [days, minutes]) {
      for (const [i, bar] of list.entries()) {
        expect(bar.high >= Math.max(bar.open, bar.close) && bar.low <= Math.min(bar.open, bar.close) && bar.low > 0 && bar.volume > 0, JSON.stringify(bar)).toBe(true);
        for (const price of [bar.open, bar.high, bar.low, bar.close]) expect(isOnTick(one, price)).toBe(true);
        if (i > 0) {
          expect(bar.time).toBeGreaterThan(list[i - 1].time);
          expect(Math.abs(bar.open / list[i - 1].close - 1)).toBeLessThan(0.03);
        }
      }
    }
    const quote = feed.quoteOf(index);
    expect(days.at(-1)).toMatchObject({ open: quote[QUOTE.open], high: quote[QUOTE.high], low: quote[QUOTE.low], close: quote[QUOTE.last], volume: quote[QUOTE.volume] });
    expect(days.at(-2)?.close).toBe(quote[QUOTE.preClose]);
    expect(minutes.at(-1)).toMatchObject({ close: quote[QUOTE.last], openInterest: quote[QUOTE.openInterest] });
    expect(minutes.at(-1)?.time).toBe(Math.floor(feed.time / 60_000) * 60_000);
    const today = minutes.filter((bar) => bar.time >= at('2021-01-05T00:00:00'));
    expect(today.reduce((sum, bar) => sum + bar.volume, 0)).toBe(quote[QUOTE.volume]);
  });

  test('pages backwards without a gap', () => {
    for (const id of ['CFFEX.IF2101', 'SHFE.cu2103']) {
      const whole = bars(id, '1m', null, 400);
      const newest = bars(id, '1m', null, 100);
      const older = bars(id, '1m', newest[0].time, 300);
      expect([...older, ...newest]).toEqual(whole);
      expect(bars(id, '1m', whole[0].time, 0)).toEqual([]);
    }
  });

  test('an instrument that is not listed', () => {
    expect(feed.history('SSE.000000', '1m', null, 10)).toMatchObject({ ok: false, fault: { code: 'instrument-unknown' } });
  });
});

describe('assets', () => {
  test('the default feed is the whole catalogue on the recorded days', () => {
    const feed = createReplayFeed();
    expect(feed.ok && feed.value.instruments).toHaveLength(CATALOGUE.length);
    expect(feed.ok && feed.value.days).toHaveLength(2);
  });

  test('fees are those of the recorded days, not the newest', () => {
    const feed = createReplayFeed();
    const fees = (id: string): unknown => (feed.ok ? feed.value.instruments.find((instrument) => instrument.id === id)?.fees : undefined);
    expect(fees('CFFEX.IF2101')).toMatchObject({ closeToday: { byValue: 0.000345 } });
    expect(fees('SSE.600519')).toMatchObject({ sellTax: [{ byValue: 0.001 }, { byValue: 0.00002 }] });
  });

  test('a truncated day file or a missing folder is a fault', () => {
    const folder = mkdtempSync(join(tmpdir(), 'pankou-assets-'));
    try {
      expect(createReplayFeed({ assetsFolder: folder })).toMatchObject({ ok: false, fault: { code: 'day-file-unreadable' } });
      mkdirSync(join(folder, 'days'));
      expect(createReplayFeed({ assetsFolder: folder })).toMatchObject({ ok: false, fault: { code: 'day-file-unreadable' } });
      const whole = readFileSync(join(findAssets('days') ?? '', 'days', 'CFFEX.IF2101-20210105.day'));
      writeFileSync(join(folder, 'days', 'x.day'), whole.subarray(0, 60_000));
      expect(createReplayFeed({ assetsFolder: folder })).toMatchObject({ ok: false, fault: { code: 'day-file-truncated' } });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('a recorded day of an instrument that is not listed is refused', () => {
    expect(createReplayFeed({ days: assetDays, instruments: few(['SHFE.cu2103']) })).toMatchObject({ ok: false, fault: { code: 'instrument-unknown' } });
  });

  test('any listed instrument can be the recorded one; IF2101 without a recording is generated', () => {
    const day: RecordedDay = { ...shortDays[0], instrument: 'CFFEX.IH2101' };
    const feed = made({ days: [day], instruments: few(['CFFEX.IF2101', 'CFFEX.IH2101']) });
    expect(feed.instruments.map(({ origin, depth }) => [origin, depth])).toEqual([['synthetic', 5], ['recorded', 1]]);
    listening(feed);
    feed.advance(10_000);
    expect(feed.quoteOf(1)[QUOTE.volume]).toBeGreaterThan(0);
    expect(feed.bookOf(0)).not.toEqual(emptyBook());
  });
});
