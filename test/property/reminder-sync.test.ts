/**
 * Reminders kept in step with a broker's: any sequence of edits on both sides, with connections that drop, requests that fail or whose
 * answer is lost, and restarts in between, ends with the same reminders on both sides, each once, and nothing that nobody removed is gone.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Broker, BrokerReminder, BrokerReminders, KeptReminder, ReminderTrigger } from '#electron/brokers/broker.ts';
import { sameTerms, termsOf } from '#electron/core/reminder-sync/reminder-plan.ts';
import { createReminderSync, type ReminderSync } from '#electron/core/reminder-sync/reminder-sync.ts';
import { createReminderEngine } from '#electron/reminders/reminder-engine.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { REMINDER_FREQUENCIES, type OwnReminderFiring, type Reminder, type ReminderFiring } from '#shared/model/reminder.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { createHandClock } from '#test/stand-ins/hand-clock.ts';
import { createMemoryStorage } from '#test/stand-ins/memory-storage.ts';

const NOTE = 4;
const CARRIED = ['A', 'B'];
const ELSEWHERE = 'C';

type Fate = 'done' | 'refused' | 'unanswered';

interface Edit {
  readonly side: 'here' | 'there';
  readonly what: 'make' | 'threshold' | 'frequency' | 'note' | 'toggle' | 'instrument' | 'remove';
  readonly which: number;
}
type Step = { readonly edit: Edit } | { readonly pass: number; readonly fates: readonly Fate[]; readonly meanwhile: readonly Edit[] } | { readonly event: 'down' | 'up' | 'restart' };

const edit: fc.Arbitrary<Edit> = fc.record({
  side: fc.constantFrom('here', 'there'),
  what: fc.constantFrom('make', 'make', 'make', 'threshold', 'frequency', 'note', 'toggle', 'instrument', 'remove'),
  which: fc.nat(20),
});
/**
 * While a comparison runs. A broker has no "only if it is still so": what is changed there between its list and our request is overwritten, so
 * there only new ones are made meanwhile.
 */
const meantime: fc.Arbitrary<Edit> = edit.map((each) => (each.side === 'there' ? { ...each, what: 'make' } : each));
const fate = fc.oneof({ weight: 6, arbitrary: fc.constant<Fate>('done') }, { weight: 1, arbitrary: fc.constantFrom<Fate>('refused', 'unanswered') });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ edit }) },
  { weight: 3, arbitrary: fc.record({ pass: fc.constantFrom(0, 400, 20_000, 70_000), fates: fc.array(fate, { maxLength: 6 }), meanwhile: fc.array(meantime, { maxLength: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ event: fc.constantFrom('down', 'up', 'restart') }) },
);

/** Both sides with everything between them. */
function openDesk() {
  const clock = createHandClock();
  const storage = createMemoryStorage();
  const stored = new Map<string, Reminder>();
  const firings: ReminderFiring[] = [];
  const ownFirings: OwnReminderFiring[] = [];
  let sync: ReminderSync | null = null;
  const reminders = createReminderEngine({
    store: { reminders: { all: () => [...stored.values()], put: (r) => void stored.set(r.id, r), remove: (id) => void stored.delete(id) } },
    publisher: {
      publish(topic, items, removed = []) {
        if (topic === 'reminders') sync?.remindersChanged(items as readonly Reminder[], removed);
        if (topic === 'firings') firings.push(...(items as readonly ReminderFiring[]));
      },
    },
    instrumentOf: () => ({ reference: 'pre-close' }) as Instrument,
    now: clock.now,
  });

  // The broker.
  const kept = new Map<string, KeptReminder>();
  /** Made by us, and the answer with the key was lost. */
  const unanswered = new Set<string>();
  let keys = 0;
  let up = true;
  let fates: Fate[] = [];
  let meanwhile: (() => void)[] = [];
  const asKept = (reminder: BrokerReminder): BrokerReminder => ({ ...termsOf(reminder), note: reminder.note.slice(0, NOTE) });
  const request = async <T>(apply: () => Result<T>): Promise<Result<T>> => {
    await Promise.resolve();
    const fated = up ? (fates.shift() ?? 'done') : 'refused';
    const answer = fated === 'refused' ? (fail('opend-refused') as Result<T>) : apply();
    meanwhile.shift()?.();
    await Promise.resolve();
    return fated === 'unanswered' ? fail('broker-down') : answer;
  };
  const listeners: ((trigger: ReminderTrigger) => void)[] = [];
  const theirs: BrokerReminders = {
    list: () => request(() => ok({ reminders: [...kept.values()], own: [] })),
    async add(reminder) {
      let key = '';
      const answer = await request(() => {
        key = `k${++keys}`;
        kept.set(key, { ...asKept(reminder), key, enabled: true });
        return ok(key);
      });
      if (!answer.ok && key !== '') unanswered.add(key);
      return answer;
    },
    change: (from, to) =>
      request(() => {
        if (kept.has(from.key)) kept.set(from.key, { ...asKept(to), key: from.key });
        return ok(null);
      }),
    remove: (reminder) =>
      request(() => {
        kept.delete(reminder.key);
        return ok(null);
      }),
    carries: (instrument) => CARRIED.includes(instrument),
    asKept,
    onTrigger: (listener) => void listeners.push(listener),
  };
  const broker = { reminders: theirs } as unknown as Broker;

  let apart: readonly string[] = [];
  const start = (): void => {
    sync?.close();
    sync = createReminderSync({
      named: () => ({ broker, up }),
      reminders,
      storage: () => storage,
      publisher: { publish: (topic, items) => void (topic === 'ownFirings' && ownFirings.push(...(items as readonly OwnReminderFiring[]))) },
      apart: () => apart,
      keepApart: (connections) => (apart = connections),
      tradingDayOf: () => '2026-01-05',
      now: clock.now,
      after: clock.after,
      log: () => {},
    });
    sync.connectionChanged('x');
  };
  start();

  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 400; turn++) await Promise.resolve();
  };
  return {
    clock, stored, kept, unanswered, asKept, reminders, firings, ownFirings, start,
    set: (on: boolean) => sync!.set('x', on),
    trigger: (trigger: ReminderTrigger) => listeners.forEach((listener) => listener(trigger)),
    newKey: () => `k${++keys}`,
    connection(is: boolean) {
      up = is;
      sync!.connectionChanged('x');
    },
    async pass(ms: number, next: Fate[] = [], edits: (() => void)[] = []) {
      [fates, meanwhile] = [next, edits];
      // In steps, so that what waits for an answer goes on.
      for (let gone = 0; gone <= ms; gone += 400) {
        clock.run(Math.min(400, ms));
        await settle();
      }
      for (const late of meanwhile) late();
      [fates, meanwhile] = [[], []];
    },
  };
}

