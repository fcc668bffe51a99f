/** Words of the stock filter: figures of some days and of reports, patterns, indicators. */
import type { Language } from '#shared/faults.ts';
import type { AccumulatedField, FilterField, FilterPeriod, FinancialField, Indicator, Pattern, Relation, Report } from '#shared/model/stock-filter.ts';

type Words = readonly [zh: string, en: string];

export const FIGURE_WORDS: Readonly<Record<FilterField | AccumulatedField | FinancialField, Words>> = {
  price: ['价格', 'Price'], 'to-52-week-high': ['距 52 周高', 'To 52 w high'], 'to-52-week-low': ['距 52 周低', 'To 52 w low'], 'high-to-52-week-high': ['今日最高比 52 周高', 'High to 52 w high'], 'low-to-52-week-low': ['今日最低比 52 周低', 'Low to 52 w low'],
  'volume-ratio': ['量比', 'Volume ratio'], 'bid-ask-ratio': ['委比', 'Bid/ask ratio'], 'lot-price': ['每手价', 'Price of a lot'], 'market-value': ['市值', 'Market value'], pe: ['市盈率', 'P/E'], 'pe-ttm': ['市盈率 TTM', 'P/E TTM'], pb: ['市净率', 'P/B'],
  'change-5-minutes': ['5 分钟涨幅', '5 min change'], 'change-this-year': ['今年涨幅', 'Change this year'], 'ps-ttm': ['市销率 TTM', 'P/S TTM'], 'pcf-ttm': ['市现率 TTM', 'P/CF TTM'], shares: ['总股本', 'Shares'], 'free-shares': ['流通股本', 'Free shares'],
  'free-market-value': ['流通市值', 'Free market value'],
  change: ['涨跌幅', 'Change'], amplitude: ['振幅', 'Amplitude'], 'mean-volume': ['日均成交量', 'Mean volume'], 'mean-turnover': ['日均成交额', 'Mean turnover'], 'turnover-rate': ['换手率', 'Turnover rate'],
  'net-profit': ['净利润', 'Net profit'], 'net-profit-growth': ['净利润增长', 'Net profit growth'], revenue: ['营业收入', 'Revenue'], 'revenue-growth': ['营收增长', 'Revenue growth'], 'net-margin': ['净利率', 'Net margin'], 'gross-margin': ['毛利率', 'Gross margin'],
  'debt-to-assets': ['资产负债率', 'Debt to assets'], 'return-on-equity': ['净资产收益率', 'Return on equity'], 'return-on-capital': ['投入资本回报率', 'Return on capital'], 'return-on-assets-ttm': ['资产回报率 TTM', 'Return on assets TTM'], 'ebit-ttm': ['息税前利润 TTM', 'EBIT TTM'], ebitda: ['EBITDA', 'EBITDA'],
  'operating-margin-ttm': ['营业利润率 TTM', 'Operating margin TTM'], 'ebit-margin': ['EBIT 利润率', 'EBIT margin'], 'ebitda-margin': ['EBITDA 利润率', 'EBITDA margin'], 'finance-cost-rate': ['财务成本率', 'Finance cost rate'], 'operating-profit-ttm': ['营业利润 TTM', 'Operating profit TTM'],
  'shareholder-profit-ttm': ['归母净利润 TTM', 'Shareholders’ profit TTM'], 'profit-in-cash-ttm': ['盈利现金比 TTM', 'Profit in cash TTM'], 'current-ratio': ['流动比率', 'Current ratio'], 'quick-ratio': ['速动比率', 'Quick ratio'], 'current-assets-share': ['流动资产率', 'Current assets share'],
  'current-debt-share': ['流动负债率', 'Current debt share'], 'equity-multiplier': ['权益乘数', 'Equity multiplier'], 'debt-to-equity': ['产权比率', 'Debt to equity'], cash: ['现金及等价物', 'Cash'], 'asset-turnover': ['总资产周转率', 'Asset turnover'], 'fixed-asset-turnover': ['固定资产周转率', 'Fixed asset turnover'],
  'inventory-turnover': ['存货周转率', 'Inventory turnover'], 'operating-cash-ttm': ['经营现金流 TTM', 'Operating cash TTM'], receivables: ['应收账款', 'Receivables'], 'ebit-growth': ['EBIT 增长', 'EBIT growth'], 'operating-profit-growth': ['营业利润增长', 'Operating profit growth'], 'assets-growth': ['总资产增长', 'Assets growth'],
  'shareholder-profit-growth': ['归母净利润增长', 'Shareholders’ profit growth'], 'pretax-profit-growth': ['税前利润增长', 'Pretax profit growth'], 'eps-growth': ['每股收益增长', 'EPS growth'], 'return-on-equity-growth': ['净资产收益率增长', 'ROE growth'], 'return-on-capital-growth': ['投入资本回报率增长', 'ROIC growth'],
  'operating-cash-growth': ['经营现金流增长', 'Operating cash growth'], 'operating-cash-per-share-growth': ['每股经营现金流增长', 'Operating cash/share growth'], 'revenue-in-cash': ['营收现金比', 'Revenue in cash'], 'operating-profit-share': ['营业利润占比', 'Operating profit share'], eps: ['每股收益', 'EPS'],
  'eps-diluted': ['稀释每股收益', 'Diluted EPS'], 'operating-cash-per-share': ['每股经营现金流', 'Operating cash/share'],
};

