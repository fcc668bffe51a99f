/**
 * Counters that a connection can begin from, as data. Front addresses and library names are those of seeds/000 and seeds/001 (openctp's own
 * pages); where a page gives no address the trader's company does, and the field stays empty.
 */
import type { ConnectionPreset, Worded } from '#shared/model/connection-profile.ts';

const DOWNLOADS = 'http://www.openctp.cn/download.html';
const OPENCTP = 'https://github.com/openctp/openctp';

/** What is in a vendor's folder, for the note beside the field. */
const libraries = (zh: string, en: string): Worded => ({
  zh: `${zh}；SDK 目录放 thosttraderapi_se、thostmduserapi_se 两个动态库和同一版本的头文件（6.3.15 至 6.7.x）`,
  en: `${en}; the SDK folder holds the libraries thosttraderapi_se and thostmduserapi_se with the headers of the same version (6.3.15 to 6.7.x)`,
});

/** Of a library that has quotes alone. */
const quotesLibrary = (zh: string, en: string): Worded => ({
  zh: `${zh}；仅行情，无账户：SDK 目录放 thostmduserapi_se 动态库和同一版本的头文件（6.3.15 至 6.7.x）；行情由库自行获取，无前置`,
  en: `${en}; quotes only, no account: the SDK folder holds the library thostmduserapi_se with the headers of the same version (6.3.15 to 6.7.x); it fetches the quotes itself and has no front`,
});
const QUOTES_ONLY = { environment: 'quotes-only', listed: 'SSE.600519, SSE.510300, SZSE.000001, SZSE.399001' } as const;

const preset = (id: string, zh: string, en: string, note: Worded, settings: ConnectionPreset['settings'], links: readonly string[]): ConnectionPreset => ({ id: `ctp/${id}`, name: { zh, en }, note, settings, links });

