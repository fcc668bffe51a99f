/** Words of research. What the contract learns without a word here is shown by its own name. */
import { words } from '#renderer/workspace/language/words.ts';
import type { Language } from '#shared/faults.ts';
import type {
  BookRow, CapitalFlow, ContractTerms, FutureFigures, FutureRow, NewListing, OptionExpiration, OptionFigures, OptionRow, ResearchBar, ResearchQuestion, Snapshot, TradingDate, WarrantFigures, WarrantRow,
} from '#shared/model/research.ts';
import { filterChoice, filterHead } from './filter-words.ts';

interface ResearchWords {
  readonly title: string;
  readonly none: string;
  readonly toConnections: string;
  readonly connection: string;
  readonly about: string;
  readonly ask: string;
  readonly stop: string;
  readonly export: string;
  readonly back: string;
  readonly notAsked: string;
  readonly nothing: string;
  readonly rows: (count: string) => string;
  readonly page: (from: string, to: string, all: string) => string;
  readonly previous: string;
  readonly next: string;
  readonly cut: string;
  readonly code: string;
  readonly name: string;
  readonly unlisted: string;
  readonly yes: string;
  readonly no: string;
  readonly any: string;
  readonly linked: (code: string) => string;
  readonly linkedNone: string;
  readonly watchlist: string;
  readonly add: (what: string) => string;
  readonly remove: string;
  readonly several: string;
  readonly fill: (field: string) => string;
  readonly least: string;
  readonly most: string;
  readonly toWatchlist: string;
  readonly toWatchlistTitle: string;
  readonly actions: string;
  readonly members: string;
  readonly chain: string;
  readonly topics: Readonly<Record<ResearchQuestion['about'], string>>;
}

export const researchWords = words<ResearchWords>(
  {
    title: '研究', none: '没有可查询的连接。富途 OpenD 连接提供板块、选股、新股、资金流向、期权链、窝轮等资料。', toConnections: '查看连接', connection: '连接', about: '查询什么', ask: '查询', stop: '停止', export: '导出 CSV', back: '返回',
    notAsked: '选好内容后查询。点一行联动到该证券，拖到自选列表即加入。', nothing: '没有结果。', rows: (count) => `${count} 条`, page: (from, to, all) => `${from}–${to} / ${all}`, previous: '上一页', next: '下一页', cut: '结果过多，未全部列出',
    code: '代码', name: '名称', unlisted: '尚未列入终端，点击即列入', yes: '是', no: '否', any: '不限', linked: (code) => `联动合约 ${code}`, linkedNone: '没有联动合约', watchlist: '当前自选列表', add: (what) => `添加${what}`, remove: '移除',
    several: '多个用逗号分开', fill: (field) => `请填写${field}`, least: '最小', most: '最大', toWatchlist: '+ 自选', toWatchlistTitle: '加入当前自选列表', actions: '操作', members: '成分股', chain: '期权链',
    topics: {
      snapshots: '行情快照', book: '盘口明细', 'market-states': '市场状态', 'trading-days': '交易日', 'option-expirations': '期权到期日', 'option-chain': '期权链', warrants: '窝轮牛熊证', related: '相关窝轮或期货', futures: '全部期货', contracts: '期货合约资料',
      plates: '板块列表', 'plate-members': '板块成分股', 'plates-of': '所属板块', 'capital-flow': '资金流向', 'capital-distribution': '资金分布', filter: '条件选股', bars: '历史 K 线', 'new-listings': '新股',
    },
  },
  {
    title: 'Research', none: 'No connection to ask. A Futu OpenD connection knows plates, a stock filter, new listings, capital flow, option chains, warrants and more.', toConnections: 'See connections', connection: 'Connection', about: 'What to ask', ask: 'Ask', stop: 'Stop', export: 'Export CSV', back: 'Back',
    notAsked: 'Choose and ask. A click on a row links its security; drag it to the watchlist to add it.', nothing: 'Nothing found.', rows: (count) => `${count} rows`, page: (from, to, all) => `${from}–${to} of ${all}`, previous: 'Previous page', next: 'Next page', cut: 'There is more than can be listed',
    code: 'Code', name: 'Name', unlisted: 'Not listed in the terminal yet: a click lists it', yes: 'yes', no: 'no', any: 'any', linked: (code) => `Linked: ${code}`, linkedNone: 'Nothing linked', watchlist: 'The watchlist in use', add: (what) => `Add ${what}`, remove: 'Remove',
    several: 'Several apart by commas', fill: (field) => `Fill in: ${field}`, least: 'least', most: 'most', toWatchlist: '+ Watch', toWatchlistTitle: 'Add to the watchlist in use', actions: 'Actions', members: 'Members', chain: 'Chain',
    topics: {
      snapshots: 'Snapshots', book: 'Order book in detail', 'market-states': 'Market states', 'trading-days': 'Trading days', 'option-expirations': 'Option expirations', 'option-chain': 'Option chain', warrants: 'Warrants', related: 'Related warrants or futures', futures: 'All futures', contracts: 'Futures contracts',
      plates: 'Plates', 'plate-members': 'Members of a plate', 'plates-of': 'Plates of securities', 'capital-flow': 'Capital flow', 'capital-distribution': 'Capital distribution', filter: 'Stock filter', bars: 'Past bars', 'new-listings': 'New listings',
    },
  },
);