export const FILTER_VALUES: Readonly<Record<Report | Pattern | Indicator | Relation | FilterPeriod | 'figure' | 'accumulated' | 'financial' | 'pattern' | 'indicator', Words>> = {
  figure: ['行情指标', 'Figure of now'], accumulated: ['累计指标', 'Over some days'], financial: ['财务指标', 'Of a report'], pattern: ['形态', 'Pattern'], indicator: ['技术指标', 'Indicator'],
  annual: ['年报', 'Annual'], 'first-quarter': ['一季报', 'First quarter'], interim: ['中报', 'Interim'], 'third-quarter': ['三季报', 'Third quarter'], 'latest-quarter': ['最近季报', 'Latest quarter'],
  'ma-rising': ['MA 多头排列', 'MA rising'], 'ma-falling': ['MA 空头排列', 'MA falling'], 'ema-rising': ['EMA 多头排列', 'EMA rising'], 'ema-falling': ['EMA 空头排列', 'EMA falling'], 'rsi-low-golden-cross': ['RSI 低位金叉', 'RSI low golden cross'], 'rsi-high-death-cross': ['RSI 高位死叉', 'RSI high death cross'],
  'rsi-top-divergence': ['RSI 顶背离', 'RSI top divergence'], 'rsi-bottom-divergence': ['RSI 底背离', 'RSI bottom divergence'], 'kdj-low-golden-cross': ['KDJ 低位金叉', 'KDJ low golden cross'], 'kdj-high-death-cross': ['KDJ 高位死叉', 'KDJ high death cross'], 'kdj-top-divergence': ['KDJ 顶背离', 'KDJ top divergence'],
  'kdj-bottom-divergence': ['KDJ 底背离', 'KDJ bottom divergence'], 'macd-low-golden-cross': ['MACD 低位金叉', 'MACD low golden cross'], 'macd-high-death-cross': ['MACD 高位死叉', 'MACD high death cross'], 'macd-top-divergence': ['MACD 顶背离', 'MACD top divergence'],
  'macd-bottom-divergence': ['MACD 底背离', 'MACD bottom divergence'], 'boll-breaks-upper': ['突破 BOLL 上轨', 'Breaks upper band'], 'boll-breaks-lower': ['跌破 BOLL 下轨', 'Breaks lower band'], 'boll-crosses-middle-up': ['上穿 BOLL 中轨', 'Crosses middle band up'],
  'boll-crosses-middle-down': ['下穿 BOLL 中轨', 'Crosses middle band down'],
  price: ['价格', 'Price'], ma: ['MA', 'MA'], ema: ['EMA', 'EMA'], rsi: ['RSI', 'RSI'], 'kdj-k': ['KDJ-K', 'KDJ K'], 'kdj-d': ['KDJ-D', 'KDJ D'], 'kdj-j': ['KDJ-J', 'KDJ J'], 'macd-diff': ['MACD DIFF', 'MACD diff'], 'macd-dea': ['MACD DEA', 'MACD DEA'], macd: ['MACD', 'MACD'], 'boll-upper': ['BOLL 上轨', 'Upper band'],
  'boll-middle': ['BOLL 中轨', 'Middle band'], 'boll-lower': ['BOLL 下轨', 'Lower band'], above: ['高于', 'above'], below: ['低于', 'below'], 'crosses-up': ['上穿', 'crosses up'], 'crosses-down': ['下穿', 'crosses down'],
  '1h': ['60 分', '1 hour'], day: ['日', 'Day'], week: ['周', 'Week'], month: ['月', 'Month'],
};

const wordIn = (words: Readonly<Record<string, Words>>, key: string, language: Language): string | undefined => (Object.hasOwn(words, key) ? words[key][language === 'zh' ? 0 : 1] : undefined);

/** A figure, report, pattern, indicator or relation; undefined: it is none. */
export const filterChoice = (word: string, language: Language): string | undefined => wordIn(FIGURE_WORDS, word, language) ?? wordIn(FILTER_VALUES, word, language);

/** The head of what a filter was asked for: the figure, and over what (`change/5`, `eps/annual`, `ma(5)/day`); undefined: it is none. */
export function filterHead(key: string, language: Language): string | undefined {
  const [, name = '', parameters = '', span = ''] = /^([^/(]+)(\([^)]*\))?(?:\/(.+))?$/.exec(key) ?? [];
  const head = filterChoice(name, language);
  if (head === undefined) return undefined;
  const over = /^\d+$/.test(span) ? (language === 'zh' ? `${span} 日` : `${span} d`) : (filterChoice(span, language) ?? span);
  return [head + parameters, over].filter((part) => part !== '').join(' ');
}
