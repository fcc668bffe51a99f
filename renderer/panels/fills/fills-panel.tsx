/** Every fill, newest first, a page at a time, with the day's totals. */
import { CheckCheck } from 'lucide-react';
import type { ColDef } from 'ag-grid-community';
import { useCallback, useMemo, useState, type ReactNode } from 'react';
import { client } from '#renderer/client/current.ts';
import { NO_ROOM, priceRoom, sideCell, timeCell, widerRoom, type PriceRoom } from '#renderer/panels/orders/order-cells.ts';
import { orderWords } from '#renderer/panels/orders/order-words.ts';
import { HistoryBar } from '#renderer/panels/order-history/history-bar.tsx';
import { belongs, fileName, filterAsk } from '#renderer/panels/order-history/order-history-model.ts';
import { orderHistoryWords } from '#renderer/panels/order-history/order-history-words.ts';
import { useHistoryFilter } from '#renderer/panels/order-history/use-history-filter.ts';
import { useInstruments } from '#renderer/state/instruments.ts';
import { selectInstrument, useSelectedAccount } from '#renderer/state/selection.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { useFills } from '#renderer/state/topics.ts';
import { openPanel } from '#renderer/workspace/desk/desk-control.ts';
import { command } from '#renderer/workspace/commands/order-commands.ts';
import { textColumn } from '#renderer/workspace/grid/cell-text.ts';
import { ExportButton } from '#renderer/workspace/grid/export-button.tsx';
import { formatQuantity } from '#renderer/workspace/grid/figures.ts';
import { PagedGrid, type Changes } from '#renderer/workspace/grid/paged-grid.tsx';
import { useWords } from '#renderer/workspace/language/words.ts';
import type { PanelDefinition } from '#renderer/workspace/panel.ts';
import type { Page } from '#shared/contract/commands.ts';
import { TOPIC_FILLS } from '#shared/contract/topics.ts';
import type { Language } from '#shared/faults.ts';
import type { Fill } from '#shared/model/fill.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { formatMoney } from '#shared/price.ts';
import { dayTotals, feeCell, fillInstrumentCell, fillPriceCell, fillsFile, fillValueCell, remarkCell } from './fills-model.ts';
import { fillsWords } from './fills-words.ts';

const rowId = (fill: Fill): string => fill.id;
/** A fill never changes: one that is not in the table is new. */
const bornAt = (): number => Infinity;
const pick = (fill: Fill): void => selectInstrument(fill.instrument);
const follow = (listener: (changes: Changes<Fill>) => void): (() => void) =>
  client().on('fills', (change) => listener({ rows: change.items, snapshot: change.snapshot }));

function columnsOf(language: Language, instruments: ReadonlyMap<string, Instrument>, room: PriceRoom): ColDef<Fill>[] {
  const words = fillsWords[language];
  const terms = orderWords[language];
  const of = (fill: Fill): Instrument | undefined => instruments.get(fill.instrument);
  return [
    textColumn<Fill>({ id: 'time', header: words.time, width: 152, cell: (f) => timeCell(f.exchangeTime, of(f), true) }),
    textColumn<Fill>({ id: 'instrument', header: words.instrument, width: 132, cut: true, cell: (f) => fillInstrumentCell(f, of(f), language) }),
    textColumn<Fill>({ id: 'side', header: words.side, width: 48, cell: (f) => sideCell(f, language) }),
    textColumn<Fill>({ id: 'offset', header: words.offset, width: 66, cell: (f) => ({ text: of(f)?.offsets === 'net' ? '' : terms.offset[f.offset] }) }),
    textColumn<Fill>({ id: 'price', header: words.price, width: 82, numeric: true, cell: (f) => fillPriceCell(f, of(f), room) }),
    textColumn<Fill>({ id: 'quantity', header: words.quantity, width: 62, numeric: true, cell: (f) => ({ text: formatQuantity(f.quantity) }) }),
    textColumn<Fill>({ id: 'value', header: words.value, width: 112, numeric: true, cell: (f) => fillValueCell(f, of(f)) }),
    textColumn<Fill>({ id: 'fee', header: words.fee, width: 74, numeric: true, cell: feeCell }),
    textColumn<Fill>({ id: 'note', header: words.note, width: 66, cut: true, cell: (f) => remarkCell(f, language) }),
    textColumn<Fill>({ id: 'id', header: words.id, width: 110, cut: true, cell: (f) => ({ text: f.brokerFillId, tone: 'faint' }) }),
    textColumn<Fill>({ id: 'order', header: words.order, width: 150, cut: true, cell: (f) => ({ text: f.order, tone: 'faint' }) }),
  ];
}

/** Number, value and fees of the day, by currency. */
function DayTotals(): ReactNode {
  const words = useWords(fillsWords);
  const account = useSelectedAccount()?.id;
  const fills = useFills((s) => s.items);
  const instruments = useInstruments((s) => s.byId);
  const totals = useMemo(() => dayTotals(fills, account, instruments), [fills, account, instruments]);
  return (
    <span title={words.dayTitle} className="bar-figure fill-totals">
      {totals.map((total) => (
        <span key={total.currency}>
          <span className="bar-label">{words.day} {total.currency} </span>
          {words.fills(formatQuantity(total.fills))}
          <span className="bar-label"> · {words.valueTotal} </span>
          {formatMoney(total.value)}
          <span className="bar-label"> · {words.feeTotal} </span>
          {formatMoney(total.fees)}{' '}
        </span>
      ))}
      {fills.length >= TOPIC_FILLS ? <span className="tone-warning">{words.capped}</span> : null}
    </span>
  );
}

function FillsPanel(): ReactNode {
  const words = useWords(fillsWords);
  const shared = useWords(orderHistoryWords);
  const language = useSettings((s) => s.settings.language);
  const instruments = useInstruments((s) => s.byId);
  const choice = useHistoryFilter();
  const { filter } = choice;
  const [total, setTotal] = useState<number | null>(null);
  const [room, setRoom] = useState<PriceRoom>(NO_ROOM);

  const load = useCallback(
    async (offset: number, limit: number): Promise<Page<Fill> | null> => {
      const page = await command('fills.page', { ...filterAsk(filter), offset, limit });
      if (!page.ok) return null;
      setRoom((before) => widerRoom(before, priceRoom(page.value.rows.map((row) => instruments.get(row.instrument)))));
      return page.value;
    },
    [filter, instruments],
  );
  const isOurs = useCallback((fill: Fill) => belongs(filter, fill), [filter]);
  const columns = useMemo(() => columnsOf(language, instruments, room), [language, instruments, room]);

  return (
    <div className="table-panel">
      <HistoryBar choice={choice} total={total}>
        <DayTotals />
        <ExportButton<Fill>
          label={shared.export}
          progress={(loaded, all) => shared.exporting(formatQuantity(loaded), formatQuantity(all))}
          load={load}
          idOf={rowId}
          fileName={() => fileName(words.file, Date.now())}
          file={(rows) => fillsFile(rows, instruments, language)}
          disabled={!total}
        />
      </HistoryBar>
      <PagedGrid<Fill>
        memory="fills"
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

export const fillsPanel: PanelDefinition = { id: 'fills', title: { zh: '成交', en: 'Fills' }, icon: CheckCheck, component: FillsPanel };
