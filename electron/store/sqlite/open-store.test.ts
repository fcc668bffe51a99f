import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '#electron/store/sqlite/open-store.ts';
import type { JournalEntry, Store } from '#electron/store/store.ts';
import { defaultSettings } from '#shared/model/settings.ts';
import { sampleFill, sampleOrder, samplePosition } from '#test/unit/store-samples.ts';
import { LOG_KEPT } from './log.ts';

let folder: string;
let store: Store;

const open = (): Store => {
  const opened = openStore({ folder });
  if (!opened.ok) throw new Error(JSON.stringify(opened.fault));
  return opened.value;
};

const reopen = (): void => {
  store.close();
  store = open();
};

/** Changes the closed database as a curious user would. */
const byHand = (sql: string): void => {
  store.close();
  const database = new DatabaseSync(join(folder, 'pankou.db'));
  database.exec(sql);
  database.close();
  store = open();
};

const entry = (order: string | null, change: Partial<JournalEntry> = {}): JournalEntry => ({
  kind: 'place', account: 'sim', order, detail: { price: 26_154, why: ['a', null] }, time: 1.5, ...change,
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pankou-store-'));
  store = open();
});

afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

describe('the journal', () => {
  it('tells how the kill switch was left, over a restart', async () => {
    expect(store.journal.leftKilled()).toBe(false);
    for (const on of [true, false, true]) {
      await store.journal.append(entry(null, { kind: 'kill', detail: { on } }), null);
      await store.journal.append(entry('order-1'), null);
      expect(store.journal.leftKilled()).toBe(on);
    }
    reopen();
    expect(store.journal.leftKilled()).toBe(true);
  });

  it('keeps entry and order together, over a restart', async () => {
    const order = sampleOrder('order-1');
    expect(await store.journal.append(entry('order-1'), order)).toEqual({ ok: true, value: null });
    expect(await store.journal.append(entry(null, { kind: 'kill' }), null)).toEqual({ ok: true, value: null });
    expect(store.journal.lastSyncMs).toBeGreaterThan(0);
    reopen();
    expect(store.orders.get('order-1')).toEqual(order);
    expect(store.journal.page(0, 10)).toEqual([{ ...entry(null, { kind: 'kill' }), id: 2 }, { ...entry('order-1'), id: 1 }]);
    expect(store.journal.page(1, 1)).toEqual([{ ...entry('order-1'), id: 1 }]);
  });

  it('resolves all calls of one turn together, and not before they are written', async () => {
    const appends = [1, 2, 3].map((n) => store.journal.append(entry(`order-${n}`), sampleOrder(`order-${n}`)));
    expect(store.orders.get('order-1')).toBeNull();
    expect(await Promise.race([appends[0], Promise.resolve('still waiting')])).toBe('still waiting');
    await appends[0];
    expect(store.orders.open().map((order) => order.id)).toEqual(['order-1', 'order-2', 'order-3']);
    expect((await Promise.all(appends)).every((result) => result.ok)).toBe(true);
  });

  it('does not write an older state over a newer one that was put meanwhile', async () => {
    const append = store.journal.append(entry('order-1'), sampleOrder('order-1'));
    const newer = sampleOrder('order-1', { state: 'partly-filled', filled: 1, filledValue: 26_154 });
    store.orders.put([newer]);
    await append;
    expect(store.orders.get('order-1')).toEqual(newer);
    expect(store.journal.page(0, 10)).toHaveLength(1);
  });

  it('refuses what cannot be written without refusing its neighbours', async () => {
    const round: Record<string, unknown> = {};
    round.self = round;
    const [bad, impossible, good] = await Promise.all([
      store.journal.append(entry('order-1', { detail: round }), sampleOrder('order-1')),
      store.journal.append(entry('order-2'), sampleOrder('order-2', { quantity: NaN })),
      store.journal.append(entry('order-3'), sampleOrder('order-3')),
    ]);
    expect(bad).toMatchObject({ ok: false, fault: { code: 'journal-failed' } });
    expect(impossible).toMatchObject({ ok: false, fault: { code: 'journal-failed' } });
    expect(good.ok).toBe(true);
    expect(store.journal.page(0, 10).map((line) => line.order)).toEqual(['order-3']);
    expect(store.orders.get('order-2')).toBeNull();
  });

  it('writes what waits when the store is closed, and takes nothing after', async () => {
    const append = store.journal.append(entry('order-1'), sampleOrder('order-1'));
    store.close();
    expect((await append).ok).toBe(true);
    expect(await store.journal.append(entry('order-2'), null)).toMatchObject({ ok: false, fault: { code: 'journal-failed' } });
    store = open();
    expect(store.orders.get('order-1')).not.toBeNull();
    expect(store.orders.get('order-2')).toBeNull();
  });
});

