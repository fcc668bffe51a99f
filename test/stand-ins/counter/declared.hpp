// Part of the body of trader.cpp's Counter: what is declared besides orders (exercise, self-closing, quotes and questions for them,
// combining), the transfers between bank and account, single lots, and the state of products.

  template <typename R> R declared(const R *, const char *code, int of, const char *ref, const char *exchange, const char *investor) { R r; memset(&r, 0, sizeof r); put(r.BrokerID, "9999"); put(r.InvestorID, investor); put(r.InstrumentID, code); put(r.ExchangeID, exchange); r.FrontID = 1; r.SessionID = session; return r; }
  // Long lots of a contract that nothing holds.
  int free(State &s, int c, int side = 0) { Held h[KINDS][2][2]; held(s, h); int n = 0; for (auto &day : h[c][side]) n += day.volume - day.frozen;
    if (side == 0) for (int i = 0; i < s.execs; i++) if (s.exec[i].ExecResult == 'n' && user == s.exec[i].InvestorID && contractOf(s.exec[i].InstrumentID) == c) n -= s.exec[i].Volume;
    return n; }
  void tellStatus(int c, char status) { if (!in) return; CThostFtdcInstrumentStatusField f; memset(&f, 0, sizeof f); put(f.ExchangeID, CONTRACTS[c].exchange); put(f.InstrumentID, CONTRACTS[c].product); put(f.ExchangeInstID, CONTRACTS[c].product); f.InstrumentStatus = status; f.TradingSegmentSN = 1; put(f.EnterTime, "10:15:00"); f.EnterReason = '1'; call([&](auto to) { to->OnRtnInstrumentStatus(&f); }); }
  // The day's public news again, for whoever asked for all of it.
  void tellStatuses() { if (publicTopic != THOST_TERT_RESTART) return; char all[KINDS]; ledger.with([&](State &s) { memcpy(all, s.status, sizeof all); return 0; }); for (int i = 0; i < KINDS; i++) if (all[i]) tellStatus(i, all[i]); }
  void execute(char result) { std::vector<std::function<void()>> say; ledger.with([&](State &s) {
    for (int i = 0; i < s.execs; i++) if (s.exec[i].ExecResult == 'n' && s.exec[i].OrderSubmitStatus == '3') { s.exec[i].ExecResult = result; put(s.exec[i].StatusMsg, result == '0' ? "执行成功" : "资金不够"); say.push_back([this, f = s.exec[i]]() mutable { call([&](auto to) { to->OnRtnExecOrder(&f); }); }); }
    return 0; }); for (auto &one : say) one(); }

  template <typename P> const char *declarable(State &s, const P &p, int c, int &code) { code = 6; if (!in) return "CTP:还没有登录"; code = 42; if (!s.confirmed) return "CTP:结算结果未确认"; code = 16; if (c < 0) return "CTP:找不到合约"; return 0; }
