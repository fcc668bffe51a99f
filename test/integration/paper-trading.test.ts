/**
 * Paper trading: the session-true exchange fills at what a live connection quotes, the replaying one leaves such an instrument alone.
 * The whole core with a scripted broker as the live feed; the exchange stands on a Monday morning.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CATALOGUE } from '#electron/brokers/simulated/feed/catalogue.ts';
import { listedOn } from '#electron/brokers/simulated/feed/contract-months.ts';
import { sessionTrueExchange, simulatedExchange, type ConnectionSetup } from '#electron/core/broker-registry.ts';
import { createCore } from '#electron/core/composition.ts';
import type { Core, ScreenSession } from '#electron/core/core.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { emptyBook, LEVEL, levelOffset } from '#shared/model/order-book.ts';
import type { Order } from '#shared/model/order.ts';
import { emptyQuote, PHASES, QUOTE } from '#shared/model/quote.ts';
import type { TopicName, Topics } from '#shared/contract/topics.ts';
import { IF } from '#test/stand-ins/instruments.ts';
import { createScriptedBroker, type ScriptedBroker } from '#test/stand-ins/scripted-broker.ts';
import { createTopicMirror, type TopicMirror } from '#test/stand-ins/topic-mirror.ts';

const DAY = '2026-11-23';
const MONDAY = Date.parse(`${DAY}T10:00:00+08:00`);
const FRONT = listedOn(CATALOGUE, DAY).find(({ instrument }) => instrument.product === 'IF')!.instrument;

const ONLY_LIVE: Instrument = { ...FRONT, id: 'CFFEX.ZZ9999', code: 'ZZ9999', product: 'ZZ', name: { zh: '只在实盘', en: 'Live only' }, expiry: '2027-01-15', origin: 'live' };
const { margin: _margin, ...WITHOUT_MARGIN } = ONLY_LIVE;
const UNKNOWN_TERMS: Instrument = { ...WITHOUT_MARGIN, id: 'CFFEX.YY9999', code: 'YY9999' };

let folder: string;
let core: Core;
let screen: ScreenSession;
let mirror: TopicMirror;
let live: ScriptedBroker;

const all = <T extends TopicName>(topic: T): readonly Topics[T][] => mirror.all(topic);

async function until(what: string, holds: () => boolean): Promise<void> {
  for (let i = 0; i < 400; i++) {
    if (holds()) return;
    await new Promise((done) => setTimeout(done, 10));
  }
  throw new Error(`never: ${what}`);
}

/** The session-true exchange with its clock moved to Monday morning, wherever the machine's is. */
function onMonday(): ConnectionSetup {
  const setup = sessionTrueExchange();
  const shift = MONDAY - Date.now();
  return { ...setup, make: (context) => setup.make({ ...context, now: () => context.now() + shift }) };
}

const liveSetup = (instruments: readonly Instrument[]): ConnectionSetup => ({
  id: 'live', kind: 'ctp', environment: 'quotes-only', name: 'Live',
  make: createScriptedBroker({ instruments, accounts: [] }, (broker) => void (live = broker)),
});

async function start(connections: readonly ConnectionSetup[], account: string): Promise<void> {
  const made = await createCore({ dataFolder: folder, connections });
  if (!made.ok) throw new Error(made.fault.code);
  core = made.value;
  screen = core.open();
  mirror = createTopicMirror();
  screen.onChange((change) => mirror.take(change));
  for (const change of screen.snapshots()) mirror.take(change);
  // The environment that is off at first is switched on as a user does it.
  if (connections.some(({ id }) => id === 'simulated-session')) expect(await screen.handle('connection.set', { id: 'simulated-session', on: true })).toMatchObject({ ok: true });
  await until('the account', () => all('accounts').find(({ id }) => id === account)?.state === 'ready');
}

function quote(instrument: Instrument, bid: readonly [number, number], ask: readonly [number, number], more: Partial<Record<'volume' | 'last', number>> = {}): void {
  const record = emptyQuote();
  const slot = live.at.sink.slotOf(instrument.id);
  [record[QUOTE.bid], record[QUOTE.bidSize]] = bid;
  [record[QUOTE.ask], record[QUOTE.askSize]] = ask;
  record[QUOTE.last] = more.last ?? bid[0];
  record[QUOTE.preSettlement] = bid[0];
  record[QUOTE.volume] = more.volume ?? 0;
  record[QUOTE.exchangeTime] = MONDAY;
  record[QUOTE.phase] = PHASES.indexOf('continuous');
  live.at.sink.quote(slot, record, 0);
  const book = emptyBook();
  const at = levelOffset(0);
  book[0] = 1;
  [book[at + LEVEL.bid], book[at + LEVEL.bidSize], book[at + LEVEL.ask], book[at + LEVEL.askSize]] = [...bid, ...ask];
  live.at.sink.book(slot, book, 0);
}

