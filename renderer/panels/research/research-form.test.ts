import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { researchQuestion } from '#shared/contract/research.ts';
import { RATIO_FIELDS } from '#shared/model/stock-filter.ts';
import { followUp, initialTyped, initialVariant, nextEntry, PAGE, pageOf, questionForms, questionOf, VARIANT, type FormField, type Typed } from './research-form.ts';
import { hasWord, keyWord, optionWord, researchWords } from './research-words.ts';

const FORMS = questionForms();
const formOf = (about: string) => FORMS.find((form) => form.about === about)!;
const LINKED = { instrument: 'HKEX.00700', watchlist: ['HKEX.00700', 'NASDAQ.AAPL'] };
const TODAY = '2025-01-02';
const unit = (field: string): number => (RATIO_FIELDS.has(field) ? 100 : 1);
const worded = (about: string, typed: Typed) => questionOf(formOf(about), typed, LINKED, { offset: 0, limit: PAGE }, unit);

/** Every field, those of groups and entries too. */
const everyField = (fields: readonly FormField[]): readonly FormField[] =>
  fields.flatMap((field) => [field, ...('variants' in field ? field.variants.flatMap((variant) => everyField(variant.fields)) : [])]);

/** What a user would type at least. */
function filled(fields: readonly FormField[], typed: Typed): Typed {
  return Object.fromEntries(
    Object.entries(typed).map(([name, value]) => {
      const field = fields.find((each) => each.name === name);
      if (field?.type === 'text' && !field.optional && value === '') return [name, 'HK.BK1001'];
      if (field?.type === 'number' && !field.optional && value === '') return [name, String(field.least ?? 1)];
      return [name, value];
    }),
  );
}

describe('forms', () => {
  test('there is one for every question of the contract, with words for all of it in both languages', () => {
    expect(FORMS.map(({ about }) => about).toSorted()).toEqual(Object.keys(researchWords.en.topics).toSorted());
    for (const { fields } of FORMS) {
      for (const field of everyField(fields)) {
        expect([field.name, hasWord(field.name)]).toEqual([field.name, true]);
        for (const option of 'options' in field ? field.options : []) {
          expect([option, hasWord(option)]).toEqual([option, true]);
          expect(optionWord(field.name, option, 'zh')).not.toMatch(/^[a-z-]+$/);
        }
      }
    }
  });

  test('as they begin, with what must be typed typed, the contract takes each', () => {
    for (const form of FORMS) {
      const question = questionOf(form, filled(form.fields, initialTyped(form, TODAY)), LINKED, { offset: 0, limit: PAGE }, unit);
      expect(question.ok && researchQuestion.safeParse(question.question).error).toBe(undefined);
      expect(question.ok).toBe(true);
    }
  });

  test('every kind of condition can be added, and the contract takes it as it begins', () => {
    const filter = formOf('filter');
    const conditions = filter.fields.find(({ name }) => name === 'conditions')!;
    if (conditions.type !== 'list') throw new Error('a list');
    expect(conditions.variants.length).toBeGreaterThan(3);
    for (const [at, { fields }] of conditions.variants.entries()) {
      const entry = initialVariant(conditions.variants, at, TODAY);
      const question = worded('filter', { ...initialTyped(filter, TODAY), conditions: [filled(fields, entry)] });
      expect(question.ok && researchQuestion.safeParse(question.question).error?.message).toBe(undefined);
      expect(question.ok && (question.question['conditions'] as object[])[0]).toMatchObject(conditions.variants[at].fixed);
    }
  });

  test('one more condition begins at a figure that no other has', () => {
    const conditions = formOf('filter').fields.find(({ name }) => name === 'conditions')!;
    if (conditions.type !== 'list') throw new Error('a list');
    const entries: Typed[] = [];
    for (let count = 0; count < 5; count++) entries.push(nextEntry(conditions.variants, entries, TODAY));
    expect(new Set(entries.map(({ field }) => field)).size).toBe(5);
    const question = worded('filter', { ...initialTyped(formOf('filter'), TODAY), conditions: entries });
    expect(question.ok && researchQuestion.safeParse(question.question).success).toBe(true);
  });

  test('what the contract learns is in the form without a word here', () => {
    const forms = questionForms(z.union([z.strictObject({ about: z.literal('tides'), phase: z.enum(['ebb', 'flood']), depth: z.int().min(1).max(9).nullable(), harbours: z.array(z.string().min(1)).min(1), gauges: z.array(z.enum(['a', 'b'])) })]));
    expect(forms).toEqual([
      {
        about: 'tides', paged: false,
        fields: [
          { type: 'choice', name: 'phase', options: ['ebb', 'flood'], optional: false }, { type: 'number', name: 'depth', whole: true, least: 1, most: 9, optional: true },
          { type: 'text', name: 'harbours', several: true, optional: false }, { type: 'picks', name: 'gauges', options: ['a', 'b'] },
        ],
      },
    ]);
    const typed = { phase: 'flood', depth: '', harbours: 'Cuxhaven, Emden', gauges: ['b'] };
    expect(questionOf(forms[0], typed, LINKED, { offset: 0, limit: 1 }, unit)).toEqual({ ok: true, question: { about: 'tides', phase: 'flood', depth: null, harbours: ['Cuxhaven', 'Emden'], gauges: ['b'] } });
    expect(questionOf(forms[0], { ...typed, depth: '10' }, LINKED, { offset: 0, limit: 1 }, unit)).toEqual({ ok: false, field: 'depth' });
    expect(keyWord('depth', 'en')).toBe('depth');
  });
});

