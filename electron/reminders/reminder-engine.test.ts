import { beforeEach, describe, expect, it } from 'vitest';
import type { Asked } from '#electron/core/core.ts';
import type { TopicName, Topics } from '#shared/contract/topics.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { emptyQuote, QUOTE } from '#shared/model/quote.ts';
import type { Reminder, ReminderFiring } from '#shared/model/reminder.ts';
import { conditionHolds } from './condition.ts';
import { createReminderEngine, type ReminderEngine } from './reminder-engine.ts';

const IF = 'CFFEX.IF2101';
const TENCENT = 'HKEX.00700';

/** Only what the engine reads. */
const INSTRUMENTS = new Map<string, Pick<Instrument, 'id' | 'reference'>>([
  [IF, { id: IF, reference: 'pre-settlement' }],
  [TENCENT, { id: TENCENT, reference: 'pre-close' }],
]);

let engine: ReminderEngine;
let firings: ReminderFiring[];
let published: { topic: TopicName; items: readonly Topics[TopicName][]; removed: readonly string[] }[];
let time: number;
let stored: Map<string, Reminder>;

const start = (): ReminderEngine =>
  createReminderEngine({
    store: { reminders: { all: () => [...stored.values()], put: (r) => void stored.set(r.id, structuredClone(r)), remove: (id) => void stored.delete(id) } },
    publisher: {
      publish(topic, items, removed = []) {
        published.push({ topic, items, removed });
        if (topic === 'firings') firings.push(...(items as readonly ReminderFiring[]));
      },
    },
    instrumentOf: (id) => INSTRUMENTS.get(id) as Instrument | undefined,
    now: () => time,
  });

beforeEach(() => {
  firings = [];
  published = [];
  stored = new Map();
  time = 1_700_000_000_000;
  engine = start();
});

const ask = (change: Partial<Asked<'reminder.save'>> = {}): Asked<'reminder.save'> => ({
  instrument: IF, kind: 'price-up', threshold: 100, frequency: 'always', note: '', enabled: true, ...change,
});

const save = (change: Partial<Asked<'reminder.save'>> = {}): Reminder => {
  const result = engine.save(ask(change));
  if (!result.ok) throw new Error(JSON.stringify(result.fault));
  return result.value;
};

interface Seen { day?: string; instrument?: string; change?: Partial<Record<keyof typeof QUOTE, number>> }

/** Quotes with these last prices, one after the other; how many times anything fired. */
function prices(lasts: readonly number[], { day = '2021-01-04', instrument = IF, change = {} }: Seen = {}): number {
  const before = firings.length;
  for (const last of lasts) {
    const record = new Float64Array(QUOTE_AT + emptyQuote().length);
    record.set(emptyQuote(), QUOTE_AT);
    for (const [field, value] of Object.entries({ ...change, last })) record[QUOTE_AT + QUOTE[field as keyof typeof QUOTE]] = value;
    engine.onQuote(instrument, record, QUOTE_AT, day);
  }
  return firings.length - before;
}
/** Not zero, so that an engine that forgets the offset is found out. */
const QUOTE_AT = 5;