export const CTP_PRESETS: readonly ConnectionPreset[] = [
  preset('tts-7x24', 'openctp TTS 7x24', 'openctp TTS 7x24', libraries('全天轮播某天行情的模拟环境：期货、期权、股票；账号由公众号“openctp”发放，不校验 AppID', 'A simulated environment that replays a day around the clock: futures, options, shares; accounts come from openctp’s WeChat account, AppID is not checked'), { environment: 'simulated', traderFront: 'tcp://121.37.80.177:20002', marketFront: 'tcp://121.37.80.177:20004' }, [OPENCTP, DOWNLOADS]),
  preset('tts-simulation', 'openctp TTS 仿真', 'openctp TTS simulation', libraries('交易时段与实盘一致的模拟环境，无行情前置：行情须另用行情通道', 'A simulated environment with the markets’ own hours; it has no quotes’ front, quotes come from another connection'), { environment: 'simulated', traderFront: 'tcp://121.37.90.193:20002', marketFront: '' }, [OPENCTP, DOWNLOADS]),
  preset('tts-vip', 'openctp TTS VIP 仿真', 'openctp TTS VIP simulation', libraries('付费的模拟环境，品种更全，无行情前置', 'The paid simulated environment, with more instruments; it has no quotes’ front'), { environment: 'simulated', traderFront: 'tcp://42.192.226.242:20002', marketFront: '' }, [OPENCTP, DOWNLOADS]),
  preset('ctp', '期货公司 CTP', 'A futures company’s CTP', libraries('期货、期货期权；前置、BrokerID、AppID、授权码由期货公司提供', 'Futures and options on futures; the company gives fronts, BrokerID, AppID and authorisation code'), { environment: 'real' }, ['http://www.sfit.com.cn', DOWNLOADS]),
  preset('ctp-option-hongyuan', '宏源期货 CTP 股票期权仿真', 'Hongyuan Futures, CTP stock options, test', libraries('沪深股票期权仿真，账号向宏源期货申请；用 openctp 的 CTPAPI 兼容库', 'Stock options of SSE and SZSE, a test environment; accounts from Hongyuan Futures; with openctp’s compatible libraries'), { environment: 'simulated', traderFront: 'tcp://118.26.194.228:42205', marketFront: 'tcp://118.26.194.228:42213' }, [DOWNLOADS]),
  preset('ctp-option-xingzheng', '兴证期货 CTP 股票期权仿真（电信）', 'Xingzheng Futures, CTP stock options, test (Telecom)', libraries('沪深股票期权仿真，账号向兴证期货申请', 'Stock options of SSE and SZSE, a test environment; accounts from Xingzheng Futures'), { environment: 'simulated', traderFront: 'tcp://58.32.234.179:46666', marketFront: 'tcp://58.32.234.179:47777' }, [DOWNLOADS]),
  preset('ctp-option-xingzheng-unicom', '兴证期货 CTP 股票期权仿真（联通）', 'Xingzheng Futures, CTP stock options, test (Unicom)', libraries('同上，联通线路', 'The same by Unicom’s line'), { environment: 'simulated', traderFront: 'tcp://58.247.2.86:46666', marketFront: 'tcp://58.247.2.86:47777' }, [DOWNLOADS]),
  preset('tora', '华鑫证券奇点 股票', 'Huaxin TORA, shares', libraries('沪深股票、债券、基金；用 openctp 的 tora 兼容库，账号与地址由华鑫证券提供', 'Shares, bonds and funds; with openctp’s “tora” libraries; account and addresses from Huaxin Securities'), { environment: 'real' }, ['http://www.n-sight.com.cn', DOWNLOADS]),
  preset('tora-options', '华鑫证券奇点 股票期权', 'Huaxin TORA, stock options', libraries('沪深股票期权；用 openctp 的 tora_opt 兼容库', 'Stock options; with openctp’s “tora_opt” libraries'), { environment: 'real' }, ['http://www.n-sight.com.cn', DOWNLOADS]),
  preset('xtp', '中泰证券 XTP（CTPAPI 兼容库）', 'Zhongtai XTP, through CTPAPI', libraries('沪深股票、债券、基金；须用 openctp 的 xtp 兼容库，XTP 自己的接口不在此列', 'Shares, bonds and funds; needs openctp’s “xtp” libraries: XTP’s own interface is another one'), { environment: 'real' }, ['https://xtp.zts.com.cn', DOWNLOADS]),
  preset('emt', '东方财富 EMT', 'Eastmoney EMT', libraries('沪深股票；用 openctp 的 emt 兼容库，账号与地址由东方财富证券提供', 'Shares; with openctp’s “emt” libraries; account and addresses from Eastmoney Securities'), { environment: 'real' }, [DOWNLOADS]),
  preset('ost', '东方证券 OST', 'Orient OST', libraries('沪深股票；用 openctp 的 ost 兼容库，账号与地址由东方证券提供', 'Shares; with openctp’s “ost” libraries; account and addresses from Orient Securities'), { environment: 'real' }, [DOWNLOADS]),
  preset('ib', '盈透证券 IB', 'Interactive Brokers', libraries('用 openctp 的 ctp2IB 兼容库；本机须运行 TWS 或 IB Gateway', 'With openctp’s “ctp2IB” libraries; TWS or IB Gateway runs on this machine'), { environment: 'real' }, [OPENCTP]),
  preset('tap', '易盛 TAP', 'Esunny TAP', libraries('外盘期货；用 openctp 的 TAP 兼容库，账号与地址由期货公司提供', 'Futures abroad; with openctp’s TAP libraries; account and addresses from the company'), { environment: 'real' }, [OPENCTP]),
  preset('qdp', '量投 QDP', 'QDP', libraries('期货极速柜台；用 openctp 的 QDP 兼容库', 'A fast counter for futures; with openctp’s QDP libraries'), { environment: 'real' }, [DOWNLOADS]),
  preset('yd', '易达 YD', 'YD', libraries('期货极速柜台；用 YD 的 CTPAPI 兼容库', 'A fast counter for futures; with YD’s CTPAPI libraries'), { environment: 'real' }, [OPENCTP]),
  preset('qq', '腾讯行情（CTPAPI 兼容库）', 'Tencent (QQ) quotes, through CTPAPI', quotesLibrary('沪深北股票、基金、债券、指数；用 openctp 的 ctp2QQ 兼容库', 'Shares, funds, bonds and indices of the mainland; with openctp’s “ctp2QQ” library'), QUOTES_ONLY, [OPENCTP, DOWNLOADS]),
  preset('sina', '新浪行情（CTPAPI 兼容库）', 'Sina quotes, through CTPAPI', quotesLibrary('沪深北股票、基金、债券、指数；用 openctp 的 ctp2Sina 兼容库', 'Shares, funds, bonds and indices of the mainland; with openctp’s “ctp2Sina” library'), QUOTES_ONLY, [OPENCTP, DOWNLOADS]),
];
