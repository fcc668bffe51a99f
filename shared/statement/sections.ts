/**
 * The tables of a statement, column by column: one description for CTP's text, for CSV and for the screen. What a cell is (money, a
 * price, a side …) is said here; how it is written is each reader's own.
 */
import { paidInFull, tickMoney, type Currency } from '../model/instrument.ts';
import type { Offset, Side } from '../model/order.ts';
import type { PositionSide } from '../model/position.ts';
import type { Statement, StatementDelivery, StatementFunds, StatementInstrument, StatementTransfer } from '../model/statement.ts';
import type { Money } from '../price.ts';
import { positionsOf, type StatementPosition } from './positions.ts';

export type Both = readonly [zh: string, en: string];

/** What stands in a cell. `price` and `average` in ticks of `scale`; an average may be a fraction of one. */
export type Cell =
  | { readonly text: string }
  | { readonly words: Both }
  | { readonly money: Money | null; readonly result?: boolean }
  | { readonly share: number }
  | { readonly price: number | null; readonly scale: StatementInstrument }
  | { readonly count: number }
  | { readonly day: string }
  | { readonly time: number; readonly zone: string };

/** What a column is, whatever its rows. */
export interface Heading {
  readonly id: string;
  readonly title: Both;
  /** Of CTP's layout; absent: not in it. */
  readonly width?: number;
  readonly right?: boolean;
  /** In CTP's layout alone. */
  readonly ctpOnly?: boolean;
  /** Summed up below the table. */
  readonly total?: 'money' | 'count';
}

interface Column<Row> extends Heading {
  readonly cell: (row: Row) => Cell;
}

export type SectionId = 'funds' | 'transfers' | 'fills' | 'closes' | 'deliveries' | 'lots' | 'positions';

/** A table: its rows and what stands in them. */
interface Section<Row> {
  readonly id: SectionId;
  readonly title: Both;
  /** What CTP explains below the table. */
  readonly legend: readonly string[];
  readonly rows: (statement: Statement) => readonly Row[];
  readonly currency: (row: Row) => Currency;
  readonly columns: readonly Column<Row>[];
}

const EXCHANGES: Readonly<Record<StatementInstrument['exchange'], string>> = {
  CFFEX: '中金所', SHFE: '上期所', INE: '能源中心', DCE: '大商所', CZCE: '郑商所', GFEX: '广期所', SSE: '上交所', SZSE: '深交所', BSE: '北交所', HKEX: '港交所', NASDAQ: '纳斯达克', NYSE: '纽交所', OPRA: '美股期权', CME: '芝商所', PANKOU: '模拟所',
};
const SIDES: Readonly<Record<Side, Both>> = { buy: ['买', 'Buy'], sell: ['卖', 'Sell'] };
const HELD: Readonly<Record<PositionSide, Both>> = { long: ['买', 'Buy'], short: ['卖', 'Sell'] };
const OFFSETS: Readonly<Record<Offset, Both>> = { open: ['开', 'Open'], close: ['平', 'Close'], 'close-today': ['平今', 'Close Today'], 'close-yesterday': ['平昨', 'Close Prev.'] };
const TRANSFERS: Readonly<Record<StatementTransfer['kind'], Both>> = { deposit: ['入金', 'Deposit'], withdrawal: ['出金', 'Withdrawal'], reset: ['账户重置', 'Reset'] };
const DELIVERIES: Readonly<Record<StatementDelivery['kind'], Both>> = {
  'cash-settled': ['现金交割', 'Cash-settled'], exercised: ['行权', 'Exercised'], assigned: ['履约', 'Assigned'], abandoned: ['放弃', 'Abandoned'], delivered: ['实物交割', 'Delivered'],
};

const EXCHANGE_LEGEND = '能源中心---INE  上期所---SHFE   中金所---CFFEX  大商所---DCE   郑商所---CZCE   广期所---GFEX';
const SIDE_LEGEND = '买---Buy   卖---Sell';
const HEDGE_LEGEND = '投---Speculation';

/** The name without the contract month that its code carries already: 沪深300股指2101 → 沪深300股指. */
function productName({ name, code }: StatementInstrument): string {
  const month = /\d{3,4}$/.exec(code)?.[0];
  return month !== undefined && name.zh.endsWith(month) ? name.zh.slice(0, -month.length).trimEnd() : name.zh;
}

/** Rows with the terms of their instrument beside them. */
type Of<Row> = Row & { readonly of: StatementInstrument };

