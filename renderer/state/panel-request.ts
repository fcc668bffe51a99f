/** Asks the workspace to bring a panel to the front (opening it where it is closed): an empty table offers the panel that fills it. */
import { create } from 'zustand';

export interface PanelRequest {
  readonly panel: string;
  /** Tells two requests for the same panel apart. */
  readonly serial: number;
}

export const usePanelRequest = create<{ readonly request: PanelRequest | null }>(() => ({ request: null }));

export function showPanel(panel: string): void {
  usePanelRequest.setState((state) => ({ request: { panel, serial: (state.request?.serial ?? 0) + 1 } }));
}