type Key =
  | Exclude<
      | keyof BookRow | keyof Snapshot | keyof TradingDate | keyof OptionExpiration | keyof OptionRow | keyof WarrantRow | keyof ContractTerms | keyof CapitalFlow | keyof NewListing | keyof ResearchBar | keyof OptionFigures
      | keyof WarrantFigures | keyof FutureFigures | keyof FutureRow,
      'code' | 'name' | 'instrument' | 'option' | 'warrant' | 'future'
    >
  | 'phase' | 'plates' | 'in' | 'out' | 'size';

const KEYS: Readonly<Record<Key, readonly [zh: string, en: string]>> = {
  time: ['时间', 'Time'], last: ['最新', 'Last'], previousClose: ['昨收', 'Prev. close'], open: ['开盘', 'Open'], high: ['最高', 'High'], low: ['最低', 'Low'], close: ['收盘', 'Close'], bid: ['买价', 'Bid'], ask: ['卖价', 'Ask'],
  volume: ['成交量', 'Volume'], turnover: ['成交额', 'Turnover'], suspended: ['停牌', 'Halted'], lot: ['每手', 'Lot'], high52: ['52 周高', '52 w high'], low52: ['52 周低', '52 w low'], marketValue: ['市值', 'Market value'], pe: ['市盈率', 'P/E'], peTtm: ['市盈率 TTM', 'P/E TTM'],
  pb: ['市净率', 'P/B'], dividendYield: ['股息率', 'Yield'], date: ['日期', 'Date'], days: ['剩余天数', 'Days left'], right: ['类型', 'Right'], strike: ['行权价', 'Strike'], expiry: ['到期日', 'Expiry'], kind: ['类型', 'Kind'], owner: ['正股', 'Underlying'],
  maturity: ['到期日', 'Maturity'], lastTrade: ['最后交易日', 'Last trade'], recovery: ['收回价', 'Called at'], conversionRatio: ['换股比率', 'Conversion'], change: ['涨跌幅', 'Change'], premium: ['溢价', 'Premium'], leverage: ['杠杆', 'Leverage'], impliedVolatility: ['引伸波幅', 'Implied vol.'],
  delta: ['Delta', 'Delta'], gamma: ['Gamma', 'Gamma'], vega: ['Vega', 'Vega'], theta: ['Theta', 'Theta'], rho: ['Rho', 'Rho'], street: ['街货比', 'Street'], exchange: ['交易所', 'Exchange'], size: ['规模', 'Size'], sizeUnit: ['单位', 'Unit'], currency: ['币种', 'Currency'],
  tick: ['最小变动', 'Tick'], tickUnit: ['变动单位', 'Tick unit'], hours: ['交易时段', 'Hours'], timeZone: ['时区', 'Time zone'], stands: ['对应合约', 'Stands for'], text: ['时间', 'Time'], net: ['净流入', 'Net'], main: ['主力', 'Main'], huge: ['特大单', 'Huge'], big: ['大单', 'Big'],
  middle: ['中单', 'Middle'], small: ['小单', 'Small'], least: ['最低价', 'Least'], most: ['最高价', 'Most'], applyUntil: ['申购截止', 'Apply until'], openInterest: ['持仓量', 'Open interest'], openInterestChange: ['持仓变化', 'OI change'], previousSettlement: ['昨结', 'Prev. settle'],
  side: ['买卖', 'Side'], level: ['档位', 'Level'], price: ['价格', 'Price'], orders: ['委托数', 'Orders'], sizes: ['逐笔委托', 'Order by order'], multiplier: ['乘数', 'Multiplier'], style: ['行权方式', 'Style'], phase: ['状态', 'Phase'], plates: ['板块', 'Plates'], in: ['流入', 'In'], out: ['流出', 'Out'],
};

