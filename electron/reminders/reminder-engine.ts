/**
 * Price reminders: which there are, and when one fires.
 *
 * A reminder fires on an edge: its condition becomes true, having been seen false since the reminder was set or last fired
 * (`armed`). One that is set beyond the price already waits until the price has come back over the threshold once. `armed`
 * is kept in the store, so a price that passed the threshold while Pankou was closed fires on the first quote after the start.
 *
 * Frequencies (Futu OpenAPI, PriceReminderFreq: ALWAYS 持续提醒, ONCE_A_DAY 每日一次, ONCE 仅提醒一次; the document names them and
 * leaves the rest open, so the rest is ours):
 * - always: on every edge, at most once a minute of this machine's clock – the limit spares the trader's ears, so it doesn't run
 *   faster with a fast replay. An edge within the minute isn't lost: it fires when the minute is over if the condition still
 *   holds then.
 * - daily: on the first edge of each trading day; later edges of that day are spent.
 * - once: on the first edge; then the reminder is disabled.
 *
 * Stale quotes (a connection that is down) decide nothing.
 */
import { randomUUID } from 'node:crypto';
import type { Asked, Publisher } from '#electron/core/core.ts';
import type { Store } from '#electron/store/store.ts';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import { QUOTE } from '#shared/model/quote.ts';
import type { Reminder, ReminderFiring } from '#shared/model/reminder.ts';
import type { Ticks } from '#shared/price.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { conditionHolds } from './condition.ts';

/** Futu OpenAPI, set_price_reminder, notes: at most ten of one type for an instrument. */
export const REMINDERS_PER_KIND = 10;

/** Shortest time between two firings of an `always` reminder. */
export const ALWAYS_PAUSE_MS = 60_000;

export interface ReminderEngineOptions {
  readonly store: Pick<Store, 'reminders'>;
  readonly publisher: Publisher;
  /** Null or undefined while no connection offers it. */
  readonly instrumentOf: (id: InstrumentId) => Instrument | null | undefined;
  /** UTC ms of this machine. */
  readonly now: () => number;
}

export interface ReminderEngine {
  /** Makes one (no id) or changes one. A change of what is waited for starts it anew. @returns `reminder-unknown`, `instrument-unknown`, `reminder-threshold`, `reminder-too-many` */
  save(ask: Asked<'reminder.save'>): Result<Reminder>;
  /** @returns `reminder-unknown` */
  remove(id: string): Result<null>;
  all(): readonly Reminder[];
  /**
   * A broker that keeps the reminder too says that it was reached: it fires, unless it has fired here for the same (within the pause, for a
   * daily one on that trading day) or is off. @param price in ticks
   */
  firedAtBroker(id: string, price: Ticks, tradingDay: string): void;
  /**
   * A new quote of any instrument: a map lookup where no reminder waits for it.
   * @param record quote records (shared/model/quote), this one from `offset`
   * @param tradingDay `YYYY-MM-DD`, the instrument's current one
   */
  onQuote(instrument: InstrumentId, record: Float64Array, offset: number, tradingDay: string): void;
  /** Instruments whose quotes are needed: the core keeps them subscribed. */
  instruments(): ReadonlySet<InstrumentId>;
  /** Calls when `instruments()` has changed. */
  onInstrumentsChange(listener: (instruments: ReadonlySet<InstrumentId>) => void): void;
}

