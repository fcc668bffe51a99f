/**
 * The stand-in counter's headers: ours, with the vendor's names for what is used, written out for one shape of the family as a vendor ships
 * them. Before 6.5.1 an instrument's code has 31 bytes and stands where it is first named; from then on it has 81 and stands at the end of
 * its struct. From 6.7.7 `GetFrontInfo` shifts the table, and from 6.7.11 the factory takes one parameter more.
 */

/** Shapes that the family has had, by a version of each. */
export const COUNTER_SHAPES = { 'before 6.5.1': 6315, '6.6': 6606, 'from 6.7.7': 6711 } as const;

const DATA_TYPES = (abi: number): string => `
#define THOST_FTDC_D_Buy '0'
typedef char TThostFtdcBrokerIDType[11];
typedef char TThostFtdcUserIDType[16];
typedef char TThostFtdcInvestorIDType[13];
typedef char TThostFtdcPasswordType[41];
typedef char TThostFtdcDateType[9];
typedef char TThostFtdcTimeType[9];
typedef char TThostFtdcErrorMsgType[81];
typedef char TThostFtdcOldInstrumentIDType[31];
typedef char TThostFtdcInstrumentIDType[${abi < 6500 ? 31 : 81}];
typedef char TThostFtdcInstrumentNameType[${abi < 6500 ? 21 : 41}];
typedef char TThostFtdcExchangeIDType[9];
typedef char TThostFtdcOrderRefType[13];
typedef char TThostFtdcOrderSysIDType[21];
typedef char TThostFtdcTradeIDType[21];
typedef char TThostFtdcCombOffsetFlagType[5];
typedef char TThostFtdcCurrencyIDType[4];
typedef char TThostFtdcContentType[501];
typedef char TThostFtdcFlagType;
typedef double TThostFtdcPriceType;
typedef double TThostFtdcMoneyType;
typedef double TThostFtdcRatioType;
typedef int TThostFtdcVolumeType;
typedef int TThostFtdcSessionIDType;
enum THOST_TE_RESUME_TYPE { THOST_TERT_RESTART = 0, THOST_TERT_RESUME, THOST_TERT_QUICK };
`;

