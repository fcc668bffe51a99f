/** Which questions a stretch of days becomes, and the answers as tables. Pure. */
import { fillValue } from '#renderer/panels/fills/fills-model.ts';
import { instrumentCell, sideCell } from '#renderer/panels/orders/order-cells.ts';
import { orderWords } from '#renderer/panels/orders/order-words.ts';
import type { FactColumn } from '#renderer/workspace/grid/fact-table.ts';
import { formatQuantity, formatResult, NONE, toneOfSign } from '#renderer/workspace/grid/figures.ts';
import { formatIso, LOCAL_ZONE } from '#renderer/workspace/grid/times.ts';
import { addDays } from '#shared/calendar/trading-days.ts';
import type { Language } from '#shared/faults.ts';
import { OWN_FLOWS, type CashFlowEntry, type OrderFees, type PastFill, type PastOrder, type PositionLot } from '#shared/model/account-records.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { formatMoney, formatPrice, MONEY_PER_UNIT, type Money } from '#shared/price.ts';
import { recordsWords } from './records-words.ts';

export const RECORD_KINDS = ['orders', 'fills', 'cash', 'fees', 'lots'] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

/** Lots are what is held now: of no days. */
export const isByDays = (kind: RecordKind): boolean => kind !== 'lots';

/** Days `YYYY-MM-DD`, both inclusive. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

/** At most so many days at a time; of cash, of which each day is a question of its own, fewer. */
export const MOST_DAYS: Readonly<Record<RecordKind, number>> = { orders: 366, fills: 366, fees: 366, cash: 92, lots: 366 };
/** Brokers answer for a quarter at a time (shared/contract/records). */
const DAYS_A_QUESTION = 90;
/** Orders in one question about fees (shared/contract/records). */
export const ORDERS_A_QUESTION = 400;

const DAY_MS = 86_400_000;

/** Whether a text is a day of the calendar. */
export const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && Number.isFinite(Date.parse(text)) && new Date(text).toISOString().slice(0, 10) === text;

/** What is wrong with the days, in words; null: nothing. */
export function daysFault(kind: RecordKind, { from, to }: Days, language: Language): string | null {
  const words = recordsWords[language];
  if (!isByDays(kind)) return null;
  if (!isDay(from) || !isDay(to)) return words.badDay;
  if (from > to) return words.backwards;
  return (Date.parse(to) - Date.parse(from)) / DAY_MS >= MOST_DAYS[kind] ? words.tooLong(MOST_DAYS[kind]) : null;
}

/** The stretch as questions of at most a quarter each, newest first; together they are every day of it once. */
export function questionsOf({ from, to }: Days): readonly Days[] {
  const questions: Days[] = [];
  for (let last = to; last >= from; ) {
    const first = addDays(last, 1 - DAYS_A_QUESTION);
    questions.push({ from: first < from ? from : first, to: last });
    last = addDays(first, -1);
  }
  return questions;
}

/** Days on which cash may have been cleared, newest first: all but weekends. */
export function clearingDays({ from, to }: Days): readonly string[] {
  const days: string[] = [];
  for (let day = to; day >= from; day = addDays(day, -1)) if (![0, 6].includes(new Date(day).getUTCDay())) days.push(day);
  return days;
}

/** A week up to a trading day. */
export const weekTo = (day: string): Days => ({ from: addDays(day, -6), to: day });

/** An order's fees with the order itself, where it was told. */
export interface FeeRow {
  readonly order: string;
  readonly past: PastOrder | undefined;
  readonly fees: OrderFees;
}

export const feeRows = (fees: readonly OrderFees[], orders: readonly PastOrder[]): readonly FeeRow[] => {
  const byNumber = new Map(orders.map((order) => [order.order, order]));
  return fees.map((each) => ({ order: each.order, past: byNumber.get(each.order), fees: each }));
};

/** A row of any kind, with an id of its own in its table. */
export type RecordRow =
  | { readonly id: string; readonly kind: 'orders'; readonly row: PastOrder }
  | { readonly id: string; readonly kind: 'fills'; readonly row: PastFill }
  | { readonly id: string; readonly kind: 'cash'; readonly row: CashFlowEntry }
  | { readonly id: string; readonly kind: 'fees'; readonly row: FeeRow }
  | { readonly id: string; readonly kind: 'lots'; readonly row: PositionLot };

/** The instrument of a row, where it has one. */
export function instrumentIn(record: RecordRow): string | null {
  if (record.kind === 'cash') return null;
  return record.kind === 'fees' ? (record.row.past?.instrument ?? null) : record.row.instrument;
}

const units = (amount: Money): number => amount / MONEY_PER_UNIT;
type Instruments = ReadonlyMap<string, Instrument>;
type Column<Row> = FactColumn<Row>;

