/** Fills as cells, totals and a file: exact money. Pure. */
import { instrumentCell, type PriceRoom } from '#renderer/panels/orders/order-cells.ts';
import { orderWords } from '#renderer/panels/orders/order-words.ts';
import type { CellText } from '#renderer/workspace/grid/cell-text.ts';
import { NONE, padOf } from '#renderer/workspace/grid/figures.ts';
import { formatIso, LOCAL_ZONE } from '#renderer/workspace/grid/times.ts';
import { csvFile } from '#shared/csv.ts';
import type { Language } from '#shared/faults.ts';
import type { Fill } from '#shared/model/fill.ts';
import type { Currency, Instrument } from '#shared/model/instrument.ts';
import { tickMoney } from '#shared/model/instrument.ts';
import { formatMoney, formatPrice, MONEY_PER_UNIT, type Money } from '#shared/price.ts';
import { fillsWords } from './fills-words.ts';

/** What a fill was worth: price × quantity × multiplier. */
export const fillValue = (fill: Pick<Fill, 'price' | 'quantity'>, instrument: Instrument): Money => fill.price * fill.quantity * tickMoney(instrument);

export interface FillTotal {
  readonly currency: Currency;
  readonly fills: number;
  readonly value: Money;
  readonly fees: Money;
}

/** The newest trading day of each currency's fills of an account, added up. */
export function dayTotals(fills: Iterable<Fill>, account: string | undefined, instruments: ReadonlyMap<string, Instrument>): readonly FillTotal[] {
  const days = new Map<Currency, string>();
  const own: [Fill, Instrument][] = [];
  for (const fill of fills) {
    const instrument = instruments.get(fill.instrument);
    if (fill.account !== account || !instrument) continue;
    own.push([fill, instrument]);
    if (fill.tradingDay > (days.get(instrument.currency) ?? '')) days.set(instrument.currency, fill.tradingDay);
  }
  const totals = new Map<Currency, { fills: number; value: Money; fees: Money }>();
  for (const [fill, instrument] of own) {
    if (fill.tradingDay !== days.get(instrument.currency)) continue;
    const sum = totals.get(instrument.currency) ?? { fills: 0, value: 0, fees: 0 };
    sum.fills++;
    sum.value += fillValue(fill, instrument);
    sum.fees += fill.fee;
    totals.set(instrument.currency, sum);
  }
  return [...totals].sort(([a], [b]) => (a < b ? -1 : 1)).map(([currency, sum]) => ({ currency, ...sum }));
}

export const fillPriceCell = (fill: Fill, instrument: Instrument | undefined, room: PriceRoom): CellText =>
  instrument ? { text: formatPrice(instrument, fill.price), pad: padOf(instrument.decimals, room.price) } : { text: NONE };

export const fillValueCell = (fill: Fill, instrument: Instrument | undefined): CellText =>
  instrument ? { text: formatMoney(fillValue(fill, instrument)), tone: 'dim', title: instrument.currency } : { text: NONE };

export const feeCell = (fill: Fill): CellText => ({ text: formatMoney(fill.fee), tone: 'dim' });

export function remarkCell(fill: Fill, language: Language): CellText {
  const words = fillsWords[language];
  return fill.inferred ? { text: words.inferred, tone: 'warning', title: words.inferredTitle } : { text: '' };
}

export const fillInstrumentCell = (fill: Fill, instrument: Instrument | undefined, language: Language): CellText => instrumentCell(instrument, fill.instrument, language);

/** Money as a plain decimal with all four places where it needs them. */
function plainMoney(money: Money): string {
  const decimals = money % 100 === 0 ? 2 : 4;
  return (money / MONEY_PER_UNIT).toFixed(decimals);
}

/** Fills as a CSV file. */
export function fillsFile(fills: readonly Fill[], instruments: ReadonlyMap<string, Instrument>, language: Language): string {
  const words = fillsWords[language];
  const terms = orderWords[language];
  const header = [
    words.time, words.tradingDay, words.account, words.exchange, words.instrument, words.name, words.side, words.offset, words.price, words.quantity,
    words.value, words.fee, words.currency, words.note, words.received, words.id, words.order,
  ];
  const lines = fills.map((fill) => {
    const instrument = instruments.get(fill.instrument);
    const zone = instrument?.timeZone ?? LOCAL_ZONE;
    return [
      formatIso(fill.exchangeTime, zone), fill.tradingDay, fill.account, instrument?.exchange ?? '', instrument?.code ?? fill.instrument, instrument?.name[language] ?? '',
      terms.side[fill.side], terms.offset[fill.offset], instrument ? formatPrice(instrument, fill.price) : '', fill.quantity,
      instrument ? plainMoney(fillValue(fill, instrument)) : '', plainMoney(fill.fee), instrument?.currency ?? '',
      fill.inferred ? words.inferred : '', formatIso(fill.receivedAt, zone), fill.brokerFillId, fill.order,
    ];
  });
  return csvFile(header, lines);
}
