/**
 * The real core behind the real loopback server, for benchmarks of the screen, in a process of its own.
 * `--data DIR`, `--load INSTRUMENTS RATE` (else the recorded days). Prints its address; `burst N` on standard input places and
 * cancels N orders within a second.
 */
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createLoadFeed } from '#electron/brokers/simulated/feed/load-feed.ts';
import { createSimulatedBroker } from '#electron/brokers/simulated/simulated-broker.ts';
import { simulatedExchange, type ConnectionSetup } from '#electron/core/broker-registry.ts';
import { createCore } from '#electron/core/composition.ts';
import { BrowserSessions, loadSessionKey } from '#electron/host/browser-sessions.ts';
import { openLoopbackServer } from '#electron/host/loopback-server.ts';
import type { Result } from '#shared/result.ts';

const words = process.argv.slice(2);
const dataFolder = words[words.indexOf('--data') + 1];
const load = words.indexOf('--load');

const must = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.fault.code);
  return result.value;
};

const loaded = (): ConnectionSetup => ({
  id: 'simulated',
  kind: 'simulated',
  environment: 'simulated',
  name: 'load',
  make: createSimulatedBroker({ feed: createLoadFeed({ instruments: Number(words[load + 1]), updatesPerSecond: Number(words[load + 2]) }) }),
});
const setup = load < 0 ? must(simulatedExchange(1)) : loaded();
const core = must(await createCore({ dataFolder, connections: [setup], risk: { ordersPerSecond: 100_000 } }));
const own = core.open();
await own.handle('settings.set', { instrument: load < 0 ? 'CFFEX.IF2101' : 'PANKOU.L0000' });
const rendererFolder = fileURLToPath(new URL('../../dist/renderer', import.meta.url));
const server = must(await openLoopbackServer({ core, rendererFolder, sessions: new BrowserSessions(loadSessionKey(dataFolder)), log: (_level, text) => console.error(text), port: 0 }));
console.log(`Pankou is at ${server.freshAddress()}`);

createInterface({ input: process.stdin }).on('line', (line) => {
  const [word, count] = line.split(' ');
  if (word === 'burst') void burst(Number(count));
});

/** N orders spread evenly over a second, each cancelled once it is placed. */
async function burst(count: number): Promise<void> {
  const maximum = must(await own.handle('order.maximum', { account: 'SIM-1', instrument: 'CFFEX.IF2101', price: null }));
  const market = Math.round((maximum.marginPerUnit ?? NaN) / 10_000 / 0.12 / 300 / 0.2);
  const begun = performance.now();
  let placed = 0;
  while (placed < count) {
    for (const due = Math.min(count, ((performance.now() - begun) / 1000) * count); placed < due; placed++) {
      const ask = { account: 'SIM-1', instrument: 'CFFEX.IF2101', side: 'buy', offset: 'open', type: 'limit', price: market - 300 - (placed % 100), quantity: 1, timeInForce: 'day', source: 'script' } as const;
      void own.handle('order.place', ask).then((answer) => (answer.ok ? own.handle('order.cancel', { order: answer.value.orders[0].id }) : answer));
    }
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
  console.log('burst done');
}

process.on('SIGTERM', () => {
  void server.close().then(() => core.close()).then(() => process.exit(0));
});