/** What an order and a fill have alike. */
function traded<Row>(language: Language, instruments: Instruments, of: (row: Row) => Pick<PastOrder, 'instrument' | 'side' | 'time'> | undefined): readonly Column<Row>[] {
  const words = recordsWords[language];
  const instrumentAt = (row: Row): Instrument | undefined => instruments.get(of(row)?.instrument ?? '');
  const zoneAt = (row: Row): string => instrumentAt(row)?.timeZone ?? LOCAL_ZONE;
  return [
    {
      id: 'time', header: words.time, width: 140, by: (r) => of(r)?.time ?? null, file: (r) => (of(r) ? formatIso(of(r)?.time ?? 0, zoneAt(r)) : null),
      cell: (r) => (of(r) ? { text: formatIso(of(r)?.time ?? 0, zoneAt(r)).slice(0, 19).replace('T', ' '), tone: 'dim', title: zoneAt(r) } : { text: NONE, tone: 'faint' }),
    },
    { id: 'instrument', header: words.instrument, width: 132, cut: true, by: (r) => instrumentAt(r)?.code ?? of(r)?.instrument ?? null, cell: (r) => instrumentCell(instrumentAt(r), of(r)?.instrument ?? NONE, language) },
    { id: 'side', header: words.side, width: 52, by: (r) => (of(r) ? orderWords[language].side[of(r)?.side ?? 'buy'] : null), cell: (r) => (of(r) ? sideCell({ side: of(r)?.side ?? 'buy' }, language) : { text: '' }) },
  ];
}

export function orderColumns(language: Language, instruments: Instruments): readonly Column<PastOrder>[] {
  const words = recordsWords[language];
  const terms = orderWords[language];
  const price = ({ instrument, price: ticks }: PastOrder): string | null => {
    const scale = instruments.get(instrument);
    return ticks === null || !scale ? null : formatPrice(scale, ticks);
  };
  return [
    ...traded<PastOrder>(language, instruments, (r) => r),
    { id: 'type', header: words.type, width: language === 'zh' ? 76 : 98, by: (r) => terms.type[r.type], cell: (r) => ({ text: terms.type[r.type], tone: 'dim' }) },
    { id: 'price', header: words.price, width: 86, numeric: true, by: (r) => r.price, file: price, cell: (r) => (r.price === null ? { text: terms.market, tone: 'dim' } : { text: price(r) ?? NONE }) },
    { id: 'quantity', header: words.quantity, width: 70, numeric: true, by: (r) => r.quantity, cell: (r) => ({ text: formatQuantity(r.quantity) }) },
    { id: 'filled', header: words.filled, width: 70, numeric: true, by: (r) => r.filled, cell: (r) => ({ text: formatQuantity(r.filled), tone: r.filled === 0 ? 'faint' : '' }) },
    { id: 'state', header: words.state, width: 84, by: (r) => words.states[r.state], cell: (r) => ({ text: words.states[r.state], tone: r.state === 'rejected' ? 'error' : r.state === 'filled' ? '' : 'dim' }) },
    { id: 'order', header: words.order, width: 200, cut: true, by: (r) => r.order, cell: (r) => ({ text: r.order, tone: 'faint', title: r.order }) },
  ];
}

export function fillColumns(language: Language, instruments: Instruments): readonly Column<PastFill>[] {
  const words = recordsWords[language];
  const price = (r: PastFill): string | null => {
    const scale = instruments.get(r.instrument);
    return scale ? formatPrice(scale, r.price) : null;
  };
  const value = (r: PastFill): Money | null => {
    const instrument = instruments.get(r.instrument);
    return instrument ? fillValue(r, instrument) : null;
  };
  return [
    ...traded<PastFill>(language, instruments, (r) => r),
    { id: 'price', header: words.price, width: 86, numeric: true, by: (r) => r.price, file: price, cell: (r) => ({ text: price(r) ?? NONE }) },
    { id: 'quantity', header: words.quantity, width: 70, numeric: true, by: (r) => r.quantity, cell: (r) => ({ text: formatQuantity(r.quantity) }) },
    { id: 'turnover', header: words.turnover, width: 116, numeric: true, by: value, file: (r) => units(value(r) ?? NaN), cell: (r) => ({ text: value(r) === null ? NONE : formatMoney(value(r) ?? 0), tone: 'dim' }) },
    { id: 'currency', header: words.currency, width: language === 'zh' ? 52 : 72, by: (r) => instruments.get(r.instrument)?.currency ?? null, cell: (r) => ({ text: instruments.get(r.instrument)?.currency ?? '', tone: 'dim' }) },
    { id: 'fill', header: words.fill, width: 150, cut: true, by: (r) => r.fill, cell: (r) => ({ text: r.fill, tone: 'faint', title: r.fill }) },
    { id: 'order', header: words.order, width: 200, cut: true, by: (r) => r.order, cell: (r) => ({ text: r.order, tone: 'faint', title: r.order }) },
  ];
}

