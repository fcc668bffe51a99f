/** Every fill, newest first, a page at a time, with the day's totals. */
import { CheckCheck } from 'lucide-react';
import type { ColDef } from 'ag-grid-community';
import { useMemo, type ReactNode } from 'react';
import { client } from '#renderer/client/current.ts';
import { sideCell, timeCell, type PriceRoom } from '#renderer/panels/orders/order-cells.ts';
import { HistoryTable, type HistorySource } from '#renderer/panels/order-history/history-table.tsx';
import { orderWords } from '#renderer/panels/orders/order-words.ts';
import { useInstruments } from '#renderer/state/instruments.ts';
import { useSelectedAccount } from '#renderer/state/selection.ts';
import { useFills } from '#renderer/state/topics.ts';
import { command } from '#renderer/workspace/commands/order-commands.ts';
import { textColumn } from '#renderer/workspace/grid/cell-text.ts';
import { formatQuantity } from '#renderer/workspace/grid/figures.ts';
import { useWords } from '#renderer/workspace/language/words.ts';
import type { PanelDefinition } from '#renderer/workspace/panel.ts';
import { TOPIC_FILLS } from '#shared/contract/topics.ts';
import type { Language } from '#shared/faults.ts';
import type { Fill } from '#shared/model/fill.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { formatMoney } from '#shared/price.ts';
import { dayTotals, feeCell, fillInstrumentCell, fillPriceCell, fillsFile, fillValueCell, remarkCell } from './fills-model.ts';
import { fillsWords } from './fills-words.ts';

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
      {totals.length > 0 ? <span className="bar-label">{words.day} </span> : null}
      {totals.map((total) => (
        <span key={total.currency}>
          <span className="bar-label">{total.currency} </span>
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

const FILLS: HistorySource<Fill> = {
  memory: 'fills',
  page: async (ask) => {
    const page = await command('fills.page', ask);
    return page.ok ? page.value : null;
  },
  follow: (listener) => client().on('fills', (change) => listener({ rows: change.items, snapshot: change.snapshot })),
  /** A fill never changes: one that is not in the table is new. */
  bornAt: () => Infinity,
  columns: columnsOf,
  file: fillsFile,
};

function FillsPanel(): ReactNode {
  return (
    <HistoryTable source={FILLS} words={useWords(fillsWords)}>
      <DayTotals />
    </HistoryTable>
  );
}

export const fillsPanel: PanelDefinition = { id: 'fills', title: { zh: '成交', en: 'Fills' }, icon: CheckCheck, component: FillsPanel };
