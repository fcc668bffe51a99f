/** A quotes' library without a trader's beside it: a connection that shows prices and has no account, over the stand-in's market data, in each shape of the family. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createCtpBroker } from '#electron/brokers/ctp/ctp-broker.ts';
import { securityOf } from '#electron/brokers/ctp/quotes/securities.ts';
import { createCore } from '#electron/core/composition.ts';
import type { Core } from '#electron/core/core.ts';
import { commands } from '#shared/contract/commands.ts';
import { QUOTE } from '#shared/model/quote.ts';
import { CounterSite, until } from '#test/stand-ins/counter/counter-desk.ts';
import { COUNTER_SHAPES } from '#test/stand-ins/counter/counter-headers.ts';
import { createTopicMirror } from '#test/stand-ins/topic-mirror.ts';


const sites: CounterSite[] = [];
let core: Core | null = null;
afterEach(async () => {
  await core?.close();
  core = null;
  for (const one of sites.splice(0)) await one.close();
});
/** A folder as openctp's quotes' channels come: market data alone. */
async function channel(abi?: number): Promise<CounterSite> {
  const site = new CounterSite(abi);
  sites.push(site);
  for (const file of ['thosttraderapi_se.so', 'ThostFtdcTraderApi.h']) rmSync(join(site.folder, file));
  return site.begin();
}
const LISTED = ['SSE.600519', 'SZSE.000001'];

describe.each(Object.entries(COUNTER_SHAPES))('quotes alone, %s', (_, abi) => {
  test('what was listed is quoted, stale while the line is cut, and again after it', { timeout: 60_000 }, async () => {
    const site = await channel(abi);
    const { broker, seen } = site.make({ traderFront: '', listed: [...LISTED, 'nothing'] });
    expect(await broker.connect()).toEqual({ ok: true, value: null });
    expect(seen.states).toEqual([{ state: 'connecting', fault: null }, { state: 'up', fault: null }]);
    expect([...seen.instruments.keys()]).toEqual(LISTED);
    expect(seen.accounts).toEqual([]);
    expect(seen.instruments.get('SSE.600519')).toMatchObject({ kind: 'stock', tickSize: 0.01, lot: 100, currency: 'CNY', offsets: 'net', sellable: 'next-day', sessions: 'china-stock' });
    broker.subscribe(LISTED);
    await until(() => new Set(seen.quotes.map(({ instrument }) => instrument)).size === 2, 'both');
    expect(seen.quotes.find(({ instrument }) => instrument === 'SZSE.000001')!.record[QUOTE.last]).toBe(1_934);
    site.front.say('price 600519 2001.5', 'md');
    await until(() => seen.quotes.at(-1)?.record[QUOTE.last] === 200_150, 'a price');
    site.front.cut();
    await until(() => seen.states.at(-1)?.state === 'up' && seen.states.some(({ state }) => state === 'down'), 'down and up again');
    expect(seen.states.find(({ state }) => state === 'down')?.fault).toMatchObject({ code: 'counter-disconnected' });
    expect(seen.quotes.some(({ record }) => record[QUOTE.stale] === 1)).toBe(true);
    await until(() => seen.quotes.at(-1)?.record[QUOTE.stale] === 0, 'quoted again');
    expect(broker.place({ id: 'o', account: 'a', instrument: LISTED[0], side: 'buy', offset: 'open', type: 'limit', price: 1, quantity: 100, timeInForce: 'day' }).ok).toBe(false);
  });
});

test('a front that is not there is told after its time limit; a library that was killed is started again', { timeout: 60_000 }, async () => {
  const site = await channel();
  await site.front.close();
  const gone = site.make({ traderFront: '', listed: LISTED, pace: { connectMs: 800 } });
  expect(await gone.broker.connect()).toMatchObject({ ok: false, fault: { code: 'counter-unreachable' } });
  await site.front.open();
  const { broker, seen } = site.make({ traderFront: '', listed: LISTED });
  expect((await broker.connect()).ok).toBe(true);
  site.front.say('crash', 'md');
  await until(() => seen.states.filter(({ state }) => state === 'up').length === 2, 'again');
});

test('the core shows it as quotes only: prices, no account', { timeout: 60_000 }, async () => {
  const site = await channel();
  const folder = mkdtempSync(join(tmpdir(), 'pankou-quotes-'));
  const made = await createCore({ dataFolder: folder, connections: [{ id: 'qq', kind: 'ctp', environment: 'quotes-only', name: 'QQ', make: createCtpBroker(site.settings({ traderFront: '', listed: LISTED })) }], systems: [] });
  if (!made.ok) throw new Error(made.fault.code);
  core = made.value;
  const screen = core.open();
  const mirror = createTopicMirror();
  screen.onChange((change) => mirror.take(change));
  for (const change of screen.snapshots()) mirror.take(change);
  await until(() => mirror.all('connections').some(({ state, environment }) => state === 'up' && environment === 'quotes-only'), 'up');
  expect(mirror.all('accounts')).toEqual([]);
  await screen.handle('market.watch', commands['market.watch'].ask.parse({ quotes: LISTED, books: [], trades: [LISTED[0]] }));
  await until(() => site.front.connected('md') === 1, 'the library');
  await new Promise((resolve) => setTimeout(resolve, 300));
  site.front.say('price 600519 2002', 'md');
  let prints: readonly number[] = [];
  for (let tries = 0; tries < 100 && prints.length === 0; tries++) {
    const recent = await screen.handle('trades.recent', { instrument: LISTED[0], limit: 10 });
    prints = recent.ok ? recent.value : [];
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(prints).toContain(200_200);
  await core.close();
  core = null;
  rmSync(folder, { recursive: true, force: true });
});

test('codes of the mainland’s securities say what they are', () => {
  const kinds = ['SSE.600519', 'SSE.688981', 'SSE.510300', 'SSE.000001', 'SZSE.000001', 'SZSE.300750', 'SZSE.159915', 'SZSE.399001', 'BSE.430047', 'BSE.920819'].map((id) => `${id} ${securityOf(id)?.kind} ${securityOf(id)?.tickSize}`);
  expect(kinds).toEqual([
    'SSE.600519 stock 0.01', 'SSE.688981 stock 0.01', 'SSE.510300 fund 0.001', 'SSE.000001 index 0.01', 'SZSE.000001 stock 0.01', 'SZSE.300750 stock 0.01', 'SZSE.159915 fund 0.001', 'SZSE.399001 index 0.01',
    'BSE.430047 stock 0.01', 'BSE.920819 stock 0.01',
  ]);
});
