/** Combinations and declarations at a counter, under the whole core: one order with two legs, options that are exercised, and the counter killed in between. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCtpBroker } from '#electron/brokers/ctp/ctp-broker.ts';
import { createCore } from '#electron/core/composition.ts';
import type { Core, ScreenSession } from '#electron/core/core.ts';
import { commands, type Ask } from '#shared/contract/commands.ts';
import type { Environment } from '#shared/model/account.ts';
import { declarationsFor } from '#shared/orders/declarations.ts';
import { ACCOUNT, CounterSite, until } from '#test/stand-ins/counter/counter-desk.ts';
import { createTopicMirror, type TopicMirror } from '#test/stand-ins/topic-mirror.ts';

const OPTION = 'CZCE.SR105C5400';
const SPREAD = 'DCE.SP m2105&m2109';
let folder = '';
let core: Core | null = null;
let site: CounterSite;
let screen: ScreenSession;
let mirror: TopicMirror;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pankou-ctp-declared-'));
  site = await new CounterSite().begin();
});
afterEach(async () => {
  await core?.close();
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

async function start(environment: Environment = 'simulated'): Promise<void> {
  const made = await createCore({ dataFolder: folder, connections: [{ id: 'ctp', kind: 'ctp', environment, name: 'CTP', make: createCtpBroker(site.settings({ environment })) }], systems: [] });
  if (!made.ok) throw new Error(made.fault.code);
  core = made.value;
  screen = core.open();
  mirror = createTopicMirror();
  screen.onChange((change) => mirror.take(change));
  for (const change of screen.snapshots()) mirror.take(change);
  await until(ready, 'the account is ready');
  await screen.handle('statement.confirm', { account: ACCOUNT, number: 20210104 });
}
const ready = (): boolean => mirror.all('accounts').some(({ id, state }) => id === ACCOUNT && state === 'ready');
const place = (change: Partial<Ask<'order.place'>>) =>
  screen.handle('order.place', commands['order.place'].ask.parse({ account: ACCOUNT, instrument: OPTION, side: 'buy', offset: 'auto', type: 'limit', price: 250, quantity: 1, timeInForce: 'day', source: 'ticket', ...change }));
const declare = (change: Partial<Ask<'declaration.make'>>) => screen.handle('declaration.make', commands['declaration.make'].ask.parse({ account: ACCOUNT, kind: 'exercise', instrument: OPTION, quantity: 1, ...change }));
const held = () => mirror.all('positions').filter(({ today, yesterday }) => today + yesterday > 0).map(({ instrument, side, today, frozenToday }) => `${instrument} ${side} ${today}${frozenToday > 0 ? ` (${frozenToday})` : ''}`).filter((line) => !line.startsWith('SHFE')).sort();
const states = () => mirror.all('declarations').map(({ kind, state }) => `${kind} ${state}`).sort();

test('a combination is one order; its legs are held, and what is held decides what each leg does', { timeout: 90_000 }, async () => {
  await start();
  expect((await place({ instrument: SPREAD, price: 22, quantity: 3 })).ok).toBe(true);
  await until(() => mirror.all('orders').some(({ state }) => state === 'filled'), 'filled');
  const [order] = mirror.all('orders');
  // The order's own fill, at the difference; the legs' fills are beside it.
  expect(order).toMatchObject({ offset: 'open', legOffset: 'open', filled: 3, filledValue: 63, overfilled: false });
  await until(() => held().length === 2, 'both legs');
  expect(held()).toEqual(['DCE.m2105 long 3', 'DCE.m2109 short 3']);
  expect(mirror.all('fills').map(({ instrument, quantity }) => `${instrument} ${quantity}`).sort()).toEqual(['DCE.SP m2105&m2109 3', 'DCE.m2105 3', 'DCE.m2109 3']);
  // The second leg bought back by itself: selling the spread now closes the first and opens the second.
  await place({ instrument: 'DCE.m2109', price: 3490, quantity: 3 });
  await until(() => held().join() === 'DCE.m2105 long 3', 'one leg is left');
  await place({ instrument: SPREAD, side: 'sell', price: 21, quantity: 2 });
  await until(() => mirror.all('orders').some(({ state, side }) => state === 'working' && side === 'sell'), 'waits');
  expect(mirror.all('orders').find(({ state }) => state === 'working')).toMatchObject({ offset: 'close', legOffset: 'open' });
  await until(() => held().join() === 'DCE.m2105 long 3 (2)', 'its leg is held back');
  expect((await screen.handle('order.cancelAll', { account: ACCOUNT })).ok).toBe(true);
  await until(() => held().join() === 'DCE.m2105 long 3', 'free again');
  // Asked for anew, the counter's positions are the same as what the fills made.
  expect((await screen.handle('account.reconcile', { account: ACCOUNT })).ok).toBe(true);
  await until(ready, 'checked');
  expect(held()).toEqual(['DCE.m2105 long 3']);
  expect(mirror.all('log').filter(({ fault }) => fault?.code === 'position-corrected' && String(fault.params?.instrument).startsWith('DCE'))).toEqual([]);
});

test('an option’s exercise holds it, survives the counter’s crash, and is taken back', { timeout: 90_000 }, async () => {
  await start();
  const account = mirror.all('accounts').find(({ id }) => id === ACCOUNT)!;
  const listed = await screen.handle('instruments.list', {});
  const option = listed.ok ? listed.value.find(({ instrument }) => instrument.id === OPTION)!.instrument : null;
  expect(declarationsFor(account.capabilities ?? [], option!)).toEqual(['exercise', 'abandon', 'close-options', 'close-futures', 'ask-quote', 'quote']);
  await place({ quantity: 3 });
  await until(() => held().join() === `${OPTION} long 3`, 'held');
  expect(await declare({ quantity: 4 })).toEqual({ ok: false, fault: { code: 'position-insufficient', params: { needed: 4, available: 3 } } });
  expect(await declare({ kind: 'combine' })).toMatchObject({ ok: false, fault: { code: 'declaration-not-offered' } });
  const id = 'exercise-of-a-test';
  const [one, same] = await Promise.all([declare({ id, quantity: 2 }), declare({ id, quantity: 2 })]);
  expect(one.ok && same.ok && one.value.id === same.value.id).toBe(true);
  await until(() => states().join() === 'exercise working', 'one of it');
  expect(held()).toEqual([`${OPTION} long 3 (2)`]);
  expect(await declare({ kind: 'abandon', quantity: 2 })).toEqual({ ok: false, fault: { code: 'position-insufficient', params: { needed: 2, available: 1 } } });

  site.front.say('mute', 'trader');
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect((await declare({ kind: 'abandon', quantity: 1 })).ok).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 300));
  site.front.say('crash', 'trader');
  await until(() => states().includes('abandon unknown'), 'nobody knows');
  await until(() => ready() && states().join() === 'abandon working,exercise working', 'found again, once');

  expect(await screen.handle('declaration.withdraw', { account: ACCOUNT, declaration: id })).toEqual({ ok: true, value: null });
  await until(() => states().includes('exercise cancelled'), 'taken back');
  expect(held()).toEqual([`${OPTION} long 3 (1)`]);
  expect(await screen.handle('declaration.withdraw', { account: ACCOUNT, declaration: id })).toEqual({ ok: false, fault: { code: 'declaration-over' } });
  await screen.handle('risk.kill', { on: true });
  expect(await declare({})).toEqual({ ok: false, fault: { code: 'kill-switch-on' } });
  await screen.handle('risk.kill', { on: false });

  // Another start: the counter's list is all that is needed.
  await core?.close();
  await start();
  await until(() => states().length === 2, 'the day’s');
  expect(states()).toEqual(['abandon working', 'exercise cancelled']);
  expect(mirror.all('declarations').find(({ kind }) => kind === 'exercise')?.id).toBe(id);
});

test('a real account declares nothing while it is locked', { timeout: 90_000 }, async () => {
  await start('real');
  expect(await declare({})).toMatchObject({ ok: false, fault: { code: 'account-locked' } });
  expect((await screen.handle('account.unlock', { account: ACCOUNT, password: 'secret' })).ok).toBe(true);
  expect(await declare({})).toEqual({ ok: false, fault: { code: 'position-insufficient', params: { needed: 1, available: 0 } } });
  expect(states()).toEqual([]);
});
