import type { Worded } from './connection-profile.ts';
import type { Fault } from '../result.ts';
import type { InstrumentId } from './instrument.ts';

export const REMINDER_KINDS = ['price-up', 'price-down', 'change-up', 'change-down'] as const;
export type ReminderKind = (typeof REMINDER_KINDS)[number];

export const REMINDER_FREQUENCIES = ['always', 'daily', 'once'] as const;
export type ReminderFrequency = (typeof REMINDER_FREQUENCIES)[number];

/** A price reminder. Fires when the condition becomes true (it must have been false since the last firing). */
export interface Reminder {
  readonly id: string;
  readonly instrument: InstrumentId;
  readonly kind: ReminderKind;
  /** Ticks for price kinds; 1/100 of a percent for change kinds (always positive: a fall of 2 % is `change-down` 200). */
  readonly threshold: number;
  readonly frequency: ReminderFrequency;
  readonly note: string;
  readonly enabled: boolean;
  readonly createdAt: number;
  readonly lastFiredAt: number | null;
  /** Trading day of the last firing (`daily` fires once each). */
  readonly lastFiredDay: string | null;
  /** The condition has been seen false since the reminder was set or last fired: the next time it is true, it fires. Kept across restarts. */
  readonly armed?: boolean;
}

/** One firing: goes to screen, sound and system notification. `price` in ticks. */
export interface ReminderFiring {
  readonly id: string;
  readonly reminder: Reminder;
  readonly price: number;
  readonly time: number;
}

/** A reminder that a broker keeps and that has no word here: shown as it is, changed at the broker alone. */
export interface OwnReminder {
  readonly key: string;
  /** As the broker names it. */
  readonly code: string;
  readonly name: string;
  /** Null where the terminal does not carry it. */
  readonly instrument: InstrumentId | null;
  /** What it waits for, and the value of that. */
  readonly condition: Worded;
  readonly value: string;
  readonly frequency: ReminderFrequency;
  readonly note: string;
  readonly enabled: boolean;
}

/** How the reminders of a connection's broker and those here are kept in step. */
export interface ReminderSync {
  readonly connection: string;
  /** `off`: the user does not want it. `waiting`: the connection is down, or nothing was compared yet. `failed`: see `fault`; it is tried again. */
  readonly state: 'off' | 'waiting' | 'working' | 'in-step' | 'failed';
  /** UTC ms: when both sides were compared last; null: not since the start. */
  readonly comparedAt: number | null;
  readonly fault: Fault | null;
  /** Of the broker alone. */
  readonly own: readonly OwnReminder[];
}

/** A reminder that only the broker has was reached: an event. */
export interface OwnReminderFiring {
  readonly id: string;
  readonly connection: string;
  /** The broker's own sentence. */
  readonly text: string;
  readonly time: number;
}
