/**
 * The desk as it is before anyone moved anything. At 1440 × 900: a watchlist of 25 rows, the chart, a ladder of 30 levels over
 * order entry, and the book-keeping panels below, all at once. Wider screens give the tape its own column.
 */
import { Orientation, type SerializedDockview } from 'dockview-react';

type Node = SerializedDockview['grid']['root'];

interface Group {
  readonly id: string;
  readonly views: readonly string[];
  readonly size: number;
}

/** Measures in px. The watchlist: panel header, list tabs, column heads and 25 rows of 22. */
const WATCHLIST_WIDTH = 316;
const LADDER_WIDTH = 304;
const TAPE_WIDTH = 208;
const TICKET_HEIGHT = 246;
const BOTTOM_HEIGHT = 174;
/** From this width on the tape stands beside the ladder instead of behind it. */
const WIDE = 1700;
const LEAST_CHART = 240;

const leaf = ({ id, views, size }: Group): Node => ({ type: 'leaf', data: { id, views: [...views], activeView: views[0] }, size });
const branch = (size: number, children: readonly Node[]): Node => ({ type: 'branch', data: [...children] as never, size });

/** The default desk for a space of that many px. Sizes never fall below what dockview accepts; it scales them to the window. */
export function defaultLayout(width: number, height: number): SerializedDockview {
  const wide = width >= WIDE;
  const right = LADDER_WIDTH + (wide ? TAPE_WIDTH : 0);
  const left = Math.max(width - right, WATCHLIST_WIDTH + LEAST_CHART);
  const bottom = Math.min(BOTTOM_HEIGHT + Math.max(0, height - 842) / 2, height / 3);
  const ticket = Math.min(TICKET_HEIGHT, height / 2);

  const top = branch(height - bottom, [
    leaf({ id: 'watch', views: ['watchlist'], size: WATCHLIST_WIDTH }),
    leaf({ id: 'chart', views: ['chart', 'records', 'research'], size: left - WATCHLIST_WIDTH }),
  ]);
  const books = leaf({
    id: 'books',
    views: ['positions', 'orders', 'order-history', 'fills', 'funds', 'statement', 'reminders', 'connections', 'log'],
    size: bottom,
  });
  const ladder = leaf({ id: 'ladder', views: wide ? ['ladder', 'broker-queue'] : ['ladder', 'trades-tape', 'broker-queue'], size: height - ticket });
  const entry = leaf({ id: 'ticket', views: ['order-entry'], size: ticket });
  const columns = [branch(left, [top, books]), branch(LADDER_WIDTH, [ladder, entry])];
  if (wide) columns.push(leaf({ id: 'tape', views: ['trades-tape'], size: TAPE_WIDTH }));

  const shown = ['watchlist', 'chart', 'ladder', 'trades-tape', 'broker-queue', 'order-entry', 'positions', 'orders', 'order-history', 'fills', 'funds', 'statement', 'records', 'reminders', 'research', 'connections', 'log'];
  return {
    grid: { root: branch(height, columns), width, height, orientation: Orientation.HORIZONTAL },
    panels: Object.fromEntries(shown.map((id) => [id, panelState(id)])),
    activeGroup: 'chart',
  };
}

/** Narrower than this, in px, a panel's controls or figures are cut off: a smaller window takes the room from the chart. */
const LEAST_WIDTHS: Readonly<Record<string, number>> = { ladder: 296, 'order-entry': 296, watchlist: 240, 'trades-tape': 204, 'broker-queue': 280 };

/** Lower than this, in px with its header, the buttons that send orders are cut off. */
const LEAST_HEIGHTS: Readonly<Record<string, number>> = { 'order-entry': TICKET_HEIGHT };

/** How a panel stands in a layout. Its title is drawn by the tab, in the language of the screen. */
export const panelState = (id: string): SerializedDockview['panels'][string] => ({
  id,
  contentComponent: id,
  tabComponent: 'panel',
  ...(id in LEAST_WIDTHS ? { minimumWidth: LEAST_WIDTHS[id] } : {}),
  ...(id in LEAST_HEIGHTS ? { minimumHeight: LEAST_HEIGHTS[id] } : {}),
});
