/**
 * Columns that stay in sight while a table is scrolled sideways, and only then: a pinned column is sticky, the browser gives every row
 * a layer of its own for it, and laying those out took 10 ms of each frame under load. Nothing moves when they are pinned: what they
 * leave to the scrolled part is what that is narrower by.
 */
import type { BodyScrollEvent, GridOptions } from 'ag-grid-community';

/** @param columns ids of the table's first columns, in order */
export function pinAside<Row>(columns: readonly string[]): Required<Pick<GridOptions<Row>, 'onBodyScroll'>> {
  return {
    onBodyScroll: ({ api, direction, left }: BodyScrollEvent<Row>) => {
      if (direction !== 'horizontal') return;
      const aside = left > 0;
      if (api.getColumn(columns[0])?.isPinned() !== aside) api.setColumnsPinned([...columns], aside ? 'left' : null);
    },
  };
}
