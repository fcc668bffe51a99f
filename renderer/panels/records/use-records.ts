/** Asks an account's books for a stretch of days, question by question at the broker's pace, and keeps what has come so far. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { askPatiently } from '#renderer/workspace/commands/ask-patiently.ts';
import { command } from '#renderer/workspace/commands/order-commands.ts';
import type { Ask } from '#shared/contract/commands.ts';
import type { AccountAnswer, AccountAnswers, AccountQuestion, PastOrder } from '#shared/model/account-records.ts';
import { fail, ok, type Fault, type Result } from '#shared/result.ts';
import { clearingDays, feeRows, ORDERS_A_QUESTION, questionsOf, type Days, type RecordKind, type RecordRow } from './records-model.ts';

export interface Asked {
  readonly account: string;
  readonly kind: RecordKind;
  readonly days: Days;
}

export interface Records {
  /** Null: nothing was asked yet. */
  readonly asked: Asked | null;
  readonly rows: readonly RecordRow[];
  /** The broker keeps none: these were kept here. */
  readonly own: boolean;
  readonly running: { readonly since: number; readonly done: number; readonly all: number; readonly until: number | null } | null;
  readonly fault: Fault | null;
}

const NOTHING: Records = { asked: null, rows: [], own: false, running: null, fault: null };

export interface RecordsDesk extends Records {
  readonly ask: (asked: Asked) => void;
  readonly stop: () => void;
}

export function useRecords(): RecordsDesk {
  const [records, setRecords] = useState<Records>(NOTHING);
  /** Counts what was asked: an answer to an earlier one is let go. */
  const turn = useRef(0);
  useEffect(() => () => void turn.current++, []);

  const stop = useCallback(() => {
    turn.current++;
    setRecords((before) => ({ ...before, running: null }));
  }, []);

  const ask = useCallback((asked: Asked) => {
    const mine = ++turn.current;
    const isOver = (): boolean => turn.current !== mine;
    const change = (next: (before: Records) => Partial<Records>): void => {
      if (!isOver()) setRecords((before) => ({ ...before, ...next(before) }));
    };
    const run = (next: Partial<NonNullable<Records['running']>>): void => change(({ running }) => ({ running: running && { ...running, ...next } }));
    const question = async <A extends keyof AccountAnswers>(about: A, asks: AccountQuestion): Promise<Result<AccountAnswers[A]>> => {
      const answer = await askPatiently<AccountAnswer>(() => command('account.records', { account: asked.account, question: asks as Ask<'account.records'>['question'] }, true), { onWait: (until) => run({ until }), isOver });
      if (!answer.ok) return answer;
      if (isOver() || answer.value.about !== about) return fail('internal');
      if (answer.value.own) change(() => ({ own: true }));
      return ok(answer.value.rows as AccountAnswers[A]);
    };
    setRecords({ ...NOTHING, asked, running: { since: Date.now(), done: 0, all: 1, until: null } });
    void collect(asked, question, (rows) => change((before) => ({ rows: [...before.rows, ...rows] })), (done, all) => run({ done, all })).then((fault) => change(() => ({ running: null, fault })));
  }, []);

  return { ...records, ask, stop };
}

type Question = <A extends keyof AccountAnswers>(about: A, asks: AccountQuestion) => Promise<Result<AccountAnswers[A]>>;

/** @returns what ended it before its end, null where nothing did */
async function collect({ kind, days }: Asked, question: Question, add: (rows: readonly RecordRow[]) => void, progress: (done: number, all: number) => void): Promise<Fault | null> {
  if (kind === 'lots') {
    const told = await question('lots', { about: 'lots' });
    if (!told.ok) return told.fault;
    add(told.value.map((row, at) => ({ id: `${row.instrument}/${row.side}/${row.fill}/${at}`, kind, row })));
    return null;
  }
  if (kind === 'cash') {
    const dates = clearingDays(days);
    for (const [done, date] of dates.entries()) {
      progress(done, dates.length);
      const told = await question('cash-flow', { about: 'cash-flow', date });
      if (!told.ok) return told.fault;
      add(told.value.map((row, at) => ({ id: `${date}/${at}/${row.id}`, kind, row })));
    }
    return null;
  }
  const questions = questionsOf(days);
  for (const [done, stretch] of questions.entries()) {
    progress(done, questions.length);
    if (kind === 'fills') {
      const told = await question('past-fills', { about: 'past-fills', ...stretch });
      if (!told.ok) return told.fault;
      add(told.value.map((row) => ({ id: `${row.fill}/${row.order}`, kind, row })));
      continue;
    }
    const told = await question('past-orders', { about: 'past-orders', ...stretch });
    if (!told.ok) return told.fault;
    if (kind === 'orders') add(told.value.map((row) => ({ id: row.order, kind, row })));
    else {
      const fault = await collectFees(told.value.filter(({ filled }) => filled > 0), question, add);
      if (fault) return fault;
    }
  }
  return null;
}

async function collectFees(orders: readonly PastOrder[], question: Question, add: (rows: readonly RecordRow[]) => void): Promise<Fault | null> {
  for (let at = 0; at < orders.length; at += ORDERS_A_QUESTION) {
    const some = orders.slice(at, at + ORDERS_A_QUESTION);
    const told = await question('fees', { about: 'fees', orders: some.map(({ order }) => order) });
    if (!told.ok) return told.fault;
    add(feeRows(told.value, some).map((row) => ({ id: row.order, kind: 'fees', row })));
  }
  return null;
}