/** `$ID` is where an instrument's code stood first, `$END` where it stands since 6.5.1. */
const STRUCTS = `
struct CThostFtdcRspInfoField { int ErrorID; TThostFtdcErrorMsgType ErrorMsg; };
struct CThostFtdcReqAuthenticateField { TThostFtdcBrokerIDType BrokerID; TThostFtdcUserIDType UserID; char UserProductInfo[11]; char AuthCode[17]; char AppID[33]; };
struct CThostFtdcRspAuthenticateField { TThostFtdcBrokerIDType BrokerID; TThostFtdcUserIDType UserID; char UserProductInfo[11]; char AppID[33]; char AppType; };
struct CThostFtdcReqUserLoginField { TThostFtdcDateType TradingDay; TThostFtdcBrokerIDType BrokerID; TThostFtdcUserIDType UserID; TThostFtdcPasswordType Password; char UserProductInfo[11]; };
struct CThostFtdcRspUserLoginField { TThostFtdcDateType TradingDay; TThostFtdcTimeType LoginTime; TThostFtdcBrokerIDType BrokerID; TThostFtdcUserIDType UserID; char SystemName[41]; int FrontID; TThostFtdcSessionIDType SessionID; TThostFtdcOrderRefType MaxOrderRef; };
struct CThostFtdcUserLogoutField { TThostFtdcBrokerIDType BrokerID; TThostFtdcUserIDType UserID; };
struct CThostFtdcUserPasswordUpdateField { TThostFtdcBrokerIDType BrokerID; TThostFtdcUserIDType UserID; TThostFtdcPasswordType OldPassword; TThostFtdcPasswordType NewPassword; };
struct CThostFtdcSettlementInfoConfirmField { TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; TThostFtdcDateType ConfirmDate; TThostFtdcTimeType ConfirmTime; };
struct CThostFtdcQrySettlementInfoField { TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; TThostFtdcDateType TradingDay; };
struct CThostFtdcSettlementInfoField { TThostFtdcDateType TradingDay; int SettlementID; TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; int SequenceNo; TThostFtdcContentType Content; };
struct CThostFtdcQrySettlementInfoConfirmField { TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; };
struct CThostFtdcQryInstrumentField { $ID TThostFtdcExchangeIDType ExchangeID; $END };
struct CThostFtdcInstrumentField { $ID TThostFtdcExchangeIDType ExchangeID; TThostFtdcInstrumentNameType InstrumentName; char ProductClass; int MaxMarketOrderVolume; int MinMarketOrderVolume; int MaxLimitOrderVolume; int MinLimitOrderVolume; int VolumeMultiple; double PriceTick; TThostFtdcDateType OpenDate; TThostFtdcDateType ExpireDate; int IsTrading; double LongMarginRatio; double ShortMarginRatio; double StrikePrice; char OptionsType; $END $PRODUCT $UNDERLYING };
struct CThostFtdcQryInstrumentMarginRateField { $ID TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; char HedgeFlag; TThostFtdcExchangeIDType ExchangeID; $END };
struct CThostFtdcInstrumentMarginRateField { $ID char InvestorRange; TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; char HedgeFlag; double LongMarginRatioByMoney; double LongMarginRatioByVolume; double ShortMarginRatioByMoney; double ShortMarginRatioByVolume; int IsRelative; TThostFtdcExchangeIDType ExchangeID; $END };
struct CThostFtdcQryInstrumentCommissionRateField { $ID TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; TThostFtdcExchangeIDType ExchangeID; $END };
struct CThostFtdcInstrumentCommissionRateField { $ID char InvestorRange; TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; double OpenRatioByMoney; double OpenRatioByVolume; double CloseRatioByMoney; double CloseRatioByVolume; double CloseTodayRatioByMoney; double CloseTodayRatioByVolume; TThostFtdcExchangeIDType ExchangeID; $END };
struct CThostFtdcQryTradingAccountField { TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; TThostFtdcCurrencyIDType CurrencyID; };
struct CThostFtdcTradingAccountField { TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType AccountID; double PreBalance; double Deposit; double Withdraw; double FrozenMargin; double FrozenCash; double FrozenCommission; double CurrMargin; double CashIn; double Commission; double CloseProfit; double PositionProfit; double Balance; double Available; TThostFtdcDateType TradingDay; TThostFtdcCurrencyIDType CurrencyID; $OPTION_VALUE };
struct CThostFtdcQryInvestorPositionField { $ID TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; TThostFtdcExchangeIDType ExchangeID; $END };
struct CThostFtdcInvestorPositionField { $ID TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; char PosiDirection; char HedgeFlag; char PositionDate; int YdPosition; int Position; int LongFrozen; int ShortFrozen; double PositionCost; double UseMargin; double Commission; double CloseProfit; double PositionProfit; TThostFtdcDateType TradingDay; double OpenCost; int TodayPosition; int StrikeFrozen; int AbandonFrozen; double PreSettlementPrice; double SettlementPrice; TThostFtdcExchangeIDType ExchangeID; $END $OPTION_VALUE };
struct CThostFtdcQryInvestorPositionDetailField { $ID TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; TThostFtdcExchangeIDType ExchangeID; $END };
struct CThostFtdcInvestorPositionDetailField { $ID TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; char HedgeFlag; char Direction; TThostFtdcDateType OpenDate; TThostFtdcTradeIDType TradeID; int Volume; double OpenPrice; TThostFtdcDateType TradingDay; int SettlementID; char TradeType; $COMBINATION TThostFtdcExchangeIDType ExchangeID; double Margin; int CloseVolume; $END $COMBINATION_END };
struct CThostFtdcInputOrderField { TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; $ID TThostFtdcOrderRefType OrderRef; TThostFtdcUserIDType UserID; char OrderPriceType; char Direction; TThostFtdcCombOffsetFlagType CombOffsetFlag; TThostFtdcCombOffsetFlagType CombHedgeFlag; double LimitPrice; int VolumeTotalOriginal; char TimeCondition; TThostFtdcDateType GTDDate; char VolumeCondition; int MinVolume; char ContingentCondition; double StopPrice; char ForceCloseReason; int IsAutoSuspend; int RequestID; int UserForceClose; TThostFtdcExchangeIDType ExchangeID; $END };
struct CThostFtdcInputOrderActionField { TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; int OrderActionRef; TThostFtdcOrderRefType OrderRef; int RequestID; int FrontID; int SessionID; TThostFtdcExchangeIDType ExchangeID; TThostFtdcOrderSysIDType OrderSysID; char ActionFlag; TThostFtdcUserIDType UserID; $ID $END };
struct CThostFtdcOrderActionField { TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; int OrderActionRef; TThostFtdcOrderRefType OrderRef; int FrontID; int SessionID; TThostFtdcExchangeIDType ExchangeID; TThostFtdcOrderSysIDType OrderSysID; char ActionFlag; $ID $END };
struct CThostFtdcOrderField { TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; $ID TThostFtdcOrderRefType OrderRef; TThostFtdcUserIDType UserID; char OrderPriceType; char Direction; TThostFtdcCombOffsetFlagType CombOffsetFlag; TThostFtdcCombOffsetFlagType CombHedgeFlag; double LimitPrice; int VolumeTotalOriginal; char TimeCondition; char VolumeCondition; char ContingentCondition; double StopPrice; int RequestID; TThostFtdcExchangeIDType ExchangeID; char OrderSubmitStatus; TThostFtdcDateType TradingDay; TThostFtdcOrderSysIDType OrderSysID; char OrderStatus; int VolumeTraded; int VolumeTotal; TThostFtdcDateType InsertDate; TThostFtdcTimeType InsertTime; TThostFtdcTimeType UpdateTime; TThostFtdcTimeType CancelTime; int FrontID; int SessionID; TThostFtdcErrorMsgType StatusMsg; $END };
struct CThostFtdcTradeField { TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; $ID TThostFtdcOrderRefType OrderRef; TThostFtdcUserIDType UserID; TThostFtdcExchangeIDType ExchangeID; TThostFtdcTradeIDType TradeID; char Direction; TThostFtdcOrderSysIDType OrderSysID; char OffsetFlag; char HedgeFlag; double Price; int Volume; TThostFtdcDateType TradeDate; TThostFtdcTimeType TradeTime; char TradeType; TThostFtdcDateType TradingDay; $END };
struct CThostFtdcQryInvestorField { TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; };
struct CThostFtdcInvestorField { TThostFtdcInvestorIDType InvestorID; TThostFtdcBrokerIDType BrokerID; char InvestorName[81]; int IsActive; };
struct CThostFtdcQryOrderField { TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; };
struct CThostFtdcQryTradeField { TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; };
struct CThostFtdcInstrumentStatusField { TThostFtdcExchangeIDType ExchangeID; $ID TThostFtdcInstrumentIDType ExchangeInstID; char SettlementGroupID[9]; char InstrumentStatus; int TradingSegmentSN; TThostFtdcTimeType EnterTime; char EnterReason; $END };
struct CThostFtdcQryTransferSerialField { TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType AccountID; char BankID[4]; TThostFtdcCurrencyIDType CurrencyID; };
struct CThostFtdcTransferSerialField { int PlateSerial; TThostFtdcDateType TradeDate; TThostFtdcDateType TradingDay; TThostFtdcTimeType TradeTime; char TradeCode[7]; int SessionID; char BankID[4]; char BankBranchID[5]; char BankAccount[41]; char BankSerial[13]; TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType AccountID; TThostFtdcInvestorIDType InvestorID; int FutureSerial; TThostFtdcCurrencyIDType CurrencyID; double TradeAmount; double CustFee; double BrokerFee; char AvailabilityFlag; int ErrorID; TThostFtdcErrorMsgType ErrorMsg; };
struct CThostFtdcQryContractBankField { TThostFtdcBrokerIDType BrokerID; char BankID[4]; char BankBrchID[5]; };
struct CThostFtdcContractBankField { TThostFtdcBrokerIDType BrokerID; char BankID[4]; char BankBrchID[5]; char BankName[101]; };
struct CThostFtdcQryAccountregisterField { TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType AccountID; char BankID[4]; char BankBranchID[5]; TThostFtdcCurrencyIDType CurrencyID; };
struct CThostFtdcAccountregisterField { TThostFtdcDateType TradeDay; char BankID[4]; char BankBranchID[5]; char BankAccount[41]; TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType AccountID; TThostFtdcCurrencyIDType CurrencyID; char OpenOrDestroy; TThostFtdcDateType RegDate; TThostFtdcDateType OutDate; };
struct CThostFtdcInputExecOrderField { TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; $ID TThostFtdcOrderRefType ExecOrderRef; TThostFtdcUserIDType UserID; int Volume; int RequestID; char OffsetFlag; char HedgeFlag; char ActionType; char PosiDirection; char ReservePositionFlag; char CloseFlag; TThostFtdcExchangeIDType ExchangeID; $END };
struct CThostFtdcInputExecOrderActionField { TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; int ExecOrderActionRef; TThostFtdcOrderRefType ExecOrderRef; int RequestID; int FrontID; int SessionID; TThostFtdcExchangeIDType ExchangeID; TThostFtdcOrderSysIDType ExecOrderSysID; char ActionFlag; TThostFtdcUserIDType UserID; $ID $END };
struct CThostFtdcExecOrderActionField { TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; int ExecOrderActionRef; TThostFtdcOrderRefType ExecOrderRef; int FrontID; int SessionID; TThostFtdcExchangeIDType ExchangeID; TThostFtdcOrderSysIDType ExecOrderSysID; char ActionFlag; TThostFtdcUserIDType UserID; $ID $END };
struct CThostFtdcExecOrderField { TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; $ID TThostFtdcOrderRefType ExecOrderRef; TThostFtdcUserIDType UserID; int Volume; int RequestID; char OffsetFlag; char HedgeFlag; char ActionType; char PosiDirection; char ReservePositionFlag; char CloseFlag; TThostFtdcExchangeIDType ExchangeID; char OrderSubmitStatus; TThostFtdcDateType TradingDay; TThostFtdcOrderSysIDType ExecOrderSysID; TThostFtdcDateType InsertDate; TThostFtdcTimeType InsertTime; TThostFtdcTimeType CancelTime; char ExecResult; int FrontID; int SessionID; TThostFtdcErrorMsgType StatusMsg; $END };
struct CThostFtdcQryExecOrderField { TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; $ID TThostFtdcExchangeIDType ExchangeID; $END };
struct CThostFtdcInputOptionSelfCloseField { TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; $ID TThostFtdcOrderRefType OptionSelfCloseRef; TThostFtdcUserIDType UserID; int Volume; int RequestID; char HedgeFlag; char OptSelfCloseFlag; TThostFtdcExchangeIDType ExchangeID; $END };
struct CThostFtdcInputOptionSelfCloseActionField { TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; int OptionSelfCloseActionRef; TThostFtdcOrderRefType OptionSelfCloseRef; int RequestID; int FrontID; int SessionID; TThostFtdcExchangeIDType ExchangeID; TThostFtdcOrderSysIDType OptionSelfCloseSysID; char ActionFlag; TThostFtdcUserIDType UserID; $ID $END };
struct CThostFtdcOptionSelfCloseField { TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; $ID TThostFtdcOrderRefType OptionSelfCloseRef; TThostFtdcUserIDType UserID; int Volume; int RequestID; char HedgeFlag; char OptSelfCloseFlag; TThostFtdcExchangeIDType ExchangeID; char OrderSubmitStatus; TThostFtdcDateType TradingDay; TThostFtdcOrderSysIDType OptionSelfCloseSysID; TThostFtdcDateType InsertDate; TThostFtdcTimeType InsertTime; TThostFtdcTimeType CancelTime; char ExecResult; int FrontID; int SessionID; TThostFtdcErrorMsgType StatusMsg; $END };
struct CThostFtdcQryOptionSelfCloseField { TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; $ID TThostFtdcExchangeIDType ExchangeID; $END };
struct CThostFtdcInputForQuoteField { TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; $ID TThostFtdcOrderRefType ForQuoteRef; TThostFtdcUserIDType UserID; TThostFtdcExchangeIDType ExchangeID; $END };
struct CThostFtdcForQuoteField { TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; $ID TThostFtdcOrderRefType ForQuoteRef; TThostFtdcUserIDType UserID; TThostFtdcExchangeIDType ExchangeID; TThostFtdcDateType InsertDate; TThostFtdcTimeType InsertTime; char ForQuoteStatus; int FrontID; int SessionID; TThostFtdcErrorMsgType StatusMsg; $END };
struct CThostFtdcQryForQuoteField { TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; $ID TThostFtdcExchangeIDType ExchangeID; $END };
struct CThostFtdcInputQuoteField { TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; $ID TThostFtdcOrderRefType QuoteRef; TThostFtdcUserIDType UserID; double AskPrice; double BidPrice; int AskVolume; int BidVolume; int RequestID; char AskOffsetFlag; char BidOffsetFlag; char AskHedgeFlag; char BidHedgeFlag; TThostFtdcOrderRefType AskOrderRef; TThostFtdcOrderRefType BidOrderRef; TThostFtdcOrderSysIDType ForQuoteSysID; TThostFtdcExchangeIDType ExchangeID; $END };
struct CThostFtdcInputQuoteActionField { TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; int QuoteActionRef; TThostFtdcOrderRefType QuoteRef; int RequestID; int FrontID; int SessionID; TThostFtdcExchangeIDType ExchangeID; TThostFtdcOrderSysIDType QuoteSysID; char ActionFlag; TThostFtdcUserIDType UserID; $ID $END };
struct CThostFtdcQuoteField { TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; $ID TThostFtdcOrderRefType QuoteRef; TThostFtdcUserIDType UserID; double AskPrice; double BidPrice; int AskVolume; int BidVolume; int RequestID; char AskOffsetFlag; char BidOffsetFlag; TThostFtdcExchangeIDType ExchangeID; char OrderSubmitStatus; TThostFtdcDateType TradingDay; TThostFtdcOrderSysIDType QuoteSysID; TThostFtdcDateType InsertDate; TThostFtdcTimeType InsertTime; TThostFtdcTimeType CancelTime; char QuoteStatus; TThostFtdcOrderSysIDType AskOrderSysID; TThostFtdcOrderSysIDType BidOrderSysID; int FrontID; int SessionID; TThostFtdcErrorMsgType StatusMsg; TThostFtdcOrderRefType AskOrderRef; TThostFtdcOrderRefType BidOrderRef; $END };
struct CThostFtdcQryQuoteField { TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; $ID TThostFtdcExchangeIDType ExchangeID; $END };
struct CThostFtdcInputCombActionField { TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; $ID TThostFtdcOrderRefType CombActionRef; TThostFtdcUserIDType UserID; char Direction; int Volume; char CombDirection; char HedgeFlag; TThostFtdcExchangeIDType ExchangeID; $END };
struct CThostFtdcCombActionField { TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; $ID TThostFtdcOrderRefType CombActionRef; TThostFtdcUserIDType UserID; char Direction; int Volume; char CombDirection; char HedgeFlag; char ActionLocalID[13]; TThostFtdcExchangeIDType ExchangeID; char ActionStatus; TThostFtdcDateType TradingDay; int FrontID; int SessionID; TThostFtdcErrorMsgType StatusMsg; TThostFtdcTradeIDType ComTradeID; $END };
struct CThostFtdcQryCombActionField { TThostFtdcBrokerIDType BrokerID; TThostFtdcInvestorIDType InvestorID; $ID TThostFtdcExchangeIDType ExchangeID; $END };
struct CThostFtdcSpecificInstrumentField { $ID $END };
struct CThostFtdcDepthMarketDataField { TThostFtdcDateType TradingDay; $ID TThostFtdcExchangeIDType ExchangeID; double LastPrice; double PreSettlementPrice; double PreClosePrice; double PreOpenInterest; double OpenPrice; double HighestPrice; double LowestPrice; int Volume; double Turnover; double OpenInterest; double ClosePrice; double SettlementPrice; double UpperLimitPrice; double LowerLimitPrice; TThostFtdcTimeType UpdateTime; int UpdateMillisec;
  double BidPrice1; int BidVolume1; double AskPrice1; int AskVolume1; double BidPrice2; int BidVolume2; double AskPrice2; int AskVolume2; double BidPrice3; int BidVolume3; double AskPrice3; int AskVolume3; double BidPrice4; int BidVolume4; double AskPrice4; int AskVolume4; double BidPrice5; int BidVolume5; double AskPrice5; int AskVolume5; double AveragePrice; TThostFtdcDateType ActionDay; $END $BANDS };
`;

