/**
 * Keeps the reminders of each broker that has any and those of the terminal in step, by themselves: what is set, changed or removed on
 * one side is on the other, what is reached at the broker rings here, once. The rules are reminder-plan's.
 *
 * Both lists are compared whenever the connection comes up, after a change here, and every minute (a broker does not tell of changes made
 * elsewhere); one comparison at a time. A broker has no "only if it is still so": what is changed there in the moment between its list and our
 * request is overwritten by it. What both sides agreed upon is kept with the connection, so that a change made on either side
 * while the terminal was closed is told apart from one that is old.
 */
import { randomUUID } from 'node:crypto';
import type { Broker, BrokerReminders, BrokerStorage, ReminderTrigger } from '#electron/brokers/broker.ts';
import type { Publisher } from '#electron/core/core.ts';
import type { ReminderEngine } from '#electron/reminders/reminder-engine.ts';
import type { InstrumentId } from '#shared/model/instrument.ts';
import type { OwnReminder, Reminder, ReminderSync as Status } from '#shared/model/reminder.ts';
import { fail, ok, type Fault, type Result } from '#shared/result.ts';
import { planSync, sameTerms, termsOf, type HereStep, type Link, type ThereStep } from './reminder-plan.ts';

/** A change here waits so long for more of them, ms. */
const SOON_MS = 300;
/** Between two comparisons where nothing is known to have changed, ms. */
const EVERY_MS = 60_000;
/** After one that failed, ms. */
const RETRY_MS = 15_000;
/** A trigger that comes twice within this is one, ms. */
const SAME_TRIGGER_MS = 10_000;
const LINKS_DOCUMENT = 'reminder-links';

export interface ReminderSyncOptions {
  readonly named: (connection: string) => { readonly broker: Broker; readonly up: boolean } | undefined;
  readonly reminders: Pick<ReminderEngine, 'all' | 'save' | 'remove' | 'firedAtBroker'>;
  readonly storage: (connection: string) => Pick<BrokerStorage, 'append' | 'readDocument'>;
  readonly publisher: Publisher;
  /** Connections that are not kept in step. */
  readonly apart: () => readonly string[];
  readonly keepApart: (connections: readonly string[]) => void;
  readonly tradingDayOf: (instrument: InstrumentId) => string;
  readonly now: () => number;
  readonly after: (ms: number, task: () => void) => () => void;
  readonly log: (level: 'info' | 'warning' | 'error', fault: Fault) => void;
}

export interface ReminderSync {
  /** A connection changed: it came up, went down, or was made anew. */
  connectionChanged(connection: string): void;
  connectionRemoved(connection: string): void;
  /** Reminders changed here. */
  remindersChanged(changed: readonly Reminder[], removed: readonly string[]): void;
  /** Errors: connection-unknown, reminders-not-offered. */
  set(connection: string, on: boolean): Result<null>;
  close(): void;
}

/** What is known of one connection. */
interface Keeper {
  readonly connection: string;
  status: Status;
  links: Link[];
  /** Of the comparison that comes next; null: none is planned. */
  cancel: (() => void) | null;
  running: boolean;
  /** Asked for while one runs. */
  again: boolean;
  /** Counts the times that it was switched: a comparison from before has nothing to do any more. */
  turn: number;
  /** When the broker's own triggers by key rang last. */
  readonly rang: Map<string, number>;
}