function joined<Row extends { readonly instrument: string }>(statement: Statement, rows: readonly Row[]): Of<Row>[] {
  const terms = new Map(statement.instruments.map((instrument) => [instrument.id, instrument]));
  return rows.map((row) => {
    const of = terms.get(row.instrument);
    if (!of) throw new Error(`the statement ${statement.number} of ${statement.account} names ${row.instrument} without its terms`);
    return { ...row, of };
  });
}

const day = (row: { readonly day: string }): Cell => ({ day: row.day });
const dated = <Row>(statement: Statement, rows: readonly Row[]): (Row & { readonly day: string })[] => rows.map((row) => ({ ...row, day: statement.tradingDay }));

const exchange = <Row>(): Column<Of<Row>> => ({ id: 'exchange', title: ['交易所', 'Exchange'], width: 8, cell: ({ of }) => ({ words: [EXCHANGES[of.exchange], of.exchange] }) });
const product = <Row>(width = 18): Column<Of<Row>> => ({ id: 'product', title: ['品种', 'Product'], width, cell: ({ of }) => ({ words: [productName(of), of.name.en] }) });
const contract = <Row>(): Column<Of<Row>> => ({ id: 'instrument', title: ['合约', 'Instrument'], width: 16, cell: ({ of }) => ({ text: of.code }) });
const hedge = <Row>(): Column<Row> => ({ id: 'hedge', title: ['投/保', 'S/H'], width: 12, ctpOnly: true, cell: () => ({ words: ['投', 'Spec.'] }) });
const currency = <Row>(): Column<Of<Row>> => ({ id: 'currency', title: ['币种', 'Currency'], cell: ({ of }) => ({ text: of.currency }) });
const premium = (of: StatementInstrument, side: Side, turnover: Money): Money => (paidInFull(of) ? (side === 'sell' ? turnover : -turnover) : 0);

const section = <Row>(given: Section<Row>): Section<Row> => given;

const money = (id: string, title: Both, of: (funds: StatementFunds) => Money, result = false): Column<StatementFunds> => ({
  id,
  title,
  right: true,
  cell: (funds) => (result ? { money: of(funds), result } : { money: of(funds) }),
});

/** In CTP's layout these are lines of their own, not a table. */
const FUNDS_SECTION = section<StatementFunds>({
  id: 'funds',
  title: ['资金状况', 'Account Summary'],
  legend: [],
  rows: (statement) => statement.funds,
  currency: (funds) => funds.currency,
  columns: [
    { id: 'currency', title: ['币种', 'Currency'], cell: (funds) => ({ text: funds.currency }) },
    money('broughtForward', ['期初结存', 'Balance b/f'], (funds) => funds.broughtForward),
    money('deposits', ['入金', 'Deposits'], (funds) => funds.deposits),
    money('withdrawals', ['出金', 'Withdrawals'], (funds) => funds.withdrawals),
    money('realised', ['平仓盈亏', 'Realized P/L'], (funds) => funds.realised, true),
    money('markToMarket', ['持仓盯市盈亏', 'MTM P/L'], (funds) => funds.markToMarket, true),
    money('traded', ['买卖收付', 'Bought/Sold'], (funds) => funds.traded),
    money('delivery', ['行权交割', 'Exercise/Delivery'], (funds) => funds.delivery, true),
    money('fees', ['手续费', 'Fees'], (funds) => funds.fees),
    money('balance', ['期末结存', 'Balance c/f'], (funds) => funds.balance),
    money('marketValue', ['证券期权市值', 'Market Value'], (funds) => funds.marketValue),
    money('equity', ['客户权益', 'Client Equity'], (funds) => funds.equity),
    money('margin', ['保证金占用', 'Margin Occupied'], (funds) => funds.margin),
    money('available', ['可用资金', 'Fund Avail.'], (funds) => funds.available),
    { id: 'risk', title: ['风险度', 'Risk Degree'], right: true, cell: (funds) => ({ share: funds.risk }) },
  ],
});

const TRANSFERS_SECTION = section<StatementTransfer & { readonly day: string }>({
  id: 'transfers',
  title: ['出入金明细', 'Deposit/Withdrawal'],
  legend: ['出入金---Deposit/Withdrawal'],
  rows: (statement) => dated(statement, statement.transfers),
  currency: (row) => row.currency,
  columns: [
    { id: 'day', title: ['发生日期', 'Date'], width: 8, cell: day },
    { id: 'type', title: ['出入金类型', 'Type'], width: 24, cell: (row) => ({ words: TRANSFERS[row.kind] }) },
    { id: 'currency', title: ['币种', 'Currency'], cell: (row) => ({ text: row.currency }) },
    { id: 'deposit', title: ['入金', 'Deposit'], width: 16, right: true, total: 'money', cell: (row) => ({ money: Math.max(0, row.amount) }) },
    { id: 'withdrawal', title: ['出金', 'Withdrawal'], width: 16, right: true, total: 'money', cell: (row) => ({ money: Math.max(0, -row.amount) }) },
    { id: 'note', title: ['说明', 'Note'], width: 42, cell: ({ amount, counterpart }) => (counterpart === null ? { text: '' } : { words: amount < 0 ? [`转至 ${counterpart}`, `to ${counterpart}`] : [`来自 ${counterpart}`, `from ${counterpart}`] }) },
  ],
});

