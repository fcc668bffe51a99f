/** Fills, rejections, reminders and the link, as they happen: a sound, a sentence in the status bar, a toast where it is worth one. */
import { create } from 'zustand';
import type { Language } from '#shared/faults.ts';
import { sentenceOf } from '#shared/faults.ts';
import type { Fill } from '#shared/model/fill.ts';
import type { Order } from '#shared/model/order.ts';
import type { OwnReminderFiring, ReminderFiring } from '#shared/model/reminder.ts';
import { isWaiting } from '#shared/orders/waiting.ts';
import type { Client } from '#renderer/client/client.ts';
import { askToConfirm } from '#renderer/panels/statement/statement-commands.ts';
import { desktopBridge } from '#renderer/client/message-port.ts';
import { instrumentOf } from '#renderer/state/instruments.ts';
import { notify, useNotices, type Notice } from '#renderer/state/notices.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { useOrders } from '#renderer/state/topics.ts';
import { fillsWords, fillWords, firingWords, reconnectedWords, rejectionWords, stoppedWords, triggeredWords } from './event-words.ts';
import { play } from './sounds.ts';
import { showFiring, showOwnFiring } from './toasts.tsx';

export interface LastEvent {
  readonly time: number;
  readonly level: Notice['level'];
  /** Told when it is shown, so that it follows the language. */
  readonly words: (language: Language) => string;
}

export const useLastEvent = create<{ readonly event: LastEvent | null }>(() => ({ event: null }));

const tell = (level: Notice['level'], words: LastEvent['words']): void => useLastEvent.setState({ event: { time: Date.now(), level, words } });

function filled(fills: readonly Fill[]): void {
  const last = fills.at(-1);
  if (!last) return;
  play('fill');
  const words = (language: Language): string => (fills.length > 1 ? `${fillsWords(fills.length, language)} · ` : '') + fillWords(last, instrumentOf(last.instrument), language);
  tell('good', words);
}

/** Orders that the broker turned down after they were sent; what was refused before has been answered where it was asked. */
function rejected(orders: readonly Order[]): void {
  const known = useOrders.getState().byKey;
  for (const order of orders) {
    if (order.state !== 'rejected' || known.get(order.id)?.state === 'rejected') continue;
    play('reject');
    notify('error', rejectionWords(order, instrumentOf(order.instrument), useSettings.getState().settings.language));
  }
}

/** Orders that waited: their trigger was reached, and they are live, or could not be. */
function triggered(orders: readonly Order[]): void {
  const known = useOrders.getState().byKey;
  for (const order of orders) {
    const before = known.get(order.id);
    if (!before || !isWaiting(before)) continue;
    const instrument = instrumentOf(order.instrument);
    if (order.triggered === true) tell('warning', (language) => triggeredWords(order, instrument, language));
    else if (order.state === 'cancelled' && order.fault !== null && order.fault.code !== 'account-reset') {
      play('reject');
      notify('error', stoppedWords(order, instrument, useSettings.getState().settings.language));
    }
  }
}

/** Outside the page, where the user allowed it. The desktop window's notifications are the main process's own. */
function notifySystem(title: string, body: string, tag: string): void {
  if (!useSettings.getState().settings.notifications || desktopBridge() || !('Notification' in window) || Notification.permission !== 'granted') return;
  const shown = new Notification(title, { body, tag });
  shown.addEventListener('click', () => window.focus());
}

function fired(firing: ReminderFiring): void {
  const { language } = useSettings.getState().settings;
  play('reminder');
  const words = (spoken: Language): string => firingWords(firing, instrumentOf(firing.reminder.instrument), spoken);
  tell('warning', words);
  showFiring(firing, words(language));
  notifySystem(words(language), firing.reminder.note, firing.reminder.id);
}

/** A reminder that only the broker knows: its own words. */
function firedElsewhere(firing: OwnReminderFiring): void {
  play('reminder');
  tell('warning', () => firing.text);
  showOwnFiring(firing);
  notifySystem(firing.text, '', firing.id);
}

function noticed(notice: Notice): void {
  if (notice.level === 'error') play('reject');
  tell(notice.level, (language) => notice.text ?? (notice.fault ? sentenceOf(notice.fault, language) : ''));
}

/** Follows the client until the returned function is called. */
export function followEvents(client: Client): () => void {
  let wasUp = false;
  let wasLost = false;
  let lastNotice = useNotices.getState().notices.at(-1)?.id ?? 0;
  const ends = [
    client.on('fills', (change) => {
      if (!change.snapshot) filled(change.items);
    }),
    client.on('orders', (change) => {
      if (change.snapshot) return;
      rejected(change.items);
      triggered(change.items);
    }),
    client.on('statements', (change) => change.items.forEach(askToConfirm)),
    client.on('firings', (change) => change.items.forEach(fired)),
    client.on('ownFirings', (change) => change.items.forEach(firedElsewhere)),
    client.onLink((state) => {
      if (state === 'lost' && wasUp) {
        play('lost');
        tell('error', (language) => sentenceOf({ code: 'connection-lost' }, language));
      }
      if (state === 'up' && wasLost) tell('good', reconnectedWords);
      wasUp = state === 'up';
      wasLost ||= state === 'lost';
    }),
    useNotices.subscribe(({ notices }) => {
      for (const notice of notices) if (notice.id > lastNotice) noticed(notice);
      lastNotice = notices.at(-1)?.id ?? lastNotice;
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
}
