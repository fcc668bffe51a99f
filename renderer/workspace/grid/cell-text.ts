/** A cell of a table as plain data, and the renderer that writes it. Models make it, views don't compute. */
import type { ColDef, ICellRendererComp, ICellRendererParams, ValueGetterParams } from 'ag-grid-community';
import type { Tone } from './figures.ts';

export interface CellText {
  readonly text: string;
  readonly tone?: Tone;
  /** Invisible digits behind the figure that line up decimal points (`padOf`). */
  readonly pad?: string;
  /** Words on hover. */
  readonly title?: string;
  /** A second, dimmer text behind the first. */
  readonly note?: string;
}

export const sameCell = (a: CellText | null | undefined, b: CellText | null | undefined): boolean =>
  a === b || (!!a && !!b && a.text === b.text && a.tone === b.tone && a.pad === b.pad && a.title === b.title && a.note === b.note);

/** Writes a CellText into its own elements, touching only what changed. */
class TextCell implements ICellRendererComp {
  readonly #element = document.createElement('span');
  readonly #text = document.createTextNode('');
  #note: HTMLElement | null = null;
  #shown: CellText | null = null;

  constructor() {
    this.#element.className = 'cell';
    this.#element.append(this.#text);
  }

  init(params: ICellRendererParams<unknown, CellText>): void {
    this.#show(params.value ?? null);
  }

  getGui(): HTMLElement {
    return this.#element;
  }

  refresh(params: ICellRendererParams<unknown, CellText>): boolean {
    this.#show(params.value ?? null);
    return true;
  }

  #show(cell: CellText | null): void {
    const before = this.#shown;
    if (sameCell(before, cell)) return;
    this.#shown = cell;
    this.#text.data = cell?.text ?? '';
    const element = this.#element;
    if (before?.tone !== cell?.tone) element.className = cell?.tone ? `cell tone-${cell.tone}` : 'cell';
    if (before?.pad !== cell?.pad) {
      if (cell?.pad) element.dataset['pad'] = cell.pad;
      else delete element.dataset['pad'];
    }
    if (before?.title !== cell?.title) element.title = cell?.title ?? '';
    this.#showNote(cell?.note);
  }

  #showNote(note: string | undefined): void {
    if (note === undefined) {
      this.#note?.remove();
      this.#note = null;
      return;
    }
    if (!this.#note) {
      this.#note = document.createElement('span');
      this.#note.className = 'cell-note';
      this.#element.append(this.#note);
    }
    this.#note.textContent = note;
  }
}

export interface TextColumn<Row> {
  readonly id: string;
  readonly header: string;
  readonly width: number;
  readonly cell: (row: Row) => CellText;
  /** May be longer than its column: ends in an ellipsis there. */
  readonly cut?: boolean;
  /** Right-aligned figures. */
  readonly numeric?: boolean;
  /** Ascending order of two rows; a column without it cannot be sorted. */
  readonly order?: (a: Row, b: Row) => number;
  readonly more?: ColDef<Row>;
}

/** A column whose cells are plain texts of the row. */
export function textColumn<Row>(column: TextColumn<Row>): ColDef<Row> {
  const { order } = column;
  return {
    colId: column.id,
    headerName: column.header,
    headerTooltip: column.header,
    initialWidth: column.width,
    valueGetter: (params: ValueGetterParams<Row>) => (params.data === undefined || params.data === null ? null : column.cell(params.data)),
    equals: sameCell,
    cellRenderer: TextCell,
    sortable: order !== undefined,
    ...(order ? { comparator: (_a: unknown, _b: unknown, nodeA: { data?: Row | undefined }, nodeB: { data?: Row | undefined }) => (nodeA.data && nodeB.data ? order(nodeA.data, nodeB.data) : 0) } : {}),
    ...(column.numeric ? { type: 'figure' } : {}),
    ...(column.cut ? { cellClass: 'cell-cut' } : {}),
    ...column.more,
  };
}
