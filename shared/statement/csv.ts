/**
 * A statement as one CSV file: sections below each other, each a line with its name, a line of headings and its rows, with an empty line
 * between. Figures are exact (money to the 1/10,000 where it needs that, without separators), days are `YYYY-MM-DD`, times ISO 8601.
 */
import { isoTime } from '../calendar/zone.ts';
import { csvLine, type CsvField } from '../csv.ts';
import type { Language } from '../faults.ts';
import type { Statement } from '../model/statement.ts';
import { decimalsOf, MONEY_PER_UNIT, type Money } from '../price.ts';
import { readSections, type Both, type Cell } from './sections.ts';

/** Whole 1/10,000 as an exact decimal of two to four places. */
export function exactMoney(money: Money): string {
  const whole = Math.abs(money);
  const fraction = String(whole % MONEY_PER_UNIT).padStart(4, '0').replace(/0{1,2}$/, '');
  return `${money < 0 ? '-' : ''}${Math.floor(whole / MONEY_PER_UNIT)}.${fraction}`;
}

/** A price in ticks; an average with four places more than the tick needs, zeros past the tick's own left out. */
function priceField(price: number, tickSize: number): string {
  const decimals = decimalsOf(tickSize);
  if (Number.isInteger(price)) return (price * tickSize).toFixed(decimals);
  return (price * tickSize).toFixed(decimals + 4);
}

function field(cell: Cell, language: 0 | 1): CsvField {
  if ('text' in cell) return cell.text;
  if ('words' in cell) return cell.words[language];
  if ('money' in cell) return cell.money === null ? '' : exactMoney(cell.money);
  if ('count' in cell) return cell.count;
  if ('share' in cell) return cell.share.toFixed(6);
  if ('day' in cell) return cell.day;
  if ('time' in cell) return isoTime(cell.zone, cell.time);
  return cell.price === null ? '' : priceField(cell.price, cell.scale.tickSize);
}

const HEAD: readonly (readonly [title: Both, value: (statement: Statement) => CsvField])[] = [
  [['客户号', 'Account'], (statement) => statement.account],
  [['客户名称', 'Name'], (statement) => statement.accountName],
  [['结算编号', 'Settlement ID'], (statement) => statement.number],
  [['交易日', 'Trading day'], (statement) => statement.tradingDay],
  [['结算时间', 'Settled at'], (statement) => isoTime('UTC', statement.settledAt)],
];

/** The whole file, with the mark that spreadsheets need. */
export function statementCsv(statement: Statement, language: Language): string {
  const at = language === 'zh' ? 0 : 1;
  const parts = [
    csvLine([(['结算单', 'Settlement statement'] as const)[at]]),
    csvLine(HEAD.map(([title]) => title[at])),
    csvLine(HEAD.map(([, value]) => value(statement))),
  ];
  for (const table of readSections(statement)) {
    parts.push(csvLine([]), csvLine(table.note ? [table.title[at], table.note[at]] : [table.title[at]]), csvLine(table.columns.map((column) => column.title[at])));
    for (const row of table.rows) parts.push(csvLine(row.map((cell) => field(cell, at))));
  }
  return `\uFEFF${parts.join('')}`;
}
