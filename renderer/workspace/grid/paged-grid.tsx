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
  /** Whether a changed row belongs into the table under its filters. */
  readonly belongs: (row: Row) => boolean;
  readonly onPick?: (row: Row) => void;
  readonly empty?: ReactNode;
  /** Words for `n new`: shown as a button that goes to the top. */
  readonly newer: (count: number) => string;
  readonly onTotal?: (total: number) => void;
}

export function PagedGrid<Row>(props: PagedGridProps<Row>): ReactNode {
  const { load, follow, belongs, rowId, onTotal } = props;
  const [api, setApi] = useState<GridApi<Row> | null>(null);
  const [total, setTotal] = useState<number | null>(null);
  const [announced, setAnnounced] = useState<{ readonly of: unknown; readonly count: number }>({ of: null, count: 0 });
  const pointerInside = useRef(false);

  const datasource = useMemo<IDatasource>(() => {
    const fetchPage = async (ask: IGetRowsParams): Promise<void> => {
      const page = await load(ask.startRow, ask.endRow - ask.startRow);
      if (!page) return ask.failCallback();
      setTotal(page.total);
      onTotal?.(page.total);
      ask.successCallback(page.rows as Row[], page.total);
    };
    return {
      getRows: (ask) => void fetchPage(ask),
    };
  }, [load, onTotal]);

  useEffect(() => {
    if (!api || api.isDestroyed()) return;
    api.setGridOption('datasource', datasource);
  }, [api, datasource]);

  useEffect(() => {
    if (!api) return;
    const changed = new Map<string, Row>();
    let snapshot = false;
    let timer: ReturnType<typeof setTimeout> | null = null;
    const apply = (): void => {
      timer = null;
      if (api.isDestroyed()) return;
      let unknown = 0;
      for (const [id, row] of changed) {
        const node = api.getRowNode(id);
        if (node?.data !== undefined) node.setData(row);
        else if (belongs(row)) unknown++;
      }
      changed.clear();
      if (snapshot) {
        snapshot = false;
        api.purgeInfiniteCache();
      } else if (unknown > 0) {
        if (!pointerInside.current && (api.getVerticalPixelRange()?.top ?? 0) <= 0) api.refreshInfiniteCache();
        else setAnnounced((before) => ({ of: datasource, count: (before.of === datasource ? before.count : 0) + unknown }));
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
  }, [api, follow, belongs, rowId, datasource]);

  const toTop = useCallback(() => {
    setAnnounced({ of: null, count: 0 });
    if (!api || api.isDestroyed()) return;
    api.ensureIndexVisible(0, 'top');
    api.refreshInfiniteCache();
  }, [api]);

  const newer = announced.of === datasource ? announced.count : 0;
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

const INFINITE: GridOptions = {
  rowModelType: 'infinite',
  cacheBlockSize: PAGE_ROWS,
  maxBlocksInCache: 25,
  cacheOverflowSize: 1,
  maxConcurrentDatasourceRequests: 2,
  infiniteInitialRowCount: 1,
};
