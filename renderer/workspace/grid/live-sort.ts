/**
 * Sorting by a column that follows the market: keys are read once into a flat array and the rows are put in order a few times a
 * second. ag-grid's comparator would read each value anew in every comparison, at every tick.
 */
import type { GridApi, IRowNode, PostSortRowsParams } from 'ag-grid-community';
import type { MarketMirror } from '#renderer/client/client.ts';
import { QUOTE_WIDTH } from '#shared/model/quote.ts';
import type { LiveColumnContext } from './live-cells.ts';

/** How often rows may change places. */
export const RESORT_MS = 333;

/** Positions in ascending or descending order of their keys; equal keys keep their order, NaN comes last either way. */
export function orderByKeys(keys: Float64Array, descending: boolean): Uint32Array {
  const order = new Uint32Array(keys.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  return order.sort((a, b) => {
    const x = keys[a];
    const y = keys[b];
    const noX = Number.isNaN(x);
    const noY = Number.isNaN(y);
    if (noX || noY) return noX === noY ? a - b : noX ? 1 : -1;
    if (x === y) return a - b;
    return x < y === descending ? 1 : -1;
  });
}

/** The live column that a grid is sorted by, if it is. */
export function liveSortOf<Row>(api: GridApi<Row>): { readonly sortBy: LiveColumnContext<Row>['sortBy']; readonly descending: boolean } | null {
  for (const { colId, sort } of api.getColumnState()) {
    if (sort !== 'asc' && sort !== 'desc') continue;
    const context = api.getColumnDef(colId)?.context as LiveColumnContext<Row> | undefined;
    return context ? { sortBy: context.sortBy, descending: sort === 'desc' } : null;
  }
  return null;
}

/** ag-grid's `postSortRows`: puts the nodes in the order of the live column that is sorted by. */
export function sortLive<Row>(params: PostSortRowsParams<Row>, market: MarketMirror, instrumentOf: (row: Row) => string): void {
  const sort = liveSortOf(params.api);
  if (!sort) return;
  const { quotes } = market;
  const nodes: IRowNode<Row>[] = params.nodes;
  const keys = Float64Array.from(nodes, (node) => {
    if (!node.data) return NaN;
    const slot = market.slotOf(instrumentOf(node.data));
    return slot === undefined ? NaN : sort.sortBy(quotes, slot * QUOTE_WIDTH, node.data);
  });
  const before = nodes.slice();
  orderByKeys(keys, sort.descending).forEach((from, to) => {
    nodes[to] = before[from];
  });
}