describe('a condition', () => {
  const record = (change: Partial<Record<keyof typeof QUOTE, number>>): Float64Array => {
    const quote = emptyQuote();
    for (const [field, value] of Object.entries(change)) quote[QUOTE[field as keyof typeof QUOTE]] = value;
    return quote;
  };

  it('of a price includes the price itself', () => {
    expect(conditionHolds('price-up', 100, null, record({ last: 99 }), 0)).toBe(false);
    expect(conditionHolds('price-up', 100, null, record({ last: 100 }), 0)).toBe(true);
    expect(conditionHolds('price-down', 100, null, record({ last: 101 }), 0)).toBe(false);
    expect(conditionHolds('price-down', 100, null, record({ last: 100 }), 0)).toBe(true);
    expect(conditionHolds('price-down', -37_630, null, record({ last: -37_630 }), 0)).toBe(true);
  });

  it('of a change is exact at the threshold, against what the instrument refers to', () => {
    // 2 % of 26,050 ticks is 521 exactly.
    const quote = { preSettlement: 26_050, preClose: 20_000 };
    expect(conditionHolds('change-up', 200, 'pre-settlement', record({ ...quote, last: 26_571 }), 0)).toBe(true);
    expect(conditionHolds('change-up', 200, 'pre-settlement', record({ ...quote, last: 26_570 }), 0)).toBe(false);
    expect(conditionHolds('change-down', 200, 'pre-settlement', record({ ...quote, last: 25_529 }), 0)).toBe(true);
    expect(conditionHolds('change-down', 200, 'pre-settlement', record({ ...quote, last: 25_530 }), 0)).toBe(false);
    expect(conditionHolds('change-up', 200, 'pre-close', record({ ...quote, last: 20_400 }), 0)).toBe(true);
  });

  it('of a change under a negative reference goes by its size', () => {
    expect(conditionHolds('change-up', 1000, 'pre-settlement', record({ preSettlement: -100, last: -90 }), 0)).toBe(true);
    expect(conditionHolds('change-down', 1000, 'pre-settlement', record({ preSettlement: -100, last: -110 }), 0)).toBe(true);
    expect(conditionHolds('change-down', 1000, 'pre-settlement', record({ preSettlement: -100, last: -109 }), 0)).toBe(false);
  });

  it('is open where the record cannot tell', () => {
    expect(conditionHolds('price-up', 100, null, emptyQuote(), 0)).toBeNull();
    expect(conditionHolds('change-up', 100, 'pre-settlement', record({ last: 5, preClose: 4 }), 0)).toBeNull();
    expect(conditionHolds('change-up', 100, 'pre-settlement', record({ last: 5, preSettlement: 0 }), 0)).toBeNull();
    expect(conditionHolds('change-up', 100, null, record({ last: 5, preSettlement: 4 }), 0)).toBeNull();
  });
});

describe('firing', () => {
  it('takes a crossing: set beyond the price already, it waits for the price to come back first', () => {
    save();
    expect(prices([105, 120, 100])).toBe(0);
    expect(prices([99, 99])).toBe(0);
    expect(prices([100])).toBe(1);
    expect(firings[0]).toMatchObject({ price: 100, time, reminder: { lastFiredAt: time, lastFiredDay: '2021-01-04', enabled: true } });
  });

  it('jumps over the threshold count as crossings', () => {
    save({ kind: 'price-down', threshold: 50 });
    expect(prices([80, 20])).toBe(1);
  });

  it('always: on each crossing, at most once a minute; what is still true when the minute is over fires then', () => {
    save();
    expect(prices([90, 101])).toBe(1);
    time += 59_999;
    expect(prices([90, 101, 90, 102])).toBe(0);
    time += 1;
    expect(prices([103])).toBe(1);
    time += 120_000;
    expect(prices([104, 105])).toBe(0);
    expect(prices([99, 100])).toBe(1);
    // A clock set back by an hour doesn't silence it.
    time -= 3_600_000;
    expect(prices([99, 100])).toBe(1);
  });

  it('always: a crossing that is over before the minute is, is let go', () => {
    save();
    expect(prices([90, 101, 90, 101, 90])).toBe(1);
    time += 60_000;
    expect(prices([91])).toBe(0);
    expect(prices([101])).toBe(1);
  });

  it('daily: on the first crossing of each trading day', () => {
    save({ frequency: 'daily' });
    expect(prices([90, 101, 90, 101, 90, 101])).toBe(1);
    time += 3_600_000;
    expect(prices([90, 101])).toBe(0);
    // It closed above: no crossing yet in the new day.
    expect(prices([102], { day: '2021-01-05' })).toBe(0);
    expect(prices([99, 100, 99, 100], { day: '2021-01-05' })).toBe(1);
    // It closed below and opens above.
    prices([99], { day: '2021-01-05' });
    expect(prices([120], { day: '2021-01-06' })).toBe(1);
  });

  it('once: then it is off', () => {
    const { id } = save({ frequency: 'once' });
    expect(prices([90, 101])).toBe(1);
    expect(engine.all()).toMatchObject([{ id, enabled: false }]);
    expect(engine.instruments().size).toBe(0);
    time += 3_600_000;
    expect(prices([90, 101], { day: '2021-01-05' })).toBe(0);
    save({ id, frequency: 'once' });
    expect(prices([101, 90, 101])).toBe(1);
  });

  it('leaves out stale quotes and those without a trade', () => {
    save();
    prices([90]);
    expect(prices([101], { change: { stale: 1 } })).toBe(0);
    expect(prices([NaN])).toBe(0);
    expect(prices([101])).toBe(1);
  });

  it('of a change uses the reference of the instrument', () => {
    save({ kind: 'change-up', threshold: 500, frequency: 'once' });
    save({ kind: 'change-up', threshold: 500, frequency: 'once', instrument: TENCENT });
    const change = { preSettlement: 1000, preClose: 2000 };
    expect(prices([1000, 1049, 1050], { change })).toBe(1);
    expect(prices([2000, 2099], { change, instrument: TENCENT })).toBe(0);
    expect(prices([2100], { change, instrument: TENCENT })).toBe(1);
  });

  it('remembers over a restart that the price was on the other side', () => {
    save();
    prices([90]);
    engine = start();
    expect(engine.instruments()).toEqual(new Set([IF]));
    expect(prices([101])).toBe(1);
    engine = start();
    time += 3_600_000;
    expect(prices([101])).toBe(0);
  });

  it('publishes the reminder as it then stands, and the firing', () => {
    const { id } = save({ frequency: 'once', note: 'take profit' });
    published = [];
    prices([90, 101]);
    expect(published).toMatchObject([
      { topic: 'reminders', items: [{ id, enabled: false, note: 'take profit' }] },
      { topic: 'firings', items: [{ price: 101, reminder: { id } }] },
    ]);
    expect(stored.get(id)).toMatchObject({ enabled: false });
  });

  it('survives a listener that removes or saves reminders while they fire', () => {
    const first = save({ frequency: 'once' });
    const second = save({ frequency: 'once' });
    prices([90]);
    const publish = published.push.bind(published);
    published.push = (...items) => {
      if (items[0].topic === 'firings') {
        published.push = publish;
        engine.remove(second.id);
        save({ threshold: 5 });
      }
      return publish(...items);
    };
    expect(prices([101])).toBe(1);
    expect(firings[0].reminder.id).toBe(first.id);
  });
});

