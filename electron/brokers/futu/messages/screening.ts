/**
 * The stock filter and new listings: protocols 3215, 3217.
 * Source: the public message definitions of Futu's API 10.x (field names, numbers and types); seeds/003 describes the meaning.
 */
import { message, opt, rep, req } from '#electron/brokers/futu/wire/schema.ts';
import { call } from './protocol.ts';
import { FIRM, Security } from './security.ts';

const BaseFilter = message('BaseFilter', {
  fieldName: req.int32(1), filterMin: opt.double(2), filterMax: opt.double(3), isNoFilter: opt.bool(4), sortDir: opt.int32(5),
});

const AccumulateFilter = message('AccumulateFilter', {
  fieldName: req.int32(1), filterMin: opt.double(2), filterMax: opt.double(3), isNoFilter: opt.bool(4), sortDir: opt.int32(5), days: req.int32(6),
});

const FinancialFilter = message('FinancialFilter', {
  fieldName: req.int32(1), filterMin: opt.double(2), filterMax: opt.double(3), isNoFilter: opt.bool(4), sortDir: opt.int32(5), quarter: req.int32(6),
});

const PatternFilter = message('PatternFilter', { fieldName: req.int32(1), klType: req.int32(2), isNoFilter: opt.bool(3), consecutivePeriod: opt.int32(4) });

const CustomIndicatorFilter = message('CustomIndicatorFilter', {
  firstFieldName: req.int32(1), secondFieldName: req.int32(2), relativePosition: req.int32(3), fieldValue: opt.double(4), klType: req.int32(5),
  isNoFilter: opt.bool(6), firstFieldParaList: rep.int32(7), secondFieldParaList: rep.int32(8), consecutivePeriod: opt.int32(9),
});

const BaseData = message('BaseData', { fieldName: req.int32(1), value: req.double(2) });

const AccumulateData = message('AccumulateData', { fieldName: req.int32(1), value: req.double(2), days: req.int32(3) });

const FinancialData = message('FinancialData', { fieldName: req.int32(1), value: req.double(2), quarter: req.int32(3) });

const CustomIndicatorData = message('CustomIndicatorData', { fieldName: req.int32(1), value: req.double(2), klType: req.int32(3), fieldParaList: rep.int32(4) });

const StockData = message('StockData', {
  security: req.of(1, Security), name: req.string(2), baseDataList: rep.of(3, BaseData), accumulateDataList: rep.of(4, AccumulateData),
  financialDataList: rep.of(5, FinancialData), customIndicatorDataList: rep.of(6, CustomIndicatorData),
});

export const StockFilter = call('Qot_StockFilter', 3215, {
  begin: req.int32(1), num: req.int32(2), market: req.int32(3), plate: opt.of(4, Security), baseFilterList: rep.of(5, BaseFilter),
  accumulateFilterList: rep.of(6, AccumulateFilter), financialFilterList: rep.of(7, FinancialFilter), patternFilterList: rep.of(8, PatternFilter),
  customIndicatorFilterList: rep.of(9, CustomIndicatorFilter), ...FIRM,
}, { lastPage: req.bool(1), allCount: req.int32(2), dataList: rep.of(3, StockData) });

const BasicIpoData = message('BasicIpoData', { security: req.of(1, Security), name: req.string(2), listTime: opt.string(3), listTimestamp: opt.double(4) });

const WinningNumData = message('WinningNumData', { winningName: req.string(1), winningInfo: req.string(2) });

const CNIpoExData = message('CNIpoExData', {
  applyCode: req.string(1), issueSize: req.count(2), onlineIssueSize: req.count(3), applyUpperLimit: req.count(4), applyLimitMarketValue: req.count(5),
  isEstimateIpoPrice: req.bool(6), ipoPrice: req.double(7), industryPeRate: req.double(8), isEstimateWinningRatio: req.bool(9), winningRatio: req.double(10),
  issuePeRate: req.double(11), applyTime: opt.string(12), applyTimestamp: opt.double(13), winningTime: opt.string(14), winningTimestamp: opt.double(15),
  isHasWon: req.bool(16), winningNumData: rep.of(17, WinningNumData),
});

const HKIpoExData = message('HKIpoExData', {
  ipoPriceMin: req.double(1), ipoPriceMax: req.double(2), listPrice: req.double(3), lotSize: req.int32(4), entrancePrice: req.double(5),
  isSubscribeStatus: req.bool(6), applyEndTime: opt.string(7), applyEndTimestamp: opt.double(8),
});

const USIpoExData = message('USIpoExData', { ipoPriceMin: req.double(1), ipoPriceMax: req.double(2), issueSize: req.count(3) });

const SGIpoExData = message('SGIpoExData', {
  ipoPriceMin: req.double(1), ipoPriceMax: req.double(2), issueSize: req.count(3), applyStartTime: opt.string(4), applyStartTimestamp: opt.double(5),
  applyEndTime: opt.string(6), applyEndTimestamp: opt.double(7), winningTime: opt.string(8), winningTimestamp: opt.double(9),
});

const MYIpoExData = message('MYIpoExData', {
  offerPrice: req.double(1), issueSize: req.count(2), applyStartTime: opt.string(3), applyStartTimestamp: opt.double(4), applyEndTime: opt.string(5),
  applyEndTimestamp: opt.double(6), winningTime: opt.string(7), winningTimestamp: opt.double(8),
});

const JPETFBriefInfo = message('JPETFBriefInfo', {
  managementFeeRates: opt.count(1), dividendTimes: opt.count(2), dividendFrequencyType: opt.int32(3), investingRiskType: opt.int32(4), indexName: opt.string(5),
  companyName: opt.string(6), companyIntroductionLink: opt.string(7), companyInterviewLink: opt.string(8), etfPamphletLink: opt.string(9),
  etfIntroductionLink: opt.string(10),
});

const JPIpoExData = message('JPIpoExData', {
  ipoPriceMin: req.double(1), ipoPriceMax: req.double(2), issueSize: req.count(3), lotSize: opt.int32(10), eqtyIssuedShares: opt.count(11),
  isin: opt.string(12), issuedShares: opt.count(13), industry: opt.string(14), marketSegment: opt.string(15), approvalTime: opt.string(20),
  approvalTimestamp: opt.double(21), issueConfirmTime: opt.string(22), issueConfirmTimestamp: opt.double(23), priceConfirmStartTime: opt.string(24),
  priceConfirmStartTimestamp: opt.double(25), priceConfirmEndTime: opt.string(26), priceConfirmEndTimestamp: opt.double(27), inquiryStartTime: opt.string(28),
  inquiryStartTimestamp: opt.double(29), inquiryEndTime: opt.string(30), inquiryEndTimestamp: opt.double(31), applyStartTime: opt.string(32),
  applyStartTimestamp: opt.double(33), applyEndTime: opt.string(34), applyEndTimestamp: opt.double(35), drawTime: opt.string(36), drawTimestamp: opt.double(37),
  winningTime: opt.string(38), winningTimestamp: opt.double(39), etfInfo: opt.of(50, JPETFBriefInfo),
});

const IpoData = message('IpoData', {
  basic: req.of(1, BasicIpoData), cnExData: opt.of(2, CNIpoExData), hkExData: opt.of(3, HKIpoExData), usExData: opt.of(4, USIpoExData),
  sgExData: opt.of(5, SGIpoExData), myExData: opt.of(6, MYIpoExData), jpExData: opt.of(7, JPIpoExData),
});

export const GetIpoList = call('Qot_GetIpoList', 3217, { market: req.int32(1), ...FIRM }, { ipoList: rep.of(1, IpoData) });