const FILLS_SECTION = section<Of<Statement['fills'][number]> & { readonly day: string }>({
  id: 'fills',
  title: ['成交记录', 'Transaction Record'],
  legend: [EXCHANGE_LEGEND, SIDE_LEGEND, HEDGE_LEGEND, '开---Open 平---Close 平今---Close Today 平昨---Close Prev.'],
  rows: (statement) => dated(statement, joined(statement, statement.fills)),
  currency: ({ of }) => of.currency,
  columns: [
    { id: 'day', title: ['成交日期', 'Date'], width: 8, cell: day },
    { id: 'time', title: ['成交时间', 'Time'], cell: ({ time, of }) => ({ time, zone: of.timeZone }) },
    exchange(),
    product(),
    contract(),
    currency(),
    { id: 'side', title: ['买/卖', 'B/S'], width: 5, cell: (row) => ({ words: SIDES[row.side] }) },
    hedge(),
    { id: 'price', title: ['成交价', 'Price'], width: 10, right: true, cell: ({ price, of }) => ({ price, scale: of }) },
    { id: 'quantity', title: ['手数', 'Lots'], width: 6, right: true, total: 'count', cell: (row) => ({ count: row.quantity }) },
    { id: 'turnover', title: ['成交额', 'Turnover'], width: 12, right: true, total: 'money', cell: (row) => ({ money: row.turnover }) },
    { id: 'offset', title: ['开平', 'O/C'], width: 18, cell: (row) => ({ words: OFFSETS[row.offset] }) },
    { id: 'fee', title: ['手续费', 'Fee'], width: 10, right: true, total: 'money', cell: (row) => ({ money: row.fee }) },
    { id: 'realised', title: ['平仓盈亏', 'Realized P/L'], width: 12, right: true, total: 'money', cell: (row) => ({ money: row.realised, result: true }) },
    { id: 'premium', title: ['权利金收支', 'Premium Received/Paid'], width: 21, right: true, total: 'money', cell: (row) => ({ money: premium(row.of, row.side, row.turnover) }) },
    { id: 'fill', title: ['成交序号', 'Trans.No.'], width: 12, cell: (row) => ({ text: row.fill }) },
    { id: 'order', title: ['委托编号', 'Order'], cell: (row) => ({ text: row.order }) },
  ],
});

const CLOSES_SECTION = section<Of<Statement['closes'][number]> & { readonly day: string }>({
  id: 'closes',
  title: ['平仓明细', 'Position Closed'],
  legend: [EXCHANGE_LEGEND, SIDE_LEGEND],
  rows: (statement) => dated(statement, joined(statement, statement.closes)),
  currency: ({ of }) => of.currency,
  columns: [
    { id: 'day', title: ['平仓日期', 'Close Date'], width: 10, cell: day },
    exchange(),
    product(),
    contract(),
    currency(),
    { id: 'openDay', title: ['开仓日期', 'Open Date'], width: 9, cell: (row) => ({ day: row.openDay }) },
    // The side of the closing trade, as CTP has it.
    { id: 'side', title: ['买/卖', 'B/S'], width: 5, cell: (row) => ({ words: SIDES[row.side === 'long' ? 'sell' : 'buy'] }) },
    { id: 'quantity', title: ['手数', 'Lots'], width: 10, right: true, total: 'count', cell: (row) => ({ count: row.quantity }) },
    { id: 'openPrice', title: ['开仓价', 'Pos. Open Price'], width: 15, right: true, cell: ({ openPrice, of }) => ({ price: openPrice, scale: of }) },
    { id: 'preSettlement', title: ['昨结算', 'Prev. Sttl'], width: 16, right: true, ctpOnly: true, cell: ({ of }) => ({ price: of.preSettlement, scale: of }) },
    { id: 'basis', title: ['盯市基准', 'MTM Basis'], right: true, cell: ({ basis, of }) => ({ price: basis, scale: of }) },
    { id: 'price', title: ['成交价', 'Trans. Price'], width: 12, right: true, cell: ({ price, of }) => ({ price, scale: of }) },
    { id: 'realised', title: ['平仓盈亏', 'Realized P/L'], width: 12, right: true, total: 'money', cell: (row) => ({ money: row.realised, result: true }) },
    { id: 'premium', title: ['权利金收支', 'Premium Received/Paid'], width: 21, right: true, ctpOnly: true, total: 'money', cell: (row) => ({ money: premium(row.of, row.side === 'long' ? 'sell' : 'buy', row.price * row.quantity * tickMoney(row.of)) }) },
    { id: 'fill', title: ['成交序号', 'Trans.No.'], cell: (row) => ({ text: row.fill }) },
  ],
});

