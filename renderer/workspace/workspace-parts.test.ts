import { describe, expect, it } from 'vitest';
import type { Fill } from '#shared/model/fill.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import type { Order } from '#shared/model/order.ts';
import type { ReminderFiring } from '#shared/model/reminder.ts';
import type { ReplayStatus } from '#shared/model/replay.ts';
import { parsePresets, presetsText } from './dialogs/presets-text.ts';
import { fillWords, firingWords, rejectionWords, stoppedWords, triggeredWords } from './events/event-words.ts';
import { rank } from './palette/rank.ts';
import { risingColour } from './themes/apply-theme.ts';
import { momentOf, parseTimeOfDay, replayTime, shanghaiClock } from './top-bar/replay-time.ts';

const at = (text: string): number => Date.parse(`${text}+08:00`);
const day = { day: '2021-01-04', from: at('2021-01-04T09:29:00'), to: at('2021-01-04T15:15:00') };
const night = { day: '2021-01-05', from: at('2021-01-04T21:00:00'), to: at('2021-01-05T15:00:00') };
const status = (over: Partial<ReplayStatus> = {}): ReplayStatus => ({ clock: 'replay', time: at('2021-01-04T10:00:00'), tradingDay: '2021-01-04', speed: 10, paused: false, days: [day], ...over });

describe('the exchange’s clock', () => {
  it('runs at the replay’s speed between two reports, and stands while it is paused', () => {
    expect(shanghaiClock(replayTime(status(), 500))).toEqual({ date: '2021-01-04', time: '10:00:05', weekday: 1 });
    expect(replayTime(status({ paused: true }), 500)).toBe(status().time);
  });

  it('never runs far ahead of the last report, nor past the day', () => {
    expect(replayTime(status(), 60_000)).toBe(status().time + 15_000);
    expect(replayTime(status({ time: day.to - 1_000 }), 1_000)).toBe(day.to);
  });

  it('reads times as they are typed', () => {
    expect(parseTimeOfDay('09:31:05')).toBe(((9 * 60 + 31) * 60 + 5) * 1000);
    expect(parseTimeOfDay(' 9:31 ')).toBe((9 * 60 + 31) * 60_000);
    expect(parseTimeOfDay('0931')).toBe((9 * 60 + 31) * 60_000);
    for (const wrong of ['', '9', '25:00', '10:60', '10:00:61', 'abc', '-1:00']) expect(parseTimeOfDay(wrong)).toBeNull();
  });

  it('finds the moment inside a day, the evening before it included', () => {
    expect(momentOf(day, parseTimeOfDay('10:00')!)).toBe(at('2021-01-04T10:00:00'));
    expect(momentOf(day, parseTimeOfDay('08:00')!)).toBeNull();
    expect(momentOf(night, parseTimeOfDay('21:30')!)).toBe(at('2021-01-04T21:30:00'));
    expect(momentOf(night, parseTimeOfDay('10:00')!)).toBe(at('2021-01-05T10:00:00'));
  });
});

describe('the palette', () => {
  const entries = [
    { id: '1', names: ['IF2101', '沪深300股指2101', 'CSI 300'] },
    { id: '2', names: ['AIF', 'fund'] },
    { id: '3', names: ['IF', 'product'] },
    { id: '4', names: ['cu2103', '沪铜2103', 'Copper'] },
  ];
  const found = (query: string, most = 9): string[] => rank(entries, query, most).map((e) => e.id);

  it('puts a whole name before a beginning before any place', () => {
    expect(found('if')).toEqual(['3', '1', '2']);
  });
  it('finds by either language, and by several words', () => {
    expect(found('沪铜')).toEqual(['4']);
    expect(found('copper cu')).toEqual(['4']);
    expect(found('copper if')).toEqual([]);
  });
  it('shows the first few while nothing is typed', () => {
    expect(found(' ', 2)).toEqual(['1', '2']);
  });
});

describe('quantity presets', () => {
  it('are read from a line, ascending and once each', () => {
    expect(parsePresets('10, 1 2  2，5')).toEqual([1, 2, 5, 10]);
    expect(presetsText([1, 2, 5])).toBe('1 2 5');
  });
  it.each(['', '0', '-1', '1.5', 'a', '1 2 3 4 5 6 7 8 9', '99999999'])('are refused: %s', (text) => {
    expect(parsePresets(text)).toBeNull();
  });
});

describe('events in words', () => {
  const future = { id: 'CFFEX.IF2101', code: 'IF2101', tickSize: 0.2, decimals: 1, offsets: 'open-close' } as Instrument;
  const stock = { ...future, code: '600519', offsets: 'net' } as Instrument;
  const fill = { instrument: 'CFFEX.IF2101', side: 'buy', offset: 'open', price: 26154, quantity: 2 } as Fill;

  it('tell a fill', () => {
    expect(fillWords(fill, future, 'zh')).toBe('成交 买开 IF2101 2 @ 5230.8');
    expect(fillWords(fill, future, 'en')).toBe('Filled: Buy to open IF2101 2 @ 5230.8');
    expect(fillWords({ ...fill, side: 'sell', offset: 'close' }, stock, 'zh')).toBe('成交 卖出 600519 2 @ 5230.8');
  });
  it('tell why an order was not taken', () => {
    const order = { ...fill, price: null, quantity: 3, fault: { code: 'broker-rejected', brokerText: 'no margin' } } as unknown as Order;
    expect(rejectionWords(order, future, 'en')).toBe('Rejected: Buy to open IF2101 3. Rejected by the broker: no margin');
  });
  it('tell that an order that waited is live, or why it could not be', () => {
    const condition = { trigger: 26_200, trail: null, limitOffset: null };
    const order = { ...fill, type: 'stop', price: null, condition, triggered: true, fault: { code: 'position-insufficient', params: { needed: 2, available: 0 } } } as unknown as Order;
    expect(triggeredWords(order, future, 'zh')).toBe('触发 买开 IF2101 2 ≥5240.0');
    expect(triggeredWords(order, undefined, 'en')).toBe('Triggered: Buy to open CFFEX.IF2101 2');
    expect(stoppedWords(order, future, 'en')).toBe('Triggered but not placed: Buy to open IF2101 2. Not enough position to close: needs 2, closable 0');
  });
  it('tell what a reminder saw', () => {
    const firing = { reminder: { instrument: 'CFFEX.IF2101', kind: 'price-up', threshold: 26175 }, price: 26176 } as ReminderFiring;
    expect(firingWords(firing, future, 'zh')).toBe('IF2101 价格涨到 5235.0，现价 5235.2');
    expect(firingWords({ ...firing, reminder: { ...firing.reminder, kind: 'change-down', threshold: 250 } }, future, 'en')).toBe('IF2101 is down by 2.50%, now 5235.2');
  });
});

describe('the colour of a rise', () => {
  it('is the custom of the language unless it was chosen', () => {
    expect(risingColour({ rising: 'auto', language: 'zh' })).toBe('red');
    expect(risingColour({ rising: 'auto', language: 'en' })).toBe('green');
    expect(risingColour({ rising: 'green', language: 'zh' })).toBe('green');
  });
});
