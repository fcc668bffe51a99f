/** A cell of buttons: what can be done with a row, on the row. */
import type { ColDef, ICellRendererComp, ICellRendererParams } from 'ag-grid-community';

export interface RowAction {
  readonly id: string;
  readonly label: string;
  readonly title?: string;
  readonly enabled: boolean;
  readonly kind?: 'plain' | 'danger';
}

type Params<Row> = ICellRendererParams<Row> & { readonly onAction: (id: string, row: Row, button: HTMLElement) => void };

const sameActions = (a: readonly RowAction[], b: readonly RowAction[]): boolean =>
  a.length === b.length && a.every((x, i) => x.id === b[i].id && x.label === b[i].label && x.enabled === b[i].enabled && x.title === b[i].title);

class ActionsCell<Row> implements ICellRendererComp<Row> {
  readonly #element = document.createElement('span');
  #params!: Params<Row>;
  #actions: readonly RowAction[] = [];

  init(params: ICellRendererParams<Row>): void {
    this.#element.className = 'cell-actions';
    this.refresh(params);
  }

  getGui(): HTMLElement {
    return this.#element;
  }

  refresh(params: ICellRendererParams<Row>): boolean {
    this.#params = params as Params<Row>;
    const actions = (params.value as readonly RowAction[] | null | undefined) ?? [];
    if (sameActions(actions, this.#actions)) return true;
    this.#actions = actions;
    this.#draw();
    return true;
  }

  /** Buttons are kept where their number stays the same, so that a press is not lost under the pointer. */
  #draw(): void {
    while (this.#element.childElementCount > this.#actions.length) this.#element.lastElementChild?.remove();
    while (this.#element.childElementCount < this.#actions.length) this.#element.append(this.#button(this.#element.childElementCount));
    this.#actions.forEach((action, index) => {
      const button = this.#element.children[index] as HTMLButtonElement;
      button.textContent = action.label;
      button.title = action.title ?? '';
      button.disabled = !action.enabled;
      button.dataset['action'] = action.id;
      button.className = `row-button${action.kind === 'danger' ? ' row-button-danger' : ''}`;
    });
  }

  #button(index: number): HTMLButtonElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.tabIndex = -1;
    button.addEventListener('click', (event) => {
      event.stopPropagation();
      const { data, onAction } = this.#params;
      if (data !== undefined) onAction(this.#actions[index].id, data, button);
    });
    return button;
  }
}

export interface ActionsColumn<Row> {
  readonly id: string;
  readonly header: string;
  readonly width: number;
  readonly actions: (row: Row) => readonly RowAction[];
  readonly onAction: (id: string, row: Row, button: HTMLElement) => void;
}

export function actionsColumn<Row>(column: ActionsColumn<Row>): ColDef<Row> {
  return {
    colId: column.id,
    headerName: column.header,
    initialWidth: column.width,
    sortable: false,
    valueGetter: (params) => (params.data === undefined || params.data === null ? [] : column.actions(params.data)),
    equals: (a: readonly RowAction[] | null, b: readonly RowAction[] | null) => sameActions(a ?? [], b ?? []),
    cellRenderer: ActionsCell,
    cellRendererParams: { onAction: column.onAction },
    cellClass: 'cell-holds-actions',
  };
}
