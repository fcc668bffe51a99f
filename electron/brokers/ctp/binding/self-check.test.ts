/** Headers of one version beside a library of another are refused in words before anything of the library is called by a wrong place. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Fault } from '#shared/result.ts';
import { fullCounter } from '#test/stand-ins/counter/build-counter.ts';
import { launchCounter } from '#test/stand-ins/counter/counter-desk.ts';
import { COUNTER_SHAPES } from '#test/stand-ins/counter/counter-headers.ts';
import type { Slot } from '../headers/layout.ts';
import { CounterProcess } from '../process/counter-process.ts';
import { memberOf } from '../library/mangled.ts';
import type { ApiKind } from '../sdk-folder.ts';
import { ctpVersionOf, differsBySlots } from './self-check.ts';

let root: string;
const shape = (abi: number): string => join(root, String(abi));
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'pankou-check-'));
  for (const abi of Object.values(COUNTER_SHAPES)) fullCounter(shape(abi), abi);
}, 180_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A folder with the headers of one and the libraries of another. */
function mixed(headers: string, libraries: string): string {
  const folder = mkdtempSync(join(root, 'mixed-'));
  for (const [from, end] of [[headers, '.h'], [libraries, '.so']] as const) {
    for (const name of readdirSync(from)) if (name.endsWith(end)) copyFileSync(join(from, name), join(folder, name));
  }
  return folder;
}

/** What is said of a folder by the process that opens it; null: it is taken. */
async function opened(folder: string, kind: ApiKind = 'trader'): Promise<Fault | null> {
  const result = await CounterProcess.open(launchCounter, { folder, kind, flow: join(folder, 'flow'), raw: [] }, { callback: () => undefined, batch: () => undefined, lost: () => undefined });
  if (!result.ok) return result.fault;
  await result.value.process.close();
  return null;
}

const shapes = Object.entries(COUNTER_SHAPES);
const pairs = shapes.flatMap(([headers, a]) => shapes.map(([libraries, b]) => [headers, libraries, a, b] as const));

describe.each(pairs)('headers “%s” with libraries “%s”', (_headers, _libraries, a, b) => {
  test.each(['trader', 'marketData'] as const)('%s', { timeout: 60_000 }, async (kind) => {
    const fault = await opened(mixed(shape(a), shape(b)), kind);
    if (a === b) expect(fault).toBeNull();
    else expect(fault?.code).toBe('sdk-headers-differ');
  });
});

test('where the library says no version, its table of functions tells', { timeout: 60_000 }, async () => {
  const header = (more: string): string => `struct CThostFtdcReqUserLoginField { char UserID[16]; };
class CThostFtdcTraderSpi { public: virtual void OnFrontConnected(){}; };
class CThostFtdcTraderApi { public: static CThostFtdcTraderApi *CreateFtdcTraderApi(const char *path = ""); static const char *GetApiVersion();
  virtual void Release() = 0; virtual void Init() = 0; ${more} virtual void RegisterSpi(CThostFtdcTraderSpi *p) = 0; virtual int ReqUserLogin(CThostFtdcReqUserLoginField *p, int id) = 0; protected: ~CThostFtdcTraderApi(){}; };`;
  const extra = 'virtual void GetFrontInfo(CThostFtdcReqUserLoginField *p) = 0;';
  const folder = (name: string, declared: string): string => {
    const path = join(root, name);
    mkdirSync(path);
    writeFileSync(join(path, 'ThostFtdcTraderApi.h'), declared);
    writeFileSync(join(path, 'a.cpp'), `${header(extra)}
struct Own : CThostFtdcTraderApi { void Release() override {} void Init() override {} void GetFrontInfo(CThostFtdcReqUserLoginField *) override {} void RegisterSpi(CThostFtdcTraderSpi *) override {} int ReqUserLogin(CThostFtdcReqUserLoginField *, int) override { return 0; } };
CThostFtdcTraderApi *CThostFtdcTraderApi::CreateFtdcTraderApi(const char *) { return new Own(); }
const char *CThostFtdcTraderApi::GetApiVersion() { return "a vendor of its own, 1.0"; }`);
    execFileSync('g++', ['-shared', '-fPIC', '-w', '-o', join(path, 'thosttraderapi.so'), join(path, 'a.cpp')]);
    return path;
  };
  expect(await opened(folder('same', header(extra)))).toBeNull();
  expect(await opened(folder('other', header('')))).toEqual({ code: 'sdk-headers-differ', params: { library: 'thosttraderapi.so', what: '2: RegisterSpi ≠ GetFrontInfo' } });
});

test('versions as libraries say them', () => {
  expect(ctpVersionOf('v6.7.2_20230913_api 10:15:13')).toEqual([6, 7, 2]);
  expect(ctpVersionOf('V6.6.1_P1_20210407_traderapi')).toEqual([6, 6, 1]);
  expect(ctpVersionOf('v6.3.15_T1_20190220')).toEqual([6, 3, 15]);
  for (const other of ['v1.7.0_20230101', 'sopt_3.7.3_20240101', 'stand-in', '', '16.7.2', '2.6.7.2']) expect(ctpVersionOf(other)).toBeNull();
});

test('an entry without a symbol, or with one of no class, says nothing', () => {
  const slot = (name: string): Slot => ({ name, result: { kind: 'primitive', name: 'void' }, parameters: [] });
  const table = [slot('Release'), null, slot('Init')];
  const at = (symbols: Readonly<Record<string, string>>) => (address: bigint) => symbols[String(address)] ?? null;
  expect(differsBySlots(table, [1n, 2n, 3n], at({}))).toBeNull();
  expect(differsBySlots(table, [1n, 2n, 3n], at({ 1: '_ZN3Own7ReleaseEv', 2: '_ZN3OwnD1Ev', 3: '__cxa_pure_virtual' }))).toBeNull();
  expect(differsBySlots(table, [1n, 2n, 3n], at({ 1: '_ZN3Own4InitEv' }))).toBe('0: Release ≠ Init');
  expect(memberOf('_ZN6vendor3Own12ReqUserLoginEP27CThostFtdcReqUserLoginFieldi')).toBe('ReqUserLogin');
});
