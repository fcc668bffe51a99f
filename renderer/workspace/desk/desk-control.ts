/** What the rest of the workspace may ask of the desk: open a panel, start over. Filled by desk.tsx while it is on screen. */
import type { DockviewApi } from 'dockview-react';
import { create } from 'zustand';
import { POPOUT_PATH } from '#shared/contract/bridge.ts';
import { notify } from '#renderer/state/notices.ts';
import { changeSettings, useSettings } from '#renderer/state/settings.ts';
import { deskWords } from './desk-words.ts';
import { defaultLayout, panelState } from './default-layout.ts';

export const useDesk = create<{ readonly api: DockviewApi | null; readonly open: ReadonlySet<string> }>(() => ({ api: null, open: new Set() }));

const FLOATING = { width: 560, height: 380 } as const;

/** Brings a panel to the front; one that was closed comes back beside its like. */
export function openPanel(id: string): void {
  const { api } = useDesk.getState();
  if (!api) return;
  const panel = api.getPanel(id);
  if (panel) {
    panel.api.setActive();
    panel.focus();
    return;
  }
  const like = LIKES.find((ids) => ids.includes(id))?.find((other) => api.getPanel(other));
  const { tabComponent, minimumWidth, minimumHeight } = panelState(id);
  const position = like === undefined ? { direction: 'right' as const } : { referencePanel: like, direction: 'within' as const };
  api.addPanel({ id, component: id, ...(tabComponent === undefined ? {} : { tabComponent }), ...(minimumWidth === undefined ? {} : { minimumWidth }), ...(minimumHeight === undefined ? {} : { minimumHeight }), ...(api.totalPanels > 0 ? { position } : {}) });
}

/** Panels that stand together: a closed one is opened where one of these still is. */
const LIKES: readonly (readonly string[])[] = [
  ['positions', 'orders', 'order-history', 'fills', 'funds', 'declarations', 'statement', 'reminders', 'connections', 'log'],
  ['ladder', 'trades-tape', 'broker-queue', 'order-entry'],
  ['chart', 'records', 'research', 'watchlist'],
];

export function closePanel(id: string): void {
  const panel = useDesk.getState().api?.getPanel(id);
  panel?.api.close();
}

/** Forgets the layout and shows the default desk. */
export function resetLayout(): void {
  const { api } = useDesk.getState();
  if (!api) return;
  api.fromJSON(defaultLayout(api.width, api.height));
  changeSettings({ layout: null });
}

/** The group of a panel in a window inside the desk. */
export function floatPanel(id: string): void {
  const { api } = useDesk.getState();
  const panel = api?.getPanel(id);
  if (api && panel) api.addFloatingGroup(panel, { ...FLOATING, x: Math.round((api.width - FLOATING.width) / 2), y: Math.round((api.height - FLOATING.height) / 3) });
}

/** A panel in a window of its own, for the next screen. */
export async function popOutPanel(id: string): Promise<void> {
  const { api } = useDesk.getState();
  const panel = api?.getPanel(id);
  if (!api || !panel) return;
  const opened = await api.addPopoutGroup(panel, { popoutUrl: POPOUT_PATH });
  if (!opened) notify('warning', deskWords[useSettings.getState().settings.language].popoutBlocked);
}
