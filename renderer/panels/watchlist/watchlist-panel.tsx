/** The watchlist: groups of instruments with live quotes. Figures are written outside React (renderer/workspace/grid/live-cells). */
import { Star } from 'lucide-react';
import type { GridApi, GridOptions, PostSortRowsParams, RowDragEndEvent } from 'ag-grid-community';
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { client } from '#renderer/client/current.ts';
import { useInstruments } from '#renderer/state/instruments.ts';
import { selectInstrument } from '#renderer/state/selection.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { useWatchlists } from '#renderer/state/topics.ts';
import { DataGrid } from '#renderer/workspace/grid/data-grid.tsx';
import { pinAside } from '#renderer/workspace/grid/pin-aside.ts';
import { sortLive } from '#renderer/workspace/grid/live-sort.ts';
import { useLiveSort } from '#renderer/workspace/grid/use-live-sort.ts';
import { watchSecurity } from '#renderer/workspace/commands/found-security.ts';
import { useWords } from '#renderer/workspace/language/words.ts';
import type { PanelDefinition } from '#renderer/workspace/panel.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { InstrumentSearch } from './instrument-search.tsx';
import { RowMenu } from './row-menu.tsx';
import { watchlistColumns } from './watchlist-columns.ts';
import { addList, setInstruments } from './watchlist-commands.ts';
import { chosenList, inOrder, watchRows, withInstrument, type WatchRow } from './watchlist-model.ts';
import { WatchlistTabs } from './watchlist-tabs.tsx';
import { watchlistWords } from './watchlist-words.ts';
import './watchlist-panel.css';

const rowId = (row: WatchRow): string => row.id;
const pick = (row: WatchRow): void => selectInstrument(row.id);
const NONE: readonly string[] = [];

function WatchlistPanel(): ReactNode {
  const words = useWords(watchlistWords);
  const language = useSettings((s) => s.settings.language);
  const selected = useSettings((s) => s.settings.instrument);
  const wanted = useSettings((s) => s.settings.watchlist);
  const items = useWatchlists((s) => s.items);
  const instruments = useInstruments((s) => s.byId);
  const frame = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const [api, setApi] = useState<GridApi<WatchRow> | null>(null);
  useLiveSort(api, frame);

  const lists = useMemo(() => inOrder(items), [items]);
  const list = chosenList(lists, wanted);
  const ids = list?.instruments ?? NONE;
  const rows = useMemo(() => watchRows(ids, instruments), [ids, instruments]);
  const quotes = useMemo(() => rows.filter((row) => row.instrument).map((row) => row.id), [rows]);
  const present = useMemo(() => new Set(ids), [ids]);
  const room = useMemo(() => rows.reduce((most, row) => Math.max(most, row.instrument?.decimals ?? 0), 0), [rows]);
  const columns = useMemo(() => watchlistColumns(language, room), [language, room]);
  const isSelected = useCallback((row: WatchRow) => row.id === selected, [selected]);

  const latest = useRef(list);
  useEffect(() => {
    latest.current = list;
  }, [list]);
  const options = useMemo<GridOptions<WatchRow>>(
    () => ({
      ...pinAside<WatchRow>(['mark', 'instrument']),
      rowSelection: { mode: 'singleRow', checkboxes: false, enableClickSelection: false },
      rowDragManaged: true,
      rowDragEntireRow: true,
      rowDragText: ({ rowNode }) => (rowNode?.data as WatchRow | undefined)?.instrument?.code ?? '',
      postSortRows: (params: PostSortRowsParams<WatchRow>) => sortLive(params, client().market, rowId),
      onRowDragEnd: ({ api: grid }: RowDragEndEvent<WatchRow>) => {
        const order: string[] = [];
        grid.forEachNode((node) => node.data && order.push(node.data.id));
        const before = latest.current;
        if (before && order.length === before.instruments.length && order.some((id, i) => id !== before.instruments[i])) void setInstruments(before, order);
      },
    }),
    [],
  );

  const add = (instrument: Instrument): void => {
    selectInstrument(instrument.id);
    if (!list) void addList(lists, words.newList, [instrument.id]);
    else if (!present.has(instrument.id)) void setInstruments(list, withInstrument(ids, instrument.id));
    if (ids.length > 0) api?.ensureIndexVisible(ids.length - 1);
  };

  return (
    <div className="table-panel">
      <div className="table-panel-bar">
        <WatchlistTabs lists={lists} chosen={list} />
      </div>
      <div className="table-panel-bar watchlist-search-bar">
        <InstrumentSearch present={present} onPick={add} onFound={(found) => void watchSecurity(found, true)} inputRef={search} />
      </div>
      <RowMenu list={list}>
        <div ref={frame} className="paged-grid">
          <DataGrid<WatchRow>
            memory="watchlist"
            label={words.title}
            columns={columns}
            rows={rows}
            rowId={rowId}
            quotes={quotes}
            isSelected={isSelected}
            onPick={pick}
            onReady={setApi}
            options={options}
            empty={
              <>
                <span>{words.empty}</span>
                <button type="button" className="bar-button" onClick={() => search.current?.focus()}>{words.emptyAction}</button>
              </>
            }
          />
        </div>
      </RowMenu>
    </div>
  );
}

export const watchlistPanel: PanelDefinition = { id: 'watchlist', title: { zh: '自选', en: 'Watchlist' }, icon: Star, component: WatchlistPanel };