const laidOut = (text: string, abi: number): string => {
  const early = abi < 6500;
  const placed: Readonly<Record<string, readonly [string, string]>> = {
    $ID: ['TThostFtdcInstrumentIDType InstrumentID;', 'TThostFtdcOldInstrumentIDType reserve1;'],
    $END: ['', 'TThostFtdcInstrumentIDType InstrumentID;'],
    $COMBINATION: ['TThostFtdcInstrumentIDType CombInstrumentID;', 'TThostFtdcOldInstrumentIDType reserve2;'],
    $COMBINATION_END: ['', 'TThostFtdcInstrumentIDType CombInstrumentID;'],
    // The option value came late (6.7); before, it is reckoned from the positions.
    $OPTION_VALUE: ['', abi >= 6700 ? 'double OptionValue;' : ''],
    $BANDS: ['', abi < 6601 ? '' : 'double BandingUpperPrice; double BandingLowerPrice;'],
    $PRODUCT: ['TThostFtdcInstrumentIDType ProductID;', 'TThostFtdcInstrumentIDType ProductID;'],
    $UNDERLYING: ['TThostFtdcInstrumentIDType UnderlyingInstrID;', 'TThostFtdcInstrumentIDType UnderlyingInstrID;'],
  };
  return text.replaceAll(/\$[A-Z_]+/g, (name) => placed[name][early ? 0 : 1]);
};

