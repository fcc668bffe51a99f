/** kill -9 in the middle of journalling: what was promised is there, and nothing is there by half. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openStore } from '#electron/store/sqlite/open-store.ts';

const writer = fileURLToPath(new URL('journal-writer.ts', import.meta.url));

/** Runs the writer until it has promised `atLeast` entries and then some, kills it, and returns the numbers it promised. */
async function killedRun(folder: string, first: number, atLeast: number, afterMs: number): Promise<number[]> {
  const child = spawn(process.execPath, [writer, folder, String(first)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  const enough = new Promise<void>((resolve) => {
    child.stdout.on('data', (bytes: Buffer) => {
      printed += bytes.toString();
      if (printed.length > atLeast * 4) resolve();
    });
  });
  const ended = once(child, 'close');
  await Promise.race([enough, ended]);
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  child.kill('SIGKILL');
  await ended;
  return printed.split('\n').slice(0, -1).map(Number);
}

it('keeps every entry whose append had resolved, over five kills', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pankou-kill-'));
  const promised = new Set<number>();
  let next = 0;
  for (let round = 0; round < 5; round++) {
    const printed = await killedRun(folder, next, 50, round * 37);
    expect(printed.length).toBeGreaterThan(10);
    for (const number of printed) promised.add(number);

    const opened = openStore({ folder });
    if (!opened.ok) throw new Error(JSON.stringify(opened.fault));
    const store = opened.value;
    const entries = store.journal.page(0, 1_000_000);
    const journalled = new Set(entries.map((entry) => entry.time));
    for (const number of promised) expect(journalled.has(number), `entry ${number} was promised`).toBe(true);
    expect(journalled.size).toBe(entries.length);

    // An entry and its order are one; and nothing that was written before it is missing.
    expect(store.orders.page({ offset: 0, limit: 1 }).total).toBe(entries.length);
    const events = new Set(store.broker('sim').readEntries());
    for (const entry of entries) {
      expect(entry.detail).toEqual({ number: entry.time, text: 'x'.repeat(entry.time % 3000) });
      expect(store.orders.get(`order-${entry.time}`)?.createdAt).toBe(entry.time);
      expect(events.has(String(entry.time))).toBe(true);
      expect(store.fills.ofOrder(`order-${entry.time}`)).toHaveLength(1);
    }
    next = Math.max(...[...events].map(Number)) + 1;
    store.close();
  }
  rmSync(folder, { recursive: true });
});
