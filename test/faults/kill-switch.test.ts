/** The kill switch outlives the program: kill -9 after it was answered, and the next start has it as it was left, and says so. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createCore } from '#electron/core/composition.ts';
import type { RiskStatus } from '#shared/model/risk.ts';
import type { LogEntry } from '#shared/model/log.ts';
import { temporaryFolder } from '#test/e2e/terminal.ts';

const child = fileURLToPath(new URL('kill-switch-child.ts', import.meta.url));

async function touchAndDie(folder: string, to: 'on' | 'off'): Promise<void> {
  const trader = spawn(process.execPath, ['--no-warnings', child, folder, to], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [trader.stdout, trader.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await expect.poll(() => output, { timeout: 30_000 }).toBe('done\n');
  trader.kill('SIGKILL');
  await new Promise((resolve) => trader.once('close', resolve));
}

async function startAgain(folder: string): Promise<{ readonly killed: boolean; readonly said: boolean }> {
  const core = await createCore({ dataFolder: folder, connections: [] });
  if (!core.ok) throw new Error(core.fault.code);
  const snapshots = core.value.open().snapshots();
  const items = (topic: string): readonly unknown[] => snapshots.find((change) => change.topic === topic)?.items ?? [];
  await core.value.close();
  const newest = (items('log') as readonly LogEntry[]).slice(-2);
  return { killed: (items('risk') as readonly RiskStatus[])[0].killed, said: newest.some((line) => line.fault?.code === 'kill-switch-kept') };
}

test('stays as it was left over kill -9', async () => {
  const folder = temporaryFolder();
  expect(await startAgain(folder.path)).toEqual({ killed: false, said: false });
  await touchAndDie(folder.path, 'on');
  expect(await startAgain(folder.path)).toEqual({ killed: true, said: true });
  expect(await startAgain(folder.path)).toEqual({ killed: true, said: true });
  await touchAndDie(folder.path, 'off');
  expect(await startAgain(folder.path)).toEqual({ killed: false, said: false });
  folder.remove();
}, 60_000);