const rsp = (name: string, struct: string): string => `  virtual void OnRsp${name}(CThostFtdc${struct}Field *p${struct}, CThostFtdcRspInfoField *pRspInfo, int nRequestID, bool bIsLast) {};\n`;
const req = (name: string, struct = name): string => `  virtual int Req${name}(CThostFtdc${struct}Field *p${struct}, int nRequestID) = 0;\n`;

const QUERIES: readonly (readonly [string, string, string])[] = [
  ['QryOrder', 'QryOrder', 'Order'], ['QryTrade', 'QryTrade', 'Trade'], ['QryInvestorPosition', 'QryInvestorPosition', 'InvestorPosition'], ['QryTradingAccount', 'QryTradingAccount', 'TradingAccount'],
  ['QryInstrumentMarginRate', 'QryInstrumentMarginRate', 'InstrumentMarginRate'], ['QryInstrumentCommissionRate', 'QryInstrumentCommissionRate', 'InstrumentCommissionRate'],
  ['QryInstrument', 'QryInstrument', 'Instrument'], ['QrySettlementInfo', 'QrySettlementInfo', 'SettlementInfo'], ['QryInvestorPositionDetail', 'QryInvestorPositionDetail', 'InvestorPositionDetail'],
  ['QrySettlementInfoConfirm', 'QrySettlementInfoConfirm', 'SettlementInfoConfirm'], ['QryInvestor', 'QryInvestor', 'Investor'],
  ['QryTransferSerial', 'QryTransferSerial', 'TransferSerial'], ['QryContractBank', 'QryContractBank', 'ContractBank'], ['QryAccountregister', 'QryAccountregister', 'Accountregister'],
  ['QryExecOrder', 'QryExecOrder', 'ExecOrder'], ['QryQuote', 'QryQuote', 'Quote'], ['QryForQuote', 'QryForQuote', 'ForQuote'], ['QryCombAction', 'QryCombAction', 'CombAction'],
];

