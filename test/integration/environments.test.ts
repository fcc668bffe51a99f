/**
 * Two worlds of the simulated exchange behind one desk: switched from one to the other and back, over the real store and brokers.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sessionTrueExchange, simulatedExchange, type ConnectionSetup } from '#electron/core/broker-registry.ts';
import { createCore } from '#electron/core/composition.ts';
import type { Core, ScreenSession } from '#electron/core/core.ts';
import type { Ask, Answer, CommandName } from '#shared/contract/commands.ts';
import { positionQuantity } from '#shared/model/position.ts';
import type { TopicName, Topics } from '#shared/contract/topics.ts';
import { IF } from '#test/stand-ins/instruments.ts';
import { createScriptedBroker } from '#test/stand-ins/scripted-broker.ts';
import { createTopicMirror, type TopicMirror } from '#test/stand-ins/topic-mirror.ts';

let folder: string;
let core: Core;
let screen: ScreenSession;
let mirror: TopicMirror;

async function start(connections?: readonly ConnectionSetup[]): Promise<void> {
  const made = await createCore({ dataFolder: folder, speed: 1, ...(connections ? { connections } : {}) });
  if (!made.ok) throw new Error(made.fault.code);
  core = made.value;
  screen = core.open();
  mirror = createTopicMirror();
  screen.onChange((change) => mirror.take(change));
  for (const change of screen.snapshots()) mirror.take(change);
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pankou-environments-'));
  await start();
});

afterEach(async () => {
  await core.close();
  rmSync(folder, { recursive: true, force: true });
});

async function ask<C extends CommandName>(command: C, asked: Ask<C>): Promise<Answer<C>> {
  const answer = await screen.handle(command, asked as never);
  if (!answer.ok) throw new Error(`${command}: ${JSON.stringify(answer.fault)}`);
  return answer.value;
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (let i = 0; i < 400; i++) {
    if (holds()) return;
    await new Promise((done) => setTimeout(done, 25));
  }
  throw new Error(`never: ${what}`);
}

const all = <T extends TopicName>(topic: T): readonly Topics[T][] => mirror.all(topic);
const account = (id: string) => all('accounts').find((each) => each.id === id);
const working = (id: string) => all('orders').filter((order) => order.account === id && order.state === 'working');

/** A buy far below TEST's market rests; one far above it fills. */
async function trade(accountId: string): Promise<void> {
  await until(`${accountId} ready`, () => account(accountId)?.state === 'ready');
  const common = { account: accountId, instrument: 'PANKOU.TEST', side: 'buy', offset: 'open', quantity: 1, timeInForce: 'gtc', source: 'ticket' } as const;
  await ask('order.place', { ...common, type: 'limit', price: 9_100 });
  await ask('order.place', { ...common, type: 'market', price: null, timeInForce: 'ioc' });
  await until(`a fill of ${accountId}`, () => all('fills').some((fill) => fill.account === accountId));
  await until(`an order of ${accountId} rests`, () => working(accountId).length === 1);
}

test('both worlds’ accounts are there from the first start; one of them is offline', () => {
  expect(all('connections').map(({ id, state, group }) => [id, state, group])).toEqual([['simulated', 'up', 'simulated'], ['simulated-session', 'off', 'simulated']]);
  expect(account('SES-1')).toMatchObject({ connection: 'simulated-session', state: 'offline', environment: 'simulated' });
  expect(all('replay').map(({ clock }) => clock)).toEqual(['replay']);
});

