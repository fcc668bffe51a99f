/** The reminder engine over random price paths, edits and restarts, against the rules written down naively. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createReminderEngine, type ReminderEngine } from '#electron/reminders/reminder-engine.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { emptyQuote, QUOTE } from '#shared/model/quote.ts';
import { REMINDER_FREQUENCIES, REMINDER_KINDS, type Reminder, type ReminderFiring } from '#shared/model/reminder.ts';

const REFERENCE = 1000;

const reminder = fc.record({ kind: fc.constantFrom(...REMINDER_KINDS), level: fc.integer({ min: 990, max: 1010 }), frequency: fc.constantFrom(...REMINDER_FREQUENCIES) })
  .filter(({ kind, level }) => !(kind === 'change-up' && level <= REFERENCE) && !(kind === 'change-down' && level >= REFERENCE));

const step = fc.record({
  last: fc.oneof({ weight: 12, arbitrary: fc.integer({ min: 985, max: 1015 }) }, { weight: 1, arbitrary: fc.constant(NaN) }),
  stale: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  seconds: fc.constantFrom(0, 1, 25, 61),
  newDay: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  restart: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
});

interface Path { readonly reminders: readonly { kind: Reminder['kind']; level: number; frequency: Reminder['frequency'] }[]; readonly steps: readonly { last: number; stale: boolean; seconds: number; newDay: boolean; restart: boolean }[] }

const path: fc.Arbitrary<Path> = fc.record({ reminders: fc.array(reminder, { minLength: 1, maxLength: 5 }), steps: fc.array(step, { maxLength: 60 }) });

/** Whether a whole price history says that the last quote fires: no state carried but the history itself. */
function firedAt({ kind, level, frequency }: Path['reminders'][number], history: readonly { last: number; time: number; day: number }[]): number[] {
  const up = kind.endsWith('up');
  const fired: number[] = [];
  let spent = -1;
  for (const [at, { last, time, day }] of history.entries()) {
    if (up ? last < level : last > level) continue;
    const since = history.slice(Math.max(spent, fired.at(-1) ?? -1) + 1, at);
    if (!since.some((quote) => (up ? quote.last < level : quote.last > level))) continue;
    const before = fired.length > 0 ? history[fired[fired.length - 1]] : null;
    if (before && frequency === 'once') continue;
    if (before && frequency === 'always' && time - before.time < 60_000) continue;
    if (before && frequency === 'daily' && before.day === day) spent = at;
    else fired.push(at);
  }
  return fired;
}

it('fires exactly where the rules say, whatever the path, over restarts', () => {
  fc.assert(
    fc.property(path, ({ reminders, steps }) => {
      const stored = new Map<string, Reminder>();
      let time = 1_700_000_000_000;
      let day = 1;
      let firings: ReminderFiring[] = [];
      const start = (): ReminderEngine =>
        createReminderEngine({
          store: { reminders: { all: () => [...stored.values()], put: (r) => void stored.set(r.id, r), remove: (id) => void stored.delete(id) } },
          publisher: { publish: (topic, items) => void (topic === 'firings' && (firings = [...firings, ...(items as readonly ReminderFiring[])])) },
          instrumentOf: () => ({ reference: 'pre-close' }) as Instrument,
          now: () => time,
        });
      let engine = start();
      const ids = reminders.map(({ kind, level, frequency }) => {
        // 1 tick of 1000 is 0.1 %, ten units of a change threshold.
        const threshold = kind.startsWith('price') ? level : Math.abs(level - REFERENCE) * 10;
        const saved = engine.save({ instrument: 'X.Y', kind, threshold, frequency, note: '', enabled: true });
        if (!saved.ok) throw new Error(saved.fault.code);
        return saved.value.id;
      });
      const history: { last: number; time: number; day: number }[] = [];
      const seen: string[][] = reminders.map(() => []);
      for (const { last, stale, seconds, newDay, restart } of steps) {
        time += seconds * 1000;
        if (newDay) day += 1;
        if (restart) engine = start();
        const record = emptyQuote();
        record[QUOTE.last] = last;
        record[QUOTE.preClose] = REFERENCE;
        record[QUOTE.stale] = stale ? 1 : 0;
        firings = [];
        engine.onQuote('X.Y', record, 0, String(day));
        if (stale || Number.isNaN(last)) {
          expect(firings).toEqual([]);
          continue;
        }
        history.push({ last, time, day });
        for (const firing of firings) {
          expect(firing).toMatchObject({ price: last, time });
          seen[ids.indexOf(firing.reminder.id)].push(String(history.length - 1));
        }
      }
      for (const [n, which] of reminders.entries()) expect(seen[n]).toEqual(firedAt(which, history).map(String));
    }),
    { numRuns: 1000 },
  );
});
