import { expect, it } from 'vitest';
import { GetHistoryOrderFillList, GetOrderFee } from '#electron/brokers/futu/messages/trade.ts';
import type { Fill } from '#shared/model/fill.ts';
import { AAPL } from '#test/stand-ins/instruments.ts';
import type { Answerer, Answers } from '../call-context.ts';
import type { Terminal } from '../terminal.ts';
import { gatewayAccounts } from './gateway-accounts.ts';
import { recordCalls } from './record-calls.ts';
import { orderNumber } from './trade-messages.ts';

const FIRST = Date.UTC(2021, 0, 4, 15);
const fill = (at: number): Fill => ({
  id: `fill-${at}`, order: 'order-1', account: 'SIM-1', instrument: AAPL.id, side: 'buy', offset: 'open', price: 19_000, quantity: 1, fee: 100, exchangeTime: FIRST + at, receivedAt: FIRST + at, tradingDay: '2021-01-04', inferred: false,
}) as Fill;

/** An account with so many fills, a second apart; one more comes after each page that was read. */
function terminalWith(count: number): { readonly terminal: Terminal; readonly pages: () => number } {
  const fills = Array.from({ length: count }, (_, at) => fill(at * 1_000)).reverse();
  let pages = 0;
  const terminal = {
    practice: null,
    language: 'en',
    kept: {
      accounts: new Map([['SIM-1', { id: 'SIM-1', connection: 'simulated', environment: 'simulated', name: 'SIM-1', state: 'ready', locked: false, currencies: ['USD'] }]]),
      connections: new Map([['simulated', { id: 'simulated', kind: 'simulated', state: 'up' }]]),
    },
    instrument: (id: string) => (id === AAPL.id ? AAPL : undefined),
    ask: (_command: string, { offset, limit }: { offset: number; limit: number }) => {
      pages += 1;
      const rows = fills.slice(offset, offset + limit);
      fills.unshift(fill((count + pages) * 1_000));
      return Promise.resolve({ ok: true, value: { rows, total: fills.length } });
    },
  };
  return { terminal: terminal as unknown as Terminal, pages: () => pages };
}

function asked(terminal: Terminal, id: number): Answerer {
  const answers: Answers = new Map();
  recordCalls(answers, terminal, () => FIRST);
  return answers.get(id)!;
}

const asking = { connection: undefined as never, serial: 1 };

it('a history of many pages has every row once, whatever comes while it is read, and no more pages than are needed', async () => {
  const { terminal, pages } = terminalWith(2_500);
  const account = gatewayAccounts(terminal).find(({ trade }) => trade === 2)!;
  const header = { trdEnv: 0, accID: account.accID, trdMarket: 2 };
  const conditions = (beginTime: string) => ({ header, filterConditions: { beginTime, endTime: '2021-01-04 23:59:59', codeList: [], idList: [], orderIDExList: [] } });
  // 15:00 UTC is 10:00 in New York.
  const answer = await asked(terminal, GetHistoryOrderFillList.id)(conditions('2021-01-04'), asking);
  if (!answer.ok) throw new Error(answer.fault.code);
  const { orderFillList } = answer.value as { orderFillList: { fillIDEx: string; createTime: string }[] };
  expect(new Set(orderFillList.map(({ fillIDEx }) => fillIDEx)).size).toBe(orderFillList.length);
  expect(orderFillList.filter(({ createTime }) => createTime <= '2021-01-04 10:41:39.000')).toHaveLength(2_500);
  const read = pages();
  const late = await asked(terminal, GetHistoryOrderFillList.id)(conditions('2021-01-04 10:41:00'), asking);
  expect(late.ok && (late.value as { orderFillList: unknown[] }).orderFillList.length).toBeGreaterThanOrEqual(40);
  expect(pages() - read).toBe(1);

  const fees = await asked(terminal, GetOrderFee.id)({ header, orderIdExList: [orderNumber({ id: 'order-1' }), '7'] }, asking);
  if (!fees.ok) throw new Error(fees.fault.code);
  const [own, stranger] = (fees.value as { orderFeeList: { feeAmount: number }[] }).orderFeeList;
  expect(own.feeAmount).toBeGreaterThanOrEqual(25);
  expect(stranger.feeAmount).toBe(0);
});