const place = (account: string, instrument: string, quantity: number, price: number | null) =>
  screen.handle('order.place', { account, instrument, side: 'buy', offset: 'open', type: price === null ? 'market' : 'limit', price, quantity, timeInForce: 'day', source: 'ticket' });

async function placed(instrument: string, quantity: number, price: number | null): Promise<string> {
  const answer = await place('SES-1', instrument, quantity, price);
  if (!answer.ok) throw new Error(JSON.stringify(answer.fault));
  return answer.value.orders[0].id;
}

const orderOf = (id: string): Order | undefined => all('orders').find((order) => order.id === id);
const fillsOf = (id: string) => all('fills').filter((fill) => fill.order === id);
const quiet = (): Promise<void> => new Promise((done) => setTimeout(done, 120));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pankou-paper-'));
});

afterEach(async () => {
  await core.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('in the session-true environment', () => {
  it('orders fill at the live quote as far as its size goes, wait for it, and get nothing from one that is stale', async () => {
    await start([onMonday(), liveSetup([{ ...FRONT, origin: 'live' }])], 'SES-1');
    const listed = await screen.handle('instruments.list', {});
    expect(listed.ok && listed.value.find(({ instrument }) => instrument.id === FRONT.id)?.instrument.origin).toBe('live');

    // Nothing has been quoted yet: there is no market to buy at.
    const early = await placed(FRONT.id, 1, null).catch(() => null);
    if (early !== null) await until('a refusal', () => ['rejected', 'cancelled'].includes(orderOf(early)?.state ?? ''));
    expect(all('fills')).toEqual([]);

    quote(FRONT, [20_000, 5], [20_001, 3]);
    const first = await placed(FRONT.id, 2, null);
    await until('a fill at the live ask', () => orderOf(first)?.state === 'filled');
    expect(fillsOf(first)).toMatchObject([{ price: 20_001, quantity: 2 }]);

    const waits = await placed(FRONT.id, 6, 20_001);
    await until('the rest of what is displayed', () => orderOf(waits)?.filled === 1);
    quote(FRONT, [20_000, 5], [20_001, 2]);
    await until('what is displayed next', () => orderOf(waits)?.filled === 3);
    quote(FRONT, [19_990, 5], [19_995, 1]);
    await until('a better market, at the own price', () => orderOf(waits)?.filled === 4);
    expect(fillsOf(waits).every((fill) => fill.price === 20_001)).toBe(true);

    live.at.drop();
    const lost = await placed(FRONT.id, 1, null).catch(() => null);
    await quiet();
    if (lost !== null) expect(fillsOf(lost)).toEqual([]);
    expect(orderOf(waits)?.filled).toBe(4);
    // The link is back, the price is still the old one.
    live.at.restore();
    await quiet();
    expect(orderOf(waits)?.filled).toBe(4);
    quote(FRONT, [19_990, 5], [19_995, 50]);
    await until('the link is back with a price', () => orderOf(waits)?.state === 'filled');
    expect(all('positions').find((position) => position.account === 'SES-1')).toMatchObject({ instrument: FRONT.id, side: 'long', today: 8 });
  });

  it('a live connection that lists without quoting leaves the market to the exchange, and takes it with its first quote', async () => {
    await start([onMonday(), { ...liveSetup([{ ...FRONT, origin: 'live' }]), environment: 'real', make: createScriptedBroker({ instruments: [{ ...FRONT, origin: 'live' }] }, (broker) => void (live = broker)) }], 'SES-1');
    const origin = async (): Promise<string | undefined> => {
      const listed = await screen.handle('instruments.list', {});
      return listed.ok ? listed.value.find(({ instrument }) => instrument.id === FRONT.id)?.instrument.origin : undefined;
    };
    expect(await screen.handle('account.unlock', { account: 'REAL-1', password: 'open sesame' })).toMatchObject({ ok: true });
    const click = (source: 'ladder' | 'ticket') =>
      screen.handle('order.place', { account: 'REAL-1', instrument: FRONT.id, side: 'buy', offset: 'open', type: 'limit', price: 20_000, quantity: 1, timeInForce: 'day', source });
    await screen.handle('market.watch', { quotes: [FRONT.id], books: [], trades: [] });
    expect(await origin()).toBe('live');
    for (const end = Date.now() + 15_000; (await origin()) === 'live' && Date.now() < end; ) await quiet();
    expect(await origin()).toBe('synthetic');
    expect(all('log').some(({ fault }) => fault?.code === 'quotes-silent' && fault.params?.['instrument'] === FRONT.id)).toBe(true);
    // Paper is traded at the exchange's own prices; a click at them is no price for the real account, a typed one is.
    const bought = await placed(FRONT.id, 1, null);
    await until('a fill', () => orderOf(bought)?.state === 'filled');
    expect(await click('ladder')).toMatchObject({ ok: false, fault: { code: 'price-not-own' } });
    expect(await click('ticket')).toMatchObject({ ok: true });

    quote(FRONT, [20_000, 5], [20_001, 3]);
    expect(await origin()).toBe('live');
    expect(await click('ladder')).toMatchObject({ ok: true });
    // The exchange is told within a tenth of a second.
    await new Promise((done) => setTimeout(done, 200));
    const live2 = await placed(FRONT.id, 1, null);
    await until('a fill at the live ask', () => orderOf(live2)?.state === 'filled');
    expect(fillsOf(live2)).toMatchObject([{ price: 20_001 }]);
  }, 40_000);

  it('what only a live connection has is listed with its first order, and is still there after a restart', async () => {
    const connections = (): ConnectionSetup[] => [onMonday(), liveSetup([ONLY_LIVE, UNKNOWN_TERMS, { ...FRONT, tickSize: 0.1, origin: 'live' }])];
    await start(connections(), 'SES-1');
    quote(ONLY_LIVE, [7_000, 50], [7_001, 4]);
    quote(UNKNOWN_TERMS, [7_000, 50], [7_001, 4]);
    quote(FRONT, [20_000, 50], [20_001, 4]);
    const id = await placed(ONLY_LIVE.id, 3, null);
    await until('a fill', () => orderOf(id)?.state === 'filled');
    expect(fillsOf(id)).toMatchObject([{ price: 7_001, quantity: 3 }]);
    const rests = await screen.handle('order.place', { account: 'SES-1', instrument: ONLY_LIVE.id, side: 'buy', offset: 'open', type: 'limit', price: 6_990, quantity: 1, timeInForce: 'gtc', source: 'ticket' });
    if (!rests.ok) throw new Error(rests.fault.code);
    await until('it works', () => orderOf(rests.value.orders[0].id)?.state === 'working');
    // A future without known margin, and one whose ticks are other ones here: neither is traded at a price that is not its own.
    expect(await place('SES-1', UNKNOWN_TERMS.id, 1, null)).toMatchObject({ ok: false, fault: { code: 'live-elsewhere' } });
    expect(await place('SES-1', FRONT.id, 1, 20_001)).toMatchObject({ ok: false, fault: { code: 'live-elsewhere' } });

    await core.close();
    await start(connections(), 'SES-1');
    expect(all('positions').find((position) => position.instrument === ONLY_LIVE.id)).toMatchObject({ account: 'SES-1', side: 'long', today: 3 });
    quote(ONLY_LIVE, [6_980, 50], [6_985, 4]);
    await until('the order of before', () => all('fills').some((fill) => fill.order === rests.value.orders[0].id && fill.price === 6_990));
  });

  it('marks positions at the live price, on the account as on the screen', async () => {
    await start([liveSetup([{ ...FRONT, origin: 'live' }]), onMonday()], 'SES-1');
    quote(FRONT, [20_000, 50], [20_001, 50]);
    await quiet();
    const id = await placed(FRONT.id, 1, null);
    await until('a fill', () => orderOf(id)?.state === 'filled');
    const before = all('funds').find((funds) => funds.account === 'SES-1' && funds.currency === 'CNY')!;
    quote(FRONT, [20_100, 50], [20_101, 50], { last: 20_101 });
    // 100 ticks of 60 CNY.
    await until('the result', () => all('funds').find((funds) => funds.account === 'SES-1' && funds.currency === 'CNY')?.unrealised === 60_000_000);
    expect(before.balance).toBe(all('funds').find((funds) => funds.account === 'SES-1' && funds.currency === 'CNY')?.balance);
  });
});

describe('in the 7x24 environment', () => {
  it('what is shown live elsewhere is not traded at other prices, and the refusal says so', async () => {
    const replay = simulatedExchange(1);
    if (!replay.ok) throw new Error(replay.fault.code);
    await start([replay.value, liveSetup([{ ...IF, origin: 'live' }])], 'SIM-1');
    quote(IF, [26_000, 5], [26_001, 5]);
    expect(await place('SIM-1', IF.id, 1, 26_001)).toMatchObject({ ok: false, fault: { code: 'live-elsewhere', params: { instrument: IF.id } } });
    const other = await place('SIM-1', 'PANKOU.TEST', 1, null);
    expect(other.ok).toBe(true);
  });
});
