/** One side of the broker queue on the page: rows are kept and written outside React, only where a text changed. */
import type { QueueRow } from './broker-queue-model.ts';

interface Kept {
  readonly element: HTMLElement;
  readonly cells: readonly HTMLElement[];
  shown: QueueRow | null;
}

export class QueueRows {
  readonly #host: HTMLElement;
  readonly #rows: Kept[] = [];

  constructor(host: HTMLElement) {
    this.#host = host;
  }

  paint(rows: readonly QueueRow[]): void {
    while (this.#rows.length > rows.length) this.#rows.pop()?.element.remove();
    while (this.#rows.length < rows.length) this.#rows.push(this.#make());
    rows.forEach((row, i) => write(this.#rows[i], row));
  }

  clear(): void {
    this.paint([]);
  }

  #make(): Kept {
    const element = document.createElement('div');
    const cells = ['queue-number', 'queue-text', 'queue-size'].map((name) => {
      const cell = document.createElement('span');
      cell.className = name;
      element.append(cell);
      return cell;
    });
    this.#host.append(element);
    return { element, cells, shown: null };
  }
}

function write(kept: Kept, row: QueueRow): void {
  const { element, cells, shown } = kept;
  if (shown?.kind !== row.kind) element.className = `queue-row ${row.kind}`;
  const texts = [row.number, row.text, row.size];
  cells.forEach((cell, i) => {
    if (cell.textContent !== texts[i]) cell.textContent = texts[i];
  });
  if (shown?.text !== row.text) cells[1].title = row.kind === 'place' ? row.text : '';
  kept.shown = row;
}
