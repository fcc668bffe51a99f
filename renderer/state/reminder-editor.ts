/** Which reminder is being edited, if any: the chart, the watchlist and the reminders panel open the same editor. */
import { create } from 'zustand';
import type { InstrumentId } from '#shared/model/instrument.ts';
import type { Reminder } from '#shared/model/reminder.ts';
import type { Ticks } from '#shared/price.ts';

export interface ReminderDraft {
  readonly instrument: InstrumentId;
  /** A price that was pointed at, in ticks. */
  readonly price: Ticks | null;
  /** The reminder to change; null for a new one. */
  readonly reminder: Reminder | null;
  /** Tells one opening from the next. */
  readonly serial: number;
}

interface ReminderEditorState {
  readonly draft: ReminderDraft | null;
}

export const useReminderEditor = create<ReminderEditorState>(() => ({ draft: null }));

let serial = 0;

export const reminderEditor = {
  /** Opens the editor for a new reminder of an instrument, at a price where one was pointed at. */
  open(instrument: InstrumentId, price?: Ticks): void {
    useReminderEditor.setState({ draft: { instrument, price: price ?? null, reminder: null, serial: ++serial } });
  },
  /** Opens the editor with a reminder that is there. */
  edit(reminder: Reminder): void {
    useReminderEditor.setState({ draft: { instrument: reminder.instrument, price: null, reminder, serial: ++serial } });
  },
  close(): void {
    useReminderEditor.setState({ draft: null });
  },
};
