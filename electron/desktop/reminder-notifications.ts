/** Reminder firings as notifications of the system. They come with the terminal's window hidden too. */
import { Notification } from 'electron';
import type { Language } from '#shared/faults.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import type { ReminderFiring, ReminderKind } from '#shared/model/reminder.ts';
import { formatPrice } from '#shared/price.ts';
import type { DesktopSession } from './desktop-session.ts';

const REACHED: Readonly<Record<Language, Readonly<Record<ReminderKind, (threshold: string) => string>>>> = {
  zh: {
    'price-up': (threshold) => `涨到 ${threshold}`,
    'price-down': (threshold) => `跌到 ${threshold}`,
    'change-up': (threshold) => `涨幅达 ${threshold}`,
    'change-down': (threshold) => `跌幅达 ${threshold}`,
  },
  en: {
    'price-up': (threshold) => `rose to ${threshold}`,
    'price-down': (threshold) => `fell to ${threshold}`,
    'change-up': (threshold) => `is up ${threshold}`,
    'change-down': (threshold) => `is down ${threshold}`,
  },
};

/** @param clicked when the user clicks one: the terminal comes to the front */
export function notifyReminders(session: DesktopSession, clicked: () => void): void {
  // Held while they can be clicked: one that is collected is deaf.
  const shown = new Set<Notification>();
  const notify = async (firing: ReminderFiring): Promise<void> => {
    if (!session.settings.notifications || !Notification.isSupported()) return;
    show(notificationText(firing, await session.instrument(firing.reminder.instrument), session.settings.language));
  };
  const show = (words: { readonly title: string; readonly body?: string }): void => {
    // Silent: the page has the reminder's own sound.
    const notification = new Notification({ ...words, silent: true });
    shown.add(notification);
    notification.on('click', clicked);
    notification.on('close', () => shown.delete(notification));
    notification.show();
  };
  session.onFiring((firing) => void notify(firing));
  session.onOwnFiring(({ text }) => {
    if (session.settings.notifications && Notification.isSupported()) show({ title: text });
  });
}

/** Title and body of a firing. @param instrument undefined where it is no longer listed: prices are left out then, never guessed */
export function notificationText(firing: ReminderFiring, instrument: Instrument | undefined, language: Language): { title: string; body: string } {
  const { reminder } = firing;
  const name = instrument ? `${instrument.name[language]} ${instrument.code}` : reminder.instrument;
  const byPrice = reminder.kind === 'price-up' || reminder.kind === 'price-down';
  const threshold = byPrice ? (instrument ? formatPrice(instrument, reminder.threshold) : '') : `${(reminder.threshold / 100).toFixed(2)}%`;
  const price = instrument ? formatPrice(instrument, firing.price) : '';
  return { title: `${name} ${REACHED[language][reminder.kind](threshold)}`.trim(), body: [price, reminder.note].filter(Boolean).join(' · ') };
}