export function createReminderSync(options: ReminderSyncOptions): ReminderSync {
  const { named, reminders, storage, publisher, now, after } = options;
  const keepers = new Map<string, Keeper>();
  /** Brokers whose triggers are listened to. */
  const heard = new WeakSet<Broker>();
  /** Whose comparison changes reminders here: these are no reason for another one of it. */
  let applying: Keeper | null = null;
  let closed = false;

  const isApart = (connection: string): boolean => options.apart().includes(connection);
  const tell = (keeper: Keeper, change: Partial<Status>): void => {
    keeper.status = { ...keeper.status, ...change };
    if (!closed) publisher.publish('reminderSyncs', [keeper.status]);
  };
  const keepLinks = (keeper: Keeper, links: readonly Link[]): void => {
    keeper.links = [...links];
    try {
      storage(keeper.connection).append([], [{ key: LINKS_DOCUMENT, text: JSON.stringify(links) }]);
    } catch (error) {
      options.log('error', { code: 'reminder-links-unwritten', params: { reason: error instanceof Error ? error.message : String(error) } });
    }
  };
  const readLinks = (connection: string): Link[] => {
    try {
      return JSON.parse(storage(connection).readDocument(LINKS_DOCUMENT) ?? '[]') as Link[];
    } catch {
      // As if both sides met for the first time: what is alike is joined.
      return [];
    }
  };

  const ask = (keeper: Keeper, ms: number): void => {
    if (keeper.running) {
      keeper.again = true;
      return;
    }
    keeper.cancel?.();
    keeper.cancel = after(ms, () => {
      keeper.cancel = null;
      void compare(keeper);
    });
  };
  const rest = (keeper: Keeper): void => {
    keeper.cancel?.();
    keeper.cancel = null;
    keeper.again = false;
  };

  const down = (keeper: Keeper): void => {
    rest(keeper);
    if (keeper.status.state !== 'waiting' && keeper.status.state !== 'off') tell(keeper, { state: 'waiting', comparedAt: null, fault: null });
  };

  /** What the connection's broker keeps now, where it is up and wanted. */
  const present = ({ connection }: Keeper): BrokerReminders | null => {
    const at = named(connection);
    return (at?.up === true && !closed && !isApart(connection) ? at.broker.reminders : undefined) ?? null;
  };

  async function compare(keeper: Keeper): Promise<void> {
    const theirs = present(keeper);
    if (!theirs) return;
    keeper.running = true;
    if (keeper.status.comparedAt === null) tell(keeper, { state: 'working' });
    const done = await round(keeper, theirs);
    keeper.running = false;
    if (!present(keeper)) return;
    if (done.ok) tell(keeper, { state: done.value.fault ? 'failed' : 'in-step', comparedAt: now(), fault: done.value.fault, own: done.value.own });
    else tell(keeper, { state: 'failed', fault: done.fault });
    const soon = keeper.again || (done.ok && done.value.again);
    keeper.again = false;
    ask(keeper, soon ? SOON_MS : done.ok ? EVERY_MS : RETRY_MS);
  }

  async function round(keeper: Keeper, theirs: BrokerReminders): Promise<Result<{ readonly own: readonly OwnReminder[]; readonly fault: Fault | null; readonly again: boolean }>> {
    const { turn } = keeper;
    const isOver = (): boolean => keeper.turn !== turn || present(keeper) !== theirs;
    const listed = await theirs.list();
    if (!listed.ok) return listed;
    if (isOver()) return fail('broker-down');
    const { own } = listed.value;
    const plan = planSync({
      ours: reminders.all(), theirs: listed.value.reminders, unread: new Set(own.map(({ key }) => key)), links: keeper.links, asKept: (reminder) => theirs.asKept(reminder), carries: (id) => theirs.carries(id),
    });
    // At once and before anything is waited for: what is here is what was compared.
    const faults = applyHere(keeper, plan.here, plan.links);
    for (const step of plan.there) {
      const answer = await applyThere(keeper, theirs, step);
      if (!answer.ok) faults.push(answer.fault);
      if (isOver()) return fail('broker-down');
    }
    return ok({ own, fault: faults.at(0) ?? null, again: plan.again });
  }

  const applyHere = (keeper: Keeper, steps: readonly HereStep[], before: readonly Link[]): Fault[] => {
    const links = [...before];
    const faults: Fault[] = [];
    applying = keeper;
    for (const step of steps) {
      if (step.do === 'remove') {
        reminders.remove(step.reminder.id);
        continue;
      }
      const saved = reminders.save(step.do === 'make' ? termsOf(step.from) : { id: step.reminder.id, ...step.to });
      if (!saved.ok) faults.push(saved.fault);
      const kept = step.do === 'make' ? step.from : step.kept;
      if (saved.ok) links.push({ reminder: saved.value.id, key: kept.key, agreed: termsOf(kept) });
      else if (step.do === 'change') links.push(step.link);
    }
    applying = null;
    if (JSON.stringify(links) !== JSON.stringify(keeper.links)) keepLinks(keeper, links);
    return faults;
  };

  const applyThere = async (keeper: Keeper, theirs: BrokerReminders, step: ThereStep): Promise<Result<null>> => {
    const others = (key: string | null): Link[] => keeper.links.filter((link) => link.key !== key);
    if (step.do === 'remove') {
      const removed = await theirs.remove(step.kept);
      if (removed.ok) keepLinks(keeper, others(step.kept.key));
      return removed;
    }
    if (step.do === 'change') {
      const changed = await theirs.change(step.from, step.terms);
      if (changed.ok) keepLinks(keeper, [...others(step.from.key), { reminder: step.reminder, key: step.from.key, agreed: step.terms }]);
      return changed;
    }
    // Noted before it goes: where no answer comes, the next comparison finds what became of it.
    const handed: Link = { reminder: step.reminder, key: null, agreed: step.terms };
    keepLinks(keeper, [...keeper.links, handed]);
    const added = await theirs.add(step.terms);
    if (!added.ok) return added;
    keepLinks(keeper, [...keeper.links.filter((link) => link !== handed), { ...handed, key: added.value }]);
    return ok(null);
  };

  const onTrigger = (keeper: Keeper, { key, price, text }: ReminderTrigger): void => {
    if (closed) return;
    const link = isApart(keeper.connection) || key === '' ? undefined : keeper.links.find((each) => each.key === key);
    if (link) {
      reminders.firedAtBroker(link.reminder, price ?? NaN, options.tradingDayOf(link.agreed.instrument));
      return;
    }
    const time = now();
    if (key !== '' && time - (keeper.rang.get(key) ?? -Infinity) < SAME_TRIGGER_MS) return;
    keeper.rang.set(key, time);
    publisher.publish('ownFirings', [{ id: randomUUID(), connection: keeper.connection, text, time }]);
    // One that is not known here yet, or whose state has changed by it.
    if (present(keeper)) ask(keeper, SOON_MS);
  };

  const keeperOf = (connection: string): Keeper => {
    let keeper = keepers.get(connection);
    if (!keeper) {
      const status: Status = { connection, state: isApart(connection) ? 'off' : 'waiting', comparedAt: null, fault: null, own: [] };
      keeper = { connection, status, links: readLinks(connection), cancel: null, running: false, again: false, turn: 0, rang: new Map() };
      keepers.set(connection, keeper);
      publisher.publish('reminderSyncs', [status]);
    }
    return keeper;
  };

  return {
    connectionChanged(connection) {
      const at = named(connection);
      const theirs = at?.broker.reminders;
      const known = keepers.get(connection);
      if (!at || !theirs) {
        if (known) down(known);
        return;
      }
      const keeper = known ?? keeperOf(connection);
      if (!heard.has(at.broker)) {
        heard.add(at.broker);
        theirs.onTrigger((trigger) => {
          if (named(connection)?.broker === at.broker) onTrigger(keeper, trigger);
        });
      }
      if (!at.up) down(keeper);
      else if (keeper.status.state === 'waiting' && keeper.cancel === null) ask(keeper, 0);
    },

    connectionRemoved(connection) {
      const keeper = keepers.get(connection);
      if (!keeper) return;
      rest(keeper);
      keepers.delete(connection);
      publisher.publish('reminderSyncs', [], [connection]);
    },

    remindersChanged(changed, removed) {
      for (const keeper of keepers.values()) {
        const theirs = present(keeper);
        if (!theirs || keeper === applying) continue;
        const linkOf = (id: string): Link | undefined => keeper.links.find((link) => link.reminder === id);
        const differs = (reminder: Reminder): boolean => {
          const link = linkOf(reminder.id);
          return link ? !sameTerms(theirs.asKept(termsOf(reminder)), link.agreed) : reminder.enabled && theirs.carries(reminder.instrument);
        };
        if (removed.some((id) => linkOf(id)) || changed.some(differs)) ask(keeper, SOON_MS);
      }
    },

    set(connection, on) {
      const at = named(connection);
      if (!at) return fail('connection-unknown', { connection });
      if (!at.broker.reminders) return fail('reminders-not-offered', { name: connection });
      const keeper = keeperOf(connection);
      if (on === !isApart(connection)) return ok(null);
      options.keepApart(on ? options.apart().filter((other) => other !== connection) : [...options.apart(), connection]);
      rest(keeper);
      keeper.turn++;
      // Joined anew when it is on again: what was removed on one side meanwhile is no removal on the other.
      keepLinks(keeper, []);
      tell(keeper, { state: on ? 'waiting' : 'off', comparedAt: null, fault: null, own: [] });
      if (on) this.connectionChanged(connection);
      return ok(null);
    },

    close() {
      closed = true;
      for (const keeper of keepers.values()) rest(keeper);
    },
  };
}