/** What is declared besides orders: a request, its struct, whether it can be taken back. The oldest shape here has no self-closing, as the family's first had none. */
const DECLARED = (abi: number): readonly (readonly [string, string, boolean])[] => [
  ['ExecOrder', 'ExecOrder', true], ['ForQuote', 'ForQuote', false], ['Quote', 'Quote', true], ['CombAction', 'CombAction', false], ...(abi < 6500 ? [] : [['OptionSelfClose', 'OptionSelfClose', true] as const]),
];
const declaredRsp = (abi: number): string => DECLARED(abi).map(([name, struct, action]) => `${rsp(`${name}Insert`, `Input${struct}`)}${action ? rsp(`${name}Action`, `Input${struct}Action`) : ''}`).join('') + (abi < 6500 ? '' : rsp('QryOptionSelfClose', 'OptionSelfClose'));
const declaredReq = (abi: number): string => DECLARED(abi).map(([name, struct, action]) => `${req(`${name}Insert`, `Input${struct}`)}${action ? req(`${name}Action`, `Input${struct}Action`) : ''}`).join('') + (abi < 6500 ? '' : req('QryOptionSelfClose'));
const declaredRtn = (abi: number): string => DECLARED(abi).map(([name, struct, action]) => `${name === 'ForQuote' ? '' : `  virtual void OnRtn${name}(CThostFtdc${struct}Field *p${struct}) {};\n`}  virtual void OnErrRtn${name}Insert(CThostFtdcInput${struct}Field *pInput${struct}, CThostFtdcRspInfoField *pRspInfo) {};\n${name === 'ExecOrder' && action ? '  virtual void OnErrRtnExecOrderAction(CThostFtdcExecOrderActionField *pExecOrderAction, CThostFtdcRspInfoField *pRspInfo) {};\n' : ''}`).join('');