/**
 * Carries out edits with thresholds that nobody else has, and remembers which of them somebody removed. Thresholds are changed on one side
 * alone: where both change one, only ours is left.
 */
function editor(desk: ReturnType<typeof openDesk>, thresholds: Edit['side'] = 'here') {
  let threshold = 0;
  const removed = new Set<number>();
  const alive = new Set<number>();
  return {
    removed,
    alive,
    edit({ side, what, which }: Edit): void {
      const { reminders, kept, asKept } = desk;
      const list = side === 'here' ? reminders.all() : [...kept.values()].filter(({ key }) => !desk.unanswered.has(key));
      const target = list.at(which % Math.max(1, list.length));
      const put = (terms: BrokerReminder): void => {
        if (side === 'here') reminders.save({ ...(what === 'make' || !target ? {} : { id: (target as Reminder).id }), ...terms });
        else {
          const key = what === 'make' || !target ? desk.newKey() : (target as KeptReminder).key;
          kept.set(key, { ...asKept(terms), key });
        }
      };
      if (what === 'make') {
        alive.add(++threshold);
        return put({ instrument: side === 'here' ? [...CARRIED, ELSEWHERE][which % 3] : CARRIED[which % 2], kind: 'price-up', threshold, frequency: 'always', note: `long note ${threshold}`, enabled: which % 5 !== 0 || side === 'there' });
      }
      if (!target) return;
      const terms = termsOf(target);
      if (what === 'remove') {
        removed.add(terms.threshold);
        if (side === 'here') reminders.remove((target as Reminder).id);
        else kept.delete((target as KeptReminder).key);
      } else if (what === 'threshold') {
        if (side !== thresholds) return;
        // The old one lives on as the new one.
        removed.add(terms.threshold);
        alive.add(++threshold);
        put({ ...terms, threshold });
      } else if (what === 'frequency') put({ ...terms, frequency: REMINDER_FREQUENCIES[which % 3] });
      else if (what === 'note') put({ ...terms, note: `${which}` });
      else if (what === 'toggle') put({ ...terms, enabled: !terms.enabled });
      else if (side === 'here' && thresholds === 'here') put({ ...terms, instrument: CARRIED[which % 2] });
    },
  };
}

