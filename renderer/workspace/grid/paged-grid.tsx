/**
 * A table over a paged command of the core (orders, fills): rows are fetched as they come into sight, so that a hundred
 * thousand of them open as fast as twenty. Rows on screen follow the topic's changes in place; new ones are shown at once while
 * the reader is at the top, else announced, so that nothing moves under the pointer.
 */
import type { ColDef, GridApi, GridOptions, IDatasource, IGetRowsParams } from 'ag-grid-community';
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import type { Page } from '#shared/contract/commands.ts';
import { DataGrid } from './data-grid.tsx';

export const PAGE_ROWS = 200;

/** How often changes of the topic reach the table. */
const REFRESH_MS = 200;

export interface Changes<Row> {
  readonly rows: readonly Row[];
  /** The whole list was replaced (reconnect): everything is fetched anew. */
  readonly snapshot: boolean;
}

export interface PagedGridProps<Row> {
  readonly memory: string;
  readonly label: string;
  readonly columns: ColDef<Row>[];
  readonly rowId: (row: Row) => string;
  /** One page, newest first, or null where it could not be had. A new function means other filters: everything is fetched anew. */
  readonly load: (offset: number, limit: number) => Promise<Page<Row> | null>;
  /** Follows the topic; answers with what ends it. */
  readonly follow: (listener: (changes: Changes<Row>) => void) => () => void;
  /** When a row came to be: what is not older than the newest row that was fetched, and not in the table, is new. */
  readonly bornAt: (row: Row) => number;
  /** Whether a changed row belongs into the table under its filters. */
  readonly belongs: (row: Row) => boolean;
  readonly onPick?: (row: Row) => void;
  readonly empty?: ReactNode;
  /** Words for `n new`: shown as a button that goes to the top. */
  readonly newer: (count: number) => string;
  readonly onTotal?: (total: number) => void;
}

export function PagedGrid<Row>(props: PagedGridProps<Row>): ReactNode {
  const { load, follow, belongs, rowId, bornAt, onTotal } = props;
  const [api, setApi] = useState<GridApi<Row> | null>(null);
  const [total, setTotal] = useState<number | null>(null);
  const [announced, setAnnounced] = useState<Announced>(NOTHING);
  const pointerInside = useRef(false);

  const source = useMemo<Source>(() => {
    const fetched = { newest: -Infinity };
    const fetchPage = async (ask: IGetRowsParams): Promise<void> => {
      const page = await load(ask.startRow, ask.endRow - ask.startRow);
      if (!page) return ask.failCallback();
      if (ask.startRow === 0) fetched.newest = page.rows.length === 0 ? -Infinity : bornAt(page.rows[0]);
      setTotal(page.total);
      onTotal?.(page.total);
      ask.successCallback(page.rows as Row[], page.total);
    };
    return { fetched, datasource: { getRows: (ask) => void fetchPage(ask) } };
  }, [load, bornAt, onTotal]);

  useEffect(() => {
    if (!api || api.isDestroyed()) return;
    api.setGridOption('datasource', source.datasource);
  }, [api, source]);

  useEffect(() => {
    if (!api) return;
    const keepsStill = (): boolean => pointerInside.current || (api.getVerticalPixelRange()?.top ?? 0) > 0;
    const isNew = (row: Row): boolean => belongs(row) && bornAt(row) >= source.fetched.newest;
    const announce = (ids: readonly string[]): void => setAnnounced((before) => ({ of: source, ids: new Set([...(before.of === source ? before.ids : []), ...ids]) }));
    return followChanges({ api, follow, isNew, rowId, keepsStill, announce });
  }, [api, follow, belongs, bornAt, rowId, source]);

  const toTop = useCallback(() => {
    setAnnounced(NOTHING);
    if (!api || api.isDestroyed()) return;
    api.ensureIndexVisible(0, 'top');
    api.refreshInfiniteCache();
  }, [api]);

  const newer = announced.of === source ? announced.ids.size : 0;
  const leave = (): void => {
    pointerInside.current = false;
    if (newer > 0 && api && !api.isDestroyed() && (api.getVerticalPixelRange()?.top ?? 0) <= 0) toTop();
  };

  return (
    <div className="paged-grid" onPointerEnter={() => (pointerInside.current = true)} onPointerLeave={leave}>
      <DataGrid<Row>
        memory={props.memory}
        label={props.label}
        columns={props.columns}
        rowId={rowId}
        onReady={setApi}
        {...(props.onPick ? { onPick: props.onPick } : {})}
        options={INFINITE as GridOptions<Row>}
      />
      {newer > 0 ? <button type="button" className="newer-button" onClick={toTop}>{props.newer(newer)}</button> : null}
      {total === 0 && props.empty ? <div className="grid-empty">{props.empty}</div> : null}
    </div>
  );
}

/** Where the rows of one set of filters come from, and how new the newest of them is. */
interface Source {
  readonly datasource: IDatasource;
  readonly fetched: { newest: number };
}

/** New rows that wait above, under the filters (a source each) that they were announced for. */
interface Announced {
  readonly of: unknown;
  readonly ids: ReadonlySet<string>;
}

const NOTHING: Announced = { of: null, ids: new Set() };

interface Following<Row> extends Pick<PagedGridProps<Row>, 'follow' | 'rowId'> {
  readonly api: GridApi<Row>;
  readonly isNew: (row: Row) => boolean;
  /** New rows must not push the others down now. */
  readonly keepsStill: () => boolean;
  readonly announce: (ids: readonly string[]) => void;
}

/** Brings the topic's changes into the table, a few times a second; the returned function ends it. */
function followChanges<Row>({ api, follow, isNew, rowId, keepsStill, announce }: Following<Row>): () => void {
  const changed = new Map<string, Row>();
  let snapshot = false;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const apply = (): void => {
    timer = null;
    if (api.isDestroyed()) return;
    // One pass over the loaded rows: looking each up by its id would pass over them all every time.
    api.forEachNode((node) => {
      const row = node.id === undefined ? undefined : changed.get(node.id);
      if (row === undefined || node.data === undefined) return;
      node.setData(row);
      changed.delete(rowId(row));
    });
    const unseen = [...changed].filter(([, row]) => isNew(row)).map(([id]) => id);
    changed.clear();
    if (snapshot) {
      snapshot = false;
      api.purgeInfiniteCache();
    } else if (unseen.length > 0) {
      if (keepsStill()) announce(unseen);
      else api.refreshInfiniteCache();
    }
  };
  const end = follow((changes) => {
    for (const row of changes.rows) changed.set(rowId(row), row);
    snapshot ||= changes.snapshot;
    timer ??= setTimeout(apply, REFRESH_MS);
  });
  return () => {
    end();
    if (timer !== null) clearTimeout(timer);
  };
}

const INFINITE: GridOptions = {
  rowModelType: 'infinite',
  cacheBlockSize: PAGE_ROWS,
  maxBlocksInCache: 25,
  cacheOverflowSize: 1,
  maxConcurrentDatasourceRequests: 2,
  infiniteInitialRowCount: 1,
};
