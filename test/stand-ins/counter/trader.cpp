// The stand-in's trading: login and its refusals, a settlement statement, queries once a second, and a tiny market in which an order
// meets the quote a tick around the last price (SIZE lots a side, anew at each `price`) and then waits.
#include "counter.hpp"
#include "ThostFtdcTraderApi.h"
#include <cmath>

static const char *STATEMENT =
  "                              期货经纪公司\n                        交易结算单(盯市) Settlement Statement(MTM)\n客户号 Client ID：  10001       客户名称 Client Name：测试\n日期 Date：20210104\n\n                   资金状况  币种：人民币  Account Summary  Currency：CNY\n"
  "----------------------------------------------------------------------------------------------------\n期初结存 Balance b/f：             1000000.00  基础保证金 Initial Margin：          0.00\n出 入 金 Deposit/Withdrawal：            0.00  期末结存 Balance c/f：       1000000.00\n平仓盈亏 Realized P/L：                  0.00  质 押 金 Pledge Amount：              0.00\n持仓盯市盈亏 MTM P/L：                   0.00  客户权益 Client Equity：：   1000000.00\n";

class Counter : public CThostFtdcTraderApi, Line {
  std::atomic<CThostFtdcTraderSpi *> spi{0}; std::string front, user; int session = 0, throttle = 1000, lastRef = 0; long long queried = 0; bool muted = false, relay = false, authenticated = false, in = false;
  template <typename F> void call(F use) { if (auto to = spi.load()) use(to); }
  static CThostFtdcRspInfoField info(int id, const char *text) { CThostFtdcRspInfoField r; memset(&r, 0, sizeof r); r.ErrorID = id; put(r.ErrorMsg, text); return r; }
  static long long ms() { return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count(); }
  THOST_TE_RESUME_TYPE publicTopic = THOST_TERT_QUICK;
  int paced() { maybeHang(); if (ms() - queried < throttle) return -3; queried = ms(); return 0; }
  // The user `operator` trades for two investors, everybody else for themselves.
  bool owns(const std::string &investor) { return user == "operator" ? investor == "20001" || investor == "20002" : user == investor; }
  bool mine(const CThostFtdcOrderField &o) { return owns(o.InvestorID); }

  void connected(bool up) override { if (!up) in = authenticated = false; call([&](auto to) { if (up) to->OnFrontConnected(); else to->OnFrontDisconnected(0x1001); }); }
  void command(const std::string &line) override {
    if (sscanf(line.c_str(), "throttle %d", &throttle) == 1) return;
    // Takes orders and says nothing more: what is asked or ordered goes unanswered.
    if (line == "mute") { muted = true; return; }
    if (line == "speak") { muted = false; return; }
    if (line == "garbage") { CThostFtdcOrderField o; memset(&o, 0xfe, sizeof o); call([&](auto to) { to->OnRtnOrder(&o); }); CThostFtdcTradeField t; memset(&t, 0xfe, sizeof t); call([&](auto to) { to->OnRtnTrade(&t); }); return; }
    char product[81], status; if (sscanf(line.c_str(), "status %80s %c", product, &status) == 2) { for (int i = 0; i < KINDS; i++) if (!strcmp(CONTRACTS[i].product, product)) { ledger.with([&](State &s) { s.status[i] = status; return 0; }); tellStatus(i, status); return; } return; }
    // The exchange carries out what was declared, or refuses it with a result of its own.
    char result; if (sscanf(line.c_str(), "execute %c", &result) == 1) { execute(result); return; }
    if (line == "forget-confirmation") { ledger.with([](State &s) { s.confirmed = false; return 0; }); return; }
    if (common(line)) match();
  }

