/** What the desktop itself (menu, tray, notifications) knows of the core: a session like a window's, without a market view. */
import type { Core } from '#electron/core/core.ts';
import { isOf, type TopicChange } from '#shared/contract/topics.ts';
import type { Language } from '#shared/faults.ts';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import type { OwnReminderFiring, ReminderFiring } from '#shared/model/reminder.ts';
import type { Settings } from '#shared/model/settings.ts';
import { defaultSettings } from '#shared/model/settings.ts';

export interface DesktopSession {
  readonly settings: Settings;
  /** Called when the language was switched. */
  onLanguage(listener: (language: Language) => void): void;
  onFiring(listener: (firing: ReminderFiring) => void): void;
  /** Of reminders that only a broker has. */
  onOwnFiring(listener: (firing: OwnReminderFiring) => void): void;
  /** The terms of an instrument, where the core lists it. */
  instrument(id: InstrumentId): Promise<Instrument | undefined>;
  close(): void;
}

export function openDesktopSession(core: Core): DesktopSession {
  const session = core.open();
  const languageListeners: ((language: Language) => void)[] = [];
  const firingListeners: ((firing: ReminderFiring) => void)[] = [];
  const ownFiringListeners: ((firing: OwnReminderFiring) => void)[] = [];
  let settings = defaultSettings();
  const take = (change: TopicChange): void => {
    if (isOf(change, 'settings')) {
      const { language } = settings;
      settings = change.items.at(-1) ?? settings;
      if (settings.language !== language) for (const listener of languageListeners) listener(settings.language);
    } else if (isOf(change, 'firings') && !change.snapshot) {
      for (const firing of change.items) for (const listener of firingListeners) listener(firing);
    } else if (isOf(change, 'ownFirings')) {
      for (const firing of change.items) for (const listener of ownFiringListeners) listener(firing);
    }
  };
  session.onChange(take);
  for (const snapshot of session.snapshots()) take(snapshot);
  return {
    get settings() {
      return settings;
    },
    onLanguage: (listener) => void languageListeners.push(listener),
    onFiring: (listener) => void firingListeners.push(listener),
    onOwnFiring: (listener) => void ownFiringListeners.push(listener),
    async instrument(id) {
      const listed = await session.handle('instruments.list', {});
      return listed.ok ? listed.value.find(({ instrument }) => instrument.id === id)?.instrument : undefined;
    },
    close: () => session.close(),
  };
}

