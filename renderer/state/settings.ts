/** The user's settings as the core keeps them; a change is shown at once and sent to the core. */
import { create } from 'zustand';
import { defaultSettings, type Settings } from '#shared/model/settings.ts';
import { client } from '#renderer/client/current.ts';

export interface SettingsState {
  readonly settings: Settings;
}

export const useSettings = create<SettingsState>(() => ({ settings: defaultSettings() }));

/** Changes settings here and in the core (which tells every other window). */
export function changeSettings(change: Partial<Settings>): void {
  useSettings.setState((state) => ({ settings: { ...state.settings, ...change } }));
  void client().ask('settings.set', change);
}

/** A panel's own small state (chart period, column widths): `JSON` text under the panel's id. */
export function rememberPanel(id: string, state: unknown): void {
  changeSettings({ panels: { ...useSettings.getState().settings.panels, [id]: JSON.stringify(state) } });
}

/** What `rememberPanel` kept, or null; never throws. */
export function recallPanel<T>(id: string): T | null {
  const text = useSettings.getState().settings.panels[id];
  if (text === undefined) return null;
  try {
    return JSON.parse(text) as T;
  } catch {
    return null;
  }
}
