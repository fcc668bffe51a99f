/**
 * Widths, order and sorting of a grid's columns, as the user left them: kept under the panel's id through `rememberPanel`.
 */
import { recallPanel, rememberPanel } from '#renderer/state/settings.ts';

/** One column as it is kept: short names, since every panel's choice travels in the settings. */
export interface KeptColumn {
  readonly id: string;
  readonly w: number;
  readonly s?: 'asc' | 'desc';
}

/** What a column is set back to. */
export interface ColumnLook {
  readonly colId: string;
  readonly width?: number;
  readonly sort?: 'asc' | 'desc' | null;
}

/** The part of ag-grid's column state that is looked at. */
interface ColumnNow {
  readonly colId: string;
  readonly width?: number | null;
  readonly sort?: string | null;
}

const MAX_COLUMNS = 60;

/** What to keep of the columns on screen. */
export function keepColumns(columns: readonly ColumnNow[]): KeptColumn[] {
  return columns.slice(0, MAX_COLUMNS).map(({ colId, width, sort }) => ({
    id: colId,
    w: Math.round(width ?? 0),
    ...(sort === 'asc' || sort === 'desc' ? { s: sort } : {}),
  }));
}

/** What to tell the grid about what was kept; anything malformed is left out, unknown columns too. */
export function restoreColumns(kept: unknown, known: ReadonlySet<string>): ColumnLook[] {
  if (!Array.isArray(kept)) return [];
  const looks: ColumnLook[] = [];
  for (const entry of kept as unknown[]) {
    if (typeof entry !== 'object' || entry === null) continue;
    const { id, w, s } = entry as Partial<Record<keyof KeptColumn, unknown>>;
    if (typeof id !== 'string' || !known.has(id)) continue;
    looks.push({
      colId: id,
      ...(typeof w === 'number' && w >= 16 && w <= 1200 ? { width: w } : {}),
      sort: s === 'asc' || s === 'desc' ? s : null,
    });
  }
  return looks;
}

export const recallColumns = (panel: string, known: ReadonlySet<string>): ColumnLook[] => restoreColumns(recallPanel<unknown>(`${panel}.columns`), known);

export function rememberColumns(panel: string, columns: readonly ColumnNow[]): void {
  const key = `${panel}.columns`;
  const kept = keepColumns(columns);
  if (JSON.stringify(kept) !== JSON.stringify(recallPanel<unknown>(key))) rememberPanel(key, kept);
}