export function createReminderEngine({ store, publisher, instrumentOf, now }: ReminderEngineOptions): ReminderEngine {
  const reminders = new Map(store.reminders.all().map((reminder) => [reminder.id, reminder]));
  /** Ids of the enabled ones by instrument. Lists are replaced, never changed: one may be walked while a listener saves another. */
  let watched = new Map<InstrumentId, readonly string[]>();
  let wanted: ReadonlySet<InstrumentId> = new Set();
  const listeners: ((instruments: ReadonlySet<InstrumentId>) => void)[] = [];

  const regroup = (): void => {
    watched = new Map();
    for (const { id, instrument, enabled } of reminders.values()) {
      if (enabled) watched.set(instrument, [...(watched.get(instrument) ?? []), id]);
    }
    const instruments = new Set(watched.keys());
    if (instruments.size === wanted.size && [...instruments].every((id) => wanted.has(id))) return;
    wanted = instruments;
    for (const listener of listeners) listener(wanted);
  };
  regroup();

  const keep = (reminder: Reminder): void => {
    const before = reminders.get(reminder.id);
    reminders.set(reminder.id, reminder);
    store.reminders.put(reminder);
    if (before?.enabled !== reminder.enabled || before.instrument !== reminder.instrument) regroup();
  };

  const fire = (reminder: Reminder, price: number, tradingDay: string): void => {
    const time = now();
    const fired: Reminder = { ...reminder, armed: false, enabled: reminder.frequency !== 'once', lastFiredAt: time, lastFiredDay: tradingDay };
    const firing: ReminderFiring = { id: randomUUID(), reminder: fired, price, time };
    keep(fired);
    publisher.publish('reminders', [fired]);
    publisher.publish('firings', [firing]);
  };

  const consider = (reminder: Reminder, record: Float64Array, offset: number, tradingDay: string): void => {
    const needsReference = reminder.kind === 'change-up' || reminder.kind === 'change-down';
    const reference = needsReference ? (instrumentOf(reminder.instrument)?.reference ?? null) : null;
    const holds = conditionHolds(reminder.kind, reminder.threshold, reference, record, offset);
    if (holds === null) return;
    const armed = reminder.armed === true;
    if (!holds) {
      if (!armed) keep({ ...reminder, armed: true });
      return;
    }
    if (!armed) return;
    if (reminder.frequency === 'always' && pausing(reminder, now())) return;
    if (reminder.frequency === 'daily' && reminder.lastFiredDay === tradingDay) keep({ ...reminder, armed: false });
    else fire(reminder, record[offset + QUOTE.last], tradingDay);
  };

  return {
    save(ask) {
      const before = ask.id === undefined ? undefined : reminders.get(ask.id);
      if (ask.id !== undefined && !before) return fail('reminder-unknown');
      // One that is there may be edited while its connection is down.
      if (ask.instrument !== before?.instrument && !instrumentOf(ask.instrument)) return fail('instrument-unknown', { instrument: ask.instrument });
      const isChange = ask.kind === 'change-up' || ask.kind === 'change-down';
      if (isChange && ask.threshold <= 0) return fail('reminder-threshold');
      const alike = [...reminders.values()].filter((r) => r.instrument === ask.instrument && r.kind === ask.kind && r.id !== before?.id);
      if (alike.length >= REMINDERS_PER_KIND) return fail('reminder-too-many', { max: REMINDERS_PER_KIND });

      const asked = {
        instrument: ask.instrument, kind: ask.kind, threshold: ask.threshold, frequency: ask.frequency, note: ask.note, enabled: ask.enabled,
      };
      const reminder: Reminder =
        before && waitsForTheSame(before, asked)
          ? { ...before, ...asked }
          : { ...asked, id: before?.id ?? randomUUID(), createdAt: before?.createdAt ?? now(), lastFiredAt: null, lastFiredDay: null, armed: false };
      keep(reminder);
      publisher.publish('reminders', [reminder]);
      return ok(reminder);
    },

    remove(id) {
      if (!reminders.delete(id)) return fail('reminder-unknown');
      store.reminders.remove(id);
      regroup();
      publisher.publish('reminders', [], [id]);
      return ok(null);
    },

    all: () => [...reminders.values()],

    firedAtBroker(id, price, tradingDay) {
      const reminder = reminders.get(id);
      if (!reminder?.enabled || pausing(reminder, now()) || (reminder.frequency === 'daily' && reminder.lastFiredDay === tradingDay)) return;
      fire(reminder, price, tradingDay);
    },

    onQuote(instrument, record, offset, tradingDay) {
      const waiting = watched.get(instrument);
      if (waiting === undefined || record[offset + QUOTE.stale] === 1) return;
      for (const id of waiting) {
        // As it is now: a listener of an earlier firing may have changed or removed it.
        const reminder = reminders.get(id);
        if (reminder?.enabled && reminder.instrument === instrument) consider(reminder, record, offset, tradingDay);
      }
    },

    instruments: () => wanted,

    onInstrumentsChange(listener) {
      listeners.push(listener);
    },
  };
}

/** Within the pause after its last firing. A clock that was set back doesn't silence it. */
function pausing(reminder: Reminder, time: number): boolean {
  if (reminder.lastFiredAt === null) return false;
  const since = time - reminder.lastFiredAt;
  return since >= 0 && since < ALWAYS_PAUSE_MS;
}

function waitsForTheSame(a: Reminder, b: Pick<Reminder, 'instrument' | 'kind' | 'threshold' | 'enabled'>): boolean {
  return a.instrument === b.instrument && a.kind === b.kind && a.threshold === b.threshold && a.enabled === b.enabled;
}