const DELIVERIES_SECTION = section<Of<StatementDelivery> & { readonly day: string }>({
  id: 'deliveries',
  title: ['行权/交割明细', 'Exercise/Delivery'],
  legend: [EXCHANGE_LEGEND, SIDE_LEGEND],
  rows: (statement) => dated(statement, joined(statement, statement.deliveries)),
  currency: ({ of }) => of.currency,
  columns: [
    { id: 'day', title: ['日期', 'Date'], width: 8, cell: day },
    exchange(),
    product(),
    contract(),
    currency(),
    { id: 'side', title: ['买/卖', 'B/S'], width: 5, cell: (row) => ({ words: HELD[row.side] }) },
    hedge(),
    { id: 'kind', title: ['方式', 'Type'], width: 14, cell: (row) => ({ words: DELIVERIES[row.kind] }) },
    { id: 'quantity', title: ['数量', 'Lots'], width: 10, right: true, total: 'count', cell: (row) => ({ count: row.quantity }) },
    { id: 'price', title: ['价格', 'Price'], width: 12, right: true, cell: ({ price, of }) => ({ price, scale: of.strikeTick === undefined ? of : { ...of, tickSize: of.strikeTick } }) },
    { id: 'amount', title: ['盈亏金额', 'P/L'], width: 14, right: true, total: 'money', cell: (row) => ({ money: row.amount, result: true }) },
    { id: 'fee', title: ['手续费', 'Fee'], width: 10, right: true, total: 'money', cell: (row) => ({ money: row.fee }) },
  ],
});

const LOTS_SECTION = section<Of<Statement['lots'][number]>>({
  id: 'lots',
  title: ['持仓明细', 'Positions Detail'],
  legend: [EXCHANGE_LEGEND, SIDE_LEGEND, HEDGE_LEGEND],
  rows: (statement) => joined(statement, statement.lots),
  currency: ({ of }) => of.currency,
  columns: [
    exchange(),
    product(),
    contract(),
    currency(),
    { id: 'openDay', title: ['开仓日期', 'Open Date'], width: 9, cell: (row) => ({ day: row.openDay }) },
    hedge(),
    { id: 'side', title: ['买/卖', 'B/S'], width: 5, cell: (row) => ({ words: HELD[row.side] }) },
    // Spelt so in CTP's statements, and looked for so by what reads them.
    { id: 'quantity', title: ['持仓量', 'Positon'], width: 7, right: true, total: 'count', cell: (row) => ({ count: row.quantity }) },
    { id: 'openPrice', title: ['开仓价', 'Pos. Open Price'], width: 15, right: true, cell: ({ openPrice, of }) => ({ price: openPrice, scale: of }) },
    { id: 'preSettlement', title: ['昨结算', 'Prev. Sttl'], width: 16, right: true, ctpOnly: true, cell: ({ of }) => ({ price: of.preSettlement, scale: of }) },
    { id: 'basis', title: ['盯市基准', 'MTM Basis'], right: true, cell: ({ basis, of }) => ({ price: basis, scale: of }) },
    { id: 'settlement', title: ['结算价', 'Settlement Price'], width: 16, right: true, cell: ({ settlement, of }) => ({ price: settlement, scale: of }) },
    { id: 'floating', title: ['浮动盈亏', 'Accum. P/L'], width: 12, right: true, total: 'money', cell: (row) => ({ money: row.floating, result: true }) },
    { id: 'markToMarket', title: ['盯市盈亏', 'MTM P/L'], width: 11, right: true, total: 'money', cell: (row) => ({ money: row.markToMarket, result: true }) },
    { id: 'margin', title: ['保证金', 'Margin'], width: 11, right: true, total: 'money', cell: (row) => ({ money: row.margin }) },
    { id: 'marketValue', title: ['期权市值', 'Market Value(Options)'], width: 22, right: true, total: 'money', cell: (row) => ({ money: row.marketValue }) },
  ],
});

