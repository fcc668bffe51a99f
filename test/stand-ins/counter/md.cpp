// The stand-in's market data: what is subscribed is sent at once, then whenever the front says `price`, or at the rate of `ticks RATE TOTAL`.
#include "counter.hpp"
#include "ThostFtdcMdApi.h"
#include <set>

class Quotes : public CThostFtdcMdApi, Line {
  std::atomic<CThostFtdcMdSpi *> spi{0}; std::set<std::string> wanted; std::mutex list; std::string front; int count = 0;
  void send(int at, bool garbage = false) {
    CThostFtdcDepthMarketDataField f; memset(&f, 0, sizeof f); const Contract &c = CONTRACTS[at];
    double last = 0; ledger.with([&](State &s) { last = s.market[at].last; f.Volume = ++s.market[at].volume; return 0; });
    fill(f, c, last);
    if (garbage) { memset(&f, 0xff, sizeof f); put(f.InstrumentID, c.code); }
    if (auto to = spi.load()) to->OnRtnDepthMarketData(&f);
  }
  void fill(CThostFtdcDepthMarketDataField &f, const Contract &c, double last) {
    // As DCE does at night, ActionDay says the trading day; the exchange is not told.
    put(f.TradingDay, TRADING_DAY); put(f.ActionDay, TRADING_DAY); put(f.InstrumentID, c.code); put(f.UpdateTime, !strcmp(c.exchange, "DCE") ? "21:30:00" : "10:30:00"); f.UpdateMillisec = 500;
    f.LastPrice = last; f.PreSettlementPrice = c.previous; f.PreClosePrice = c.previous; f.OpenPrice = c.previous; f.HighestPrice = last + c.tick; f.LowestPrice = last - c.tick; f.PreOpenInterest = 1000; f.OpenInterest = 1100; f.Turnover = last * c.multiple * f.Volume;
    f.ClosePrice = f.SettlementPrice = NONE; f.UpperLimitPrice = c.previous * 1.1; f.LowerLimitPrice = c.previous * 0.9;
    f.BidPrice1 = last - c.tick; f.BidVolume1 = 10; f.AskPrice1 = last + c.tick; f.AskVolume1 = 11; f.BidPrice2 = f.AskPrice2 = f.BidPrice3 = f.AskPrice3 = f.BidPrice4 = f.AskPrice4 = f.BidPrice5 = f.AskPrice5 = NONE;
  }
  void connected(bool up) override { if (auto to = spi.load()) { if (up) to->OnFrontConnected(); else to->OnFrontDisconnected(0x1001); } }
  void command(const std::string &line) override {
    int rate = 0, total = 0; char code[81];
    if (sscanf(line.c_str(), "ticks %d %d", &rate, &total) == 2) { ticks(rate, total); return; }
    if (line == "garbage") { for (auto &one : copy()) send(contractOf(one.c_str()), true); return; }
    if (common(line) && sscanf(line.c_str(), "price %80s", code) == 1 && has(code)) send(contractOf(code));
  }
  std::vector<std::string> copy() { std::lock_guard<std::mutex> lock(list); return {wanted.begin(), wanted.end()}; }
  bool has(const char *code) { std::lock_guard<std::mutex> lock(list); return wanted.count(code) > 0; }
  // RATE a second in steps of a millisecond (0: as fast as can be); the turnover says when each was sent, in microseconds of the day's clock.
  void ticks(int rate, int total) {
    auto codes = copy(); if (codes.empty()) return;
    std::vector<CThostFtdcDepthMarketDataField> of; for (auto &one : codes) { CThostFtdcDepthMarketDataField f; memset(&f, 0, sizeof f); int at = contractOf(one.c_str()); fill(f, CONTRACTS[at], CONTRACTS[at].previous); of.push_back(f); }
    auto begun = std::chrono::steady_clock::now();
    for (int n = 0; n < total && !ended(); n++) {
      if (rate > 0) std::this_thread::sleep_until(begun + std::chrono::microseconds((long long)n / (rate / 1000 > 0 ? rate / 1000 : 1) * 1000));
      auto &f = of[n % of.size()]; f.Volume = n + 1; f.Turnover = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch()).count() / 1e3;
      if (auto to = spi.load()) to->OnRtnDepthMarketData(&f);
    }
  }
public:
  Quotes() : Line("md") {}
  void Release() override { end(); }
  void Init() override { begin(front.c_str()); run(); }
  int Join() override { return 0; }
  const char *GetTradingDay() override { return TRADING_DAY; }
  void RegisterFront(char *address) override { front = address; }
  void RegisterSpi(CThostFtdcMdSpi *s) override { spi = s; }
  int SubscribeMarketData(char *ids[], int n) override {
    maybeHang();
    for (int i = 0; i < n; i++) { std::string id = ids[i]; { std::lock_guard<std::mutex> lock(list); wanted.insert(id); }
      later([this, id, last = i == n - 1] { int at = contractOf(id.c_str()); CThostFtdcSpecificInstrumentField f; memset(&f, 0, sizeof f); put(f.InstrumentID, id.c_str()); CThostFtdcRspInfoField info; memset(&info, 0, sizeof info);
        if (at < 0) { info.ErrorID = 16; put(info.ErrorMsg, "CTP:找不到合约"); { std::lock_guard<std::mutex> lock(list); wanted.erase(id); } }
        if (auto to = spi.load()) to->OnRspSubMarketData(&f, &info, 0, last);
        if (at >= 0) send(at); }); }
    return 0; }
  int UnSubscribeMarketData(char *ids[], int n) override { std::lock_guard<std::mutex> lock(list); for (int i = 0; i < n; i++) wanted.erase(ids[i]); return 0; }
  int ReqUserLogin(CThostFtdcReqUserLoginField *p, int id) override {
    later([this, id] { CThostFtdcRspUserLoginField r; memset(&r, 0, sizeof r); put(r.TradingDay, TRADING_DAY); CThostFtdcRspInfoField ok; memset(&ok, 0, sizeof ok); if (auto to = spi.load()) to->OnRspUserLogin(&r, &ok, id, true); });
    return 0; }
  int ReqUserLogout(CThostFtdcUserLogoutField *, int) override { return 0; }
};

#if ABI >= 6711
CThostFtdcMdApi *CThostFtdcMdApi::CreateFtdcMdApi(const char *, const bool, const bool, const bool production) { return production ? new Quotes() : 0; }
#else
CThostFtdcMdApi *CThostFtdcMdApi::CreateFtdcMdApi(const char *, const bool, const bool) { return new Quotes(); }
#endif
const char *CThostFtdcMdApi::GetApiVersion() { return API_VERSION; }
