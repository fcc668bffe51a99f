/**
 * Market data of a CTP counter on its whole way: the library's thread → its process → batches → decoded into the hub's records here. The
 * stand-in counter writes into each tick when it was sent. First a steady 10,000 a second, then 50,000 as fast as the library can.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { QUOTE } from '#shared/model/quote.ts';
import { createCtpBroker } from '#electron/brokers/ctp/ctp-broker.ts';
import type { BrokerSink } from '#electron/brokers/broker.ts';
import { createMemoryStorage } from '#test/stand-ins/memory-storage.ts';
import { CounterSite, launchCounter, WHO } from '#test/stand-ins/counter/counter-desk.ts';
import { quantile, report } from './report.ts';

const RATE = 10_000;
const STEADY = 200_000;
const WARM_UP = 20_000;
const BURST = 50_000;
const INSTRUMENTS = ['CFFEX.IF2103', 'SHFE.rb2105', 'CZCE.SR105', 'DCE.m2105', 'SSE.600519', 'SZSE.000001'];

const site = await new CounterSite().begin();
const counted = { seen: 0 };
let measured: Float64Array | null = null;
const nothing = (): void => {};
const slots = new Map<string, number>();
const sink: BrokerSink = {
  connection: nothing, accounts: nothing, instruments: nothing, book: nothing, trade: nothing, queue: nothing, queueBrokers: nothing, timeShare: nothing, quotas: nothing, feedReset: nothing, order: nothing, fill: nothing, refusal: nothing, position: nothing, funds: nothing,
  settled: nothing, accountReset: nothing, replay: nothing, log: nothing,
  slotOf: (id) => slots.get(id) ?? (slots.set(id, slots.size), slots.size - 1),
  quote: (_slot, record) => {
    if (measured && counted.seen < measured.length) measured[counted.seen] = performance.timeOrigin + performance.now() - record[QUOTE.turnover];
    counted.seen++;
  },
};
const broker = createCtpBroker({
  connection: 'ctp-9999', investorIds: [],
  launch: launchCounter, folder: site.folder, flow: `${site.root}/flow`, traderFront: site.front.address, marketFront: site.front.address, who: WHO, environment: 'simulated', preventSelfTrade: true, keepSecrets: () => ({ ok: true, value: null }), pace: { apartMs: 40 },
})({ sink, storage: createMemoryStorage(), now: () => performance.timeOrigin + performance.now(), after: (ms, task) => {
  const timer = setTimeout(task, ms);
  return () => clearTimeout(timer);
} });
const connected = await broker.connect();
if (!connected.ok) throw new Error(JSON.stringify(connected.fault));
broker.subscribe(INSTRUMENTS);

/** Waits for `count` more quotes. @returns false where they stop coming */
async function arrive(count: number): Promise<boolean> {
  let before = -1;
  let quiet = 0;
  while (counted.seen < count) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    quiet = counted.seen === before ? quiet + 1 : 0;
    before = counted.seen;
    if (quiet > 500) return false;
  }
  return true;
}
const start = async (command: string): Promise<void> => {
  // What was subscribed sends one quote by itself.
  await new Promise((resolve) => setTimeout(resolve, 500));
  counted.seen = 0;
  site.front.say(command, 'md');
};

await arrive(INSTRUMENTS.length);
await start(`ticks ${RATE} ${WARM_UP}`);
if (!(await arrive(WARM_UP))) throw new Error(`${counted.seen} of ${WARM_UP} ticks came`);

measured = new Float64Array(STEADY);
await start(`ticks ${RATE} ${STEADY}`);
const loop = monitorEventLoopDelay({ resolution: 1 });
loop.enable();
const begun = performance.now();
const steady = await arrive(STEADY);
const took = performance.now() - begun;
loop.disable();
if (!steady) throw new Error(`${counted.seen} of ${STEADY} ticks came`);
const latencies = [...measured];
measured = null;

await start(`ticks 0 ${BURST}`);
const burstBegun = performance.now();
await arrive(BURST);
const burstTook = performance.now() - burstBegun;
report('ctp-ticks', {
  ticks_per_s: Math.round((STEADY / took) * 1000), p50_ms: quantile(latencies, 0.5), p99_ms: quantile(latencies, 0.99), loop_p99_ms: loop.percentile(99) / 1e6 - 1, burst: BURST, burst_lost: BURST - counted.seen, burst_per_s: Math.round((counted.seen / burstTook) * 1000),
});
await broker.close();
await site.close();