const trader = (abi: number): string => `#include "ThostFtdcUserApiStruct.h"
class CThostFtdcTraderSpi { public:
  virtual void OnFrontConnected(){};
  virtual void OnFrontDisconnected(int nReason){};
  virtual void OnHeartBeatWarning(int nTimeLapse){};
${rsp('Authenticate', 'RspAuthenticate')}${rsp('UserLogin', 'RspUserLogin')}${rsp('UserLogout', 'UserLogout')}${rsp('UserPasswordUpdate', 'UserPasswordUpdate')}${rsp('OrderInsert', 'InputOrder')}${rsp('OrderAction', 'InputOrderAction')}${rsp('SettlementInfoConfirm', 'SettlementInfoConfirm')}${QUERIES.map(([name, , answer]) => rsp(name, answer)).join('')}${declaredRsp(abi)}
  virtual void OnRspError(CThostFtdcRspInfoField *pRspInfo, int nRequestID, bool bIsLast) {};
  virtual void OnRtnOrder(CThostFtdcOrderField *pOrder) {};
  virtual void OnRtnTrade(CThostFtdcTradeField *pTrade) {};
  virtual void OnErrRtnOrderInsert(CThostFtdcInputOrderField *pInputOrder, CThostFtdcRspInfoField *pRspInfo) {};
  virtual void OnErrRtnOrderAction(CThostFtdcOrderActionField *pOrderAction, CThostFtdcRspInfoField *pRspInfo) {};
  virtual void OnRtnInstrumentStatus(CThostFtdcInstrumentStatusField *pInstrumentStatus) {};
${declaredRtn(abi)}};
class CThostFtdcTraderApi { public:
  static CThostFtdcTraderApi *CreateFtdcTraderApi(const char *pszFlowPath = ""${abi >= 6711 ? ', const bool bIsProductionMode = true' : ''});
  static const char *GetApiVersion();
  virtual void Release() = 0;
  virtual void Init() = 0;
  virtual int Join() = 0;
  virtual const char *GetTradingDay() = 0;
${abi >= 6707 ? '  virtual void GetFrontInfo(CThostFtdcRspInfoField *pFrontInfo) = 0;\n' : ''}  virtual void RegisterFront(char *pszFrontAddress) = 0;
  virtual void RegisterNameServer(char *pszNsAddress) = 0;
  virtual void RegisterSpi(CThostFtdcTraderSpi *pSpi) = 0;
  virtual void SubscribePrivateTopic(THOST_TE_RESUME_TYPE nResumeType) = 0;
  virtual void SubscribePublicTopic(THOST_TE_RESUME_TYPE nResumeType) = 0;
${req('Authenticate', 'ReqAuthenticate')}${req('UserLogin', 'ReqUserLogin')}${req('UserLogout')}${req('UserPasswordUpdate')}${req('OrderInsert', 'InputOrder')}${req('OrderAction', 'InputOrderAction')}${req('SettlementInfoConfirm')}${QUERIES.map(([name, ask]) => req(name, ask)).join('')}${declaredReq(abi)}${abi < 6607 ? '' : req('QryTraderOffer', 'QryInvestor')}${abi < 6702 ? '' : req('QryRCAMSCombProductInfo', 'QryInvestor')}protected: ~CThostFtdcTraderApi(){}; };
`;

