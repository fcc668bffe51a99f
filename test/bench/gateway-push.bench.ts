/**
 * The gateway under load: quotes as they come from a broker (hub) → gateway → pushes over real sockets to ten scripts, each of which has
 * everything subscribed. 20,000 updates a second, each pushed to all ten: `pushes_per_s` is what each connection got, `frames_per_s` what left
 * in all. A push's time is from the hub's call until its frame is in the client's hands. What came to a quote twice within one turn is
 * pushed once, as newest. Clients are in a process of their own and only look for the frame's beginning and the time that it carries.
 */
import { fork } from 'node:child_process';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { InitConnect } from '#electron/brokers/futu/messages/system.ts';
import { Sub, UpdateBasicQot } from '#electron/brokers/futu/messages/subscribed.ts';
import { encodeFrame } from '#electron/brokers/futu/wire/frame.ts';
import { encodeMessage } from '#electron/brokers/futu/wire/message-codec.ts';
import { CandleService } from '#electron/candles/candle-service.ts';
import { MarketDataHub } from '#electron/core/market-data/hub.ts';
import type { Asked, ScreenSession } from '#electron/core/core.ts';
import { createGateway } from '#electron/opend/gateway.ts';
import type { Answer, CommandName } from '#shared/contract/commands.ts';
import { ok, type Result } from '#shared/result.ts';
import { emptyQuote, QUOTE } from '#shared/model/quote.ts';
import { AAPL } from '#test/stand-ins/instruments.ts';
import { quantile, report } from './report.ts';

const CLIENTS = 10;
const INSTRUMENTS = 100;
const UPDATES_PER_S = 20_000;
/** Of the updates, at least this part must have been pushed: the rest was newer before it left. */
const LEAST_PUSHED = 0.9;
const WARM_UP_MS = 1_500;
const MEASURED_MS = 6_000;
const STEP_MS = 2;
const HEADER = 44;
const SLOTS = Array.from({ length: INSTRUMENTS }, (_, i) => ({ slot: i, instrument: { ...AAPL, id: `NASDAQ.P${i}`, code: `P${i}` } }));
const micros = (): number => Math.round((performance.timeOrigin + performance.now()) * 1000);

if (process.argv[2] === 'clients') await clients(Number(process.argv[3]));
else await measure();

/** The ten scripts: each tells how long each push took, ms. */
async function clients(port: number): Promise<void> {
  const times: number[] = [];
  let measuring = false;
  const ready = Array.from({ length: CLIENTS }, (_, i) => {
    const socket = connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    let buffered = Buffer.alloc(0);
    return new Promise<void>((resolve) => {
      socket.on('data', (chunk) => {
        buffered = buffered.length === 0 ? chunk : Buffer.concat([buffered, chunk]);
        const arrived = micros();
        let at = 0;
        while (buffered.length - at >= HEADER) {
          const length = buffered.readUInt32LE(at + 12);
          if (buffered.length - at < HEADER + length) break;
          const protocol = buffered.readUInt32LE(at + 2);
          if (protocol === InitConnect.id) {
            const c2s = { securityList: SLOTS.map(({ instrument }) => ({ market: 11, code: instrument.code })), subTypeList: [1], isSubOrUnSub: true, isRegOrUnRegPush: true, isFirstPush: false };
            socket.write(encodeFrame(Sub.id, 2, encodeMessage(Sub.request, { c2s })));
          } else if (protocol === Sub.id) resolve();
          else if (protocol === UpdateBasicQot.id && measuring) times.push((arrived - sentAt(buffered.subarray(at + HEADER, at + HEADER + length))) / 1000);
          at += HEADER + length;
        }
        buffered = buffered.subarray(at);
      });
      socket.write(encodeFrame(InitConnect.id, 1, encodeMessage(InitConnect.request, { c2s: { clientVer: 1, clientID: `bench ${i}` } })));
    });
  });
  await Promise.all(ready);
  process.on('message', (word) => {
    if (word === 'begin') measuring = true;
    if (word === 'end') process.send?.({ pushes: times.length, p50: quantile(times, 0.5), p99: quantile(times, 0.99), most: Math.max(...times.slice(0, 100_000)) });
  });
  process.send?.('ready');
}

