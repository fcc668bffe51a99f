/**
 * The wire between a terminal and an OpenD breaks at each moment of an order's life: before the frame arrives, in the middle of it, before the
 * answer, in the middle of it, after it; while it is changed and cancelled; silently or with a bang, plain and enciphered. Both ends are whole
 * programs on real sockets. Whatever happened, both say the same afterwards, and nothing was sent twice.
 */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFutuBroker } from '#electron/brokers/futu/futu-broker.ts';
import { ModifyOrder, PlaceOrder } from '#electron/brokers/futu/messages/trade.ts';
import { createCore } from '#electron/core/composition.ts';
import type { Core, ScreenSession } from '#electron/core/core.ts';
import { commands } from '#shared/contract/commands.ts';
import { isFinal, type Order } from '#shared/model/order.ts';
import { openCutWire, type CutWire, type Direction, type Fate } from '#test/stand-ins/cut-wire.ts';
import { createTopicMirror, type TopicMirror } from '#test/stand-ins/topic-mirror.ts';

const KEY = generateKeyPairSync('rsa', { modulusLength: 1024, publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs1', format: 'pem' } }).privateKey;
/** Far below the market: it rests. Ticks of 0.001. */
const LOW = 400_000;

interface Desk {
  readonly core: Core;
  readonly screen: ScreenSession;
  readonly shown: TopicMirror;
}

interface World {
  readonly exchange: Desk;
  readonly remote: Desk;
  readonly wire: CutWire;
  readonly account: string;
}

type Ending = (end: () => Promise<void>) => void;

async function desk(options: Omit<Parameters<typeof createCore>[0], 'dataFolder'>, folder: string, atEnd: Ending): Promise<Desk> {
  const made = await createCore({ dataFolder: folder, ...options });
  if (!made.ok) throw new Error(made.fault.code);
  atEnd(() => made.value.close());
  const screen = made.value.open();
  const shown = createTopicMirror();
  screen.onChange((change) => shown.take(change));
  for (const change of screen.snapshots()) shown.take(change);
  return { core: made.value, screen, shown };
}

/** An exchange with its gateway, a wire, and a terminal that is connected over it. */
async function world(enciphered: boolean, atEnd: Ending): Promise<World> {
  const folder = (): string => {
    const made = mkdtempSync(join(tmpdir(), 'pankou-cuts-'));
    atEnd(() => Promise.resolve(rmSync(made, { recursive: true, force: true })));
    return made;
  };
  const exchangeFolder = folder();
  const keyFile = join(exchangeFolder, 'key.pem');
  if (enciphered) writeFileSync(keyFile, KEY);
  const exchange = await desk({ speed: 1, opend: { host: '127.0.0.1', port: 0, keyFile: enciphered ? keyFile : null } }, exchangeFolder, atEnd);
  const wire = await openCutWire(exchange.shown.all('gateway')[0].port);
  atEnd(() => wire.close());
  const make = createFutuBroker({ address: { host: '127.0.0.1', port: wire.port, key: enciphered ? KEY : null }, securities: ['HK.00700'] });
  const remote = await desk({ connections: [{ id: 'futu', kind: 'futu', environment: 'real', name: 'OpenD', make }] }, folder(), atEnd);
  await until('accounts', () => standing(remote));
  const account = remote.shown.all('accounts').find(({ currencies }) => currencies.includes('HKD'))!.id;
  return { exchange, remote, wire, account };
}

async function until(what: string, holds: () => boolean, ms = 45_000): Promise<void> {
  for (const end = Date.now() + ms; Date.now() < end; ) {
    if (holds()) return;
    await new Promise((done) => setTimeout(done, 10));
  }
  throw new Error(`never: ${what}`);
}

const standing = ({ shown }: Desk): boolean => {
  const accounts = shown.all('accounts').filter(({ connection }) => connection === 'futu');
  return accounts.length > 0 && accounts.every(({ state }) => state === 'ready');
};

const request = (account: string, price = LOW) => commands['order.place'].ask.parse({ account, instrument: 'HKEX.00700', side: 'buy', offset: 'open', type: 'limit', price, quantity: 200, timeInForce: 'day', source: 'ladder' });

async function placed({ remote, account }: World, price = LOW): Promise<string> {
  const answer = await remote.screen.handle('order.place', request(account, price));
  if (!answer.ok) throw new Error(JSON.stringify(answer.fault));
  const { id } = answer.value.orders[0];
  await until('shown', () => remote.shown.all('orders').some((order) => order.id === id));
  return id;
}

const here = ({ remote }: World, id: string): Order => remote.shown.all('orders').find((order) => order.id === id)!;
const there = ({ exchange }: World): Order[] => exchange.shown.all('orders').filter(({ source }) => source === 'script');
const sent = ({ wire }: World, protocol: number): number => wire.passed.filter((frame) => frame.direction === 'to-opend' && frame.protocol === protocol).length;

/** The connection was lost and stands again. */
async function recovered({ remote }: World): Promise<void> {
  await until('lost', () => !standing(remote));
  await until('recovered', () => standing(remote));
}

/** Time in which a client that sends again would. */
const beSure = (): Promise<void> => new Promise((done) => setTimeout(done, 400));

/** An order that rests, seen by both. */
async function resting(all: World): Promise<string> {
  const id = await placed(all);
  await until('working', () => here(all, id).state === 'working' && here(all, id).brokerOrderId !== null && there(all)[0]?.state === 'working');
  return id;
}

interface Break {
  readonly when: string;
  readonly direction: Direction;
  readonly fate: Fate;
  readonly delivered: boolean;
  /** Whether OpenD had the request. */
  readonly arrived: boolean;
}

const BANGS: readonly Break[] = [
  { when: 'before the frame arrives', direction: 'to-opend', fate: 'cut', delivered: false, arrived: false },
  { when: 'in the middle of the frame', direction: 'to-opend', fate: 'torn', delivered: false, arrived: false },
  { when: 'after the frame, before the answer', direction: 'to-opend', fate: 'cut', delivered: true, arrived: true },
  { when: 'as the answer comes', direction: 'to-client', fate: 'cut', delivered: false, arrived: true },
  { when: 'in the middle of the answer', direction: 'to-client', fate: 'torn', delivered: false, arrived: true },
  { when: 'after the answer', direction: 'to-client', fate: 'cut', delivered: true, arrived: true },
];

/** Nobody tells the client: it finds out by itself that nothing comes any more. */
const SILENCES: readonly Break[] = [
  { when: 'stalls before the frame arrives', direction: 'to-opend', fate: 'stall', delivered: false, arrived: false },
  { when: 'stalls before the answer', direction: 'to-opend', fate: 'stall', delivered: true, arrived: true },
  { when: 'is half open before the answer', direction: 'to-opend', fate: 'half-open', delivered: true, arrived: true },
  { when: 'is half open after the answer', direction: 'to-client', fate: 'half-open', delivered: true, arrived: true },
];

async function placing(enciphered: boolean, { direction, fate, delivered, arrived }: Break, atEnd: Ending): Promise<void> {
  const all = await world(enciphered, atEnd);
  const broken = all.wire.breaks(direction, PlaceOrder.id, fate, delivered);
  const id = await placed(all);
  await broken;
  await recovered(all);
  if (arrived) {
    await until('found', () => here(all, id).state === 'working' && here(all, id).brokerOrderId !== null);
    expect(there(all)).toMatchObject([{ state: 'working', quantity: 200, price: LOW }]);
  } else {
    await until('known to be lost', () => here(all, id).state === 'not-received');
  }
  await beSure();
  expect(there(all)).toHaveLength(arrived ? 1 : 0);
  expect(sent(all, PlaceOrder.id)).toBe(1);
  // No stranger beside it: what was found is ours.
  expect(all.remote.shown.all('orders')).toHaveLength(1);
  expect(here(all, id).external).toBe(false);
  // And the next order goes its way.
  const next = await placed(all);
  await until('the next', () => here(all, next).state === 'working');
  expect(there(all)).toHaveLength(arrived ? 2 : 1);
}

async function changing(enciphered: boolean, { direction, fate, delivered, arrived }: Break, atEnd: Ending): Promise<void> {
  const all = await world(enciphered, atEnd);
  const id = await resting(all);
  const broken = all.wire.breaks(direction, ModifyOrder.id, fate, delivered);
  expect(await all.remote.screen.handle('order.modify', { order: id, price: LOW - 1_000, quantity: 300 })).toMatchObject({ ok: true });
  await broken;
  await recovered(all);
  const [price, quantity] = arrived ? [LOW - 1_000, 300] : [LOW, 200];
  await until('as it is', () => here(all, id).pending === null && here(all, id).state === 'working' && here(all, id).price === price);
  await beSure();
  expect(here(all, id)).toMatchObject({ price, quantity });
  expect(there(all)).toMatchObject([{ state: 'working', price, quantity }]);
  expect([sent(all, PlaceOrder.id), sent(all, ModifyOrder.id)]).toEqual([1, 1]);
}

async function cancelling(enciphered: boolean, { direction, fate, delivered, arrived }: Break, atEnd: Ending): Promise<void> {
  const all = await world(enciphered, atEnd);
  const id = await resting(all);
  const broken = all.wire.breaks(direction, ModifyOrder.id, fate, delivered);
  expect(await all.remote.screen.handle('order.cancel', { order: id })).toMatchObject({ ok: true });
  await broken;
  await recovered(all);
  await until('as it is', () => here(all, id).pending === null && here(all, id).state === (arrived ? 'cancelled' : 'working'));
  await beSure();
  expect(there(all)).toMatchObject([{ state: arrived ? 'cancelled' : 'working' }]);
  expect([sent(all, PlaceOrder.id), sent(all, ModifyOrder.id)]).toEqual([1, 1]);
  if (arrived) return;
  expect(await all.remote.screen.handle('order.cancel', { order: id })).toMatchObject({ ok: true });
  await until('cancelled in the end', () => isFinal(here(all, id).state) && there(all)[0].state === 'cancelled');
}

const WIRES = [['plain', false], ['enciphered', true]] as const;
const DEEDS = [['placed', placing], ['changed', changing], ['cancelled', cancelling]] as const;

// They mostly wait for a connection to come back: together, a few at a time.
describe.each(WIRES)('%s, the wire is cut while an order is', (_how, enciphered) => {
  describe.each(DEEDS)('%s', (_what, deed) => {
    it.concurrent.for(BANGS)('$when', { timeout: 90_000 }, (each, { onTestFinished }) => deed(enciphered, each, onTestFinished));
  });
});

// Each waits half a minute for what does not come: they do so together.
describe.concurrent('the wire falls silent', () => {
  const cases = WIRES.flatMap(([how, enciphered]) =>
    DEEDS.flatMap(([what, deed]) => (deed === placing ? SILENCES : enciphered ? [] : SILENCES.slice(0, 2)).map((each) => ({ name: `${what}, ${how}: ${each.when}`, enciphered, deed, each }))));
  it.for(cases)('$name', { timeout: 120_000 }, ({ enciphered, deed, each }, { onTestFinished }) => deed(enciphered, each, onTestFinished));
});

describe('while nobody hears', () => {
  it('an order that is filled, and one that is cancelled at the exchange, are found with their fills', { timeout: 90_000 }, async ({ onTestFinished }) => {
    const all = await world(false, onTestFinished);
    const id = await resting(all);
    await new Promise((done) => setTimeout(done, 30));
    const second = await placed(all, LOW - 1_000);
    await until('both', () => there(all).filter(({ state }) => state === 'working').length === 2 && here(all, second).brokerOrderId !== null);
    const broken = all.wire.breaks('to-opend', ModifyOrder.id, 'cut', true);
    // The change makes it cross the market; its fills are told to a dead line.
    expect(await all.remote.screen.handle('order.modify', { order: id, price: 2 * LOW, quantity: 200 })).toMatchObject({ ok: true });
    await broken;
    const other = there(all).find(({ price }) => price === LOW - 1_000)!;
    await all.exchange.screen.handle('order.cancel', { order: other.id });
    await until('filled', () => here(all, id).state === 'filled');
    await until('gone', () => here(all, second).state === 'cancelled');
    const paid = all.exchange.shown.all('fills').filter(({ order }) => order !== other.id);
    const known = all.remote.shown.all('fills').filter(({ order }) => order === id);
    expect(known.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(200);
    expect(known.reduce((sum, { quantity, price }) => sum + quantity * price, 0)).toBe(paid.reduce((sum, { quantity, price }) => sum + quantity * price, 0));
    await until('held', () => all.remote.shown.all('positions').some(({ account, instrument, today, yesterday }) => account === all.account && instrument === 'HKEX.00700' && today + yesterday === 200));
    expect(here(all, id).overfilled).toBe(false);
    expect(sent(all, PlaceOrder.id)).toBe(2);
  });

  it('while it is down nothing is taken, and nothing is kept to be sent later', async ({ onTestFinished }) => {
    const all = await world(false, onTestFinished);
    await all.exchange.screen.handle('opend.set', { on: false, port: 11_111 });
    await until('down', () => !standing(all.remote));
    expect(await all.remote.screen.handle('order.place', request(all.account))).toMatchObject({ ok: false });
    expect(sent(all, PlaceOrder.id)).toBe(0);
  });
});
