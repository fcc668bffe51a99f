/** Keeps a grid in the order of the live column it is sorted by, a few times a second and never under the pointer. */
import type { GridApi } from 'ag-grid-community';
import { useEffect, type RefObject } from 'react';
import { client } from '#renderer/client/current.ts';
import { liveSortOf, RESORT_MS } from './live-sort.ts';

/** @param frame the element around the grid: while the pointer is in it, rows stay where they are */
export function useLiveSort<Row>(api: GridApi<Row> | null, frame: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    if (!api) return;
    const { market } = client();
    let seen = -1;
    const timer = setInterval(() => {
      if (api.isDestroyed() || market.framesPainted === seen || frame.current?.matches(':hover') === true) return;
      if (liveSortOf(api) === null) return;
      seen = market.framesPainted;
      api.refreshClientSideRowModel('sort');
    }, RESORT_MS);
    return () => clearInterval(timer);
  }, [api, frame]);
}
