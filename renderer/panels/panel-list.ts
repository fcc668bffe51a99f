/** Every panel of the workspace. A new panel is a new folder and one line here. */
import type { PanelDefinition } from '#renderer/workspace/panel.ts';
import { brokerQueuePanel } from './broker-queue/broker-queue-panel.tsx';
import { chartPanel } from './chart/chart-panel.tsx';
import { connectionsPanel } from './connections/connections-panel.tsx';
import { declarationsPanel } from './declarations/declarations-panel.tsx';
import { fillsPanel } from './fills/fills-panel.tsx';
import { fundsPanel } from './funds/funds-panel.tsx';
import { ladderPanel } from './ladder/ladder-panel.tsx';
import { logPanel } from './log/log-panel.tsx';
import { orderEntryPanel } from './order-entry/order-entry-panel.tsx';
import { orderHistoryPanel } from './order-history/order-history-panel.tsx';
import { ordersPanel } from './orders/orders-panel.tsx';
import { positionsPanel } from './positions/positions-panel.tsx';
import { recordsPanel } from './records/records-panel.tsx';
import { remindersPanel } from './reminders/reminders-panel.tsx';
import { researchPanel } from './research/research-panel.tsx';
import { statementPanel } from './statement/statement-panel.tsx';
import { tradesTapePanel } from './trades-tape/trades-tape-panel.tsx';
import { watchlistPanel } from './watchlist/watchlist-panel.tsx';

export const panelList: readonly PanelDefinition[] = [
  watchlistPanel,
  chartPanel,
  ladderPanel,
  orderEntryPanel,
  tradesTapePanel,
  brokerQueuePanel,
  positionsPanel,
  ordersPanel,
  orderHistoryPanel,
  fillsPanel,
  fundsPanel,
  declarationsPanel,
  statementPanel,
  recordsPanel,
  remindersPanel,
  researchPanel,
  connectionsPanel,
  logPanel,
];
