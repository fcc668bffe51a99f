import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildCounter, COUNTER_VARIANTS } from '#test/stand-ins/counter.ts';
import { readSdkFolder, type SdkFolder } from '../sdk-folder.ts';
import { NativeApi, type CallbackArgument, type NativeOptions } from './native-api.ts';

let root: string;
const folders = new Map<string, SdkFolder>();
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'pankou-counter-'));
  for (const [name, abi] of Object.entries(COUNTER_VARIANTS)) {
    const folder = join(root, String(abi));
    buildCounter(folder, abi);
    const read = readSdkFolder(folder, { platform: 'linux', arch: process.arch === 'arm64' ? 'arm64' : 'x64' });
    if (!read.ok) throw new Error(JSON.stringify(read.fault));
    folders.set(name, read.value);
  }
}, 120_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Desk {
  readonly api: NativeApi;
  readonly seen: { readonly name: string; readonly values: readonly CallbackArgument[] }[];
  readonly bytes: Buffer[];
  readonly until: (condition: () => boolean) => Promise<void>;
}

function open(variant: string, options: Partial<NativeOptions> = {}): Desk {
  const folder = folders.get(variant);
  if (!folder?.trader) throw new Error(`no ${variant}`);
  const seen: Desk['seen'] = [];
  const bytes: Buffer[] = [];
  const api = new NativeApi(folder.trader, folder.headers, { flow: `${root}/`, ...options }, { callback: (name, values) => seen.push({ name, values }), raw: (_, copy) => bytes.push(copy) });
  const until = async (condition: () => boolean): Promise<void> => {
    const end = Date.now() + 10_000;
    while (!condition()) {
      if (Date.now() > end) throw new Error(`timed out; seen ${seen.map(({ name }) => name).join(', ')}`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  };
  return { api, seen, bytes, until };
}

describe.each(Object.keys(COUNTER_VARIANTS))('a counter of the family, %s', (variant) => {
  test('connects, refuses and admits a login, and is released', async () => {
    const { api, seen, until } = open(variant);
    expect(api.version).toBe('stand-in');
    api.call('RegisterFront', 'tcp://127.0.0.1:1');
    await api.callAsync('Init');
    await until(() => seen.some(({ name }) => name === 'OnFrontConnected'));

    expect(api.call('ReqUserLogin', { BrokerID: '9999', UserID: 'busy', Password: 'x' }, 1)).toBe(-3);
    expect(api.call('ReqUserLogin', { BrokerID: '9999', UserID: 'me', Password: 'wrong' }, 2)).toBe(0);
    await until(() => seen.length === 2);
    expect(seen[1]).toEqual({ name: 'OnRspUserLogin', values: [null, { ErrorID: 3, ErrorMsg: '不合法的登录' }, 2, 1] });

    api.call('ReqUserLogin', { BrokerID: '9999', UserID: 'me', Password: 'secret' }, 3);
    await until(() => seen.length === 3);
    expect(seen[2].values[0]).toEqual({ TradingDay: '20210104', UserID: 'me', FrontID: 1, SessionID: -77, MaxOrderRef: '12' });
    expect(await api.release(5_000)).toBe(true);
    expect(() => api.call('ReqUserLogin', {}, 4)).toThrow(/after the release/);
  });

  test('market data come as bytes that were copied in time', async () => {
    const { api, seen, bytes, until } = open(variant, { raw: ['OnRtnDepthMarketData'] });
    await api.callAsync('Init');
    await until(() => seen.length === 1);
    expect(api.call('SubscribeMarketData', ['IF2101', 'IF2102'], 2)).toBe(0);
    await until(() => bytes.length === 1000);
    const codec = api.codec('CThostFtdcDepthMarketDataField');
    const ticks = bytes.map((copy) => codec.decode(copy));
    expect(ticks[0]).toMatchObject({ TradingDay: '20210104', InstrumentID: 'IF2101', LastPrice: 5000, Volume: 0, UpperLimitPrice: NaN });
    expect(ticks[999]).toMatchObject({ InstrumentID: 'IF2102', LastPrice: 5000 + 499 * 0.2, Volume: 499 });
    expect(ticks.map(({ Volume }) => Volume)).toEqual([...Array(500).keys(), ...Array(500).keys()]);
    await api.release(5_000);
  });
});

test('what a version does not have is known before it is called', async () => {
  const older = open('before 6.5.1');
  const newer = open('from 6.7.7');
  expect([older.api.has('GetFrontInfo'), newer.api.has('GetFrontInfo')]).toEqual([false, true]);
  expect(() => older.api.call('GetFrontInfo', {})).toThrow(/no GetFrontInfo/);
  for (const { api } of [older, newer]) {
    await api.callAsync('Init');
    await api.release(5_000);
  }
});

test('a Release that hangs is left alone after its time', async () => {
  const { api, seen, until } = open('6.6');
  api.call('RegisterFront', 'tcp://hang');
  await api.callAsync('Init');
  await until(() => seen.length === 1);
  const begun = performance.now();
  expect(await api.release(200)).toBe(false);
  expect(performance.now() - begun).toBeLessThan(5_000);
});

test('a factory that makes nothing is an error in words', () => {
  expect(() => open('from 6.7.7', { flags: [false] })).toThrow(/made nothing/);
});
