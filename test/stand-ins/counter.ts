/**
 * A small counter of the CTP family, ours, compiled when a test asks for it, in the shapes that the family has had: a slot more in the
 * middle, a field moved to the end of a struct, a parameter more for the factory. Its headers say which; nothing else may matter.
 * It connects, admits the password `secret`, and sends 500 ticks for each instrument subscribed. Users with a meaning: `busy` is refused
 * with -3, `hang` blocks the call, `crash` takes the process down; the front `tcp://hang` blocks Release.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const COUNTER_VARIANTS = { 'before 6.5.1': 6315, '6.6': 6606, 'from 6.7.7': 6711 } as const;

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
#include <atomic>
${HEADER}
class Counter : public CThostFtdcTraderApi {
  std::atomic<CThostFtdcTraderSpi *> spi{0}; std::thread thread; std::mutex mutex; std::condition_variable wake; std::deque<std::function<void()>> work; bool stop = false; char front[64] = "";
  void later(std::function<void()> task) { std::lock_guard<std::mutex> lock(mutex); work.push_back(task); wake.notify_one(); }
public:
  void Release() override {
    if (!strcmp(front, "tcp://hang")) std::this_thread::sleep_for(std::chrono::seconds(30));
    { std::lock_guard<std::mutex> lock(mutex); stop = true; wake.notify_one(); } if (thread.joinable()) thread.join(); }
  void Init() override { thread = std::thread([this] { if (auto to = spi.load()) to->OnFrontConnected();
    for (;;) { std::function<void()> task; { std::unique_lock<std::mutex> lock(mutex); wake.wait(lock, [this] { return stop || !work.empty(); }); if (stop) return; task = work.front(); work.pop_front(); } task(); } }); }
  int Join() override { return 0; }
#if ABI >= 6700
  void GetFrontInfo(CThostFtdcRspInfoField *p) override { p->ErrorID = 7; }
#endif
  void RegisterFront(char *address) override { strncpy(front, address, 63); }
  void RegisterSpi(CThostFtdcTraderSpi *s) override { spi = s; }
  int SubscribeMarketData(char *ids[], int count) override {
    for (int i = 0; i < count; i++) { std::string id = ids[i]; later([this, id] { for (int n = 0; n < 500; n++) { CThostFtdcDepthMarketDataField f; memset(&f, 0, sizeof f);
      strcpy(f.TradingDay, "20210104"); strcpy(f.InstrumentID, id.c_str()); f.LastPrice = 5000 + n * 0.2; f.Volume = n; f.UpperLimitPrice = DBL_MAX; if (auto to = spi.load()) to->OnRtnDepthMarketData(&f); } }); }
    return 0; }
  int ReqUserLogin(CThostFtdcReqUserLoginField *p, int id) override {
    if (!strcmp(p->UserID, "busy")) return -3;
    if (!strcmp(p->UserID, "hang")) std::this_thread::sleep_for(std::chrono::seconds(60));
    if (!strcmp(p->UserID, "crash")) { later([] { int *nowhere = 0; *nowhere = 1; }); return 0; }
    CThostFtdcReqUserLoginField copy = *p;
    later([this, copy, id] { CThostFtdcRspInfoField info; memset(&info, 0, sizeof info);
      if (strcmp(copy.Password, "secret")) { info.ErrorID = 3; memcpy(info.ErrorMsg, "\\xb2\\xbb\\xba\\xcf\\xb7\\xa8\\xb5\\xc4\\xb5\\xc7\\xc2\\xbc", 12); if (auto to = spi.load()) to->OnRspUserLogin(0, &info, id, true); return; }
      CThostFtdcRspUserLoginField r; memset(&r, 0, sizeof r); strcpy(r.TradingDay, "20210104"); strcpy(r.UserID, copy.UserID); r.FrontID = 1; r.SessionID = -77; strcpy(r.MaxOrderRef, "12");
      if (auto to = spi.load()) to->OnRspUserLogin(&r, &info, id, true); });
    return 0; }
};
#if ABI >= 6700
CThostFtdcTraderApi *CThostFtdcTraderApi::CreateFtdcTraderApi(const char *flow, const bool production) { return production ? new Counter() : 0; }
#else
CThostFtdcTraderApi *CThostFtdcTraderApi::CreateFtdcTraderApi(const char *flow) { return new Counter(); }
#endif
const char *CThostFtdcTraderApi::GetApiVersion() { return "stand-in"; }
`;

/** Builds the counter of a version into a folder, as a vendor ships it: headers and library. */
export function buildCounter(folder: string, abi: number): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'ThostFtdcTraderApi.h'), `#define ABI ${abi}\n${HEADER}`);
  writeFileSync(join(folder, 'counter.cpp'), `#include <string>\n#define ABI ${abi}\n${COUNTER}`);
  execFileSync('g++', ['-shared', '-fPIC', '-O1', '-w', '-pthread', '-o', join(folder, 'thosttraderapi.so'), join(folder, 'counter.cpp')]);
}