describe('orders', () => {
  it('come back field by field', () => {
    const full = sampleOrder('order-2', {
      side: 'sell', offset: 'close-today', type: 'market', price: null, timeInForce: 'ioc', state: 'working', overfilled: true, external: true,
      pending: { kind: 'changing', since: 7.5, price: -3, quantity: 4 }, brokerOrderId: '0001', sentAt: 1.25, acknowledgedAt: 2.5, exchangeTime: 3.125,
      fault: { code: 'broker-rejected', params: { a: 1, b: 'two' }, brokerText: '资金不足' },
    });
    store.orders.put([sampleOrder('order-1'), full]);
    reopen();
    expect(store.orders.get('order-1')).toEqual(sampleOrder('order-1'));
    expect(store.orders.get('order-2')).toEqual(full);
    expect(store.orders.get('order-3')).toBeNull();
  });

  it('keep their place and the total when they change', () => {
    store.orders.put([sampleOrder('a', { createdAt: 1 }), sampleOrder('b', { createdAt: 2, account: 'other' }), sampleOrder('c', { createdAt: 2 })]);
    expect(store.orders.page({ offset: 0, limit: 10 })).toMatchObject({ total: 3, rows: [{ id: 'c' }, { id: 'b' }, { id: 'a' }] });
    store.orders.put([sampleOrder('a', { createdAt: 1, state: 'filled' }), sampleOrder('d', { createdAt: 3 })]);
    expect(store.orders.page({ offset: 1, limit: 2 })).toMatchObject({ total: 4, rows: [{ id: 'c' }, { id: 'b' }] });
    expect(store.orders.page({ account: 'other', offset: 0, limit: 10 })).toMatchObject({ total: 1, rows: [{ id: 'b' }] });
    expect(store.orders.page({ account: 'sim', instrument: 'CFFEX.IF2102', offset: 0, limit: 10 })).toEqual({ total: 0, rows: [] });
    expect(store.orders.open().map((order) => order.id)).toEqual(['b', 'c', 'd']);
  });
});

describe('fills', () => {
  it('are known by account and broker id; the first one stays', () => {
    expect(store.fills.add(sampleFill('1'))).toEqual({ added: true, stored: sampleFill('1') });
    expect(store.fills.add(sampleFill('1', { quantity: 9 }))).toEqual({ added: false, stored: sampleFill('1') });
    expect(store.fills.add(sampleFill('1', { account: 'other' })).added).toBe(true);
    reopen();
    expect(store.fills.add(sampleFill('1', { price: 1 }))).toEqual({ added: false, stored: sampleFill('1') });
    expect(store.fills.ofOrder('order-1')).toHaveLength(2);
    expect(store.fills.page({ account: 'other', offset: 0, limit: 5 })).toEqual({ total: 1, rows: [sampleFill('1', { account: 'other' })] });
  });
});

