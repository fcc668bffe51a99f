/** Positions as rows, and their results at a mark: exact, in whole 1/10,000 of the currency. Pure. */
import { averageDecimals, formatAverage, formatQuantity, NONE, padOf } from '#renderer/workspace/grid/figures.ts';
import { closableOf as closableOfPosition } from '#renderer/workspace/commands/closing.ts';
import type { CellText } from '#renderer/workspace/grid/cell-text.ts';
import type { Language } from '#shared/faults.ts';
import type { Currency, Instrument } from '#shared/model/instrument.ts';
import { tickMoney } from '#shared/model/instrument.ts';
import { positionKey, positionQuantity, type Position } from '#shared/model/position.ts';
import type { Money, Ticks } from '#shared/price.ts';
import { positionsWords } from './positions-words.ts';

export interface PositionRow {
  readonly id: string;
  readonly position: Position;
  readonly instrument: Instrument | undefined;
  readonly quantity: number;
  /** Closed today: kept for its result. */
  readonly flat: boolean;
}

/** Rows made so far: one that did not change keeps its identity, so that only changed rows are drawn again. */
const made = new WeakMap<Position, PositionRow>();

function rowOf(position: Position, instrument: Instrument | undefined): PositionRow {
  const known = made.get(position);
  if (known && known.instrument === instrument) return known;
  const quantity = positionQuantity(position);
  const row = { id: positionKey(position), position, instrument, quantity, flat: quantity === 0 };
  made.set(position, row);
  return row;
}

/** The positions of an account: held ones by instrument, then those closed today that left a result or fees. */
export function positionRows(
  positions: Iterable<Position>,
  account: string | undefined,
  instruments: ReadonlyMap<string, Instrument>,
): readonly PositionRow[] {
  const rows: PositionRow[] = [];
  for (const position of positions) {
    if (position.account !== account) continue;
    if (positionQuantity(position) === 0 && position.realisedToday === 0 && position.feesToday === 0) continue;
    rows.push(rowOf(position, instruments.get(position.instrument)));
  }
  return rows.sort((a, b) => Number(a.flat) - Number(b.flat) || (a.id < b.id ? -1 : 1));
}

const direction = (position: Pick<Position, 'side'>): 1 | -1 => (position.side === 'long' ? 1 : -1);

/** Result not yet realised at a mark, against a basis value (ticks × quantity). 0 for nothing held, NaN without a mark. */
function resultAgainst(row: PositionRow, mark: Ticks, basis: number): Money {
  if (row.quantity === 0) return 0;
  if (!row.instrument) return NaN;
  return direction(row.position) * (mark * row.quantity - basis) * tickMoney(row.instrument);
}

/** Against the day's basis: what the account's equity moves by (shared/ledger's `unrealised`). */
export const dayResult = (row: PositionRow, mark: Ticks): Money => resultAgainst(row, mark, row.position.dayValue);

/** Against the prices it was opened at. */
export const openResult = (row: PositionRow, mark: Ticks): Money => resultAgainst(row, mark, row.position.openValue);

/** Whether the two differ: a position carried over a settlement. */
export const hasTwoResults = (row: PositionRow): boolean => row.position.dayValue !== row.position.openValue;

/** Open result as a share of the opening cost; NaN where there is none. */
export const openShare = (row: PositionRow, mark: Ticks): number =>
  row.quantity === 0 || row.position.openValue === 0 ? NaN : (direction(row.position) * (mark * row.quantity - row.position.openValue)) / Math.abs(row.position.openValue);

/** What a new closing order of the row's position may take. */
export const closableOf = (row: PositionRow): number => closableOfPosition(row.position, row.instrument);

export type CloseQuantity = { readonly ok: true; readonly quantity: number } | { readonly ok: false; readonly why: string };

