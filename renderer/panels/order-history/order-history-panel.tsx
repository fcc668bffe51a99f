/** Every order of the account, newest first, a page at a time. */
import { History } from 'lucide-react';
import type { ColDef } from 'ag-grid-community';
import type { ReactNode } from 'react';
import { client } from '#renderer/client/current.ts';
import { averageCell, exchangeTimeCell, faultCell, instrumentCell, offsetText, placedCell, priceCell, sideCell, sourceCell, stateCell, triggerCell, type PriceRoom } from '#renderer/panels/orders/order-cells.ts';
import { orderWords } from '#renderer/panels/orders/order-words.ts';
import { ordersWords } from '#renderer/panels/orders/orders-words.ts';
import { notify } from '#renderer/state/notices.ts';
import { useAccounts, useConnections } from '#renderer/state/topics.ts';
import { command, offeredFor, switchOrder } from '#renderer/workspace/commands/order-commands.ts';
import { actionsColumn, type RowAction } from '#renderer/workspace/grid/actions-cell.ts';
import { textColumn } from '#renderer/workspace/grid/cell-text.ts';
import { formatQuantity } from '#renderer/workspace/grid/figures.ts';
import { useWords } from '#renderer/workspace/language/words.ts';
import type { PanelDefinition } from '#renderer/workspace/panel.ts';
import type { Language } from '#shared/faults.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import type { Order } from '#shared/model/order.ts';
import { HistoryTable, type HistorySource } from './history-table.tsx';
import { isDeletable, ordersFile } from './order-history-model.ts';
import { orderHistoryWords } from './order-history-words.ts';

/** What its broker offers for an order that has ended. */
function actionsOf(order: Order, instrument: Instrument | undefined, language: Language): readonly RowAction[] {
  const account = useAccounts.getState().byKey.get(order.account);
  const connection = account && useConnections.getState().byKey.get(account.connection);
  const words = ordersWords[language];
  return instrument && isDeletable(order, offeredFor(account, connection, instrument)?.switches) ? [{ id: 'delete', label: words.switches.delete, title: words.switchTitles.delete, enabled: true, kind: 'danger' }] : [];
}

async function deleteOrder(order: Order, language: Language): Promise<void> {
  const answer = await switchOrder(order, 'delete');
  if (answer.ok) notify('good', orderHistoryWords[language].deleting(order.brokerOrderId ?? order.id));
}

function columnsOf(language: Language, instruments: ReadonlyMap<string, Instrument>, room: PriceRoom): ColDef<Order>[] {
  const words = orderHistoryWords[language];
  const terms = orderWords[language];
  const of = (order: Order): Instrument | undefined => instruments.get(order.instrument);
  return [
    textColumn<Order>({ id: 'time', header: words.time, width: 152, cell: (o) => placedCell(o, of(o), language, true) }),
    textColumn<Order>({ id: 'instrument', header: words.instrument, width: 132, cut: true, cell: (o) => instrumentCell(of(o), o.instrument, language) }),
    textColumn<Order>({ id: 'side', header: words.side, width: 48, cell: (o) => sideCell(o, language) }),
    textColumn<Order>({ id: 'offset', header: words.offset, width: 66, cell: (o) => ({ text: of(o)?.offsets === 'net' ? '' : offsetText(o, language) }) }),
    textColumn<Order>({ id: 'type', header: words.type, width: language === 'zh' ? 76 : 98, cell: (o) => ({ text: terms.type[o.type], tone: 'dim' }) }),
    textColumn<Order>({ id: 'price', header: words.price, width: 82, numeric: true, cell: (o) => priceCell(o, of(o), room, language) }),
    textColumn<Order>({ id: 'trigger', header: words.trigger, width: 82, numeric: true, cell: (o) => triggerCell(o, of(o), room) }),
    textColumn<Order>({ id: 'average', header: words.average, width: 86, numeric: true, cell: (o) => averageCell(o, of(o), room) }),
    textColumn<Order>({ id: 'quantity', header: words.quantity, width: 62, numeric: true, cell: (o) => ({ text: formatQuantity(o.quantity) }) }),
    textColumn<Order>({ id: 'filled', header: words.filled, width: 62, numeric: true, cell: (o) => ({ text: formatQuantity(o.filled), tone: o.filled === 0 ? 'faint' : '' }) }),
    textColumn<Order>({ id: 'state', header: words.state, width: 92, cut: true, cell: (o) => stateCell(o, language, of(o)) }),
    textColumn<Order>({ id: 'fault', header: words.fault, width: 260, cut: true, cell: (o) => faultCell(o, language) }),
    textColumn<Order>({ id: 'tif', header: words.timeInForce, width: 76, cell: (o) => ({ text: terms.timeInForce[o.timeInForce], tone: 'dim' }) }),
    textColumn<Order>({ id: 'source', header: words.source, width: 70, cut: true, cell: (o) => sourceCell(o, language) }),
    textColumn<Order>({ id: 'exchangeTime', header: terms.exchangeTime, width: 152, cell: (o) => exchangeTimeCell(o, of(o)) }),
    textColumn<Order>({ id: 'broker', header: words.brokerId, width: 110, cut: true, cell: (o) => ({ text: o.brokerOrderId ?? '', tone: 'faint', title: o.id }) }),
    actionsColumn<Order>({ id: 'actions', header: '', width: 64, actions: (o) => actionsOf(o, of(o), language), onAction: (_, o) => void deleteOrder(o, language) }),
  ];
}

const ORDERS: HistorySource<Order> = {
  memory: 'order-history',
  page: async (ask) => {
    const page = await command('orders.page', ask);
    return page.ok ? page.value : null;
  },
  follow: (listener) => client().on('orders', (change) => listener({ rows: change.items, snapshot: change.snapshot })),
  bornAt: (order) => order.createdAt,
  columns: columnsOf,
  file: ordersFile,
};

function OrderHistoryPanel(): ReactNode {
  return <HistoryTable source={ORDERS} words={useWords(orderHistoryWords)} />;
}

export const orderHistoryPanel: PanelDefinition = { id: 'order-history', title: { zh: '委托', en: 'Orders' }, icon: History, component: OrderHistoryPanel };
