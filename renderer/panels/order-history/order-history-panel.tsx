/** Every order of the account, newest first, a page at a time. */
import { History } from 'lucide-react';
import type { ColDef } from 'ag-grid-community';
import { useCallback, useMemo, useState, type ReactNode } from 'react';
import { client } from '#renderer/client/current.ts';
import { averageCell, faultCell, instrumentCell, NO_ROOM, priceCell, priceRoom, sideCell, stateCell, timeCell, widerRoom, type PriceRoom } from '#renderer/panels/orders/order-cells.ts';
import { orderWords } from '#renderer/panels/orders/order-words.ts';
import { useInstruments } from '#renderer/state/instruments.ts';
import { selectInstrument } from '#renderer/state/selection.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { openPanel } from '#renderer/workspace/desk/desk-control.ts';
import { command } from '#renderer/workspace/commands/order-commands.ts';
import { textColumn } from '#renderer/workspace/grid/cell-text.ts';
import { ExportButton } from '#renderer/workspace/grid/export-button.tsx';
import { formatQuantity } from '#renderer/workspace/grid/figures.ts';
import { PagedGrid, type Changes } from '#renderer/workspace/grid/paged-grid.tsx';
import { useWords } from '#renderer/workspace/language/words.ts';
import type { PanelDefinition } from '#renderer/workspace/panel.ts';
import type { Page } from '#shared/contract/commands.ts';
import type { Language } from '#shared/faults.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import type { Order } from '#shared/model/order.ts';
import { HistoryBar } from './history-bar.tsx';
import { belongs, fileName, filterAsk, ordersFile } from './order-history-model.ts';
import { orderHistoryWords } from './order-history-words.ts';
import { useHistoryFilter } from './use-history-filter.ts';

const rowId = (order: Order): string => order.id;
const bornAt = (order: Order): number => order.createdAt;
const pick = (order: Order): void => selectInstrument(order.instrument);
const follow = (listener: (changes: Changes<Order>) => void): (() => void) =>
  client().on('orders', (change) => listener({ rows: change.items, snapshot: change.snapshot }));

function columnsOf(language: Language, instruments: ReadonlyMap<string, Instrument>, room: PriceRoom): ColDef<Order>[] {
  const words = orderHistoryWords[language];
  const terms = orderWords[language];
  const of = (order: Order): Instrument | undefined => instruments.get(order.instrument);
  return [
    textColumn<Order>({ id: 'time', header: words.time, width: 152, cell: (o) => timeCell(o.createdAt, of(o), true) }),
    textColumn<Order>({ id: 'instrument', header: words.instrument, width: 132, cut: true, cell: (o) => instrumentCell(of(o), o.instrument, language) }),
    textColumn<Order>({ id: 'side', header: words.side, width: 48, cell: (o) => sideCell(o, language) }),
    textColumn<Order>({ id: 'offset', header: words.offset, width: 66, cell: (o) => ({ text: of(o)?.offsets === 'net' ? '' : terms.offset[o.offset] }) }),
    textColumn<Order>({ id: 'price', header: words.price, width: 82, numeric: true, cell: (o) => priceCell(o, of(o), room, language) }),
    textColumn<Order>({ id: 'average', header: words.average, width: 86, numeric: true, cell: (o) => averageCell(o, of(o), room) }),
    textColumn<Order>({ id: 'quantity', header: words.quantity, width: 62, numeric: true, cell: (o) => ({ text: formatQuantity(o.quantity) }) }),
    textColumn<Order>({ id: 'filled', header: words.filled, width: 62, numeric: true, cell: (o) => ({ text: formatQuantity(o.filled), tone: o.filled === 0 ? 'faint' : '' }) }),
    textColumn<Order>({ id: 'state', header: words.state, width: 92, cut: true, cell: (o) => stateCell(o, language, of(o)) }),
    textColumn<Order>({ id: 'fault', header: words.fault, width: 260, cut: true, cell: (o) => faultCell(o, language) }),
    textColumn<Order>({ id: 'type', header: words.type, width: 52, cell: (o) => ({ text: terms.type[o.type], tone: 'dim' }) }),
    textColumn<Order>({ id: 'tif', header: words.timeInForce, width: 76, cell: (o) => ({ text: terms.timeInForce[o.timeInForce], tone: 'dim' }) }),
    textColumn<Order>({ id: 'source', header: words.source, width: 70, cut: true, cell: (o) => ({ text: terms.source[o.source], tone: 'dim' }) }),
    textColumn<Order>({ id: 'broker', header: words.brokerId, width: 110, cut: true, cell: (o) => ({ text: o.brokerOrderId ?? '', tone: 'faint', title: o.id }) }),
  ];
}

function OrderHistoryPanel(): ReactNode {
  const words = useWords(orderHistoryWords);
  const language = useSettings((s) => s.settings.language);
  const instruments = useInstruments((s) => s.byId);
  const choice = useHistoryFilter();
  const { filter } = choice;
  const [total, setTotal] = useState<number | null>(null);
  const [room, setRoom] = useState<PriceRoom>(NO_ROOM);

  const load = useCallback(
    async (offset: number, limit: number): Promise<Page<Order> | null> => {
      const page = await command('orders.page', { ...filterAsk(filter), offset, limit });
      if (!page.ok) return null;
      setRoom((before) => widerRoom(before, priceRoom(page.value.rows.map((row) => instruments.get(row.instrument)))));
      return page.value;
    },
    [filter, instruments],
  );
  const isOurs = useCallback((order: Order) => belongs(filter, order), [filter]);
  const columns = useMemo(() => columnsOf(language, instruments, room), [language, instruments, room]);

  return (
    <div className="table-panel">
      <HistoryBar choice={choice} total={total}>
        <ExportButton<Order>
          label={words.export}
          progress={(loaded, all) => words.exporting(formatQuantity(loaded), formatQuantity(all))}
          load={load}
          idOf={rowId}
          fileName={() => fileName(words.file, Date.now())}
          file={(rows) => ordersFile(rows, instruments, language)}
          disabled={!total}
        />
      </HistoryBar>
      <PagedGrid<Order>
        memory="order-history"
        label={words.title}
        columns={columns}
        rowId={rowId}
        bornAt={bornAt}
        load={load}
        follow={follow}
        belongs={isOurs}
        onPick={pick}
        newer={words.newer}
        onTotal={setTotal}
        empty={
          <>
            <span>{words.empty}</span>
            <button type="button" className="bar-button" onClick={() => openPanel('order-entry')}>{words.toTicket}</button>
          </>
        }
      />
    </div>
  );
}

export const orderHistoryPanel: PanelDefinition = { id: 'order-history', title: { zh: '委托', en: 'Orders' }, icon: History, component: OrderHistoryPanel };