describe('questions', () => {
  test('bounds of ratios are typed in per cent, all others as they are; a side left empty is open', () => {
    const entry = (field: string, least: string, most: string): Typed => ({ [VARIANT]: '0', field, least, most });
    const question = worded('filter', { ...initialTyped(formOf('filter'), TODAY), conditions: [entry('to-52-week-high', '-7.5', ''), entry('pe', '', '1,000')] });
    expect(question.ok && question.question['conditions']).toEqual([
      { kind: 'figure', field: 'to-52-week-high', least: -0.075, most: null }, { kind: 'figure', field: 'pe', least: null, most: 1_000 },
    ]);
    expect(question.ok && [question.question['offset'], question.question['limit'], question.question['sort']]).toEqual([0, PAGE, null]);
    expect(worded('filter', { ...initialTyped(formOf('filter'), TODAY), conditions: [entry('pe', 'x', '')] })).toEqual({ ok: false, field: 'least' });
  });

  test('of the linked instrument, of the watchlist, or of none', () => {
    const typed = initialTyped(formOf('snapshots'), TODAY);
    expect(worded('snapshots', typed)).toMatchObject({ question: { instruments: ['HKEX.00700'] } });
    expect(worded('snapshots', { ...typed, instruments: 'watchlist' })).toMatchObject({ question: { instruments: LINKED.watchlist } });
    expect(questionOf(formOf('snapshots'), typed, { instrument: null, watchlist: [] }, { offset: 0, limit: 1 }, unit)).toEqual({ ok: false, field: 'instruments' });
    expect(worded('warrants', { instrument: false })).toMatchObject({ question: { instrument: null } });
    expect(worded('warrants', { instrument: true })).toMatchObject({ question: { instrument: 'HKEX.00700', offset: 0 } });
  });

  test('lead on: plates to their members, expirations to their chain, pages to the ones beside them', () => {
    expect(followUp({ about: 'plates' }, { code: 'HK.BK1', facts: {} })).toEqual({ about: 'plate-members', plate: 'HK.BK1' });
    expect(followUp({ about: 'option-expirations', instrument: 'A.B' }, { code: null, facts: { date: '2025-01-30' } })).toEqual({ about: 'option-chain', instrument: 'A.B', from: '2025-01-30', to: '2025-01-30' });
    expect(followUp({ about: 'related' }, { code: 'HK.1', facts: {} })).toBeNull();
    const asked = { about: 'filter', offset: 200, limit: 200 };
    expect(pageOf(asked, 200, 450)).toEqual({ from: 201, to: 400, total: 450, previous: { ...asked, offset: 0 }, next: { ...asked, offset: 400 } });
    expect(pageOf({ ...asked, offset: 400 }, 50, 450)).toMatchObject({ from: 401, to: 450, next: null });
    expect(pageOf({ ...asked, offset: 0 }, 0, 0)).toEqual({ from: 0, to: 0, total: 0, previous: null, next: null });
    expect(pageOf({ about: 'related' }, 3, null)).toBeNull();
  });
});