/** The turnover field (12, a double: tag 0x61) carries the moment that the hub was given the quote, in microseconds. */
function sentAt(body: Buffer): number {
  for (let at = 0; at + 9 <= body.length; at++) {
    if (body[at] !== 0x61) continue;
    const value = body.readDoubleLE(at + 1);
    if (value > 1e15 && value < 1e16) return value;
  }
  throw new Error('a push without its time');
}

async function measure(): Promise<void> {
  const hub = new MarketDataHub();
  for (const { instrument } of SLOTS) hub.slotOf(instrument.id);
  const now = (): number => performance.timeOrigin + performance.now();
  const bars = new CandleService({ hub, sourceOf: () => null, hoursOf: () => ({ sessionStart: () => null, tradingDay: () => '2025-01-02' }), after: () => () => {} });
  const open = (): ScreenSession => {
    const market = hub.openView('gateway', now);
    const watch = bars.open(() => {});
    return {
      id: 'gateway',
      market,
      async handle<C extends CommandName>(command: C, ask: Asked<C>): Promise<Result<Answer<C>>> {
        if (command === 'market.watch') {
          const { quotes, books, trades } = ask as Asked<'market.watch'>;
          market.watch(quotes, books, trades);
        }
        const answer: unknown = command === 'instruments.list' ? SLOTS : null;
        return ok(answer as Answer<C>);
      },
      snapshots: () => [],
      onChange: () => {},
      close: () => {
        market.close();
        watch.close();
      },
    };
  };
  const gateway = createGateway({ open, now, log: (level, text) => level !== 'info' && console.error(text), onStatus: () => {} });
  const listening = await gateway.listen({ host: '127.0.0.1', port: 0, keyFile: null });
  if (!listening.ok) throw new Error(listening.fault.code);

  const child = fork(fileURLToPath(import.meta.url), ['clients', String(gateway.status.port)], { execArgv: ['--no-warnings'] });
  const told = (): Promise<unknown> => new Promise((resolve) => child.once('message', resolve));
  await told();

  const record = emptyQuote();
  record.set([18_950, 18_900, 19_000, 18_800, 18_890], QUOTE.last);
  let given = 0;
  const feed = async (ms: number): Promise<number> => {
    const begun = performance.now();
    let updates = 0;
    while (performance.now() - begun < ms) {
      const due = Math.floor(((performance.now() - begun) / 1000) * UPDATES_PER_S);
      for (; updates < due; updates++) {
        record[QUOTE.last] = 18_900 + (given % 97);
        record[QUOTE.volume] = given;
        record[QUOTE.turnover] = micros();
        record[QUOTE.exchangeTime] = now();
        hub.quote(given++ % INSTRUMENTS, record, 0);
      }
      await new Promise((resolve) => setTimeout(resolve, STEP_MS));
    }
    return updates;
  };
  await feed(WARM_UP_MS);
  child.send('begin');
  const cpu = process.cpuUsage();
  const updates = await feed(MEASURED_MS);
  const { user, system } = process.cpuUsage(cpu);
  await new Promise((resolve) => setTimeout(resolve, 200));
  child.send('end');
  const { pushes, p50, p99 } = (await told()) as { pushes: number; p50: number; p99: number };
  child.kill();
  await gateway.stop();
  if (pushes < updates * CLIENTS * LEAST_PUSHED) throw new Error(`only ${pushes} of ${updates * CLIENTS} pushes arrived`);
  report('gateway-push', { pushes_per_s: Math.round(pushes / CLIENTS / (MEASURED_MS / 1000)), frames_per_s: Math.round(pushes / (MEASURED_MS / 1000)), p50_ms: p50, p99_ms: p99, clients: CLIENTS, gateway_cpu_share: (user + system) / 1000 / MEASURED_MS });
}
