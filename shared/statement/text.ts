/**
 * A statement as CTP lays it out (交易结算单(盯市), the text of CThostFtdcSettlementInfoField): Chinese and English headings, one
 * account summary per currency with its tables below, money with two decimals, prices with at least three. Tables without rows are left
 * out, as there. Widths of columns are those of CTP's own statements; a column grows where a figure needs more.
 */
import { CURRENCIES, paidInFull, type Currency } from '../model/instrument.ts';
import type { Statement, StatementFunds } from '../model/statement.ts';
import { decimalsOf, MONEY_PER_UNIT, type Money } from '../price.ts';
import { fixedTable, inColumns, widthOf } from './fixed-width.ts';
import { expiryOf } from './positions.ts';
import { readSections, type Cell, type ReadSection } from './sections.ts';

const WIDTH = 100;
const RULE = '-'.repeat(WIDTH);
const CURRENCY_NAMES: Readonly<Record<Currency, string>> = { CNY: '人民币', HKD: '港币', USD: '美元' };
const LEFT_LABEL = 37;
const RIGHT_LABEL = 35;
const FIGURE = 13;

/** Whole 1/10,000 as a plain decimal, halves away from zero; exact for every whole count. */
function moneyText(money: Money): string {
  const cents = Math.round(Math.abs(money) / (MONEY_PER_UNIT / 100));
  const text = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
  return money < 0 && cents > 0 ? `-${text}` : text;
}

/** `2021-01-04` → `20210104`. */
const compact = (day: string): string => day.replaceAll('-', '');

function cellText(cell: Cell): string {
  if ('text' in cell) return cell.text;
  if ('words' in cell) return cell.words[0];
  if ('money' in cell) return moneyText(cell.money ?? 0);
  if ('count' in cell) return String(cell.count);
  if ('share' in cell) return `${(cell.share * 100).toFixed(2)}%`;
  if ('day' in cell) return compact(cell.day);
  if ('time' in cell) return new Date(cell.time).toISOString();
  const decimals = Math.max(3, decimalsOf(cell.scale.tickSize));
  return ((cell.price ?? 0) * cell.scale.tickSize).toFixed(decimals);
}

/** The line of sums: how many rows, and every column that adds up. */
function totalOf(table: ReadSection): string[] {
  return table.columns.map((column, at) => {
    if (at === 0) return `共${String(table.rows.length).padStart(4)}条`;
    if (column.total === undefined) return '';
    let sum = 0;
    for (const row of table.rows) {
      const cell = row[at];
      if ('money' in cell) sum += cell.money ?? 0;
      else if ('count' in cell) sum += cell.count;
    }
    return column.total === 'money' ? moneyText(sum) : String(sum);
  });
}

function tableLines(table: ReadSection): string[] {
  const columns = table.columns.map((column) => ({ width: column.width ?? 0, align: column.right ? 'right' : 'left', heading: column.title }) as const);
  const rows = table.rows.map((row) => row.map(cellText));
  return [...fixedTable(table.title.join(' '), columns, rows, totalOf(table)), ...(table.note ?? []), ...table.legend, ''];
}

/** Cash got and paid for shares, funds and option premium: the two sides of `traded`. Of fills that are not listed their net alone is known. */
function premiums(statement: Statement, { currency, traded }: StatementFunds): { readonly received: Money; readonly paid: Money } {
  const paidFor = new Set(statement.instruments.filter((instrument) => instrument.currency === currency && paidInFull(instrument)).map(({ id }) => id));
  let received = 0;
  let paid = 0;
  for (const { instrument, side, turnover } of statement.fills) {
    if (!paidFor.has(instrument)) continue;
    if (side === 'sell') received += turnover;
    else paid += turnover;
  }
  const unlisted = traded - (received - paid);
  return { received: received + Math.max(0, unlisted), paid: paid + Math.max(0, -unlisted) };
}

function valueOf({ lots, instruments }: Statement, currency: Currency, side: 'long' | 'short'): Money {
  const own = new Set(instruments.filter((instrument) => instrument.currency === currency).map(({ id }) => id));
  return lots.reduce((sum, lot) => (lot.side === side && own.has(lot.instrument) ? sum + lot.marketValue : sum), 0);
}