const POSITIONS_SECTION = section<Of<StatementPosition>>({
  id: 'positions',
  title: ['持仓汇总', 'Positions'],
  legend: [],
  rows: (statement) => joined(statement, positionsOf(statement.lots)),
  currency: ({ of }) => of.currency,
  columns: [
    product(),
    contract(),
    currency(),
    { id: 'long', title: ['买持', 'Long Pos.'], width: 13, right: true, total: 'count', cell: (row) => ({ count: row.long }) },
    { id: 'longPrice', title: ['买均价', 'Avg Buy Price'], width: 13, right: true, cell: ({ longPrice, of }) => ({ price: longPrice, scale: of }) },
    { id: 'short', title: ['卖持', 'Short Pos.'], width: 14, right: true, total: 'count', cell: (row) => ({ count: row.short }) },
    { id: 'shortPrice', title: ['卖均价', 'Avg Sell Price'], width: 14, right: true, cell: ({ shortPrice, of }) => ({ price: shortPrice, scale: of }) },
    { id: 'preSettlement', title: ['昨结算', 'Prev. Sttl'], width: 10, right: true, cell: ({ of }) => ({ price: of.preSettlement, scale: of }) },
    { id: 'settlement', title: ['今结算', 'Sttl Today'], width: 10, right: true, cell: ({ settlement, of }) => ({ price: settlement, scale: of }) },
    { id: 'markToMarket', title: ['持仓盯市盈亏', 'MTM P/L'], width: 12, right: true, total: 'money', cell: (row) => ({ money: row.markToMarket, result: true }) },
    { id: 'margin', title: ['保证金占用', 'Margin Occupied'], width: 15, right: true, total: 'money', cell: (row) => ({ money: row.margin }) },
    hedge(),
    { id: 'longValue', title: ['多头期权市值', 'Market Value(Long)'], width: 18, right: true, total: 'money', cell: (row) => ({ money: row.longValue }) },
    { id: 'shortValue', title: ['空头期权市值', 'Market Value(Short)'], width: 19, right: true, total: 'money', cell: (row) => ({ money: row.shortValue }) },
  ],
});

/** A table read: its rows as cells, by currency where that is asked for. */
export interface ReadSection {
  readonly id: SectionId;
  readonly title: Both;
  /** What its reader must know of rows that are not there; null where all are. */
  readonly note: Both | null;
  readonly legend: readonly string[];
  readonly columns: readonly Heading[];
  readonly rows: readonly (readonly Cell[])[];
}

/** What is said where earlier fills of the day are not listed. */
function unlistedNote({ unlisted }: Statement, only: Currency | undefined): Both | null {
  const counts = Object.entries(unlisted ?? {}).filter(([currency]) => only === undefined || currency === only);
  const count = counts.reduce((sum, [, more]) => sum + more, 0);
  if (count === 0) return null;
  return [`当日较早的 ${count} 笔成交及其平仓未逐笔列出，资金与持仓已全部计入`, `${count} earlier fills of the day, and what they closed, are not listed; funds and positions include them`];
}

function read<Row>(table: Section<Row>, statement: Statement, only: Currency | undefined, ctp: boolean): ReadSection {
  const columns = table.columns.filter((column) => (ctp ? column.width !== undefined : column.ctpOnly !== true));
  const rows = table.rows(statement).filter((row) => only === undefined || table.currency(row) === only);
  const note = table.id === 'fills' || table.id === 'closes' ? unlistedNote(statement, only) : null;
  return { id: table.id, title: table.title, note, legend: table.legend, columns, rows: rows.map((row) => columns.map((column) => column.cell(row))) };
}

/**
 * The tables of a statement as cells.
 * @param only rows of one currency, @param ctp the columns of CTP's layout instead of those for CSV and screen
 */
export function readSections(statement: Statement, { only, ctp = false }: { readonly only?: Currency; readonly ctp?: boolean } = {}): readonly ReadSection[] {
  return [
    ...(ctp ? [] : [read(FUNDS_SECTION, statement, only, ctp)]),
    read(TRANSFERS_SECTION, statement, only, ctp),
    read(FILLS_SECTION, statement, only, ctp),
    read(CLOSES_SECTION, statement, only, ctp),
    read(DELIVERIES_SECTION, statement, only, ctp),
    read(LOTS_SECTION, statement, only, ctp),
    read(POSITIONS_SECTION, statement, only, ctp),
  ];
}