test('switching over and back: each world’s orders, positions and market are its own, also over a restart', async () => {
  await trade('SIM-1');
  const before = { orders: working('SIM-1').map(({ id }) => id), positions: all('positions').filter((p) => p.account === 'SIM-1' && p.instrument === 'PANKOU.TEST') };
  expect(before.positions.length).toBe(1);

  await ask('connection.set', { id: 'simulated-session', on: true });
  expect(all('connections').map(({ id, state }) => [id, state])).toEqual([['simulated', 'off'], ['simulated-session', 'up']]);
  await until('the session accounts', () => account('SES-1')?.state === 'ready');
  expect(account('SIM-1')?.state).toBe('offline');
  const refused = await screen.handle('order.place', { account: 'SIM-1', instrument: 'PANKOU.TEST', side: 'buy', offset: 'open', type: 'limit', price: 9_100, quantity: 1, timeInForce: 'day', source: 'ticket' });
  expect(refused).toMatchObject({ ok: false, fault: { code: 'account-offline' } });

  // The contracts of today in place of those of January 2021, and a desk that looks at them.
  const listed = (await ask('instruments.list', {})).map(({ instrument }) => instrument.id);
  expect(listed).toContain('SSE.600519');
  expect(listed).not.toContain('CFFEX.IF2101');
  const [settings] = all('settings');
  expect(listed).toContain(settings.instrument);
  expect(settings.instrument).toMatch(/^CFFEX\.IF\d{4}$/u);
  expect(all('watchlists').find(({ id }) => id === settings.watchlist)?.instruments).toContain(settings.instrument);
  expect(settings.connectionsOff).toEqual(['simulated']);
  await until('the world’s clock', () => all('replay').some(({ clock }) => clock === 'wall'));
  expect(Math.abs(all('replay')[0].time - Date.now())).toBeLessThan(5_000);
  expect(await screen.handle('replay.set', { paused: true })).toMatchObject({ ok: false, fault: { code: 'not-supported' } });

  await trade('SES-1');
  expect(working('SIM-1').map(({ id }) => id)).toEqual(before.orders);

  // The other world is the one that comes up again.
  await core.close();
  await start();
  expect(all('connections').map(({ id, state }) => [id, state])).toEqual([['simulated', 'off'], ['simulated-session', 'up']]);
  expect(account('SIM-1')?.state).toBe('offline');
  await until('the session accounts', () => account('SES-1')?.state === 'ready');
  expect(working('SES-1').length).toBe(1);

  await ask('connection.set', { id: 'simulated', on: true });
  await until('the replay’s accounts', () => account('SIM-1')?.state === 'ready');
  expect(account('SES-1')?.state).toBe('offline');
  expect((await ask('instruments.list', {})).some(({ instrument }) => instrument.id === 'CFFEX.IF2101')).toBe(true);
  expect(working('SIM-1').map(({ id }) => id)).toEqual(before.orders);
  expect(all('positions').filter((p) => p.account === 'SIM-1' && p.instrument === 'PANKOU.TEST').map(positionQuantity)).toEqual(before.positions.map(positionQuantity));
  expect(working('SES-1').length).toBe(1);
  expect(all('settings')[0].instrument).toBe('CFFEX.IF2101');
}, 60_000);

test('no quote of the other world is left; switching off leaves none at all', async () => {
  const quotes = (id: string) => screen.market.watch([id], [id], [id]);
  quotes('SSE.600519');
  const seen: number[] = [];
  const slot = (await ask('instruments.list', {})).find(({ instrument }) => instrument.id === 'SSE.600519')!.slot;
  await until('a quote', () => {
    const frame = screen.market.build();
    if (frame) seen.push(frame.length);
    return seen.length > 3;
  });
  expect((await ask('trades.recent', { instrument: 'SSE.600519', limit: 100 })).length).toBeGreaterThan(0);
  await ask('connection.set', { id: 'simulated', on: false });
  expect(await ask('trades.recent', { instrument: 'SSE.600519', limit: 100 })).toEqual([]);
  expect((await ask('instruments.list', {})).length).toBe(0);
  expect(slot).toBeGreaterThanOrEqual(0);
  expect(all('replay')).toEqual([]);
  expect(await screen.handle('connection.set', { id: 'moon', on: true })).toMatchObject({ ok: false, fault: { code: 'connection-unknown' } });
});

test('a real account is untouched: it stays the one in use, unlocked, ready and carrying its own instruments', async () => {
  await core.close();
  const replay = simulatedExchange(1);
  if (!replay.ok) throw new Error(replay.fault.code);
  const make = createScriptedBroker({ instruments: [{ ...IF, origin: 'live' }], accounts: [{ id: 'REAL-1', environment: 'real', password: 'open sesame', cash: 50_000_000_000 }] });
  await start([replay.value, sessionTrueExchange(), { id: 'counter', kind: 'ctp', environment: 'real', name: 'Counter', make }]);
  await until('the real account', () => account('REAL-1')?.state === 'ready');
  await ask('account.unlock', { account: 'REAL-1', password: 'open sesame' });
  await ask('settings.set', { account: 'REAL-1' });
  const isUntouched = (): void => {
    expect(account('REAL-1')).toMatchObject({ locked: false, state: 'ready' });
    expect(all('settings')[0].account).toBe('REAL-1');
    expect(all('connections').find(({ id }) => id === 'counter')).toMatchObject({ state: 'up', group: null });
  };
  for (const id of ['simulated-session', 'simulated']) {
    await ask('connection.set', { id, on: true });
    await until(`${id} up`, () => all('connections').some((connection) => connection.id === id && connection.state === 'up'));
    isUntouched();
    // The counter's own contract is the live one in either world.
    expect((await ask('instruments.list', {})).find(({ instrument }) => instrument.id === IF.id)?.instrument.origin).toBe('live');
  }
  // Switched off, it locks itself, as a real account does whenever its connection ends.
  await ask('connection.set', { id: 'counter', on: false });
  expect(account('REAL-1')).toMatchObject({ locked: true, state: 'offline' });
  expect(all('connections').find(({ id }) => id === 'simulated')?.state).toBe('up');
}, 60_000);
