/** A counter of the CTP family under the whole core: statement, orders, a crash in between, and one true picture afterwards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createCtpBroker } from '#electron/brokers/ctp/ctp-broker.ts';
import { createCore } from '#electron/core/composition.ts';
import type { Core } from '#electron/core/core.ts';
import { commands } from '#shared/contract/commands.ts';
import { ACCOUNT, CounterSite, launchCounter, until, WHO } from '#test/stand-ins/counter/counter-desk.ts';
import { createTopicMirror } from '#test/stand-ins/topic-mirror.ts';

const folder = mkdtempSync(join(tmpdir(), 'pankou-ctp-core-'));
let core: Core | null = null;
let site: CounterSite | null = null;
afterEach(async () => {
  await core?.close();
  await site?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('statement confirmed, orders placed, the counter killed, carried on with each order once', { timeout: 90_000 }, async () => {
  site = await new CounterSite().begin();
  const make = createCtpBroker({ connection: 'ctp-9999', investorIds: [], launch: launchCounter, folder: site.folder, flow: join(site.root, 'flow'), traderFront: site.front.address, marketFront: site.front.address, who: WHO, environment: 'simulated', preventSelfTrade: true, keepSecrets: () => ({ ok: true, value: null }), pace: { apartMs: 40 } });
  const made = await createCore({ dataFolder: folder, connections: [{ id: 'ctp', kind: 'ctp', environment: 'simulated', name: 'CTP', make }], systems: [] });
  if (!made.ok) throw new Error(made.fault.code);
  core = made.value;
  const screen = core.open();
  const mirror = createTopicMirror();
  screen.onChange((change) => mirror.take(change));
  for (const change of screen.snapshots()) mirror.take(change);
  const orders = () => mirror.all('orders');
  const place = (price: number, quantity: number) =>
    screen.handle('order.place', commands['order.place'].ask.parse({ account: ACCOUNT, instrument: 'SHFE.rb2105', side: 'buy', offset: 'open', type: 'limit', price, quantity, timeInForce: 'day', source: 'ladder' }));

  const ready = (): boolean => mirror.all('accounts').some(({ id, state }) => id === ACCOUNT && state === 'ready');
  await until(ready, 'the account is ready');
  await until(() => mirror.all('positions').some(({ instrument, yesterday }) => instrument === 'SHFE.rb2105' && yesterday === 3), 'yesterday’s position');
  await place(4290, 1);
  await until(() => orders().some(({ state, fault }) => state === 'refused' && fault?.code === 'statement-unconfirmed'), 'refused before the confirmation');
  const live = () => orders().filter(({ state }) => state !== 'refused');
  const read = await screen.handle('statement.read', { account: ACCOUNT, number: 20210104, language: 'zh' });
  expect(read.ok && read.value.text).toContain('资金状况');
  expect((await screen.handle('statement.confirm', { account: ACCOUNT, number: 20210104 })).ok).toBe(true);

  expect((await place(4290, 1)).ok).toBe(true);
  expect((await place(4310, 2)).ok).toBe(true);
  await until(() => live().map(({ state }) => state).sort().join() === 'filled,working', 'one waits, one is filled');

  site.front.say('mute', 'trader');
  await new Promise((resolve) => setTimeout(resolve, 200));
  // Taken by the counter, which says nothing of it any more and then is gone.
  expect((await place(4289, 1)).ok).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 300));
  site.front.say('crash', 'trader');
  await until(() => orders().some(({ state }) => state === 'unknown'), 'nobody knows');
  await until(() => ready() && live().map(({ state }) => state).sort().join() === 'filled,working,working', 'found again');
  expect(orders().every(({ external }) => !external)).toBe(true);
  expect(mirror.all('fills').reduce((sum, { quantity }) => sum + quantity, 0)).toBe(2);
  expect((await place(4288, 1)).ok).toBe(true);
  await until(() => orders().filter(({ state }) => state === 'working').length === 3, 'carried on');
});
