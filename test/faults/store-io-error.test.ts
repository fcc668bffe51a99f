/** Writes that fail half-way (I/O error) while orders are journalled. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openStore } from '#electron/store/sqlite/open-store.ts';

const program = fileURLToPath(new URL('journal-io-error.ts', import.meta.url));
const canLimit = spawnSync('prlimit', ['--version']).status === 0;

it.runIf(canLimit)('are refused, and what is promised afterwards is kept though the process is killed at once', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pankou-io-'));
  const { stdout, stderr } = spawnSync(process.execPath, [program, folder], { encoding: 'utf8' });
  expect(stderr).toBe('');
  const seen = JSON.parse(stdout) as { promised: string[]; refused: string[]; waited: number; waiting: number };
  expect(seen.refused).toEqual(['order-50', 'order-51', 'order-52']);
  expect(seen.promised).toHaveLength(51);
  expect(seen.promised).toContain('order-53');
  expect(seen).toMatchObject({ waited: 1, waiting: 0 });

  const opened = openStore({ folder });
  if (!opened.ok) throw new Error(JSON.stringify(opened.fault));
  const store = opened.value;
  expect(store.journal.page(0, 100).map((entry) => entry.order).reverse()).toEqual(seen.promised);
  for (const id of seen.promised) expect(store.orders.get(id)).not.toBeNull();
  for (const id of seen.refused) expect(store.orders.get(id)).toBeNull();
  expect(store.orders.get('put-meanwhile')).not.toBeNull();
  store.close();
  rmSync(folder, { recursive: true });
});
