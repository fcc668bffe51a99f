/** Daily statements as rows and cells: the list of days, and each table of one of them. Pure. */
import type { CellText } from '#renderer/workspace/grid/cell-text.ts';
import { formatQuantity, formatResult, NONE, toneOfSign } from '#renderer/workspace/grid/figures.ts';
import { formatMoment } from '#renderer/workspace/grid/times.ts';
import type { Language } from '#shared/faults.ts';
import { CURRENCIES } from '#shared/model/instrument.ts';
import type { Statement, StatementHeading } from '#shared/model/statement.ts';
import { decimalsOf, formatMoney, formatPrice } from '#shared/price.ts';
import { readSections, type Cell, type SectionId } from '#shared/statement/sections.ts';
import { statementWords } from './statement-words.ts';

export interface DayRow {
  readonly number: number;
  readonly day: string;
  /** Which time round, where a replayed day was settled more than once. */
  readonly round: string;
  /** Of the first currency whose books were closed; the note names it. */
  readonly equity: CellText;
  readonly state: CellText;
}

/** The list, newest first as it came. */
export function dayRows(headings: readonly StatementHeading[], language: Language): readonly DayRow[] {
  const words = statementWords[language];
  return headings.map(({ number, tradingDay, equity, confirmed }) => {
    const currency = CURRENCIES.find((one) => equity[one] !== undefined);
    return {
      number,
      day: tradingDay,
      // A counter numbers its days by their date.
      round: String(number) === tradingDay.replaceAll('-', '') ? '' : `#${number}`,
      equity: currency === undefined ? { text: NONE } : { text: formatMoney(equity[currency] ?? 0), note: currency },
      state: confirmed ? { text: words.confirmed, tone: 'dim' } : { text: words.unconfirmed, tone: 'warning' },
    };
  });
}

/** The newest heading known: what the core told last is newer than a list that was asked for before. */
export const withNewest = (headings: readonly StatementHeading[], newest: StatementHeading | undefined): readonly StatementHeading[] => {
  if (!newest) return headings;
  const others = headings.filter(({ number }) => number !== newest.number);
  // Whoever confirms one confirms all before it.
  return [newest, ...(newest.confirmed ? others.map((heading) => ({ ...heading, confirmed: true })) : others)];
};

export interface TableColumn {
  readonly id: string;
  readonly header: string;
  readonly figure: boolean;
  readonly width: number;
}

export interface TableRow {
  readonly id: string;
  readonly cells: readonly CellText[];
}

export interface StatementTable {
  readonly id: SectionId;
  readonly title: string;
  /** What is to be known of rows that are not there; null where all are. */
  readonly note: string | null;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly TableRow[];
}

/** Room of a column in px, by what stands in it. */
const WIDTHS: Readonly<Record<string, number>> = { currency: 66, side: 48, offset: 78, exchange: 66, product: 132, instrument: 92, time: 152, day: 92, openDay: 92, note: 160, type: 84, kind: 92, fill: 84, order: 84, quantity: 66, long: 76, short: 76 };
const FIGURE_WIDTH = 108;

/** A price in ticks, or an average between two of them. */
function priceText(price: number | null, scale: Extract<Cell, { readonly price: unknown }>['scale']): string {
  if (price === null) return NONE;
  if (Number.isInteger(price)) return formatPrice(scale, price);
  return (price * scale.tickSize).toFixed(decimalsOf(scale.tickSize) + 2);
}

function cellOf(cell: Cell, at: 0 | 1): CellText {
  if ('text' in cell) return { text: cell.text };
  if ('words' in cell) return { text: cell.words[at] };
  if ('day' in cell) return { text: cell.day };
  if ('time' in cell) return { text: formatMoment(cell.time, cell.zone) };
  if ('share' in cell) return { text: `${(cell.share * 100).toFixed(2)}%` };
  if ('count' in cell) return { text: formatQuantity(cell.count), ...(cell.count === 0 ? { tone: 'faint' as const } : {}) };
  if ('price' in cell) return { text: priceText(cell.price, cell.scale), ...(cell.price === null ? { tone: 'faint' as const } : {}) };
  if (cell.money === null) return { text: NONE, tone: 'faint' };
  if (cell.money === 0) return { text: formatMoney(0), tone: 'faint' };
  return cell.result ? { text: formatResult(cell.money), tone: toneOfSign(cell.money) } : { text: formatMoney(cell.money) };
}

/** Every table, also those without rows: the tabs stay where they are from day to day. */
export function statementTables(statement: Statement, language: Language): readonly StatementTable[] {
  const at = language === 'zh' ? 0 : 1;
  return readSections(statement).map((section) => ({
    id: section.id,
    title: section.title[at],
    note: section.note?.[at] ?? null,
    columns: section.columns.map(({ id, title, right }) => ({ id, header: title[at], figure: right === true, width: WIDTHS[id] ?? FIGURE_WIDTH })),
    rows: section.rows.map((cells, row) => ({ id: String(row), cells: cells.map((cell) => cellOf(cell, at)) })),
  }));
}

/** `pankou-结算单-SIM-1-2021-01-04-7.txt`: nothing in it that a file system would stumble over. */
export const statementFile = ({ account, tradingDay, number }: Pick<Statement, 'account' | 'tradingDay' | 'number'>, kind: 'txt' | 'csv', language: Language): string =>
  `pankou-${statementWords[language].file}-${account.replace(/[^\p{L}\p{N}._-]+/gu, '_')}-${tradingDay}-${number}.${kind}`;