export function cashColumns(language: Language): readonly Column<CashFlowEntry>[] {
  const words = recordsWords[language];
  const kind = (r: CashFlowEntry): string => {
    const own = OWN_FLOWS.find((flow) => flow === r.kind);
    return own ? words.flows[own] : r.kind;
  };
  return [
    { id: 'clearing', header: words.clearing, width: 88, by: (r) => r.clearingDate, cell: (r) => ({ text: r.clearingDate }) },
    { id: 'settlement', header: words.settlement, width: 88, by: (r) => r.settlementDate || null, cell: (r) => ({ text: r.settlementDate || NONE, tone: 'dim' }) },
    { id: 'flow', header: words.flow, width: 150, cut: true, by: kind, cell: (r) => ({ text: kind(r), title: kind(r) }) },
    { id: 'amount', header: words.amount, width: 128, numeric: true, by: (r) => r.amount, file: (r) => units(r.amount), cell: (r) => ({ text: formatResult(r.amount), tone: toneOfSign(r.amount) }) },
    { id: 'currency', header: words.currency, width: language === 'zh' ? 52 : 72, by: (r) => r.currency, cell: (r) => ({ text: r.currency, tone: 'dim' }) },
    { id: 'remark', header: words.remark, width: 320, cut: true, by: (r) => r.remark || null, cell: (r) => ({ text: r.remark, tone: 'dim', title: r.remark }) },
  ];
}

export function lotColumns(language: Language, instruments: Instruments): readonly Column<PositionLot>[] {
  const words = recordsWords[language];
  const sides = orderWords[language].positionSide;
  const of = (r: PositionLot): Instrument | undefined => instruments.get(r.instrument);
  const price = (r: PositionLot): string | null => {
    const scale = of(r);
    return scale ? formatPrice(scale, r.price) : null;
  };
  const combination = ({ combination: id }: PositionLot): string | null => (id === null ? null : (instruments.get(id)?.code ?? id));
  return [
    { id: 'opened', header: words.opened, width: 88, by: (r) => r.opened, cell: (r) => ({ text: r.opened, tone: r.isToday ? '' : 'dim' }) },
    { id: 'instrument', header: words.instrument, width: 150, cut: true, by: (r) => of(r)?.code ?? r.instrument, cell: (r) => instrumentCell(of(r), r.instrument, language) },
    { id: 'side', header: words.side, width: 52, by: (r) => sides[r.side], cell: (r) => ({ text: sides[r.side], tone: r.side === 'long' ? 'buy' : 'sell' }) },
    { id: 'part', header: words.part, width: 60, by: (r) => (r.isToday ? words.today : words.yesterday), cell: (r) => ({ text: r.isToday ? words.today : words.yesterday, tone: 'dim' }) },
    { id: 'price', header: words.openPrice, width: 86, numeric: true, by: (r) => r.price, file: price, cell: (r) => ({ text: price(r) ?? NONE }) },
    { id: 'quantity', header: words.quantity, width: 70, numeric: true, by: (r) => r.quantity, cell: (r) => ({ text: formatQuantity(r.quantity) }) },
    { id: 'margin', header: words.margin, width: 116, numeric: true, by: (r) => r.margin, file: (r) => units(r.margin), cell: (r) => ({ text: r.margin === 0 ? '' : formatMoney(r.margin), tone: 'dim' }) },
    { id: 'combination', header: words.combination, width: 150, cut: true, by: combination, cell: (r) => ({ text: combination(r) ?? '', tone: 'dim' }) },
    { id: 'fill', header: words.fill, width: 150, cut: true, by: (r) => r.fill || null, cell: (r) => ({ text: r.fill, tone: 'faint', title: r.fill }) },
  ];
}

export function feeColumns(language: Language, instruments: Instruments): readonly Column<FeeRow>[] {
  const words = recordsWords[language];
  const items = ({ fees }: FeeRow): string => fees.items.map(({ title, amount }) => `${title} ${formatMoney(amount)}`).join(' · ');
  const currency = (r: FeeRow): string | null => instruments.get(r.past?.instrument ?? '')?.currency ?? null;
  return [
    ...traded<FeeRow>(language, instruments, (r) => r.past),
    { id: 'filled', header: words.filled, width: 70, numeric: true, by: (r) => r.past?.filled ?? null, cell: (r) => ({ text: r.past ? formatQuantity(r.past.filled) : NONE }) },
    { id: 'total', header: words.total, width: 96, numeric: true, by: (r) => r.fees.total, file: (r) => (r.fees.total === null ? null : units(r.fees.total)), cell: (r) => (r.fees.total === null ? { text: NONE, tone: 'faint' } : { text: formatMoney(r.fees.total) }) },
    { id: 'currency', header: words.currency, width: language === 'zh' ? 52 : 72, by: currency, cell: (r) => ({ text: currency(r) ?? '', tone: 'dim' }) },
    { id: 'items', header: words.items, width: 420, cut: true, by: items, cell: (r) => ({ text: items(r), tone: 'dim', title: items(r) }) },
    { id: 'order', header: words.order, width: 200, cut: true, by: (r) => r.order, cell: (r) => ({ text: r.order, tone: 'faint', title: r.order }) },
  ];
}