public:
  int ReqExecOrderInsert(CThostFtdcInputExecOrderField *p, int id) override { auto a = *p;
    later([this, a, id]() mutable { int code = 0; const char *why = 0; std::vector<CThostFtdcExecOrderField> say; int c = contractOf(a.InstrumentID);
      ledger.with([&](State &s) { if ((why = declarable(s, a, c, code))) return 0; if (CONTRACTS[c].kind != '2') { code = 107; why = "CTP:只有期权合约可以执行"; return 0; } if (a.Volume > free(s, c)) { code = 30; why = "CTP:平仓量超过持仓量"; return 0; } if (s.execs >= State::DECLARED) return 0;
        auto f = declared((CThostFtdcExecOrderField *)0, a.InstrumentID, c, a.ExecOrderRef, CONTRACTS[c].exchange, a.InvestorID); put(f.ExecOrderRef, a.ExecOrderRef); put(f.UserID, a.UserID); f.Volume = a.Volume; f.RequestID = id; f.OffsetFlag = a.OffsetFlag; f.HedgeFlag = a.HedgeFlag; f.ActionType = a.ActionType; f.PosiDirection = a.PosiDirection; f.ReservePositionFlag = a.ReservePositionFlag; f.CloseFlag = a.CloseFlag;
        put(f.TradingDay, TRADING_DAY); today(f.InsertDate, f.InsertTime); f.OrderSubmitStatus = '0'; f.ExecResult = 'n'; put(f.StatusMsg, "执行宣告已提交"); say.push_back(f); snprintf(f.ExecOrderSysID, sizeof f.ExecOrderSysID, "%12d", ++s.sysIds); f.OrderSubmitStatus = '3'; say.push_back(f); s.exec[s.execs++] = f; return 0; });
      if (muted) return;
      if (why) { auto no = info(code, why); call([&](auto to) { to->OnRspExecOrderInsert(&a, &no, id, true); to->OnErrRtnExecOrderInsert(&a, &no); }); }
      for (auto &f : say) call([&](auto to) { to->OnRtnExecOrder(&f); }); });
    return 0; }
  int ReqExecOrderAction(CThostFtdcInputExecOrderActionField *p, int id) override { auto a = *p;
    later([this, a, id]() mutable { std::vector<CThostFtdcExecOrderField> say; ledger.with([&](State &s) { for (int i = 0; i < s.execs; i++) { auto &f = s.exec[i]; if (strcmp(f.ExecOrderSysID, a.ExecOrderSysID) || f.ExecResult != 'n') continue; f.ExecResult = 'c'; put(f.CancelTime, "10:40:00"); put(f.StatusMsg, "已撤销"); say.push_back(f); } return 0; });
      if (say.empty()) { auto no = info(109, "CTP:撤销找不到相应执行宣告"); call([&](auto to) { to->OnRspExecOrderAction(&a, &no, id, true); }); }
      for (auto &f : say) call([&](auto to) { to->OnRtnExecOrder(&f); }); });
    return 0; }
  int ReqForQuoteInsert(CThostFtdcInputForQuoteField *p, int id) override { auto a = *p;
    later([this, a, id]() mutable { int code = 0; const char *why = 0; int c = contractOf(a.InstrumentID);
      ledger.with([&](State &s) { if ((why = declarable(s, a, c, code)) || s.asks >= State::DECLARED) return 0; auto f = declared((CThostFtdcForQuoteField *)0, a.InstrumentID, c, a.ForQuoteRef, CONTRACTS[c].exchange, a.InvestorID); put(f.ForQuoteRef, a.ForQuoteRef); today(f.InsertDate, f.InsertTime); f.ForQuoteStatus = 'b'; s.ask[s.asks++] = f; return 0; });
      // As at a counter, one that is taken is told of by the day's list alone.
      if (why) { auto no = info(code, why); call([&](auto to) { to->OnRspForQuoteInsert(&a, &no, id, true); }); } });
    return 0; }
  int ReqQuoteInsert(CThostFtdcInputQuoteField *p, int id) override { auto a = *p;
    later([this, a, id]() mutable { int code = 0; const char *why = 0; int c = contractOf(a.InstrumentID); CThostFtdcQuoteField f; std::vector<std::function<void()>> say;
      ledger.with([&](State &s) { if ((why = declarable(s, a, c, code))) return 0; if (a.BidPrice >= a.AskPrice) { code = 26; why = "CTP:报价买价不低于卖价"; return 0; } if (s.quotes >= State::DECLARED || s.orders + 2 > MOST) return 0;
        f = declared((CThostFtdcQuoteField *)0, a.InstrumentID, c, a.QuoteRef, CONTRACTS[c].exchange, a.InvestorID); put(f.QuoteRef, a.QuoteRef); put(f.UserID, a.UserID); f.AskPrice = a.AskPrice; f.BidPrice = a.BidPrice; f.AskVolume = a.AskVolume; f.BidVolume = a.BidVolume; f.AskOffsetFlag = a.AskOffsetFlag; f.BidOffsetFlag = a.BidOffsetFlag; put(f.AskOrderRef, a.AskOrderRef); put(f.BidOrderRef, a.BidOrderRef);
        put(f.TradingDay, TRADING_DAY); today(f.InsertDate, f.InsertTime); f.OrderSubmitStatus = '3'; f.QuoteStatus = '3'; snprintf(f.QuoteSysID, sizeof f.QuoteSysID, "%12d", ++s.sysIds);
        for (int ask = 0; ask < 2; ask++) { auto &o = s.order[s.orders].order; memset(&o, 0, sizeof o); s.order[s.orders].contract = c; put(o.BrokerID, a.BrokerID); put(o.InvestorID, a.InvestorID); put(o.UserID, a.UserID); put(o.InstrumentID, a.InstrumentID); put(o.ExchangeID, CONTRACTS[c].exchange); put(o.OrderRef, ask ? a.AskOrderRef : a.BidOrderRef); o.OrderPriceType = '2'; o.Direction = ask ? '1' : '0'; o.CombOffsetFlag[0] = ask ? a.AskOffsetFlag : a.BidOffsetFlag; o.CombHedgeFlag[0] = '1'; o.LimitPrice = ask ? a.AskPrice : a.BidPrice; o.VolumeTotalOriginal = o.VolumeTotal = ask ? a.AskVolume : a.BidVolume;
          o.TimeCondition = '3'; o.VolumeCondition = '1'; o.ContingentCondition = '1'; o.FrontID = 1; o.SessionID = session; put(o.TradingDay, TRADING_DAY); today(o.InsertDate, o.InsertTime); o.OrderSubmitStatus = '3'; o.OrderStatus = '3'; snprintf(o.OrderSysID, sizeof o.OrderSysID, "%12d", ++s.sysIds); put(ask ? f.AskOrderSysID : f.BidOrderSysID, o.OrderSysID); tell(o, say); fill(s, s.orders++, say); }
        s.quote[s.quotes++] = f; return 0; });
      if (why) { auto no = info(code, why); call([&](auto to) { to->OnRspQuoteInsert(&a, &no, id, true); to->OnErrRtnQuoteInsert(&a, &no); }); return; }
      call([&](auto to) { to->OnRtnQuote(&f); }); for (auto &one : say) one(); });
    return 0; }
  int ReqQuoteAction(CThostFtdcInputQuoteActionField *p, int id) override { auto a = *p;
    later([this, a, id]() mutable { std::vector<std::function<void()>> say; ledger.with([&](State &s) { for (int i = 0; i < s.quotes; i++) { auto &f = s.quote[i]; if (strcmp(f.QuoteSysID, a.QuoteSysID) || f.QuoteStatus == '5') continue; f.QuoteStatus = '5'; put(f.CancelTime, "10:40:00"); put(f.StatusMsg, "已撤单"); say.push_back([this, f]() mutable { call([&](auto to) { to->OnRtnQuote(&f); }); });
        for (int n = 0; n < s.orders; n++) { auto &o = s.order[n].order; if ((strcmp(o.OrderSysID, f.AskOrderSysID) && strcmp(o.OrderSysID, f.BidOrderSysID)) || !waits(o)) continue; o.OrderStatus = '5'; put(o.CancelTime, "10:40:00"); tell(o, say); } } return 0; });
      if (say.empty()) { auto no = info(25, "CTP:撤单找不到相应报价"); call([&](auto to) { to->OnRspQuoteAction(&a, &no, id, true); }); }
      for (auto &one : say) one(); });
    return 0; }
  int ReqCombActionInsert(CThostFtdcInputCombActionField *p, int id) override { auto a = *p;
    later([this, a, id]() mutable { int code = 0; const char *why = 0; int c = contractOf(a.InstrumentID); auto both = combination(); CThostFtdcCombActionField f;
      ledger.with([&](State &s) { if ((why = declarable(s, a, c, code))) return 0; int first = a.Direction == '0' ? 0 : 1, room = a.CombDirection == '0' ? std::min(free(s, both.legs[0], first), free(s, both.legs[1], 1 - first)) - s.combined : s.combined;
        if (c != both.whole || a.Volume > room) { code = 30; why = "CTP:组合持仓不足"; return 0; } if (s.combs >= State::DECLARED) return 0;
        s.combined += a.CombDirection == '0' ? a.Volume : -a.Volume; f = declared((CThostFtdcCombActionField *)0, a.InstrumentID, c, a.CombActionRef, CONTRACTS[c].exchange, a.InvestorID); put(f.CombActionRef, a.CombActionRef); put(f.UserID, a.UserID); f.Direction = a.Direction; f.Volume = a.Volume; f.CombDirection = a.CombDirection; put(f.TradingDay, TRADING_DAY); snprintf(f.ActionLocalID, sizeof f.ActionLocalID, "%12d", ++s.sysIds); put(f.ComTradeID, f.ActionLocalID); f.ActionStatus = 'b'; s.comb[s.combs++] = f; return 0; });
      if (why) { auto no = info(code, why); call([&](auto to) { to->OnRspCombActionInsert(&a, &no, id, true); to->OnErrRtnCombActionInsert(&a, &no); }); return; }
      call([&](auto to) { to->OnRtnCombAction(&f); }); });
    return 0; }
