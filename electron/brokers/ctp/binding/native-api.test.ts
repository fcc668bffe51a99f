import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSdkFolder, type SdkFolder } from '../sdk-folder.ts';
import { NativeApi, type CallbackArgument, type NativeOptions } from './native-api.ts';

/**
 * One little counter in the shapes that the family has had: a slot more in the middle, fields moved to the end of a struct, a parameter
 * more for the factory. The headers say which; our code must not care.
 */
const VARIANTS = { 'before 6.5.1': 6315, '6.6': 6606, 'from 6.7.7': 6711 } as const;

const HEADER = `
typedef char TInstrument[31];
typedef char TInstrumentLong[81];
struct CThostFtdcRspInfoField { int ErrorID; char ErrorMsg[81]; };
struct CThostFtdcReqUserLoginField { char BrokerID[11]; char UserID[16]; char Password[41]; };
struct CThostFtdcRspUserLoginField { char TradingDay[9]; char UserID[16]; int FrontID; int SessionID; char MaxOrderRef[13]; };
struct CThostFtdcDepthMarketDataField {
#if ABI < 6500
  char TradingDay[9]; TInstrument InstrumentID; double LastPrice; int Volume; double UpperLimitPrice;
#else
  char TradingDay[9]; TInstrument reserve1; double LastPrice; int Volume; double UpperLimitPrice; TInstrumentLong InstrumentID;
#endif
};
class CThostFtdcTraderSpi { public:
  virtual void OnFrontConnected(){};
  virtual void OnFrontDisconnected(int nReason){};
#if ABI >= 6700
  virtual void OnHeartBeatWarning(int nTimeLapse){};
#endif
  virtual void OnRspUserLogin(CThostFtdcRspUserLoginField *pRspUserLogin, CThostFtdcRspInfoField *pRspInfo, int nRequestID, bool bIsLast) {};
  virtual void OnRtnDepthMarketData(CThostFtdcDepthMarketDataField *pDepthMarketData) {};
};
class CThostFtdcTraderApi { public:
#if ABI >= 6700
  static CThostFtdcTraderApi *CreateFtdcTraderApi(const char *pszFlowPath = "", const bool bIsProductionMode=true);
#else
  static CThostFtdcTraderApi *CreateFtdcTraderApi(const char *pszFlowPath = "");
#endif
  static const char *GetApiVersion();
  virtual void Release() = 0;
  virtual void Init() = 0;
  virtual int Join() = 0;
#if ABI >= 6700
  virtual void GetFrontInfo(CThostFtdcRspInfoField *pFrontInfo) = 0;
#endif
  virtual void RegisterFront(char *pszFrontAddress) = 0;
  virtual void RegisterSpi(CThostFtdcTraderSpi *pSpi) = 0;
  virtual int SubscribeMarketData(char *ppInstrumentID[], int nCount) = 0;
  virtual int ReqUserLogin(CThostFtdcReqUserLoginField *pReqUserLoginField, int nRequestID) = 0;
protected: ~CThostFtdcTraderApi(){}; };
`;

const COUNTER = `
#include <thread>
#include <mutex>
#include <condition_variable>
#include <functional>
#include <deque>
#include <cstring>
#include <cfloat>
#include <chrono>
${HEADER}
class Counter : public CThostFtdcTraderApi {
  CThostFtdcTraderSpi *spi = 0; std::thread thread; std::mutex mutex; std::condition_variable wake; std::deque<std::function<void()>> work; bool stop = false; char front[64] = "";
  void later(std::function<void()> task) { std::lock_guard<std::mutex> lock(mutex); work.push_back(task); wake.notify_one(); }
public:
  void Release() override {
    if (!strcmp(front, "tcp://hang")) std::this_thread::sleep_for(std::chrono::seconds(30));
    { std::lock_guard<std::mutex> lock(mutex); stop = true; wake.notify_one(); } if (thread.joinable()) thread.join(); }
  void Init() override { thread = std::thread([this] { spi->OnFrontConnected();
    for (;;) { std::function<void()> task; { std::unique_lock<std::mutex> lock(mutex); wake.wait(lock, [this] { return stop || !work.empty(); }); if (stop) return; task = work.front(); work.pop_front(); } task(); } }); }
  int Join() override { return 0; }
#if ABI >= 6700
  void GetFrontInfo(CThostFtdcRspInfoField *p) override { p->ErrorID = 7; }
#endif
  void RegisterFront(char *address) override { strncpy(front, address, 63); }
  void RegisterSpi(CThostFtdcTraderSpi *s) override { spi = s; }
  int SubscribeMarketData(char *ids[], int count) override {
    for (int i = 0; i < count; i++) { std::string id = ids[i]; later([this, id] { for (int n = 0; n < 500; n++) { CThostFtdcDepthMarketDataField f; memset(&f, 0, sizeof f);
      strcpy(f.TradingDay, "20210104"); strcpy(f.InstrumentID, id.c_str()); f.LastPrice = 5000 + n * 0.2; f.Volume = n; f.UpperLimitPrice = DBL_MAX; spi->OnRtnDepthMarketData(&f); } }); }
    return 0; }
  int ReqUserLogin(CThostFtdcReqUserLoginField *p, int id) override {
    if (!strcmp(p->UserID, "busy")) return -3;
    CThostFtdcReqUserLoginField copy = *p;
    later([this, copy, id] { CThostFtdcRspInfoField info; memset(&info, 0, sizeof info);
      if (strcmp(copy.Password, "secret")) { info.ErrorID = 3; memcpy(info.ErrorMsg, "\\xb2\\xbb\\xba\\xcf\\xb7\\xa8\\xb5\\xc4\\xb5\\xc7\\xc2\\xbc", 12); spi->OnRspUserLogin(0, &info, id, true); return; }
      CThostFtdcRspUserLoginField r; memset(&r, 0, sizeof r); strcpy(r.TradingDay, "20210104"); strcpy(r.UserID, copy.UserID); r.FrontID = 1; r.SessionID = -77; strcpy(r.MaxOrderRef, "12");
      spi->OnRspUserLogin(&r, &info, id, true); });
    return 0; }
};
#if ABI >= 6700
CThostFtdcTraderApi *CThostFtdcTraderApi::CreateFtdcTraderApi(const char *flow, const bool production) { return production ? new Counter() : 0; }
#else
CThostFtdcTraderApi *CThostFtdcTraderApi::CreateFtdcTraderApi(const char *flow) { return new Counter(); }
#endif
const char *CThostFtdcTraderApi::GetApiVersion() { return "stand-in"; }
`;

let root: string;
const folders = new Map<string, SdkFolder>();
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'pankou-counter-'));
  for (const [name, abi] of Object.entries(VARIANTS)) {
    const folder = join(root, String(abi));
    mkdirSync(folder);
    writeFileSync(join(folder, 'ThostFtdcTraderApi.h'), `#define ABI ${abi}\n${HEADER}`);
    writeFileSync(join(folder, 'counter.cpp'), `#include <string>\n#define ABI ${abi}\n${COUNTER}`);
    execFileSync('g++', ['-shared', '-fPIC', '-O1', '-w', '-pthread', '-o', join(folder, 'thosttraderapi.so'), join(folder, 'counter.cpp')]);
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

describe.each(Object.keys(VARIANTS))('a counter of the family, %s', (variant) => {
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
