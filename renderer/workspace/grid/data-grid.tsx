/** The table of the house: ag-grid with our theme, words, column memory and live cells. Panels give columns and rows. */
import { AgGridReact } from 'ag-grid-react';
import type { CellKeyDownEvent, ColDef, ColumnResizedEvent, GetRowIdParams, GridApi, GridOptions, GridReadyEvent, RowClickedEvent } from 'ag-grid-community';
import { useCallback, useEffect, useId, useMemo, useRef, type ReactNode } from 'react';
import { client } from '#renderer/client/current.ts';
import { useSettings } from '#renderer/state/settings.ts';
import type { Settings } from '#shared/model/settings.ts';
import { recallColumns, rememberColumns } from './column-memory.ts';
import { flashesAllowed, LiveCells, type LiveContext } from './live-cells.ts';
import { GRID_WORDS } from './locale.ts';
import { registerGridModules } from './modules.ts';
import { gridTheme } from './theme.ts';
import { useVisible } from './use-visible.ts';
import './grid.css';

registerGridModules();

const COLUMN_TYPES = { figure: { cellClass: 'cell-figure', headerClass: 'header-figure' } };

const DEFAULT_COLUMN: ColDef = {
  resizable: true,
  suppressMovable: true,
  suppressHeaderMenuButton: true,
  sortingOrder: ['desc', 'asc', null],
  minWidth: 16,
};

export interface DataGridProps<Row> {
  /** Under which the columns' widths are remembered: the panel's id. */
  readonly memory: string;
  /** What the table is, for screen readers. */
  readonly label: string;
  readonly columns: ColDef<Row>[];
  /** Absent for a grid that loads pages by itself. */
  readonly rows?: readonly Row[];
  readonly rowId: (row: Row) => string;
  /** Instruments that live cells need; the grid looks at them while it is visible. */
  readonly quotes?: readonly string[];
  /** Rows to mark as selected. */
  readonly isSelected?: (row: Row) => boolean;
  /** A click on a row, or Enter. */
  readonly onPick?: (row: Row) => void;
  /** In the place of rows where there are none. */
  readonly empty?: ReactNode;
  readonly onReady?: (api: GridApi<Row>) => void;
  /** Anything else ag-grid offers. Must keep its identity while it means the same. */
  readonly options?: GridOptions<Row>;
}

export function DataGrid<Row>(props: DataGridProps<Row>): ReactNode {
  const { memory, columns, rows, rowId, quotes, isSelected, onPick, onReady, options } = props;
  const language = useSettings((s) => s.settings.language);
  const density = useSettings((s) => s.settings.density);
  const sized = useMemo(() => sizedFor(columns, density), [columns, density]);
  const frame = useRef<HTMLDivElement>(null);
  const api = useRef<GridApi<Row> | null>(null);
  const owner = useId();
  const visible = useVisible(frame);
  const context = useMemo<LiveContext>(() => ({ live: new LiveCells(client().market, flashesAllowed()) }), []);

  useEffect(() => (visible ? context.live.follow() : undefined), [visible, context]);

  useEffect(() => {
    const { market } = client();
    if (!quotes || !visible) return;
    market.look(`${memory}${owner}`, { quotes });
    return () => market.look(`${memory}${owner}`, {});
  }, [quotes, visible, memory, owner]);

  useEffect(() => {
    if (isSelected) markSelected(api.current, isSelected);
  }, [isSelected, rows]);

  const ready = useCallback(
    (event: GridReadyEvent<Row>) => {
      api.current = event.api;
      const known = new Set(event.api.getColumns()?.map((column) => column.getColId()));
      const looks = recallColumns(memory, known);
      if (looks.length > 0) event.api.applyColumnState({ state: looks.map((look) => ({ ...look })) });
      if (isSelected) markSelected(event.api, isSelected);
      onReady?.(event.api);
    },
    // Read once when the grid is made.
    // oxlint-disable-next-line react/exhaustive-deps
    [memory],
  );

  const columnsChanged = useCallback(
    (event: { api: GridApi<Row>; finished?: boolean; source?: string }) => {
      const byUser = event.source === 'uiColumnResized' || event.source === 'uiColumnSorted' || event.source === 'uiColumnMoved';
      if (!byUser || event.finished === false) return;
      rememberColumns(memory, event.api.getColumnState());
    },
    [memory],
  );

  const getRowId = useCallback((params: GetRowIdParams<Row>) => rowId(params.data), [rowId]);
  const rowClicked = useCallback((event: RowClickedEvent<Row>) => event.data !== undefined && onPick?.(event.data), [onPick]);
  const keyDown = useCallback(
    (event: CellKeyDownEvent<Row> | { data?: Row | undefined; event?: Event | null }) => {
      if ((event.event as KeyboardEvent | null)?.key === 'Enter' && event.data !== undefined) onPick?.(event.data);
    },
    [onPick],
  );

  return (
    <div ref={frame} className="grid-frame" role="region" aria-label={props.label}>
      <AgGridReact<Row>
        key={`${language}/${density}`}
        theme={gridTheme}
        localeText={GRID_WORDS[language]}
        columnTypes={COLUMN_TYPES}
        defaultColDef={DEFAULT_COLUMN as ColDef<Row>}
        columnDefs={sized}
        maintainColumnOrder
        {...(rows ? { rowData: rows as Row[] } : {})}
        getRowId={getRowId}
        context={context}
        animateRows={false}
        suppressColumnMoveAnimation
        suppressRowTransform
        suppressDragLeaveHidesColumns
        enableBrowserTooltips
        suppressOverlays={NO_OVERLAYS}
        rowBuffer={6}
        onGridReady={ready}
        onColumnResized={columnsChanged as (event: ColumnResizedEvent<Row>) => void}
        onSortChanged={columnsChanged}
        onRowClicked={rowClicked}
        onCellKeyDown={keyDown}
        {...options}
      />
      {rows?.length === 0 && props.empty ? <div className="grid-empty">{props.empty}</div> : null}
    </div>
  );
}

const COMFORTABLE = 13 / 12;

const NO_OVERLAYS: ('loading' | 'noRows')[] = ['loading', 'noRows'];

/** Columns as wide as the text of a density needs: widths are given for 12 px. */
function sizedFor<Row>(columns: ColDef<Row>[], density: Settings['density']): ColDef<Row>[] {
  if (density !== 'comfortable') return columns;
  return columns.map((column) => (column.initialWidth === undefined ? column : { ...column, initialWidth: Math.round(column.initialWidth * COMFORTABLE) }));
}

function markSelected<Row>(api: GridApi<Row> | null, isSelected: (row: Row) => boolean): void {
  api?.forEachNode((node) => {
    const selected = node.data !== undefined && isSelected(node.data);
    if (node.isSelected() !== selected) node.setSelected(selected);
  });
}