#if ABI >= 6500
  int ReqOptionSelfCloseInsert(CThostFtdcInputOptionSelfCloseField *p, int id) override { auto a = *p;
    later([this, a, id]() mutable { int code = 0; const char *why = 0; int c = contractOf(a.InstrumentID); CThostFtdcOptionSelfCloseField f;
      ledger.with([&](State &s) { if ((why = declarable(s, a, c, code)) || s.selfs >= State::DECLARED) return 0; f = declared((CThostFtdcOptionSelfCloseField *)0, a.InstrumentID, c, a.OptionSelfCloseRef, CONTRACTS[c].exchange, a.InvestorID); put(f.OptionSelfCloseRef, a.OptionSelfCloseRef); put(f.UserID, a.UserID); f.Volume = a.Volume; f.HedgeFlag = a.HedgeFlag; f.OptSelfCloseFlag = a.OptSelfCloseFlag; put(f.TradingDay, TRADING_DAY); today(f.InsertDate, f.InsertTime); snprintf(f.OptionSelfCloseSysID, sizeof f.OptionSelfCloseSysID, "%12d", ++s.sysIds); f.OrderSubmitStatus = '3'; f.ExecResult = 'n'; s.self[s.selfs++] = f; return 0; });
      if (why) { auto no = info(code, why); call([&](auto to) { to->OnRspOptionSelfCloseInsert(&a, &no, id, true); to->OnErrRtnOptionSelfCloseInsert(&a, &no); }); return; }
      call([&](auto to) { to->OnRtnOptionSelfClose(&f); }); });
    return 0; }
  int ReqOptionSelfCloseAction(CThostFtdcInputOptionSelfCloseActionField *p, int id) override { auto a = *p;
    later([this, a, id]() mutable { std::vector<CThostFtdcOptionSelfCloseField> say; ledger.with([&](State &s) { for (int i = 0; i < s.selfs; i++) { auto &f = s.self[i]; if (strcmp(f.OptionSelfCloseSysID, a.OptionSelfCloseSysID) || f.ExecResult != 'n') continue; f.ExecResult = 'c'; put(f.CancelTime, "10:40:00"); say.push_back(f); } return 0; });
      if (say.empty()) { auto no = info(109, "CTP:撤销找不到相应自对冲"); call([&](auto to) { to->OnRspOptionSelfCloseAction(&a, &no, id, true); }); }
      for (auto &f : say) call([&](auto to) { to->OnRtnOptionSelfClose(&f); }); });
    return 0; }
  int ReqQryOptionSelfClose(CThostFtdcQryOptionSelfCloseField *, int id) override { return answer<CThostFtdcOptionSelfCloseField>(id, [this](State &s, auto &all) { for (int i = 0; i < s.selfs; i++) if (user == s.self[i].InvestorID) all.push_back(s.self[i]); }, &CThostFtdcTraderSpi::OnRspQryOptionSelfClose); }
