import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { askPatiently, waitOf } from '#renderer/workspace/commands/ask-patiently.ts';
import { compareFacts, factsFile } from '#renderer/workspace/grid/fact-table.ts';
import { addDays } from '#shared/calendar/trading-days.ts';
import { accountQuestion } from '#shared/contract/records.ts';
import type { CashFlowEntry, PastFill, PastOrder, PositionLot } from '#shared/model/account-records.ts';
import { fail, ok } from '#shared/result.ts';
import { IF } from '#test/stand-ins/instruments.ts';
import { cashColumns, clearingDays, daysFault, feeColumns, feeRows, fillColumns, instrumentIn, isDay, lotColumns, MOST_DAYS, orderColumns, questionsOf, weekTo } from './records-model.ts';

const instruments = new Map([[IF.id, IF]]);
const order: PastOrder = { order: 'A1', instrument: IF.id, side: 'buy', type: 'limit', price: 26_000, quantity: 3, filled: 1, state: 'cancelled', time: Date.parse('2021-01-04T02:00:00Z') };
const fill: PastFill = { fill: 'F1', order: 'A1', instrument: IF.id, side: 'buy', price: 26_000, quantity: 2, time: Date.parse('2021-01-04T02:00:00Z') };
const lines = (file: string): string[] => file.replace('\uFEFF', '').trimEnd().split('\r\n');

describe('days', () => {
  test('are days of the calendar, in order, and not too many', () => {
    expect(['2025-02-28', '2024-02-29'].map(isDay)).toEqual([true, true]);
    expect(['2025-02-29', '2025-2-28', '', '2025-13-01', 'x'].map(isDay)).toEqual([false, false, false, false, false]);
    expect(daysFault('orders', { from: '2025-01-02', to: '2025-01-01' }, 'en')).toBe('The first day is after the last');
    expect(daysFault('orders', { from: '2025-01-0', to: '2025-01-01' }, 'zh')).not.toBeNull();
    expect(daysFault('cash', { from: '2025-01-01', to: addDays('2025-01-01', MOST_DAYS.cash - 1) }, 'en')).toBeNull();
    expect(daysFault('cash', { from: '2025-01-01', to: addDays('2025-01-01', MOST_DAYS.cash) }, 'en')).toContain('92');
    expect(weekTo('2025-01-07')).toEqual({ from: '2025-01-01', to: '2025-01-07' });
  });

  test('become questions that the contract takes, each day in one of them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: MOST_DAYS.orders - 1 }), (start, length) => {
        const from = addDays('2020-01-01', start);
        const to = addDays(from, length);
        const questions = questionsOf({ from, to });
        for (const question of questions) expect(accountQuestion.safeParse({ about: 'past-orders', ...question }).success).toBe(true);
        const days = questions.flatMap((question) => {
          const all: string[] = [];
          for (let day = question.to; day >= question.from; day = addDays(day, -1)) all.push(day);
          return all;
        });
        expect(days).toHaveLength(length + 1);
        expect([days[0], days.at(-1)]).toEqual([to, from]);
        expect(days.toSorted().toReversed()).toEqual(days);
        expect(clearingDays({ from, to }).every((day) => days.includes(day))).toBe(true);
      }),
    );
  });

  test('cash is not cleared at weekends', () => {
    expect(clearingDays({ from: '2025-01-03', to: '2025-01-06' })).toEqual(['2025-01-06', '2025-01-03']);
  });
});

