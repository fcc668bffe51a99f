/** The user's settings as the core keeps them; a change is shown at once and sent to the core. */
import { create } from 'zustand';
import { defaultSettings, type Settings } from '#shared/model/settings.ts';
import { client } from '#renderer/client/current.ts';

export interface SettingsState {
  readonly settings: Settings;
}

export const useSettings = create<SettingsState>(() => ({ settings: defaultSettings() }));

/** Changes of this window that the core has not answered yet, by setting. */
const underWay = new Map<keyof Settings, number>();

const count = (change: Partial<Settings>, by: 1 | -1): void => {
  for (const key of Object.keys(change) as (keyof Settings)[]) {
    const now = (underWay.get(key) ?? 0) + by;
    if (now > 0) underWay.set(key, now);
    else underWay.delete(key);
  }
};

/** Changes settings here and in the core (which tells every other window). */
export function changeSettings(change: Partial<Settings>): void {
  useSettings.setState((state) => ({ settings: { ...state.settings, ...change } }));
  count(change, 1);
  void client()
    .ask('settings.set', change)
    .then(() => count(change, -1));
}

/** Takes the settings as the core has them, except what was changed here since: its echo is still on the way. */
export function takeSettings(settings: Settings): void {
  useSettings.setState((state) => {
    const kept = Object.fromEntries([...underWay.keys()].map((key) => [key, state.settings[key]]));
    return { settings: { ...settings, ...kept } };
  });
}

/** A panel's own small state (chart period, column widths): `JSON` text under the panel's id. */
export function rememberPanel(id: string, state: unknown): void {
  changeSettings({ panels: { ...useSettings.getState().settings.panels, [id]: JSON.stringify(state) } });
}

/** What `rememberPanel` kept, or null; never throws. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the panel says what it kept
export function recallPanel<T>(id: string): T | null {
  const text = useSettings.getState().settings.panels[id];
  if (text === undefined) return null;
  try {
    return JSON.parse(text) as T;
  } catch {
    return null;
  }
}
