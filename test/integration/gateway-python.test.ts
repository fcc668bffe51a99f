/** The README's ten lines as a script in another language that shares nothing with this program: it trades the simulated account. */
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { createCore } from '#electron/core/composition.ts';
import { createTopicMirror } from '#test/stand-ins/topic-mirror.ts';

const SCRIPT = fileURLToPath(new URL('../stand-ins/opend-script.py', import.meta.url));

function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

it.skipIf(!hasPython())('a Python script without any library of ours asks, orders, is told and holds', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pankou-python-'));
  const made = await createCore({ dataFolder: folder, speed: 1, opend: { host: '127.0.0.1', port: 0, keyFile: null } });
  if (!made.ok) throw new Error(made.fault.code);
  try {
    const screen = made.value.open();
    const shown = createTopicMirror();
    screen.onChange((change) => shown.take(change));
    for (const change of screen.snapshots()) shown.take(change);
    await expect.poll(() => shown.all('accounts').some(({ state }) => state === 'ready')).toBe(true);
    const { stdout } = await promisify(execFile)('python3', [SCRIPT, String(shown.all('gateway')[0].port)], { timeout: 30_000 });
    const told = JSON.parse(stdout) as { price: number; order: string; listed: string[]; remark: string; positions: [string, number][] };
    expect(told.listed).toEqual([told.order]);
    expect(told.remark).toBe('first');
    expect(told.positions).toEqual([['00700', 100]]);
    expect(shown.all('orders')).toMatchObject([{ instrument: 'HKEX.00700', state: 'filled', filled: 100, source: 'script', script: { connection: 'ten lines', remark: 'first' } }]);
    expect(told.price).toBeGreaterThan(0);
  } finally {
    await made.value.close();
    rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);
