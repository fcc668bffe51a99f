/** kill -9 while accounts are opened and money is moved: after the next start everything that was answered is there, and nothing by half. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createCore } from '#electron/core/composition.ts';
import type { Account, Funds } from '#shared/model/account.ts';
import { temporaryFolder } from '#test/e2e/terminal.ts';

const child = fileURLToPath(new URL('accounts-child.ts', import.meta.url));

interface Picture {
  readonly names: readonly string[];
  readonly cash: readonly { readonly account: string; readonly balance: number; readonly netDeposits: number }[];
}

/** Lets it run for `ms` after its first answer, kills it, and gives the last picture that it printed whole. */
async function run(folder: string, ms: number): Promise<Picture> {
  const desk = spawn(process.execPath, ['--no-warnings', child, folder], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let errors = '';
  desk.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  desk.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  await expect.poll(() => output + errors, { timeout: 30_000 }).toContain('\n');
  await new Promise((resolve) => setTimeout(resolve, ms));
  desk.kill('SIGKILL');
  await new Promise((resolve) => desk.once('close', resolve));
  expect(errors).toBe('');
  return JSON.parse(output.split('\n').at(-2)!) as Picture;
}

test('what was answered is there after kill -9, and a transfer is whole or not at all', async () => {
  const folder = temporaryFolder();
  for (const ms of [40, 150, 400]) {
    const before = await run(folder.path, ms);
    const core = await createCore({ dataFolder: folder.path });
    if (!core.ok) throw new Error(core.fault.code);
    const session = core.value.open();
    const items = (topic: string): readonly unknown[] => session.snapshots().find((change) => change.topic === topic)!.items;
    await expect.poll(() => (items('accounts') as readonly Account[]).every(({ connection, state }) => connection !== 'simulated' || state === 'ready'), { timeout: 20_000 }).toBe(true);
    const names = (items('accounts') as readonly Account[]).filter(({ connection }) => connection === 'simulated').map(({ name }) => name);
    const after = new Map((items('funds') as readonly Funds[]).filter((one) => one.currency === 'CNY').map((one) => [one.account, one]));
    // At most one command was under way: it may have been done though it was not answered any more.
    expect(names.slice(0, before.names.length)).toEqual(before.names);
    expect(names.length - before.names.length).toBeLessThanOrEqual(1);
    const moved = before.cash.filter(({ account, balance }) => after.get(account)?.balance !== balance).map(({ account, balance }) => ({ account, by: after.get(account)!.balance - balance }));
    // One account's, or a transfer's two.
    expect(moved.length).toBeLessThanOrEqual(2);
    // A transfer took from one exactly what it gave to the other.
    if (moved.length === 2) expect(moved[0].by + moved[1].by).toBe(0);
    for (const [, { balance, netDeposits }] of after) expect(netDeposits).toBe(balance);
    await core.value.close();
  }
  folder.remove();
}, 120_000);