  // Orders that wait, oldest first, against the quote.
  void match() {
    std::vector<std::function<void()>> say;
    ledger.with([&](State &s) { for (int i = 0; i < s.orders; i++) fill(s, i, say); return 0; });
    for (auto &one : say) one();
  }
  static bool waits(const CThostFtdcOrderField &o) { return o.OrderStatus == '3' || o.OrderStatus == '1'; }
  void fill(State &s, int at, std::vector<std::function<void()>> &say) {
    auto &o = s.order[at].order; int c = s.order[at].contract; auto &m = s.market[c]; const Contract &k = CONTRACTS[c];
    if (o.OrderStatus == 'b') {
      bool up = o.ContingentCondition == '5' || o.ContingentCondition == '6';
      if (up ? m.last < o.StopPrice - 1e-9 : m.last > o.StopPrice + 1e-9) return;
      o.OrderStatus = '3'; tell(o, say);
    }
    if (!waits(o)) return;
    bool buys = o.Direction == '0'; double price = buys ? m.last + k.tick : m.last - k.tick; int &left = buys ? m.askLeft : m.bidLeft;
    if (o.OrderPriceType != '1' && (buys ? o.LimitPrice < price - 1e-9 : o.LimitPrice > price + 1e-9)) return;
    int n = std::min(left, o.VolumeTotal); auto both = combination(); bool isPair = c == both.whole; if (n == 0 || (o.VolumeCondition == '3' && n < o.VolumeTotal)) return;
    left -= n; o.VolumeTotal -= n; o.VolumeTraded += n; o.OrderStatus = o.VolumeTotal == 0 ? '0' : '1'; put(o.StatusMsg, o.VolumeTotal == 0 ? "全部成交" : "部分成交");
    tell(o, say);
    // A combination trades in its legs: the second the other way, and at the price that makes up the difference.
    for (int leg = 0; leg < (isPair ? 2 : 1) && s.trades < MOST; leg++) {
      int of = isPair ? both.legs[leg] : c; auto &t = s.trade[s.trades].trade; memset(&t, 0, sizeof t); s.trade[s.trades].contract = of;
      put(t.BrokerID, o.BrokerID); put(t.InvestorID, o.InvestorID); put(t.InstrumentID, CONTRACTS[of].code); put(t.OrderRef, o.OrderRef); put(t.UserID, o.UserID); put(t.ExchangeID, o.ExchangeID); put(t.OrderSysID, o.OrderSysID);
      snprintf(t.TradeID, sizeof t.TradeID, "%12d", ++s.trades); t.Direction = leg == 0 ? o.Direction : o.Direction == '0' ? '1' : '0'; t.OffsetFlag = o.CombOffsetFlag[leg]; t.HedgeFlag = '1'; t.Volume = n; today(t.TradeDate, t.TradeTime); put(t.TradingDay, TRADING_DAY);
      t.Price = !isPair ? price : leg == 0 ? s.market[of].last : s.market[both.legs[0]].last - price; t.TradeType = isPair ? '4' : '0';
      if (owns(t.InvestorID)) say.push_back([this, copy = t] { auto f = copy; call([&](auto to) { to->OnRtnTrade(&f); }); });
    }
  }
  void tell(const CThostFtdcOrderField &o, std::vector<std::function<void()>> &say) { if (mine(o)) say.push_back([this, copy = o] { auto f = copy; call([&](auto to) { to->OnRtnOrder(&f); }); }); }

