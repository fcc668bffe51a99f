/** A history a page at a time: filter bar, export and table. Orders and fills are the same but for their rows. */
import type { ColDef } from 'ag-grid-community';
import { useCallback, useMemo, useState, type ReactNode } from 'react';
import { NO_ROOM, priceRoom, widerRoom, type PriceRoom } from '#renderer/panels/orders/order-cells.ts';
import { useInstruments } from '#renderer/state/instruments.ts';
import { selectInstrument } from '#renderer/state/selection.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { openPanel } from '#renderer/workspace/desk/desk-control.ts';
import { ExportButton } from '#renderer/workspace/grid/export-button.tsx';
import { formatQuantity } from '#renderer/workspace/grid/figures.ts';
import { PagedGrid, type Changes } from '#renderer/workspace/grid/paged-grid.tsx';
import { useWords } from '#renderer/workspace/language/words.ts';
import type { Page } from '#shared/contract/commands.ts';
import type { Language } from '#shared/faults.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { HistoryBar } from './history-bar.tsx';
import { belongs, fileName, filterAsk } from './order-history-model.ts';
import { orderHistoryWords } from './order-history-words.ts';
import { useHistoryFilter } from './use-history-filter.ts';

export interface HistoryRow {
  readonly id: string;
  readonly account: string;
  readonly instrument: string;
}

/** Where a page begins, how long it is, and the filter. */
export interface HistoryAsk {
  readonly account?: string;
  readonly instrument?: string;
  readonly offset: number;
  readonly limit: number;
}

/** What a history is of. Made once, outside the component: its functions are compared by identity. */
export interface HistorySource<T extends HistoryRow> {
  readonly memory: string;
  /** A page, or null where the core did not answer (which has been shown). */
  readonly page: (ask: HistoryAsk) => Promise<Page<T> | null>;
  readonly follow: (listener: (changes: Changes<T>) => void) => () => void;
  readonly bornAt: (row: T) => number;
  readonly columns: (language: Language, instruments: ReadonlyMap<string, Instrument>, room: PriceRoom) => ColDef<T>[];
  readonly file: (rows: readonly T[], instruments: ReadonlyMap<string, Instrument>, language: Language) => string;
}

export interface HistoryTableProps<T extends HistoryRow> {
  readonly source: HistorySource<T>;
  readonly words: { readonly title: string; readonly empty: string; readonly newer: (count: number) => string; readonly toTicket: string; readonly file: string };
  /** More for the bar, before the export. */
  readonly children?: ReactNode;
}

const rowId = (row: HistoryRow): string => row.id;
const pick = (row: HistoryRow): void => selectInstrument(row.instrument);

export function HistoryTable<T extends HistoryRow>({ source, words, children }: HistoryTableProps<T>): ReactNode {
  const shared = useWords(orderHistoryWords);
  const language = useSettings((s) => s.settings.language);
  const instruments = useInstruments((s) => s.byId);
  const choice = useHistoryFilter();
  const { filter } = choice;
  const [total, setTotal] = useState<number | null>(null);
  const [room, setRoom] = useState<PriceRoom>(NO_ROOM);

  const load = useCallback(
    async (offset: number, limit: number): Promise<Page<T> | null> => {
      const page = await source.page({ ...filterAsk(filter), offset, limit });
      if (page) setRoom((before) => widerRoom(before, priceRoom(page.rows.map((row) => instruments.get(row.instrument)))));
      return page;
    },
    [source, filter, instruments],
  );
  const isOurs = useCallback((row: T) => belongs(filter, row), [filter]);
  const columns = useMemo(() => source.columns(language, instruments, room), [source, language, instruments, room]);

  return (
    <div className="table-panel">
      <HistoryBar choice={choice} total={total}>
        {children}
        <ExportButton<T>
          label={shared.export}
          progress={(loaded, all) => shared.exporting(formatQuantity(loaded), formatQuantity(all))}
          load={load}
          idOf={rowId}
          fileName={() => fileName(words.file, Date.now())}
          file={(rows) => source.file(rows, instruments, language)}
          disabled={!total}
        />
      </HistoryBar>
      <PagedGrid<T>
        memory={source.memory}
        label={words.title}
        columns={columns}
        rowId={rowId}
        bornAt={source.bornAt}
        load={load}
        follow={source.follow}
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
