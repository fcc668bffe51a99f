/**
 * Reminders that a broker keeps for the user, taken over as reminders of the terminal and written back: each side gets what the other has
 * and it lacks. The user says when; nothing is taken away on either side.
 */
import type { Broker, BrokerReminder, BrokerReminders } from '#electron/brokers/broker.ts';
import type { ReminderEngine } from '#electron/reminders/reminder-engine.ts';
import { fail, ok, type Fault, type Result } from '#shared/result.ts';

export interface BrokerRemindersOptions {
  readonly named: (connection: string) => { readonly name: string; readonly broker: Broker; readonly up: boolean } | undefined;
  readonly reminders: Pick<ReminderEngine, 'all' | 'save'>;
}

export interface Exchanged {
  /** Reminders made here, and at the broker. */
  readonly taken: number;
  readonly given: number;
  /** At the broker and of no kind or instrument that is here. */
  readonly others: number;
  /** Why one could not be made, the first such. */
  readonly fault: Fault | null;
}

const sameAs = (a: BrokerReminder) => (b: BrokerReminder): boolean => a.instrument === b.instrument && a.kind === b.kind && a.threshold === b.threshold;

/** Errors: connection-unknown, connection-is-down, reminders-not-offered, and what the broker says when it is asked for its list. */
export async function exchangeReminders({ named, reminders }: BrokerRemindersOptions, connection: string): Promise<Result<Exchanged>> {
  const at = named(connection);
  if (!at) return fail('connection-unknown', { connection });
  const theirs: BrokerReminders | undefined = at.broker.reminders;
  if (!theirs) return fail('reminders-not-offered', { name: at.name });
  if (!at.up) return fail('connection-is-down', { name: at.name });
  const listed = await theirs.list();
  if (!listed.ok) return listed;
  const ours = reminders.all().filter(({ instrument }) => theirs.carries(instrument));
  let fault: Fault | null = null;
  let taken = 0;
  for (const reminder of listed.value.reminders) {
    if (ours.some(sameAs(reminder))) continue;
    const saved = reminders.save(reminder);
    if (saved.ok) taken++;
    else fault ??= saved.fault;
  }
  let given = 0;
  for (const { instrument, kind, threshold, frequency, note, enabled } of ours) {
    const reminder = { instrument, kind, threshold, frequency, note, enabled };
    // What is off here would ring there.
    if (!enabled || listed.value.reminders.some(sameAs(reminder))) continue;
    const added = await theirs.add(reminder);
    if (added.ok) given++;
    else fault ??= added.fault;
  }
  return ok({ taken, given, others: listed.value.others, fault });
}
