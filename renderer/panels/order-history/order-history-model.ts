/** The order history as a file, and what belongs into the table under its filters. Pure. */
import { offsetText } from '#renderer/panels/orders/order-cells.ts';
import { orderWords } from '#renderer/panels/orders/order-words.ts';
import { formatAverage } from '#renderer/workspace/grid/figures.ts';
import { trailText } from '#renderer/workspace/language/order-sentence.ts';
import { formatIso, LOCAL_ZONE } from '#renderer/workspace/grid/times.ts';
import { csvFile } from '#shared/csv.ts';
import { sentenceOf, type Language } from '#shared/faults.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import type { Order, OrderSwitch } from '#shared/model/order.ts';
import { triggerOf } from '#shared/orders/waiting.ts';
import { formatPrice } from '#shared/price.ts';
import { orderHistoryWords } from './order-history-words.ts';

/** What is shown: of one account and one instrument, or of all (undefined). */
export interface HistoryFilter {
  readonly account: string | undefined;
  readonly instrument: string | undefined;
}

export const belongs = (filter: HistoryFilter, row: { readonly account: string; readonly instrument: string }): boolean =>
  (filter.account === undefined || row.account === filter.account) && (filter.instrument === undefined || row.instrument === filter.instrument);

/** Whether the broker can take an order off its list: one that has ended without a fill, where its market has that. */
export const isDeletable = ({ state, filled, brokerOrderId }: Pick<Order, 'state' | 'filled' | 'brokerOrderId'>, switches: readonly OrderSwitch[] | undefined): boolean =>
  switches?.includes('delete') === true && filled === 0 && brokerOrderId !== null && (state === 'cancelled' || state === 'rejected' || state === 'expired');

/** The part of a page command that the filter makes. */
export const filterAsk = (filter: HistoryFilter): { account?: string; instrument?: string } => ({
  ...(filter.account === undefined ? {} : { account: filter.account }),
  ...(filter.instrument === undefined ? {} : { instrument: filter.instrument }),
});

/** Orders as a CSV file: times in the exchange's zone with their offset, figures without separators. */
export function ordersFile(orders: readonly Order[], instruments: ReadonlyMap<string, Instrument>, language: Language): string {
  const words = orderHistoryWords[language];
  const terms = orderWords[language];
  const header = [
    words.time, words.tradingDay, words.account, words.exchange, words.instrument, words.name, words.side, words.offset, words.type, words.timeInForce, words.price, words.quantity,
    words.filled, words.average, words.currency, words.state, words.fault, words.trigger, words.trail, words.source, words.external, words.overfilled, words.updated, terms.exchangeTime, words.id, words.brokerId,
  ];
  const yes = (value: boolean): string => (value ? words.yes : words.no);
  const lines = orders.map((order) => {
    const instrument = instruments.get(order.instrument);
    const zone = instrument?.timeZone ?? LOCAL_ZONE;
    const trigger = triggerOf(order);
    const trail = order.condition?.trail ?? null;
    return [
      formatIso(order.createdAt, zone), order.tradingDay, order.account, instrument?.exchange ?? '', instrument?.code ?? order.instrument, instrument?.name[language] ?? '',
      terms.side[order.side], offsetText(order, language), terms.type[order.type], terms.timeInForce[order.timeInForce],
      order.price === null || !instrument ? '' : formatPrice(instrument, order.price), order.quantity, order.filled,
      order.filled === 0 || !instrument ? '' : formatAverage(instrument, order.filledValue, order.filled), instrument?.currency ?? '',
      terms.state[order.state], order.fault ? sentenceOf(order.fault, language) : '',
      trigger === null || !instrument ? '' : formatPrice(instrument, trigger), trail && instrument ? trailText(instrument, trail) : '', order.script ? `${terms.source[order.source]} ${order.script.connection}` : terms.source[order.source], yes(order.external), yes(order.overfilled),
      formatIso(order.updatedAt, zone), order.exchangeTime === undefined ? '' : formatIso(order.exchangeTime, zone), order.id, order.brokerOrderId ?? '',
    ];
  });
  return csvFile(header, lines);
}

/** `pankou-委托-2021-01-04.csv`. */
export const fileName = (subject: string, now: number): string => `pankou-${subject}-${formatIso(now, LOCAL_ZONE).slice(0, 10)}.csv`;