describe('the rest', () => {
  it('survives a restart as it was', () => {
    const reminder = {
      id: 'r', instrument: 'CFFEX.IF2101', kind: 'change-down', threshold: 200, frequency: 'daily', note: '止损', enabled: true, createdAt: 1, lastFiredAt: null,
      lastFiredDay: null,
    } as const;
    const settings = { ...defaultSettings(), language: 'en' as const, layout: '{"x":1}', panels: { chart: '5m' } };
    store.positions.put([samplePosition(), samplePosition({ side: 'short', today: 0 })]);
    store.positions.put([samplePosition({ today: 5 })]);
    store.reminders.put(reminder);
    store.reminders.put({ ...reminder, id: 'gone' });
    store.reminders.remove('gone');
    store.watchlists.put({ id: 'w2', name: 'two', instruments: [], position: 2 });
    store.watchlists.put({ id: 'w1', name: 'one', instruments: ['HKEX.00700'], position: 1 });
    store.settings.save(settings);
    const line = store.log.add({ time: 1, level: 'warning', subject: 'orders', fault: { code: 'fill-conflict', params: { fill: 'x' } }, text: 't' });
    reopen();
    expect(store.positions.load('sim')).toEqual([samplePosition({ today: 5 }), samplePosition({ side: 'short', today: 0 })]);
    expect(store.positions.load('other')).toEqual([]);
    expect(store.reminders.all()).toEqual([reminder]);
    expect(store.watchlists.all().map((list) => list.id)).toEqual(['w1', 'w2']);
    expect(store.settings.load()).toEqual(settings);
    expect(store.log.newest(5)).toEqual([line]);
  });

  it('gives candles before a time, oldest first, newest version of each', () => {
    const candle = (time: number, close: number) => ({ time, open: 1, high: 9, low: -4, close, volume: 3, openInterest: 0 });
    store.candles.put('CFFEX.IF2101', '1m', [1, 2, 3, 4].map((time) => candle(time, time)));
    store.candles.put('CFFEX.IF2101', '1m', [candle(3, 33)]);
    store.candles.put('CFFEX.IF2101', '5m', [candle(3, 55)]);
    expect(store.candles.load('CFFEX.IF2101', '1m', 4, 2)).toEqual([candle(2, 2), candle(3, 33)]);
    expect(store.candles.load('CFFEX.IF2101', '1m', null, 10)).toHaveLength(4);
  });

  it('bounds the log and never uses an id twice', () => {
    store.transaction(() => {
      for (let n = 0; n < LOG_KEPT + 1200; n++) store.log.add({ time: n, level: 'info', subject: 'test', fault: null, text: '' });
    });
    const kept = store.log.newest(LOG_KEPT * 2);
    expect(kept.length).toBeGreaterThanOrEqual(LOG_KEPT);
    expect(kept.length).toBeLessThan(LOG_KEPT + 500);
    expect(kept[0].id).toBe(LOG_KEPT + 1200);
    reopen();
    expect(store.log.add({ time: 0, level: 'info', subject: 'test', fault: null, text: '' }).id).toBe(LOG_KEPT + 1201);
  });

  it("keeps each broker's snapshot and the entries since", () => {
    const [one, two] = [store.broker('one'), store.broker('two')];
    expect(one.readSnapshot()).toBeNull();
    one.append(['a', 'b']);
    two.append(['x']);
    one.writeSnapshot('after b');
    one.append(['c', 'd']);
    reopen();
    expect(store.broker('one').readSnapshot()).toBe('after b');
    expect(store.broker('one').readEntries()).toEqual(['c', 'd']);
    expect(store.broker('two').readSnapshot()).toBeNull();
    expect(store.broker('two').readEntries()).toEqual(['x']);
  });
});

describe('a transaction', () => {
  it('is all or nothing, and so are those inside it', () => {
    expect(() =>
      store.transaction(() => {
        store.orders.put([sampleOrder('a')]);
        store.fills.add(sampleFill('1'));
        throw new Error('half way');
      }),
    ).toThrow('half way');
    expect(store.orders.page({ offset: 0, limit: 9 })).toEqual({ rows: [], total: 0 });
    expect(store.fills.page({ offset: 0, limit: 9 }).total).toBe(0);

    const answer = store.transaction(() => {
      store.orders.put([sampleOrder('outer')]);
      expect(() =>
        store.transaction(() => {
          store.orders.put([sampleOrder('inner')]);
          throw new Error('inner');
        }),
      ).toThrow('inner');
      return 7;
    });
    expect(answer).toBe(7);
    expect(store.orders.page({ offset: 0, limit: 9 })).toMatchObject({ total: 1, rows: [{ id: 'outer' }] });
  });

  it('refuses asynchronous work', () => {
    expect(() => store.transaction(async () => store.orders.put([sampleOrder('a')]))).toThrow('asynchronous');
    expect(store.orders.get('a')).toBeNull();
  });

  it('takes a bug of its caller as a bug, and goes on', () => {
    expect(() => store.orders.put([sampleOrder('fine'), sampleOrder('a', { filled: NaN })])).toThrow('NOT NULL');
    expect(store.orders.get('fine')).toBeNull();
    store.orders.put([sampleOrder('a')]);
    expect(store.orders.page({ offset: 0, limit: 9 }).total).toBe(1);
  });
});