describe('saving', () => {
  it('edits in place; what is waited for starts anew when it changes, and only then', () => {
    const { id, createdAt } = save({ frequency: 'daily' });
    prices([90, 101]);
    time += 1000;
    expect(save({ id, frequency: 'daily', note: 'renamed' })).toMatchObject({ id, createdAt, note: 'renamed', lastFiredDay: '2021-01-04' });
    expect(prices([90, 101])).toBe(0);
    expect(save({ id, frequency: 'daily', threshold: 110 })).toMatchObject({ id, createdAt, lastFiredAt: null, lastFiredDay: null });
    expect(prices([105, 110])).toBe(1);
    expect(engine.all()).toHaveLength(1);
  });

  it('refuses what cannot be, with the reason', () => {
    expect(engine.save(ask({ instrument: 'X.Y' }))).toEqual({ ok: false, fault: { code: 'instrument-unknown', params: { instrument: 'X.Y' } } });
    expect(engine.save(ask({ id: 'nobody' }))).toEqual({ ok: false, fault: { code: 'reminder-unknown' } });
    expect(engine.save(ask({ kind: 'change-down', threshold: 0 }))).toEqual({ ok: false, fault: { code: 'reminder-threshold' } });
    expect(engine.remove('nobody')).toEqual({ ok: false, fault: { code: 'reminder-unknown' } });
    expect(stored.size).toBe(0);
    expect(published).toEqual([]);
  });

  it('allows ten of a kind for an instrument', () => {
    const made = Array.from({ length: 10 }, (_, n) => save({ threshold: n, enabled: n % 2 === 0 }));
    expect(engine.save(ask())).toEqual({ ok: false, fault: { code: 'reminder-too-many', params: { max: 10 } } });
    save({ id: made[3].id, threshold: 77 });
    const down = save({ kind: 'price-down' });
    save({ instrument: TENCENT });
    expect(engine.save(ask({ id: down.id, kind: 'price-up' })).ok).toBe(false);
    expect(engine.remove(made[0].id).ok).toBe(true);
    save();
  });

  it('tells which instruments it needs, only when that changes', () => {
    const told: string[][] = [];
    engine.onInstrumentsChange((instruments) => told.push([...instruments]));
    const first = save();
    save();
    const off = save({ instrument: TENCENT, enabled: false });
    save({ id: off.id, instrument: TENCENT });
    engine.remove(first.id);
    save({ id: off.id, instrument: TENCENT, enabled: false });
    expect(told).toEqual([[IF], [IF, TENCENT], [IF]]);
    expect(published.at(-2)).toMatchObject({ topic: 'reminders', items: [], removed: [first.id] });
  });
});
