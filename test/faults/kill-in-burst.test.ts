/**
 * kill -9 in the middle of a burst of orders: after the next start nothing is lost and nothing doubled. Every order that was
 * answered is there, none is left hanging, each fill is booked once, and the position is what the fills add up to.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createCore } from '#electron/core/composition.ts';
import type { ScreenSession } from '#electron/core/core.ts';
import type { TopicName, Topics } from '#shared/contract/topics.ts';
import type { Fill } from '#shared/model/fill.ts';
import type { Order } from '#shared/model/order.ts';
import { temporaryFolder } from '#test/e2e/terminal.ts';

const child = fileURLToPath(new URL('burst-child.ts', import.meta.url));

/** Starts the burst, kills it after `ms` of trading, and tells which orders had been answered. */
async function burst(folder: string, ms: number): Promise<string[]> {
  const trader = spawn(process.execPath, ['--no-warnings', child, folder], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let errors = '';
  trader.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  trader.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  await expect.poll(() => output + errors, { timeout: 30_000 }).toMatch(/ready\n/);
  await new Promise((resolve) => setTimeout(resolve, ms));
  trader.kill('SIGKILL');
  await new Promise((resolve) => trader.once('close', resolve));
  // The last line may have been cut by the kill.
  return output.split('\n').slice(1, -1);
}

async function everything<T>(session: ScreenSession, page: 'orders.page' | 'fills.page'): Promise<T[]> {
  const rows: T[] = [];
  for (;;) {
    const answer = await session.handle(page, { offset: rows.length, limit: 1000 });
    if (!answer.ok) throw new Error(answer.fault.code);
    rows.push(...(answer.value.rows as readonly T[]));
    if (answer.value.rows.length < 1000) return rows;
  }
}

test('kill -9 in a burst of orders loses nothing and doubles nothing', async () => {
  const folder = temporaryFolder();
  const answered: string[] = [];
  for (const ms of [60, 250, 700]) answered.push(...(await burst(folder.path, ms)));
  expect(answered.length).toBeGreaterThan(50);

  const core = await createCore({ dataFolder: folder.path });
  if (!core.ok) throw new Error(core.fault.code);
  const session = core.value.open();
  const topic = <T extends TopicName>(name: T): readonly Topics[T][] => session.snapshots().find((change) => change.topic === name)!.items as readonly Topics[T][];
  await expect.poll(() => topic('accounts')[0]?.state, { timeout: 10_000 }).toBe('ready');

  const orders = await everything<Order>(session, 'orders.page');
  const fills = await everything<Fill>(session, 'fills.page');
  const byId = new Map(orders.map((order) => [order.id, order]));

  expect(answered.filter((id) => !byId.has(id))).toEqual([]);
  expect(byId.size).toBe(orders.length);
  expect(orders.filter((order) => order.state === 'submitting' || order.state === 'unknown')).toEqual([]);
  expect(orders.filter((order) => order.external)).toEqual([]);
  // Answered means journalled and handed over; the exchange writes at the end of that turn. What a kill took from it in between is
  // told as such, never filled, and is no more than the turn's own orders (the burst makes ten a turn).
  const lost = answered.filter((id) => byId.get(id)!.state === 'not-received');
  expect(lost.length).toBeLessThanOrEqual(3 * 20);
  expect(fills.filter((fill) => lost.includes(fill.order))).toEqual([]);

  expect(new Set(fills.map((fill) => fill.id)).size).toBe(fills.length);
  const filled = new Map<string, number>();
  for (const fill of fills) filled.set(fill.order, (filled.get(fill.order) ?? 0) + fill.quantity);
  for (const order of orders) expect(order.filled, order.id).toBe(filled.get(order.id) ?? 0);

  const held = { long: 0, short: 0 };
  for (const fill of fills) {
    const opens = fill.offset === 'open';
    held[(fill.side === 'buy') === opens ? 'long' : 'short'] += opens ? fill.quantity : -fill.quantity;
  }
  const positions = { long: 0, short: 0 };
  for (const position of topic('positions')) positions[position.side] += position.today + position.yesterday;
  expect(positions).toEqual(held);

  // Asked once more, nothing changes: the account was reconciled, not merely read.
  const again = await session.handle('account.reconcile', { account: 'SIM-1' });
  expect(again.ok).toBe(true);
  expect(await everything<Order>(session, 'orders.page')).toEqual(orders);
  session.close();
  await core.value.close();
  folder.remove();
}, 120_000);