describe('a database edited by hand', () => {
  it('loses only the rows that make no sense, and says which', () => {
    store.orders.put([sampleOrder('good'), sampleOrder('bad'), sampleOrder('odd', { fault: { code: 'internal' } })]);
    store.fills.add(sampleFill('1'));
    store.fills.add(sampleFill('2'));
    store.positions.put([samplePosition()]);
    store.watchlists.put({ id: 'w', name: 'w', instruments: [], position: 0 });
    store.candles.put('X', '1m', [{ time: 1, open: 1, high: 1, low: 1, close: 1, volume: 1, openInterest: 1 }]);
    store.broker('b').append(['kept']);
    byHand(`
      UPDATE orders SET state = 'dreaming' WHERE id = 'bad';
      UPDATE orders SET fault = '{"code":"from another version"}', pending = '[' WHERE id = 'odd';
      UPDATE fills SET quantity = 0.5 WHERE broker_fill_id = '2';
      UPDATE positions SET today = 9e999;
      UPDATE watchlists SET document = 'not json';
      UPDATE candles SET high = 9e999;
      INSERT INTO reminders (id, document) VALUES ('r', '{"id":"r"}');
      INSERT INTO log (time, level, subject, fault, text) VALUES (1, 'shouting', '', NULL, '');
      INSERT INTO journal (kind, account, detail, time) VALUES ('place', 'a', '][', 1);
    `);
    expect(store.orders.open().map((order) => order.id)).toEqual(['good', 'odd']);
    expect(store.orders.get('bad')).toBeNull();
    expect(store.orders.get('odd')).toMatchObject({ fault: { code: 'internal' }, pending: null });
    expect(store.orders.page({ offset: 0, limit: 9 }).rows).toHaveLength(2);
    expect(store.fills.ofOrder('order-1').map((fill) => fill.brokerFillId)).toEqual(['1']);
    expect(store.fills.add(sampleFill('2')).added).toBe(false);
    expect(store.positions.load('sim')).toEqual([]);
    expect(store.watchlists.all()).toEqual([]);
    expect(store.candles.load('X', '1m', null, 9)).toEqual([]);
    expect(store.reminders.all()).toEqual([]);
    expect(store.journal.page(0, 9)).toMatchObject([{ detail: {} }]);
    expect(store.broker('b').readEntries()).toEqual(['kept']);
    const told = store.log.newest(50).flatMap((line) => (line.fault?.code === 'store-row-unreadable' ? [line.fault.params] : []));
    expect(told).toContainEqual({ table: 'orders', row: 'bad' });
    expect(told.filter((params) => params?.row === 'bad')).toHaveLength(1);
  });

  it('keeps the settings that are good', () => {
    store.settings.save({ ...defaultSettings(), theme: 'light', sounds: false });
    byHand(`UPDATE settings SET document = json_set(document, '$.theme', 'pink', '$.unheardOf', 1, '$.quantityPresets', json('[]'))`);
    expect(store.settings.load()).toEqual({ ...defaultSettings(), sounds: false });
    byHand(`UPDATE settings SET document = 'null'`);
    expect(store.settings.load()).toEqual(defaultSettings());
    byHand(`UPDATE settings SET document = '{{'`);
    expect(store.settings.load()).toEqual(defaultSettings());
  });
});