it('ends the same on both sides, each once, and loses nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.constantFrom('here', 'there'), async (steps, thresholds) => {
      const desk = openDesk();
      const hand = editor(desk, thresholds);
      for (const each of steps) {
        if ('edit' in each) hand.edit(each.edit);
        else if ('pass' in each) await desk.pass(each.pass, [...each.fates], each.meanwhile.map((late) => () => hand.edit(late)));
        else if (each.event === 'restart') desk.start();
        else desk.connection(each.event === 'up');
      }
      desk.connection(true);
      await desk.pass(200_000);

      const here = desk.reminders.all().filter(({ instrument }) => CARRIED.includes(instrument));
      const there = [...desk.kept.values()];
      const inBoth = here.filter((mine) => there.some((theirs) => sameTerms(theirs, desk.asKept(mine))));
      // Each of theirs is one of ours; what only we have is off.
      expect(inBoth).toHaveLength(there.length);
      expect(here.filter((mine) => !inBoth.includes(mine) && mine.enabled)).toEqual([]);
      // Thresholds tell them apart: each is there at most once on either side …
      expect(new Set(there.map(({ threshold }) => threshold)).size).toBe(there.length);
      expect(new Set(desk.reminders.all().map(({ threshold }) => threshold)).size).toBe(desk.reminders.all().length);
      // … and what nobody removed is still somewhere.
      const left = new Set([...desk.reminders.all(), ...there].map(({ threshold }) => threshold));
      for (const threshold of hand.alive) if (!hand.removed.has(threshold)) expect(left).toContain(threshold);
      // Nothing goes on being changed.
      const before = JSON.stringify([here, there]);
      await desk.pass(130_000);
      expect(JSON.stringify([desk.reminders.all().filter(({ instrument }) => CARRIED.includes(instrument)), [...desk.kept.values()]])).toBe(before);
    }),
    { numRuns: 150 },
  );
}, 120_000);

it('a change on both sides: ours counts; changed on one and removed on the other: the change counts', async () => {
  const desk = openDesk();
  const save = (threshold: number, more: Partial<BrokerReminder> = {}, id?: string) => {
    const saved = desk.reminders.save({ ...(id === undefined ? {} : { id }), instrument: 'A', kind: 'price-up', threshold, frequency: 'always', note: '', enabled: true, ...more });
    if (!saved.ok) throw new Error(saved.fault.code);
    return saved.value.id;
  };
  const [both, edited, dropped] = [save(1), save(2), save(3)];
  await desk.pass(1_000);
  expect(desk.kept.size).toBe(3);
  desk.connection(false);
  const [k1, k2, k3] = [...desk.kept.keys()];
  save(10, {}, both);
  desk.kept.set(k1, { ...desk.kept.get(k1)!, threshold: 11 });
  save(20, {}, edited);
  desk.kept.delete(k2);
  desk.reminders.remove(dropped);
  desk.kept.set(k3, { ...desk.kept.get(k3)!, threshold: 33 });
  desk.connection(true);
  await desk.pass(1_000);
  const thresholds = (list: Iterable<{ readonly threshold: number }>): number[] => [...list].map(({ threshold }) => threshold).sort((a, b) => a - b);
  expect(thresholds(desk.kept.values())).toEqual([10, 20, 33]);
  expect(thresholds(desk.reminders.all())).toEqual([10, 20, 33]);
});

it('kept apart and together again: each side has what either had', async () => {
  const desk = openDesk();
  const hand = editor(desk);
  hand.edit({ side: 'here', what: 'make', which: 1 });
  hand.edit({ side: 'there', what: 'make', which: 1 });
  await desk.pass(70_000);
  expect([desk.reminders.all().length, desk.kept.size]).toEqual([2, 2]);
  expect(desk.set(false).ok).toBe(true);
  hand.edit({ side: 'here', what: 'remove', which: 0 });
  hand.edit({ side: 'there', what: 'make', which: 1 });
  await desk.pass(130_000);
  expect([desk.reminders.all().length, desk.kept.size]).toEqual([1, 3]);
  expect(desk.set(true).ok).toBe(true);
  await desk.pass(1_000);
  expect([desk.reminders.all().length, desk.kept.size]).toEqual([3, 3]);
});

it('what is reached at the broker rings once: here where it is known here, in the broker’s words where not', async () => {
  const desk = openDesk();
  const saved = desk.reminders.save({ instrument: 'A', kind: 'price-up', threshold: 5, frequency: 'once', note: '', enabled: true });
  await desk.pass(1_000);
  const [key] = [...desk.kept.keys()];
  for (let again = 0; again < 3; again++) desk.trigger({ key, price: 6, text: 'A 6' });
  expect(desk.firings).toMatchObject([{ price: 6, reminder: { id: saved.ok ? saved.value.id : '', enabled: false } }]);
  // Once reached it is off on both sides.
  await desk.pass(1_000);
  expect(desk.kept.get(key)?.enabled).toBe(false);
  for (let again = 0; again < 3; again++) desk.trigger({ key: 'own', price: null, text: 'volume' });
  expect(desk.ownFirings).toMatchObject([{ connection: 'x', text: 'volume' }]);
  expect(desk.firings).toHaveLength(1);
});