const marketData = (abi: number): string => `#include "ThostFtdcUserApiStruct.h"
class CThostFtdcMdSpi { public:
  virtual void OnFrontConnected(){};
  virtual void OnFrontDisconnected(int nReason){};
  virtual void OnHeartBeatWarning(int nTimeLapse){};
${rsp('UserLogin', 'RspUserLogin')}${rsp('UserLogout', 'UserLogout')}  virtual void OnRspError(CThostFtdcRspInfoField *pRspInfo, int nRequestID, bool bIsLast) {};
${rsp('SubMarketData', 'SpecificInstrument')}${rsp('UnSubMarketData', 'SpecificInstrument')}  virtual void OnRtnDepthMarketData(CThostFtdcDepthMarketDataField *pDepthMarketData) {};
};
class CThostFtdcMdApi { public:
  static CThostFtdcMdApi *CreateFtdcMdApi(const char *pszFlowPath = "", const bool bIsUsingUdp = false, const bool bIsMulticast = false${abi >= 6711 ? ', const bool bIsProductionMode = true' : ''});
  static const char *GetApiVersion();
  virtual void Release() = 0;
  virtual void Init() = 0;
  virtual int Join() = 0;
  virtual const char *GetTradingDay() = 0;
  virtual void RegisterFront(char *pszFrontAddress) = 0;
  virtual void RegisterSpi(CThostFtdcMdSpi *pSpi) = 0;
  virtual int SubscribeMarketData(char *ppInstrumentID[], int nCount) = 0;
  virtual int UnSubscribeMarketData(char *ppInstrumentID[], int nCount) = 0;
${req('UserLogin', 'ReqUserLogin')}${req('UserLogout')}protected: ~CThostFtdcMdApi(){}; };
`;

/** Files of a vendor's folder, by name. */
export const counterHeaders = (abi: number): Readonly<Record<string, string>> => ({
  'ThostFtdcUserApiDataType.h': DATA_TYPES(abi),
  'ThostFtdcUserApiStruct.h': `#pragma once\n#include "ThostFtdcUserApiDataType.h"\n${laidOut(STRUCTS, abi)}`,
  'ThostFtdcTraderApi.h': trader(abi),
  'ThostFtdcMdApi.h': marketData(abi),
});