/** A typed quantity to close: whole, at most what is closable, in lots (or all that is left where odd lots may be sold). */
export function closeQuantity(row: PositionRow, text: string, language: Language): CloseQuantity {
  const words = positionsWords[language];
  const quantity = /^\d{1,10}$/.test(text.trim()) ? Number(text.trim()) : 0;
  if (quantity <= 0) return { ok: false, why: words.wrongQuantity };
  const closable = closableOf(row);
  if (quantity > closable) return { ok: false, why: words.tooMany(formatQuantity(closable)) };
  const lot = row.instrument?.lot ?? 1;
  const rest = row.instrument?.oddLotSell === true && quantity === closable;
  if (quantity % lot !== 0 && !rest) return { ok: false, why: words.offLot(formatQuantity(lot)) };
  return { ok: true, quantity };
}

/** A part of what is closable in whole lots, at least one lot where there is one. */
export function closeFraction(row: PositionRow, fraction: number): number {
  const closable = closableOf(row);
  if (fraction >= 1) return closable;
  const lot = row.instrument?.lot ?? 1;
  return Math.min(closable, Math.max(lot, Math.floor((closable * fraction) / lot) * lot));
}

export interface Total {
  readonly currency: Currency;
  /** Against the day's basis, over the positions that have a price. */
  readonly unrealised: Money;
  /** Held positions without a price: not in `unrealised`. */
  readonly unpriced: number;
  readonly realised: Money;
  readonly fees: Money;
  readonly margin: Money;
  /** Realised + unrealised − fees. */
  readonly net: Money;
}

/** Totals by currency, in a fixed order. */
export function totalsOf(rows: Iterable<PositionRow>, markOf: (instrument: string) => Ticks): readonly Total[] {
  const byCurrency = new Map<Currency, { unrealised: Money; unpriced: number; realised: Money; fees: Money; margin: Money }>();
  for (const row of rows) {
    if (!row.instrument) continue;
    const sum = byCurrency.get(row.instrument.currency) ?? { unrealised: 0, unpriced: 0, realised: 0, fees: 0, margin: 0 };
    const result = dayResult(row, markOf(row.position.instrument));
    if (Number.isNaN(result)) sum.unpriced++;
    else sum.unrealised += result;
    sum.realised += row.position.realisedToday;
    sum.fees += row.position.feesToday;
    sum.margin += row.position.margin;
    byCurrency.set(row.instrument.currency, sum);
  }
  return [...byCurrency]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, sum]) => ({ currency, ...sum, net: sum.realised + sum.unrealised - sum.fees }));
}

/** Quantity, with what of it is today's and yesterday's on hover. */
export function quantityCell(row: PositionRow, language: Language): CellText {
  const words = positionsWords[language];
  if (row.flat) return { text: '0', tone: 'faint', title: words.flat };
  const { today, yesterday } = row.position;
  return { text: formatQuantity(row.quantity), title: `${words.today(formatQuantity(today))}　${words.yesterday(formatQuantity(yesterday))}` };
}

export function partsCell(row: PositionRow): CellText {
  if (row.flat) return { text: '' };
  return { text: `${formatQuantity(row.position.today)}/${formatQuantity(row.position.yesterday)}`, tone: 'dim' };
}

export function closableCell(row: PositionRow, language: Language): CellText {
  if (row.flat) return { text: '' };
  const closable = closableOf(row);
  const frozen = row.position.frozenToday + row.position.frozenYesterday;
  return { text: formatQuantity(closable), tone: closable === 0 ? 'warning' : 'dim', ...(frozen > 0 ? { title: positionsWords[language].frozen(formatQuantity(frozen)) } : {}) };
}

/** Average open price, one decimal more than a price. */
export function averageOpenCell(row: PositionRow, most: number): CellText {
  if (!row.instrument || row.flat) return { text: NONE, tone: 'faint' };
  return { text: formatAverage(row.instrument, row.position.openValue, row.quantity), pad: padOf(averageDecimals(row.instrument), most) };
}