#endif
  int ReqQryExecOrder(CThostFtdcQryExecOrderField *, int id) override { return answer<CThostFtdcExecOrderField>(id, [this](State &s, auto &all) { for (int i = 0; i < s.execs; i++) if (user == s.exec[i].InvestorID) all.push_back(s.exec[i]); }, &CThostFtdcTraderSpi::OnRspQryExecOrder); }
  int ReqQryQuote(CThostFtdcQryQuoteField *, int id) override { return answer<CThostFtdcQuoteField>(id, [this](State &s, auto &all) { for (int i = 0; i < s.quotes; i++) if (user == s.quote[i].InvestorID) all.push_back(s.quote[i]); }, &CThostFtdcTraderSpi::OnRspQryQuote); }
  int ReqQryForQuote(CThostFtdcQryForQuoteField *, int id) override { return answer<CThostFtdcForQuoteField>(id, [this](State &s, auto &all) { for (int i = 0; i < s.asks; i++) if (user == s.ask[i].InvestorID) all.push_back(s.ask[i]); }, &CThostFtdcTraderSpi::OnRspQryForQuote); }
  int ReqQryCombAction(CThostFtdcQryCombActionField *, int id) override { return answer<CThostFtdcCombActionField>(id, [this](State &s, auto &all) { for (int i = 0; i < s.combs; i++) if (user == s.comb[i].InvestorID) all.push_back(s.comb[i]); }, &CThostFtdcTraderSpi::OnRspQryCombAction); }
  int ReqQryContractBank(CThostFtdcQryContractBankField *, int id) override { return answer<CThostFtdcContractBankField>(id, [](State &, auto &all) { for (auto &[code, name] : {std::pair{"1", "工商银行"}, std::pair{"3", "建设银行"}}) { CThostFtdcContractBankField f; memset(&f, 0, sizeof f); put(f.BankID, code); put(f.BankName, name); all.push_back(f); } }, &CThostFtdcTraderSpi::OnRspQryContractBank); }
  int ReqQryAccountregister(CThostFtdcQryAccountregisterField *, int id) override { return answer<CThostFtdcAccountregisterField>(id, [this](State &, auto &all) { CThostFtdcAccountregisterField f; memset(&f, 0, sizeof f); put(f.BankID, "1"); put(f.BankAccount, "6222020200001234567"); put(f.AccountID, user.c_str()); put(f.CurrencyID, "CNY"); f.OpenOrDestroy = '1'; put(f.RegDate, "20200301"); all.push_back(f); }, &CThostFtdcTraderSpi::OnRspQryAccountregister); }
  // In, out, and one that the bank took back.
  int ReqQryTransferSerial(CThostFtdcQryTransferSerialField *, int id) override { return answer<CThostFtdcTransferSerialField>(id, [this](State &, auto &all) { struct { const char *code, *bank, *account, *time; double amount, fee; char flag; } rows[] = {{"202001", "1", "6222020200001234567", "09:05:00", 50000, 0, '1'}, {"202002", "3", "", "14:10:30", 2000.5, 2.5, '1'}, {"202001", "1", "6222020200001234567", "14:20:00", 700, 0, '2'}};
    for (auto &r : rows) { CThostFtdcTransferSerialField f; memset(&f, 0, sizeof f); f.PlateSerial = 1001 + all.size(); put(f.TradeDate, TRADING_DAY); put(f.TradingDay, TRADING_DAY); put(f.TradeTime, r.time); put(f.TradeCode, r.code); put(f.BankID, r.bank); put(f.BankAccount, r.account); put(f.BrokerID, "9999"); put(f.AccountID, user.c_str()); put(f.InvestorID, user.c_str()); put(f.CurrencyID, "CNY"); f.TradeAmount = r.amount; f.CustFee = r.fee; f.AvailabilityFlag = r.flag; all.push_back(f); } }, &CThostFtdcTraderSpi::OnRspQryTransferSerial); }
  // Each lot by itself, the earliest first; those that are held as one name the combination.
  int ReqQryInvestorPositionDetail(CThostFtdcQryInvestorPositionDetailField *, int id) override { return answer<CThostFtdcInvestorPositionDetailField>(id, [this](State &s, auto &all) { struct Lot { int c, side, volume; bool today; double price; const char *id; }; std::vector<Lot> lots{{contractOf("rb2105"), 0, 3, false, 4250, "       10001"}};
    for (int i = 0; i < s.trades; i++) { auto &t = s.trade[i].trade; if (user != t.InvestorID) continue; int c = s.trade[i].contract; if (t.OffsetFlag == '0') { lots.push_back({c, t.Direction == '0' ? 0 : 1, t.Volume, true, t.Price, t.TradeID}); continue; }
      int left = t.Volume, side = t.Direction == '0' ? 1 : 0; bool apart = !strcmp(CONTRACTS[c].exchange, "SHFE"); for (auto &lot : lots) { if (lot.c != c || lot.side != side || (t.OffsetFlag == '3' && !lot.today) || (apart && t.OffsetFlag != '3' && lot.today)) continue; int part = std::min(left, lot.volume); lot.volume -= part; left -= part; } }
    int paired[2] = {s.combined, s.combined}; auto both = combination();
    for (auto &lot : lots) { int rest = lot.volume; while (rest > 0) { int leg = lot.c == both.legs[0] ? 0 : lot.c == both.legs[1] ? 1 : -1, part = leg >= 0 && paired[leg] > 0 ? std::min(rest, paired[leg]) : rest; CThostFtdcInvestorPositionDetailField f; memset(&f, 0, sizeof f); if (leg >= 0 && paired[leg] > 0) { paired[leg] -= part; put(f.CombInstrumentID, CONTRACTS[both.whole].code); } rest -= part;
      put(f.BrokerID, "9999"); put(f.InvestorID, user.c_str()); put(f.InstrumentID, CONTRACTS[lot.c].code); put(f.ExchangeID, CONTRACTS[lot.c].exchange); f.HedgeFlag = '1'; put(f.OpenDate, lot.today ? TRADING_DAY : YESTERDAY); put(f.TradingDay, TRADING_DAY); put(f.TradeID, lot.id); f.Direction = lot.side ? '1' : '0'; f.Volume = part; f.OpenPrice = lot.price; f.Margin = lot.price * part * CONTRACTS[lot.c].multiple * 0.12; all.push_back(f); } } }, &CThostFtdcTraderSpi::OnRspQryInvestorPositionDetail); }
