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