describe('tables', () => {
  test('a file has figures without separators and times with their zone', () => {
    expect(lines(factsFile(orderColumns('en', instruments), [order]))).toEqual([
      'Time,Instrument,Side,Type,Price,Qty,Filled,State,Order', `2021-01-04T10:00:00.000+08:00,${IF.code},Buy,Limit,5200.0,3,1,Cancelled,A1`,
    ]);
    expect(lines(factsFile(fillColumns('en', instruments), [fill]))[1]).toBe(`2021-01-04T10:00:00.000+08:00,${IF.code},Buy,5200.0,2,3120000,CNY,F1,A1`);
    const cash: CashFlowEntry = { id: '1', clearingDate: '2021-01-04', settlementDate: '', currency: 'HKD', kind: '其他', remark: 'x', amount: -12_345_600 };
    expect(lines(factsFile(cashColumns('en'), [cash, { ...cash, kind: 'deposit', amount: 5 }]))).toEqual(['Clearing,Settlement,Kind,Amount,Currency,Remark', '2021-01-04,,其他,-1234.56,HKD,x', '2021-01-04,,Deposit,0.0005,HKD,x']);
  });

  test('fees stand with their order, and without one where it is not told', () => {
    const [known, unknown] = feeRows([{ order: 'A1', total: 104_600, items: [{ title: '佣金', amount: 100_000 }, { title: '平台费', amount: 4_600 }] }, { order: 'B', total: null, items: [] }], [order]);
    const columns = feeColumns('zh', instruments);
    const texts = (row: typeof known): string[] => columns.map((column) => column.cell(row).text);
    expect(texts(known).slice(1)).toEqual([IF.code, '买入', '1', '10.46', 'CNY', '佣金 10.00 · 平台费 0.46', 'A1']);
    expect(texts(unknown).slice(1)).toEqual(['–', '', '–', '–', '', '', 'B']);
    expect([instrumentIn({ id: '', kind: 'fees', row: known }), instrumentIn({ id: '', kind: 'fees', row: unknown }), instrumentIn({ id: '', kind: 'fills', row: fill })]).toEqual([IF.id, null, IF.id]);
  });

  test('what is not told is less than all', () => {
    expect([null, 2, 10, null, 1].toSorted(compareFacts)).toEqual([null, null, 1, 2, 10]);
    expect(['b', null, 'a'].toSorted(compareFacts)).toEqual([null, 'a', 'b']);
  });
});

describe('the broker’s pace', () => {
  const wait = fail('opend-wait', { what: 'x', seconds: 7 });

  test('is waited for, shown, and asked again after', async () => {
    const answers = [wait, wait, ok(1)];
    const shown: (number | null)[] = [];
    const slept: number[] = [];
    const answer = await askPatiently(() => Promise.resolve(answers.shift()!), { onWait: (until) => shown.push(until), isOver: () => false, now: () => 1_000, sleep: (ms) => Promise.resolve(void slept.push(ms)) });
    expect(answer).toEqual(ok(1));
    expect(shown).toEqual([8_000, null, 8_000, null]);
    expect(slept).toEqual([7_000, 7_000]);
  });

  test('given up meanwhile it is not asked again; any other refusal is the answer', async () => {
    let asked = 0;
    const patience = { onWait: () => {}, sleep: () => Promise.resolve() };
    expect(await askPatiently(() => Promise.resolve((asked++, wait)), { ...patience, isOver: () => asked > 0 })).toEqual(wait);
    expect(asked).toBe(1);
    expect(await askPatiently(() => Promise.resolve(fail('opend-refused')), { ...patience, isOver: () => false })).toEqual(fail('opend-refused'));
    expect(waitOf({ code: 'opend-refused' })).toBeNull();
  });

  test('a lot says its day, side, part and the combination that it is held in', () => {
    const lot: PositionLot = { instrument: IF.id, side: 'short', opened: '2021-01-04', isToday: false, price: 26_000, quantity: 2, margin: 12_345_600, combination: null, fill: 'F1' };
    expect(lines(factsFile(lotColumns('en', instruments), [lot, { ...lot, isToday: true, combination: 'DCE.SP m2105&m2109' }]))).toEqual([
      'Opened,Instrument,Side,Part,Open price,Qty,Margin,Combination,Fill', `2021-01-04,${IF.code},Short,Earlier,5200.0,2,1234.56,,F1`, `2021-01-04,${IF.code},Short,Today,5200.0,2,1234.56,DCE.SP m2105&m2109,F1`,
    ]);
    expect(daysFault('lots', { from: '', to: '' }, 'en')).toBeNull();
  });
});
