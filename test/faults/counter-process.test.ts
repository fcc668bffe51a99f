/** A vendor's library in a process of its own: it may crash or hang, and the terminal goes on and says so. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CallbackArgument } from '#electron/brokers/ctp/binding/native-api.ts';
import { CounterProcess, nodeLauncher, type Opened } from '#electron/brokers/ctp/process/counter-process.ts';
import type { OpenRequest } from '#electron/brokers/ctp/process/messages.ts';
import type { Clock } from '#electron/brokers/ctp/session/clock.ts';
import { CounterLink } from '#electron/brokers/ctp/session/counter-link.ts';
import type { Fault } from '#shared/result.ts';
import { buildCounter } from '#test/stand-ins/counter.ts';

const launch = nodeLauncher(fileURLToPath(new URL('../../electron/brokers/ctp/process/node-child.ts', import.meta.url)));

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'pankou-process-'));
  buildCounter(join(root, 'sdk'), 6711);
}, 60_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Desk {
  readonly counter: CounterProcess;
  readonly opened: Opened;
  readonly seen: { readonly name: string; readonly values: readonly CallbackArgument[] }[];
  readonly batches: { readonly name: string; readonly bytes: Buffer; readonly size: number; readonly count: number }[];
  readonly lost: Fault[];
}

const request = (): OpenRequest => ({ folder: join(root, 'sdk'), kind: 'trader', flow: join(root, 'flow'), raw: ['OnRtnDepthMarketData'] });

async function open(): Promise<Desk> {
  const desk: Pick<Desk, 'seen' | 'batches' | 'lost'> = { seen: [], batches: [], lost: [] };
  const result = await CounterProcess.open(launch, request(), {
    callback: (name, values) => void desk.seen.push({ name, values }),
    batch: (name, bytes, size, count) => void desk.batches.push({ name, bytes: Buffer.from(bytes), size, count }),
    lost: (fault) => void desk.lost.push(fault),
  });
  if (!result.ok) throw new Error(JSON.stringify(result.fault));
  return { counter: result.value.process, opened: result.value.opened, ...desk };
}

async function until(condition: () => boolean, ms = 20_000): Promise<void> {
  const end = Date.now() + ms;
  while (!condition()) {
    if (Date.now() > end) throw new Error('timed out');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const alive = (pid: number | undefined): boolean => {
  try {
    return process.kill(pid ?? -1, 0);
  } catch {
    return false;
  }
};

test('calls, callbacks and ticks in order across the line, and no process left behind', { timeout: 60_000 }, async () => {
  const { counter, opened, seen, batches, lost } = await open();
  expect(opened.version).toBe('stand-in');
  expect(opened.methods.has('GetFrontInfo')).toBe(true);
  await counter.call('RegisterFront', 'tcp://127.0.0.1:1');
  await counter.callWaiting('Init');
  await until(() => seen.length === 1);
  expect(await counter.call('ReqUserLogin', { UserID: 'busy' }, 1)).toBe(-3);
  expect(await counter.call('ReqUserLogin', { UserID: 'me', Password: 'secret' }, 2)).toBe(0);
  await until(() => seen.length === 2);
  expect(seen.map(({ name }) => name)).toEqual(['OnFrontConnected', 'OnRspUserLogin']);
  expect(seen[1].values[0]).toMatchObject({ UserID: 'me', SessionID: -77 });

  await counter.call('SubscribeMarketData', ['IF2101', 'IF2102', 'IF2103'], 3);
  await until(() => batches.reduce((sum, { count }) => sum + count, 0) === 1500);
  // Gathered: far fewer messages than ticks.
  expect(batches.length).toBeLessThan(500);
  const volumes = batches.flatMap(({ bytes, size, count }) => Array.from({ length: count }, (_, at) => bytes.subarray(at * size, (at + 1) * size).readInt32LE(48)));
  expect(volumes).toEqual([0, 1, 2].flatMap(() => [...Array(500).keys()]));
  await expect(counter.call('ReqNothing')).rejects.toThrow(/no ReqNothing/);

  const { pid } = counter;
  await counter.close();
  await until(() => !alive(pid));
  expect(lost).toEqual([]);
});

test('a crash in the library is told once, and another process takes its place', { timeout: 60_000 }, async () => {
  const first = await open();
  await first.counter.callWaiting('Init');
  void first.counter.call('ReqUserLogin', { UserID: 'crash' }, 1).catch(() => undefined);
  await until(() => first.lost.length > 0);
  expect(first.lost).toEqual([{ code: 'counter-crashed', params: { reason: 'SIGSEGV' } }]);
  await expect(first.counter.call('Init')).rejects.toThrow(/ended/);
  const second = await open();
  await second.counter.callWaiting('Init');
  await until(() => second.seen.length === 1);
  await second.counter.close();
});

test('a call that never comes back is a silent counter: its process is ended', { timeout: 60_000 }, async () => {
  const { counter, lost } = await open();
  await counter.callWaiting('Init');
  const call = counter.call('ReqUserLogin', { UserID: 'hang' }, 1).catch((error: Error) => error.message);
  await until(() => lost.length > 0, 30_000);
  expect(lost[0].code).toBe('counter-silent');
  expect(await call).toMatch(/ended/);
  await until(() => !alive(counter.pid));
});

test('a Release that hangs does not keep the terminal waiting', { timeout: 60_000 }, async () => {
  const { counter } = await open();
  await counter.call('RegisterFront', 'tcp://hang');
  await counter.callWaiting('Init');
  const begun = performance.now();
  const { pid } = counter;
  await counter.close();
  expect(performance.now() - begun).toBeLessThan(10_000);
  await until(() => !alive(pid));
});

test('what is let go as it begins to connect ends quietly, and nothing is called of it any more', { timeout: 60_000 }, async () => {
  const clock: Clock = {
    now: () => performance.now(),
    after: (ms, task) => {
      const timer = setTimeout(task, ms);
      return () => clearTimeout(timer);
    },
  };
  const { folder, kind, flow, raw } = request();
  const lost: Fault[] = [];
  const opened = await CounterLink.open(
    { launch, clock, folder, kind, flow, raw, front: 'tcp://127.0.0.1:1', words: new Map(), apartMs: 1, answerMs: 1_000 },
    { frontConnected: () => undefined, frontDisconnected: () => undefined, told: () => undefined, batch: () => undefined, lost: (fault) => void lost.push(fault) },
  );
  if (!opened.ok) throw new Error(JSON.stringify(opened.fault));
  const { value: link } = opened;
  const { pid } = link;
  const begun = link.begin(false);
  const closed = link.close();
  expect(await link.send('ReqUserLogin', {}, 1)).toMatchObject({ code: 'counter-call-failed' });
  await Promise.all([begun, closed]);
  expect(lost).toEqual([]);
  await until(() => !alive(pid));
});

test('a folder without the API asked for is refused in words, with no process left', { timeout: 60_000 }, async () => {
  const result = await CounterProcess.open(launch, { ...request(), kind: 'marketData' }, { callback: () => undefined, batch: () => undefined, lost: () => undefined });
  expect(result).toMatchObject({ ok: false, fault: { code: 'sdk-api-missing' } });
});
