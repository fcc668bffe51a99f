/** Working orders: everything of the account in use that can still trade, with cancel and change on the row. */
import { ListTodo } from 'lucide-react';
import type { ColDef, GridOptions } from 'ag-grid-community';
import { useCallback, useMemo, useState, type ReactNode } from 'react';
import { useAccounts, useConnections } from '#renderer/state/topics.ts';
import { useLinkUp } from '#renderer/state/link.ts';
import { selectInstrument } from '#renderer/state/selection.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { openPanel } from '#renderer/workspace/desk/desk-control.ts';
import { cancelAll, cancelOrder, switchOrder } from '#renderer/workspace/commands/order-commands.ts';
import { actionsColumn, type RowAction } from '#renderer/workspace/grid/actions-cell.ts';
import { textColumn } from '#renderer/workspace/grid/cell-text.ts';
import { ConfirmButton } from '#renderer/workspace/grid/confirm-popover.tsx';
import { DataGrid } from '#renderer/workspace/grid/data-grid.tsx';
import { formatQuantity } from '#renderer/workspace/grid/figures.ts';
import { useWords } from '#renderer/workspace/language/words.ts';
import type { PanelDefinition } from '#renderer/workspace/panel.ts';
import { sentenceOf, type Language } from '#shared/faults.ts';
import { ORDER_SWITCHES, remainingOf } from '#shared/model/order.ts';
import { averageCell, faultCell, instrumentCell, offsetText, placedCell, priceCell, priceRoom, sideCell, sourceCell, stateCell, triggerCell, type PriceRoom } from './order-cells.ts';
import { orderWords } from './order-words.ts';
import { ModifyPopover } from './modify-popover.tsx';
import { canModify, orderActions, switchesOf, type OrderRow } from './orders-model.ts';
import { ordersWords } from './orders-words.ts';
import { useWorkingOrders } from './use-working-orders.ts';

const rowId = (row: OrderRow): string => row.id;
const pick = (row: OrderRow): void => selectInstrument(row.order.instrument);
const OPTIONS: GridOptions<OrderRow> = { rowClassRules: { 'row-over': ({ data }) => data?.over === true } };

function columnsOf(language: Language, room: PriceRoom, offers: (row: OrderRow) => readonly RowAction[], onAction: (id: string, row: OrderRow, button: HTMLElement) => void, wide: boolean): ColDef<OrderRow>[] {
  const words = ordersWords[language];
  const terms = orderWords[language];
  return [
    textColumn<OrderRow>({ id: 'time', header: words.time, width: 96, cell: (r) => placedCell(r.order, r.instrument, language) }),
    textColumn<OrderRow>({ id: 'instrument', header: words.instrument, width: 132, cut: true, cell: (r) => instrumentCell(r.instrument, r.order.instrument, language) }),
    textColumn<OrderRow>({ id: 'side', header: words.side, width: 48, cell: (r) => sideCell(r.order, language) }),
    textColumn<OrderRow>({ id: 'offset', header: words.offset, width: 66, cell: (r) => ({ text: r.instrument?.offsets === 'net' ? '' : offsetText(r.order, language) }) }),
    textColumn<OrderRow>({ id: 'type', header: words.type, width: language === 'zh' ? 76 : 98, cell: (r) => ({ text: terms.type[r.order.type], tone: 'dim' }) }),
    textColumn<OrderRow>({ id: 'price', header: words.price, width: 82, numeric: true, cell: (r) => priceCell(r.order, r.instrument, room, language) }),
    textColumn<OrderRow>({ id: 'trigger', header: words.trigger, width: 82, numeric: true, cell: (r) => triggerCell(r.order, r.instrument, room) }),
    textColumn<OrderRow>({ id: 'quantity', header: words.quantity, width: 62, numeric: true, cell: (r) => ({ text: formatQuantity(r.order.quantity) }) }),
    textColumn<OrderRow>({ id: 'filled', header: words.filled, width: 62, numeric: true, cell: (r) => ({ text: formatQuantity(r.order.filled), tone: r.order.filled === 0 ? 'faint' : '', title: averageCell(r.order, r.instrument, room).text }) }),
    textColumn<OrderRow>({ id: 'left', header: words.left, width: 62, numeric: true, cell: (r) => ({ text: formatQuantity(remainingOf(r.order)) }) }),
    textColumn<OrderRow>({ id: 'state', header: words.state, width: 124, cut: true, cell: (r) => stateCell(r.order, language, r.instrument, r.pressed) }),
    actionsColumn<OrderRow>({ id: 'actions', header: words.actions, width: (language === 'zh' ? 96 : 128) + (wide ? (language === 'zh' ? 40 : 56) : 0), actions: offers, onAction }),
    textColumn<OrderRow>({ id: 'source', header: words.source, width: 84, cut: true, cell: (r) => sourceCell(r.order, language) }),
    textColumn<OrderRow>({ id: 'fault', header: words.fault, width: 220, cut: true, cell: (r) => faultCell(r.order, language) }),
    textColumn<OrderRow>({ id: 'tif', header: words.timeInForce, width: 76, cell: (r) => ({ text: terms.timeInForce[r.order.timeInForce], tone: 'dim' }) }),
  ];
}