  // What can be closed: [contract][0 long, 1 short][0 yesterday, 1 today]. Three of rb2105 were held yesterday.
  struct Held { int volume = 0, frozen = 0; double cost = 0; };
  void held(State &s, Held (&h)[KINDS][2][2]) { held(s, h, user); }
  void held(State &s, Held (&h)[KINDS][2][2], const std::string &whose) {
    int rb = contractOf("rb2105"); h[rb][0][0] = {3, 0, 3 * 4250.0 * 10};
    auto take = [&](int c, int side, char flag, int n, bool traded) {
      bool apart = !strcmp(CONTRACTS[c].exchange, "SHFE"); int order[2] = {flag == '3' ? 1 : 0, flag == '3' || (apart && flag != '3') ? -1 : 1};
      for (int day : order) { if (day < 0) continue; Held &one = h[c][side][day]; int room = one.volume - one.frozen, part = std::min(n, room); if (part <= 0) continue; if (traded) { one.cost -= one.cost / one.volume * part; one.volume -= part; } else one.frozen += part; n -= part; }
      return n == 0; };
    for (int i = 0; i < s.trades; i++) { auto &t = s.trade[i].trade; if (whose != t.InvestorID) continue; int c = s.trade[i].contract;
      if (t.OffsetFlag == '0') { Held &one = h[c][t.Direction == '0' ? 0 : 1][1]; one.volume += t.Volume; one.cost += t.Price * t.Volume * CONTRACTS[c].multiple; } else take(c, t.Direction == '0' ? 1 : 0, t.OffsetFlag, t.Volume, true); }
    for (int i = 0; i < s.orders; i++) { auto &o = s.order[i].order; auto both = combination(); bool isPair = s.order[i].contract == both.whole; if (whose != o.InvestorID || !(waits(o) || o.OrderStatus == 'b')) continue;
      for (int leg = 0; leg < (isPair ? 2 : 1); leg++) if (o.CombOffsetFlag[leg] != '0') take(isPair ? both.legs[leg] : s.order[i].contract, (o.Direction == '0') == (leg == 0) ? 1 : 0, o.CombOffsetFlag[leg], o.VolumeTotal, false); }
  }
  bool closable(State &s, int c, const CThostFtdcInputOrderField &o) {
    auto both = combination(); bool isPair = c == both.whole; Held h[KINDS][2][2]; held(s, h, o.InvestorID);
    for (int leg = 0; leg < (isPair ? 2 : 1); leg++) {
      if (o.CombOffsetFlag[leg] == '0') continue;
      int of = isPair ? both.legs[leg] : c; auto &side = h[of][(o.Direction == '0') == (leg == 0) ? 1 : 0]; bool apart = !strcmp(CONTRACTS[of].exchange, "SHFE");
      int yesterday = side[0].volume - side[0].frozen, now = side[1].volume - side[1].frozen;
      if (o.VolumeTotalOriginal > (o.CombOffsetFlag[leg] == '3' ? now : apart || o.CombOffsetFlag[leg] == '4' ? yesterday : yesterday + now)) return false;
    }
    return true;
  }

  void insert(CThostFtdcInputOrderField in, int id) {
    auto refused = [&](int code, const char *text) { auto why = info(code, text); call([&](auto to) { to->OnRspOrderInsert(&in, &why, id, true); to->OnErrRtnOrderInsert(&in, &why); }); };
    int c = contractOf(in.InstrumentID); std::vector<std::function<void()>> say; int fault = 0; const char *text = "";
    ledger.with([&](State &s) {
      auto no = [&](int code, const char *why) { fault = code; text = why; return 0; };
      if (!this->in) return no(6, "CTP:还没有登录");
      if (!s.confirmed) return no(42, "CTP:结算结果未确认");
      if (c < 0) return no(16, "CTP:找不到合约");
      if (atoi(in.OrderRef) <= lastRef) return no(22, "CTP:不允许重复报单");
      lastRef = atoi(in.OrderRef);
      if (in.VolumeTotalOriginal > 500) return no(31, "CTP:资金不足");
      if (!closable(s, c, in)) return no(in.CombOffsetFlag[0] == '3' ? 50 : 51, in.CombOffsetFlag[0] == '3' ? "CTP:平今仓位不足" : "CTP:平昨仓位不足");
      if (s.orders >= MOST) return no(90, "CTP:full");
      auto &o = s.order[s.orders].order; memset(&o, 0, sizeof o); s.order[s.orders++].contract = c; const Contract &k = CONTRACTS[c];
      put(o.BrokerID, in.BrokerID); put(o.InvestorID, in.InvestorID); put(o.InstrumentID, in.InstrumentID); put(o.OrderRef, in.OrderRef); put(o.UserID, in.UserID); put(o.CombOffsetFlag, in.CombOffsetFlag); put(o.CombHedgeFlag, in.CombHedgeFlag); put(o.ExchangeID, k.exchange);
      o.OrderPriceType = in.OrderPriceType; o.Direction = in.Direction; o.LimitPrice = in.LimitPrice; o.VolumeTotalOriginal = o.VolumeTotal = in.VolumeTotalOriginal; o.TimeCondition = in.TimeCondition; o.VolumeCondition = in.VolumeCondition; o.ContingentCondition = in.ContingentCondition; o.StopPrice = in.StopPrice; o.RequestID = id; o.FrontID = 1; o.SessionID = session;
      put(o.TradingDay, TRADING_DAY); today(o.InsertDate, o.InsertTime); o.OrderSubmitStatus = '0'; o.OrderStatus = 'a'; put(o.StatusMsg, "报单已提交"); tell(o, say);
      snprintf(o.OrderSysID, sizeof o.OrderSysID, "%12d", ++s.sysIds); o.OrderSubmitStatus = '3';
      if (in.OrderPriceType == '2' && (in.LimitPrice > k.previous * 1.1 || in.LimitPrice < k.previous * 0.9)) { o.OrderSubmitStatus = '4'; o.OrderStatus = '5'; put(o.StatusMsg, "已撤单报单被拒绝:报单价格超出涨跌停板"); tell(o, say);
        say.push_back([this, in] { auto f = in; auto why = info(26, "CTP:报单价格超出涨跌停板"); call([&](auto to) { to->OnErrRtnOrderInsert(&f, &why); }); }); return 0; }
      int told = -1; for (int i = 0; i < KINDS; i++) if (s.status[i] && !strcmp(CONTRACTS[i].product, k.product)) told = i;
      if (told >= 0 && s.status[told] != '2' && s.status[told] != '3') { o.OrderSubmitStatus = '4'; o.OrderStatus = '5'; put(o.StatusMsg, "已撤单报单被拒绝:当前状态禁止此项操作"); tell(o, say); return 0; }
      o.OrderStatus = in.ContingentCondition == '1' ? '3' : 'b'; put(o.StatusMsg, "未成交"); tell(o, say);
      fill(s, s.orders - 1, say);
      if (in.TimeCondition == '1' && waits(o)) { o.OrderStatus = '5'; put(o.CancelTime, "10:30:00"); put(o.StatusMsg, "已撤单"); tell(o, say); }
      return 0; });
    if (muted) return;
    if (fault) refused(fault, text);
    for (auto &one : say) one();
  }

