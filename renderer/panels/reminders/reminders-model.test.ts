import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commands } from '#shared/contract/commands.ts';
import { REMINDER_FREQUENCIES, REMINDER_KINDS, type Reminder } from '#shared/model/reminder.ts';
import { IF, PAB } from '#test/stand-ins/instruments.ts';
import { distanceOf, distanceText, draftOf, fieldsOf, firedCell, isPriceKind, ownRows, parsePercent, reminderRows, savingOf, syncCell, thresholdCell } from './reminders-model.ts';

const reminder = (change: Partial<Reminder> = {}): Reminder => ({
  id: 'r1', instrument: IF.id, kind: 'price-up', threshold: 26_000, frequency: 'once', note: '', enabled: true, createdAt: 1, lastFiredAt: null, lastFiredDay: null, ...change,
});
const rows = (...reminders: Reminder[]) => reminderRows(reminders, new Map([[IF.id, IF], [PAB.id, PAB]]));

describe('list', () => {
  test('enabled ones first', () => {
    expect(rows(reminder({ id: 'off', enabled: false }), reminder({ id: 'on' })).map((r) => r.id)).toEqual(['on', 'off']);
  });

  test('thresholds read as what they are', () => {
    expect(thresholdCell(rows(reminder())[0], 2)).toEqual({ text: '5200.0', pad: '0' });
    expect(thresholdCell(rows(reminder({ kind: 'change-down', threshold: 150 }))[0], 1).text).toBe('-1.50%');
    expect(thresholdCell(rows(reminder({ instrument: 'gone' }))[0], 1).text).toBe('–');
  });

  test('the distance is above zero until the condition holds', () => {
    expect(distanceOf(reminder(), 25_990, NaN)).toBe(10);
    expect(distanceOf(reminder({ kind: 'price-down' }), 26_010, NaN)).toBe(10);
    expect(distanceOf(reminder({ kind: 'change-up', threshold: 200 }), 10_100, 10_000)).toBeCloseTo(0.01, 12);
    expect(distanceOf(reminder({ kind: 'change-down', threshold: 200 }), 9_800, 10_000)).toBeCloseTo(0, 12);
    expect(distanceOf(reminder({ kind: 'change-up', threshold: 200 }), 1, 0)).toBeNaN();
    expect(distanceText(rows(reminder())[0], 10)).toBe('+2.0');
    expect(distanceText(rows(reminder({ kind: 'price-down' }))[0], 10)).toBe('-2.0');
    expect(distanceText(rows(reminder())[0], NaN)).toBe('–');
  });

  test('last firing in the exchange’s time', () => {
    expect(firedCell(rows(reminder({ lastFiredAt: Date.parse('2021-01-04T06:03:07Z') }))[0], 'en').text).toBe('01-04 14:03:07');
    expect(firedCell(rows(reminder())[0], 'en').text).toBe('never');
  });
});

describe('editor', () => {
  test('percentages', () => {
    expect([parsePercent('1.5'), parsePercent('2 %'), parsePercent('0.01'), parsePercent('３')]).toEqual([150, 200, 1, null]);
    for (const wrong of ['', '0', '-1', '1.234', 'x', '1001', '1e2']) expect(parsePercent(wrong)).toBeNull();
  });

  test('whatever the editor lets through, the contract takes; and editing it again shows the same', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...REMINDER_KINDS),
        fc.oneof(fc.string(), fc.integer({ min: 1, max: 200_000 }).map((n) => (n * 0.2).toFixed(1)), fc.integer({ min: 1, max: 99_999 }).map((n) => (n / 100).toFixed(2))),
        fc.constantFrom(...REMINDER_FREQUENCIES),
        fc.string({ maxLength: 300 }),
        (kind, text, frequency, note) => {
          const draft = draftOf({ kind, text, frequency, note, enabled: true }, IF, null, 'zh');
          if (!draft.ok) {
            expect(draft.why).not.toBe('');
            return;
          }
          expect(commands['reminder.save'].ask.safeParse(draft.ask).success).toBe(true);
          const saved = reminder({ ...draft.ask, id: 'x' });
          const again = draftOf(fieldsOf(IF, saved, null, NaN), IF, saved.id, 'en');
          expect(again).toEqual({ ok: true, ask: savingOf(saved) });
        },
      ),
    );
  });

  test('an off-tick price is refused with the prices that would do', () => {
    expect(draftOf({ kind: 'price-up', text: '5200.1', frequency: 'once', note: '', enabled: true }, IF, null, 'en')).toEqual({ ok: false, why: expect.stringMatching(/5200\.0 or 5200\.2/) as string });
  });

  test('a new one starts at the price that was pointed at, up or down by where it lies', () => {
    expect(fieldsOf(IF, null, 26_010, 26_000)).toMatchObject({ kind: 'price-up', text: '5202.0' });
    expect(fieldsOf(IF, null, 25_990, 26_000)).toMatchObject({ kind: 'price-down', text: '5198.0' });
    expect(fieldsOf(IF, null, null, NaN).text).toBe('');
    expect(REMINDER_KINDS.filter(isPriceKind)).toEqual(['price-up', 'price-down']);
  });
});

describe('a broker that keeps reminders too', () => {
  const sync = { connection: 'f', state: 'failed', comparedAt: 1, fault: { code: 'broker-down' }, own: [{ key: '7', code: 'HK.00700', name: '腾讯控股', instrument: null, condition: { zh: '成交量超过', en: 'Volume above' }, value: '9', frequency: 'once', note: '', enabled: true }] } as const;

  test('what only it has is listed under its name', () => {
    expect(ownRows([sync], (id) => `OpenD ${id}`)).toEqual([{ id: 'f/7', own: sync.own[0], at: 'OpenD f' }]);
  });

  test('how it stands, and why it does not', () => {
    expect(syncCell(sync, 'en')).toMatchObject({ text: 'not in step', tone: 'warning' });
    expect(syncCell(sync, 'en').title).not.toBe('');
    expect(syncCell({ ...sync, state: 'in-step', fault: null }, 'zh')).toMatchObject({ text: '已同步', tone: 'good', title: expect.stringMatching(/^上次比对 \d\d:\d\d:\d\d$/) as string });
  });
});
