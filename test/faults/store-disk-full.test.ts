/** A disk that is full while orders are journalled and fills come in. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '#electron/store/sqlite/database.ts';
import { createStore } from '#electron/store/sqlite/open-store.ts';
import type { Store } from '#electron/store/store.ts';
import { sampleFill, sampleOrder, samplePosition } from '#test/unit/store-samples.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pankou-full-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const opened = (): { store: Store; database: DatabaseSync } => {
  const result = openDatabase(folder);
  if (!result.ok) throw new Error(JSON.stringify(result.fault));
  return { store: createStore(folder, result.value, () => {}), database: result.value };
};

const append = (store: Store, id: string, detail: Record<string, unknown> = {}) =>
  store.journal.append({ kind: 'place', account: 'sim', order: id, detail, time: 1 }, sampleOrder(id));

/** Fills the disk to the last page: no single row fits any more. Real SQLITE_FULL, by the database's own page limit. */
async function fill(store: Store, database: DatabaseSync): Promise<number> {
  const pages = Number(database.prepare('PRAGMA page_count').get()?.page_count);
  database.exec(`PRAGMA max_page_count = ${pages + 8}`);
  let written = 0;
  for (const size of [2000, 200, 0]) {
    while ((await append(store, `filler-${size}-${written}`, { text: 'x'.repeat(size) })).ok) written += 1;
  }
  return written;
}

const release = (database: DatabaseSync): void => database.exec('PRAGMA max_page_count = 1000000');

describe('a full disk', () => {
  it('refuses every journal entry of the turn, writes none, and takes the next when there is space', async () => {
    const { store, database } = opened();
    const written = await fill(store, database);
    const results = await Promise.all(['a', 'b', 'c'].map((id) => append(store, id)));
    for (const result of results) {
      expect(result).toEqual({ ok: false, fault: { code: 'journal-failed', params: { reason: 'database or disk is full' } } });
    }
    expect(store.journal.page(0, 10_000)).toHaveLength(written);
    expect(store.orders.page({ offset: 0, limit: 1 }).total).toBe(written);
    expect(store.orders.get('a')).toBeNull();
    release(database);
    expect(await append(store, 'after')).toEqual({ ok: true, value: null });
    expect(store.orders.get('after')).not.toBeNull();
    expect(store.journal.page(0, 10_000)).toHaveLength(written + 1);
    store.close();
  });

  it('loses no fill, order or log line that comes meanwhile, and keeps their order', async () => {
    const { store, database } = opened();
    await fill(store, database);
    const log = Array.from({ length: 200 }, (_, n) => store.log.add({ time: n, level: 'error', subject: 'store', fault: null, text: 'y'.repeat(100) }));
    expect(store.waitingWrites).toBeGreaterThan(0);
    store.orders.put([sampleOrder('order-1', { state: 'working' })]);
    expect(store.fills.add(sampleFill('1')).added).toBe(true);
    expect(store.fills.add(sampleFill('1', { quantity: 9 }))).toEqual({ added: false, stored: sampleFill('1') });
    store.transaction(() => {
      store.orders.put([sampleOrder('order-1', { state: 'filled', filled: 2, filledValue: 52_308 })]);
      store.positions.put([samplePosition()]);
      expect(store.orders.get('order-1')?.state).toBe('filled');
    });
    expect(() =>
      store.transaction(() => {
        store.orders.put([sampleOrder('never')]);
        throw new Error('changed my mind');
      }),
    ).toThrow('changed my mind');

    // What the core reads meanwhile is what it wrote.
    expect(store.orders.get('order-1')?.state).toBe('filled');
    expect(store.orders.get('never')).toBeNull();
    expect(store.orders.open().some((order) => order.id === 'order-1')).toBe(false);
    expect(store.fills.ofOrder('order-1')).toEqual([sampleFill('1')]);
    expect(store.log.newest(1)).toEqual([log.at(-1)]);
    // Nothing is journalled past what waits, and a broker is told at once.
    expect((await append(store, 'b')).ok).toBe(false);
    expect(() => store.broker('sim').append(['event'])).toThrow('full');

    release(database);
    expect((await append(store, 'c')).ok).toBe(true);
    expect(store.waitingWrites).toBe(0);
    store.close();
    const again = opened();
    expect(again.store.orders.get('order-1')?.state).toBe('filled');
    expect(again.store.orders.get('never')).toBeNull();
    expect(again.store.fills.page({ offset: 0, limit: 5 })).toEqual({ total: 1, rows: [sampleFill('1')] });
    expect(again.store.positions.load('sim')).toEqual([samplePosition()]);
    expect(again.store.log.newest(300)).toEqual(log.toReversed());
    again.store.close();
  });

  it('lets nothing small overtake something large that waits', async () => {
    const { store, database } = opened();
    const pages = Number(database.prepare('PRAGMA page_count').get()?.page_count);
    database.exec(`PRAGMA max_page_count = ${pages + 20}`);
    store.orders.put([sampleOrder('large', { fault: { code: 'broker-rejected', brokerText: 'x'.repeat(200_000) } })]);
    store.orders.put([sampleOrder('small')]);
    expect(store.waitingWrites).toBe(2);
    expect(await append(store, 'small')).toMatchObject({ ok: false });
    expect(store.orders.page({ offset: 0, limit: 5 }).total).toBe(0);
    release(database);
    expect((await append(store, 'next')).ok).toBe(true);
    expect(store.orders.page({ offset: 0, limit: 5 }).rows.map((order) => order.id)).toEqual(['next', 'small', 'large']);
    store.close();
  });

  it('is tried again by itself', async () => {
    const { store, database } = opened();
    await fill(store, database);
    for (let n = 0; n < 100; n++) store.log.add({ time: n, level: 'error', subject: 'store', fault: null, text: 'y'.repeat(200) });
    release(database);
    const deadline = Date.now() + 20_000;
    while (store.waitingWrites > 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(store.waitingWrites).toBe(0);
    store.close();
  });
});

const tiny = join(tmpdir(), `pankou-tiny-${process.pid}`);
mkdirSync(tiny, { recursive: true });
const mounted = process.platform === 'linux' && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', tiny]).status === 0;

describe.runIf(mounted)('a file system without space', () => {
  afterEach(() => {
    spawnSync('umount', [tiny]);
    rmSync(tiny, { recursive: true });
  });

  it('refuses the entry and recovers', async () => {
    rmSync(folder, { recursive: true });
    folder = tiny;
    const { store } = opened();
    writeFileSync(join(tiny, 'ballast'), Buffer.alloc(1024 * 1024));
    let written = 0;
    let result = await append(store, 'filler');
    while (result.ok && written < 10_000) result = await append(store, `filler-${written++}`, { text: 'x'.repeat(5000) });
    expect(result).toMatchObject({ ok: false, fault: { code: 'journal-failed' } });
    const total = store.journal.page(0, 10_000).length;
    expect(store.orders.page({ offset: 0, limit: 1 }).total).toBe(total);
    rmSync(join(tiny, 'ballast'));
    expect(await append(store, 'after')).toEqual({ ok: true, value: null });
    store.close();
    const again = opened();
    expect(again.store.journal.page(0, 10_000)).toHaveLength(total + 1);
    again.store.close();
    folder = `${tiny}-gone`;
  });
});
if (!mounted) rmSync(tiny, { recursive: true, force: true });