function fundsLines(statement: Statement, funds: StatementFunds): string[] {
  const { currency } = funds;
  const { received, paid } = premiums(statement, funds);
  const expiry = expiryOf(statement, currency);
  const left: readonly (readonly [label: string, money: Money])[] = [
    ['期初结存 Balance b/f：', funds.broughtForward],
    ['出 入 金 Deposit/Withdrawal：', funds.deposits - funds.withdrawals],
    ['平仓盈亏 Realized P/L：', funds.realised],
    ['持仓盯市盈亏 MTM P/L：', funds.markToMarket],
    ['期权执行盈亏 Exercise P/L：', expiry.exercise],
    ['手 续 费 Commission：', funds.fees - expiry.exerciseFee - expiry.deliveryFee],
    ['行权手续费 Exercise Fee：', expiry.exerciseFee],
    ['交割手续费 Delivery Fee：', expiry.deliveryFee],
    ['货币质入 New FX Pledge：', 0],
    ['货币质出 FX Redemption：', 0],
    ['质押变化金额 Chg in Pledge Amt：', 0],
    ['权利金收入 Premium received：', received],
    ['权利金支出 Premium paid：', paid],
    ['货币质押变化金额 Chg in FX Pledge：', 0],
  ];
  const right: readonly (readonly [label: string, text: string])[] = [
    ['基础保证金 Initial Margin：', moneyText(0)],
    ['期末结存 Balance c/f：', moneyText(funds.balance)],
    ['质 押 金 Pledge Amount：', moneyText(0)],
    ['客户权益 Client Equity：：', moneyText(funds.equity)],
    ['货币质押保证金占用 FX Pledge Occ.：', moneyText(0)],
    ['保证金占用 Margin Occupied：', moneyText(funds.margin)],
    ['交割保证金 Delivery Margin：', moneyText(0)],
    ['多头期权市值 Market value(long)：', moneyText(valueOf(statement, currency, 'long'))],
    ['空头期权市值 Market value(short)：', moneyText(valueOf(statement, currency, 'short'))],
    ['市值权益 Market value(equity)：', moneyText(funds.equity)],
    ['可用资金 Fund Avail.：', moneyText(funds.available)],
    ['风 险 度 Risk Degree：', `${(funds.risk * 100).toFixed(2)}%`],
    ['应追加资金 Margin Call：', moneyText(Math.max(0, -funds.available))],
    ['交割盈亏 Delivery P/L：', moneyText(expiry.delivery)],
  ];
  const figures = [...left.map(([, money]) => moneyText(money)), ...right.map(([, text]) => text.replace('%', ''))];
  const room = Math.max(FIGURE, ...figures.map(widthOf));
  const title = `资金状况  币种：${CURRENCY_NAMES[currency]}  Account Summary  Currency：${currency}`;
  return [
    inColumns(title, WIDTH, 'centre').trimEnd(),
    RULE,
    ...left.map(([label, money], at) => {
      const [name, text] = right[at];
      const percent = text.endsWith('%');
      const figure = inColumns(percent ? text.slice(0, -1) : text, room, 'right') + (percent ? '%' : '');
      return `${inColumns(label, LEFT_LABEL, 'left')}${inColumns(moneyText(money), room, 'right')}  ${inColumns(name, RIGHT_LABEL, 'left')}${figure}`;
    }),
    '',
  ];
}

/** The whole text, lines ended by a line feed. */
export function statementText(statement: Statement): string {
  const lines = [
    inColumns('Pankou 模拟交易所 Simulated Exchange', WIDTH, 'centre').trimEnd(),
    inColumns(`制表时间 Creation Date：${compact(statement.tradingDay)}`, WIDTH, 'right'),
    RULE,
    inColumns('交易结算单(盯市) Settlement Statement(MTM)', WIDTH, 'centre').trimEnd(),
    `${inColumns(`客户号 Client ID：  ${statement.account}`, 34, 'left')}  ${inColumns(`客户名称 Client Name：${statement.accountName}`, 0, 'left')}`,
    `日期 Date：${compact(statement.tradingDay)}`,
    `结算编号 Settlement ID：${statement.number}`,
    '',
  ];
  for (const currency of CURRENCIES) {
    const funds = statement.funds.find((one) => one.currency === currency);
    if (!funds) continue;
    lines.push(...fundsLines(statement, funds));
    for (const table of readSections(statement, { only: currency, ctp: true })) if (table.rows.length > 0 || table.note) lines.push(...tableLines(table));
  }
  return lines.map((line) => `${line}\n`).join('');
}