  template <typename A, typename F> int answer(int id, F rows, void (CThostFtdcTraderSpi::*told)(A *, CThostFtdcRspInfoField *, int, bool)) {
    if (int no = paced()) return no;
    later([this, id, rows, told] { if (muted) return; std::vector<A> all; ledger.with([&](State &s) { rows(s, all); return 0; });
      if (all.empty()) { call([&](auto to) { (to->*told)(0, 0, id, true); }); return; }
      for (size_t i = 0; i < all.size(); i++) call([&](auto to) { (to->*told)(&all[i], 0, id, i + 1 == all.size()); }); });
    return 0; }
#include "declared.hpp"
public:
  Counter() : Line("trader") {}
  void Release() override { end(); }
  void Init() override { begin(front.c_str()); run(); }
  int Join() override { return 0; }
  const char *GetTradingDay() override { return TRADING_DAY; }
#if ABI >= 6707
  void GetFrontInfo(CThostFtdcRspInfoField *p) override { p->ErrorID = 7; }
#endif
  void RegisterFront(char *address) override { front = address; }
  void RegisterNameServer(char *) override {}
  void RegisterSpi(CThostFtdcTraderSpi *s) override { spi = s; }
  void SubscribePrivateTopic(THOST_TE_RESUME_TYPE) override {}
  void SubscribePublicTopic(THOST_TE_RESUME_TYPE topic) override { publicTopic = topic; }
  int ReqAuthenticate(CThostFtdcReqAuthenticateField *p, int id) override { maybeHang(); auto a = *p; later([this, a, id] { auto no = info(!strcmp(a.AuthCode, "0000000000000000") ? 0 : 63, !strcmp(a.AuthCode, "0000000000000000") ? "" : "CTP:客户端认证失败"); authenticated = no.ErrorID == 0; CThostFtdcRspAuthenticateField r; memset(&r, 0, sizeof r); relay = !strncmp(a.AppID, "relay", 5); r.AppType = relay ? '2' : '1'; call([&](auto to) { to->OnRspAuthenticate(&r, &no, id, true); }); }); return 0; }
  int ReqUserLogin(CThostFtdcReqUserLoginField *p, int id) override { auto a = *p;
    later([this, a, id] { CThostFtdcRspUserLoginField r; memset(&r, 0, sizeof r); auto no = info(0, "正确"); int own = 0;
      ledger.with([&](State &s) { if (!authenticated) no = info(63, "CTP:客户端认证失败"); else if (relay) no = info(90, "CTP:没有上报终端信息"); else if (strcmp(a.Password, s.password)) no = info(3, "CTP:不合法的登录"); else if (!strcmp(a.UserID, "newcomer") && !s.changed) no = info(140, "CTP:首次登录必须修改密码，请修改密码后重新登录"); else own = ++s.sessions; return 0; });
      if (no.ErrorID == 0 || no.ErrorID == 140) user = a.UserID;
      if (no.ErrorID == 0) { in = true; session = -own; lastRef = 0; put(r.TradingDay, TRADING_DAY); put(r.LoginTime, "10:30:00"); put(r.BrokerID, a.BrokerID); put(r.UserID, a.UserID); put(r.SystemName, "TradingHosting"); r.FrontID = 1; r.SessionID = session; put(r.MaxOrderRef, "12"); lastRef = 12; }
      call([&](auto to) { to->OnRspUserLogin(&r, &no, id, true); }); if (in) tellStatuses(); });
    return 0; }
  int ReqUserLogout(CThostFtdcUserLogoutField *, int) override { return 0; }
  int ReqUserPasswordUpdate(CThostFtdcUserPasswordUpdateField *p, int id) override { auto a = *p;
    later([this, a, id]() mutable { auto no = info(0, ""); ledger.with([&](State &s) { if (strcmp(a.OldPassword, s.password)) no = info(26, "CTP:原口令不匹配"); else { put(s.password, a.NewPassword); s.changed = true; } return 0; }); call([&](auto to) { to->OnRspUserPasswordUpdate(&a, &no, id, true); }); });
    return 0; }
  int ReqOrderInsert(CThostFtdcInputOrderField *p, int id) override { maybeHang(); auto a = *p; later([this, a, id] { insert(a, id); }); return 0; }
  int ReqOrderAction(CThostFtdcInputOrderActionField *p, int id) override { auto a = *p;
    later([this, a, id]() mutable { std::vector<std::function<void()>> say; bool found = false;
      ledger.with([&](State &s) { for (int i = 0; i < s.orders; i++) { auto &o = s.order[i].order; bool same = a.OrderSysID[0] ? !strcmp(o.OrderSysID, a.OrderSysID) && !strcmp(o.ExchangeID, a.ExchangeID) : o.FrontID == a.FrontID && o.SessionID == a.SessionID && !strcmp(o.OrderRef, a.OrderRef);
        if (!same || !(waits(o) || o.OrderStatus == 'b')) continue; found = true; o.OrderStatus = '5'; put(o.CancelTime, "10:31:00"); put(o.StatusMsg, "已撤单"); tell(o, say); } return 0; });
      if (muted) return;
      if (!found) { auto no = info(25, "CTP:撤单找不到相应报单"); call([&](auto to) { to->OnRspOrderAction(&a, &no, id, true); }); }
      for (auto &one : say) one(); });
    return 0; }
  int ReqSettlementInfoConfirm(CThostFtdcSettlementInfoConfirmField *p, int id) override { auto a = *p; later([this, a, id]() mutable { ledger.with([](State &s) { s.confirmed = true; return 0; }); put(a.ConfirmDate, TRADING_DAY); auto no = info(0, ""); call([&](auto to) { to->OnRspSettlementInfoConfirm(&a, &no, id, true); }); }); return 0; }
  int ReqQrySettlementInfoConfirm(CThostFtdcQrySettlementInfoConfirmField *, int id) override { return answer<CThostFtdcSettlementInfoConfirmField>(id, [](State &s, auto &all) { if (!s.confirmed) return; CThostFtdcSettlementInfoConfirmField f; memset(&f, 0, sizeof f); put(f.ConfirmDate, TRADING_DAY); all.push_back(f); }, &CThostFtdcTraderSpi::OnRspQrySettlementInfoConfirm); }
  int ReqQrySettlementInfo(CThostFtdcQrySettlementInfoField *, int id) override { return answer<CThostFtdcSettlementInfoField>(id, [](State &, auto &all) { std::string text = STATEMENT;
    // Cut wherever five hundred bytes end: in the middle of a character too.
    for (size_t at = 0; at < text.size(); at += 499) { CThostFtdcSettlementInfoField f; memset(&f, 0, sizeof f); put(f.TradingDay, YESTERDAY); f.SettlementID = 1; f.SequenceNo = all.size(); memcpy(f.Content, text.data() + at, std::min<size_t>(499, text.size() - at)); all.push_back(f); } }, &CThostFtdcTraderSpi::OnRspQrySettlementInfo); }
  int ReqQryInstrument(CThostFtdcQryInstrumentField *, int id) override { return answer<CThostFtdcInstrumentField>(id, [](State &, auto &all) { for (auto &c : CONTRACTS) { CThostFtdcInstrumentField f; memset(&f, 0, sizeof f); put(f.InstrumentID, c.code); put(f.ExchangeID, c.exchange); put(f.InstrumentName, c.name); put(f.ProductID, c.product); put(f.UnderlyingInstrID, c.underlying); f.ProductClass = c.kind;
    f.MaxMarketOrderVolume = 50; f.MinMarketOrderVolume = f.MinLimitOrderVolume = c.kind == 'E' ? 100 : 1; f.MaxLimitOrderVolume = c.kind == 'E' ? 1000000 : 500; f.VolumeMultiple = c.multiple; f.PriceTick = c.tick; put(f.ExpireDate, c.expiry); f.IsTrading = 1; f.LongMarginRatio = f.ShortMarginRatio = c.kind == '1' ? 0.1 : NONE; f.StrikePrice = c.strike; f.OptionsType = c.right; all.push_back(f); } }, &CThostFtdcTraderSpi::OnRspQryInstrument); }
  int ReqQryInstrumentMarginRate(CThostFtdcQryInstrumentMarginRateField *p, int id) override { std::string code = p->InstrumentID; return answer<CThostFtdcInstrumentMarginRateField>(id, [code](State &, auto &all) { CThostFtdcInstrumentMarginRateField f; memset(&f, 0, sizeof f); put(f.InstrumentID, code.c_str()); f.LongMarginRatioByMoney = 0.12; f.ShortMarginRatioByMoney = 0.13; all.push_back(f); }, &CThostFtdcTraderSpi::OnRspQryInstrumentMarginRate); }
  // As real counters do, the rate is the product's.
  int ReqQryInstrumentCommissionRate(CThostFtdcQryInstrumentCommissionRateField *p, int id) override { std::string code = p->InstrumentID; double times = !strcmp(p->InvestorID, "20002") ? 3 : 1; return answer<CThostFtdcInstrumentCommissionRateField>(id, [code, times](State &, auto &all) { int at = contractOf(code.c_str()); if (at < 0) return; CThostFtdcInstrumentCommissionRateField f; memset(&f, 0, sizeof f); put(f.InstrumentID, CONTRACTS[at].product); f.OpenRatioByMoney = f.CloseRatioByMoney = 0.0001 * times; f.CloseTodayRatioByMoney = 0.0002 * times; all.push_back(f); }, &CThostFtdcTraderSpi::OnRspQryInstrumentCommissionRate); }
  int ReqQryTradingAccount(CThostFtdcQryTradingAccountField *p, int id) override { std::string whose = p->InvestorID; return answer<CThostFtdcTradingAccountField>(id, [this, whose](State &s, auto &all) { CThostFtdcTradingAccountField f; memset(&f, 0, sizeof f); put(f.AccountID, whose.c_str()); put(f.CurrencyID, "CNY"); put(f.TradingDay, TRADING_DAY); f.PreBalance = 1000000; Held h[KINDS][2][2]; held(s, h, whose);
    for (int c = 0; c < KINDS; c++) for (auto &side : h[c]) for (auto &day : side) f.CurrMargin += day.cost * 0.12; f.Balance = 1000000; f.Available = f.Balance - f.CurrMargin;
#if ABI >= 6700
    for (int c = 0; c < KINDS; c++) if (CONTRACTS[c].kind == '2') for (int day = 0; day < 2; day++) f.OptionValue += (h[c][0][day].volume - h[c][1][day].volume) * s.market[c].last * CONTRACTS[c].multiple;
#endif
    all.push_back(f); }, &CThostFtdcTraderSpi::OnRspQryTradingAccount); }
  int ReqQryInvestorPosition(CThostFtdcQryInvestorPositionField *p, int id) override { std::string whose = p->InvestorID; return answer<CThostFtdcInvestorPositionField>(id, [this, whose](State &s, auto &all) { Held h[KINDS][2][2]; held(s, h, whose);
    for (int c = 0; c < KINDS; c++) for (int side = 0; side < 2; side++) { bool apart = !strcmp(CONTRACTS[c].exchange, "SHFE"); auto &yesterday = h[c][side][0], &now = h[c][side][1];
      auto row = [&](char date, int volume, int fresh, int frozen, double cost) { if (volume == 0) return; CThostFtdcInvestorPositionField f; memset(&f, 0, sizeof f); put(f.InstrumentID, CONTRACTS[c].code); put(f.ExchangeID, CONTRACTS[c].exchange); put(f.TradingDay, TRADING_DAY); f.PosiDirection = side == 0 ? '2' : '3'; f.HedgeFlag = '1'; f.PositionDate = date; f.YdPosition = date == '2' || !apart ? yesterday.volume : 0; f.Position = volume; f.TodayPosition = fresh; (side == 0 ? f.ShortFrozen : f.LongFrozen) = frozen; f.OpenCost = f.PositionCost = cost; f.UseMargin = cost * 0.12; f.PreSettlementPrice = CONTRACTS[c].previous; f.SettlementPrice = s.market[c].last; all.push_back(f); };
      if (apart) { row('2', yesterday.volume, 0, yesterday.frozen, yesterday.cost); row('1', now.volume, now.volume, now.frozen, now.cost); } else row('1', yesterday.volume + now.volume, now.volume, yesterday.frozen + now.frozen, yesterday.cost + now.cost); } }, &CThostFtdcTraderSpi::OnRspQryInvestorPosition); }
  int ReqQryInvestor(CThostFtdcQryInvestorField *, int id) override { return answer<CThostFtdcInvestorField>(id, [this](State &, auto &all) { for (auto one : user == "operator" ? std::vector<std::string>{"20001", "20002"} : std::vector<std::string>{user}) { CThostFtdcInvestorField f; memset(&f, 0, sizeof f); put(f.BrokerID, "9999"); put(f.InvestorID, one.c_str()); put(f.InvestorName, one == "20001" ? "张三" : one == "20002" ? "李四" : "测试"); f.IsActive = 1; all.push_back(f); } }, &CThostFtdcTraderSpi::OnRspQryInvestor); }
#if ABI >= 6607
  int ReqQryTraderOffer(CThostFtdcQryInvestorField *, int) override { return 0; }
#endif
#if ABI >= 6702
  int ReqQryRCAMSCombProductInfo(CThostFtdcQryInvestorField *, int) override { return 0; }
#endif
  int ReqQryOrder(CThostFtdcQryOrderField *, int id) override { return answer<CThostFtdcOrderField>(id, [this](State &s, auto &all) { for (int i = 0; i < s.orders; i++) if (mine(s.order[i].order)) all.push_back(s.order[i].order); }, &CThostFtdcTraderSpi::OnRspQryOrder); }
  int ReqQryTrade(CThostFtdcQryTradeField *, int id) override { return answer<CThostFtdcTradeField>(id, [this](State &s, auto &all) { for (int i = 0; i < s.trades; i++) if (owns(s.trade[i].trade.InvestorID)) all.push_back(s.trade[i].trade); }, &CThostFtdcTraderSpi::OnRspQryTrade); }
};

#if ABI >= 6711
CThostFtdcTraderApi *CThostFtdcTraderApi::CreateFtdcTraderApi(const char *, const bool production) { return production ? new Counter() : 0; }
#else
CThostFtdcTraderApi *CThostFtdcTraderApi::CreateFtdcTraderApi(const char *) { return new Counter(); }
#endif
const char *CThostFtdcTraderApi::GetApiVersion() { return API_VERSION; }