/** Fields of questions that are no figures of answers. */
const FIELDS: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  instruments: ['证券', 'Securities'], instrument: ['证券', 'Security'], market: ['市场', 'Market'], from: ['从', 'From'], to: ['到', 'To'], codes: ['代码', 'Codes'], plate: ['板块代码', 'Plate'], period: ['周期', 'Period'], conditions: ['条件', 'condition'], field: ['指标', 'Field'],
  sort: ['排序', 'Sort'], lastDays: ['近几日', 'Last days'], report: ['报告期', 'Report'], bars: ['连续周期数', 'Bars in a row'], first: ['指标', 'Indicator'], second: ['对比', 'Against'], relation: ['关系', 'Relation'], parameters: ['参数', 'Parameters'], value: ['数值', 'Figure'], ascending: ['升序', 'Ascending'], length: ['周期', 'Length'], adjustment: ['复权', 'Adjustment'],
};

const VALUES: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  'hong-kong': ['香港', 'Hong Kong'], 'united-states': ['美国', 'United States'], china: ['内地', 'Mainland China'], all: ['全部', 'All'], industry: ['行业', 'Industry'], region: ['地域', 'Region'], concept: ['概念', 'Concept'],
  today: ['今日分时', 'Today'], day: ['日', 'Day'], week: ['周', 'Week'], month: ['月', 'Month'], quarter: ['季', 'Quarter'], year: ['年', 'Year'], '1m': ['1 分', '1 min'], '3m': ['3 分', '3 min'], '5m': ['5 分', '5 min'], '15m': ['15 分', '15 min'], '30m': ['30 分', '30 min'], '1h': ['60 分', '1 hour'],
  none: ['不复权', 'None'], forward: ['前复权', 'Forward'], backward: ['后复权', 'Backward'], warrants: ['窝轮', 'Warrants'], futures: ['期货', 'Futures'], whole: ['全天', 'Whole day'], morning: ['上午', 'Morning'], afternoon: ['下午', 'Afternoon'],
  call: ['认购', 'Call'], put: ['认沽', 'Put'], bull: ['牛证', 'Bull'], bear: ['熊证', 'Bear'], inline: ['界内证', 'Inline'], auction: ['竞价', 'Auction'], continuous: ['交易中', 'Trading'], break: ['休市', 'Break'], closed: ['收市', 'Closed'],
  bid: ['买', 'Bid'], ask: ['卖', 'Ask'], huge: ['特大单', 'Huge'], big: ['大单', 'Big'], middle: ['中单', 'Middle'], small: ['小单', 'Small'], european: ['欧式', 'European'], american: ['美式', 'American'],
};

const at = (language: Language): 0 | 1 => (language === 'zh' ? 0 : 1);

/** A figure's or field's head; its own name where there is no word for it. */
export const keyWord = (key: string, language: Language): string => ((KEYS as Readonly<Record<string, readonly [string, string] | undefined>>)[key] ?? FIELDS[key])?.[at(language)] ?? filterHead(key, language) ?? filterChoice(key, language) ?? key;

/** One of a few that a field or an answer says; a text as it is. */
export const valueWord = (value: string, language: Language): string => VALUES[value]?.[at(language)] ?? filterChoice(value, language) ?? value;

/** A choice: of the filter's fields their heads, of all else what it says. */
export const optionWord = (field: string, value: string, language: Language): string => (field === 'field' ? keyWord(value, language) : valueWord(value, language));

export const hasWord = (name: string): boolean => name in KEYS || name in FIELDS || name in VALUES || (filterHead(name, 'en') ?? filterChoice(name, 'en')) !== undefined;
