import { expect, it } from 'vitest';
import type { Broker, StatementDesk } from '#electron/brokers/broker.ts';
import type { Account } from '#shared/model/account.ts';
import type { Statement, StatementHeading } from '#shared/model/statement.ts';
import { fail, ok, type Fault } from '#shared/result.ts';
import { createStatements } from './statements.ts';

const heading = (number: number, confirmed = false): StatementHeading => ({ account: 'A', number, tradingDay: `2021-01-0${number}`, settledAt: 0, confirmed, equity: {} });
const STATEMENT: Statement = { account: 'A', accountName: 'Ä', number: 4, tradingDay: '2021-01-04', settledAt: 0, confirmed: false, funds: [], transfers: [], fills: [], closes: [], lots: [], deliveries: [], instruments: [] };

function setUp(headings: StatementHeading[] = []) {
  const published: StatementHeading[] = [];
  const logged: Fault[] = [];
  const automatic: boolean[] = [];
  const statementDesk: StatementDesk = {
    isReplay: false,
    list: () => Promise.resolve(ok([...headings])),
    read: (_account, number) => Promise.resolve(number === 4 ? ok(STATEMENT) : fail('statement-unknown', { number })),
    confirm: (_account, number) => {
      headings.forEach((one, at) => (headings[at] = { ...one, confirmed: one.confirmed || one.number <= number }));
      return Promise.resolve(ok(null));
    },
    confirmAutomatically: (on) => automatic.push(on),
  };
  const brokers: Record<string, Partial<Broker>> = { A: { statementDesk }, R: {} };
  const statements = createStatements({
    publisher: { publish: (_topic, items) => void published.push(...(items as unknown as StatementHeading[])) },
    accounts: { get: (id) => (id in brokers ? ({ id, name: `name of ${id}` } as Account) : undefined), all: () => [], brokerOf: (id) => brokers[id] as Broker },
    log: (_level, fault) => logged.push(fault),
  });
  return { statements, headings, published, logged, automatic, broker: brokers['A'] as Broker };
}

it('lists what the desk has, nothing where there is no desk, and refuses what is not there', async () => {
  const { statements } = setUp([heading(4)]);
  expect(await statements.list('A')).toEqual(ok([heading(4)]));
  expect(await statements.list('R')).toEqual(ok([]));
  expect(await statements.list('X')).toMatchObject({ fault: { code: 'account-unknown' } });
  expect(await statements.read('R', 4, 'en')).toMatchObject({ fault: { code: 'statements-not-offered' } });
  expect(await statements.read('A', 5, 'en')).toMatchObject({ fault: { code: 'statement-unknown' } });
  expect(await statements.confirm('R', 4)).toMatchObject({ fault: { code: 'statements-not-offered' } });
});

it('reads a statement as figures, as CTP’s text and as CSV in the language asked for', async () => {
  const { statements } = setUp();
  const read = await statements.read('A', 4, 'zh');
  if (!read.ok) throw new Error(read.fault.code);
  expect(read.value.statement).toBe(STATEMENT);
  expect(read.value.text).toContain('日期 Date：20210104');
  expect(read.value.csv).toContain('成交记录');
});

it('every window is told the newest; a settlement is news, what was there at the start is not', async () => {
  const { statements, headings, published, logged } = setUp([heading(1)]);
  await statements.offered('A');
  await statements.offered('A');
  expect([published.map(({ number }) => number), logged]).toEqual([[1], []]);
  headings.unshift(heading(2));
  await statements.refresh('A');
  expect(published.at(-1)?.number).toBe(2);
  expect(logged).toEqual([{ code: 'statement-ready', params: { account: 'name of A', day: '2021-01-02' } }]);
  await statements.confirm('A', 2);
  expect(published.at(-1)).toMatchObject({ number: 2, confirmed: true });
  expect(logged).toHaveLength(1);
});

it('the first settlement of an account that had none is news', async () => {
  const { statements, headings, logged } = setUp();
  await statements.refresh('A');
  headings.push(heading(1));
  await statements.refresh('A');
  expect(logged).toHaveLength(1);
});

it('a replay confirms by itself unless told otherwise, a market with hours only when told', () => {
  const { statements, automatic, broker } = setUp();
  const replayed = { ...broker, statementDesk: { ...broker.statementDesk, isReplay: true } } as Broker;
  for (const setting of ['replay', 'always', 'never'] as const) {
    statements.instruct(replayed, setting);
    statements.instruct(broker, setting);
  }
  statements.instruct({} as Broker, 'always');
  expect(automatic).toEqual([true, false, true, true, false, false]);
});