function OrdersPanel(): ReactNode {
  const words = useWords(ordersWords);
  const language = useSettings((s) => s.settings.language);
  const { account, rows, open, elsewhere, press, hold } = useWorkingOrders();
  const own = useAccounts((s) => (account === undefined ? undefined : s.byKey.get(account)));
  const offered = useConnections((s) => (own === undefined ? undefined : s.byKey.get(own.connection)?.capabilities));
  const capabilities = own?.capabilities ?? offered;
  const locked = useLinkUp() ? null : sentenceOf({ code: 'connection-lost' }, language);
  const [editing, setEditing] = useState<{ readonly id: string; readonly anchor: HTMLElement } | null>(null);

  const act = useCallback(
    (id: string, row: OrderRow, button: HTMLElement) => {
      if (id === 'modify') return setEditing({ id: row.id, anchor: button });
      const what = ORDER_SWITCHES.find((each) => each === id);
      if (what) {
        press(row.id, 'switch');
        return void switchOrder(row.order, what).finally(() => press(row.id, null));
      }
      press(row.id, 'cancel');
      void cancelOrder(row.order).finally(() => press(row.id, null));
    },
    [press],
  );
  const roomKey = priceRoom(rows.map((row) => row.instrument));
  const columns = useMemo(
    () => columnsOf(language, { price: roomKey.price, average: roomKey.average }, (row) => orderActions(row, canModify(row, capabilities), language, locked, switchesOf(row, capabilities)), act, capabilities?.some(({ switches }) => (switches?.length ?? 0) > 0) === true),
    [language, roomKey.price, roomKey.average, capabilities, act, locked],
  );
  const edited = editing === null ? undefined : rows.find((row) => row.id === editing.id && !row.over);

  return (
    <div className="table-panel">
      <div className="table-panel-bar">
        <span className="bar-figure">{words.count(open)}</span>
        {elsewhere > 0 ? <span className="tone-warning">{words.elsewhere(elsewhere)}</span> : null}
        <span className="table-panel-bar-end">
          <ConfirmButton
            label={words.cancelAll}
            title={words.cancelAllTitle}
            question={words.confirmAll(open)}
            confirm={words.confirm}
            cancel={words.close}
            disabled={account === undefined || locked !== null}
            onConfirm={() => account !== undefined && void cancelAll(account)}
          />
        </span>
      </div>
      <div className="paged-grid" onPointerEnter={() => hold(true)} onPointerLeave={() => hold(false)}>
        <DataGrid<OrderRow>
          memory="orders"
          label={words.title}
          columns={columns}
          rows={rows}
          rowId={rowId}
          onPick={pick}
          options={OPTIONS}
          empty={
            <>
              <span>{words.empty}</span>
              <button type="button" className="bar-button" onClick={() => openPanel('order-entry')}>{words.toTicket}</button>
            </>
          }
        />
      </div>
      {editing && edited?.instrument ? (
        <ModifyPopover
          key={edited.id}
          order={edited.order}
          instrument={edited.instrument}
          anchor={editing.anchor}
          onPressed={(under) => press(edited.id, under ? 'change' : null)}
          onClose={() => setEditing(null)}
        />
      ) : null}
    </div>
  );
}

export const ordersPanel: PanelDefinition = { id: 'orders', title: { zh: '挂单', en: 'Working orders' }, icon: ListTodo, component: OrdersPanel };
