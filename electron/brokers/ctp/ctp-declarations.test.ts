/** Exercise, self-closing, quotes and combining at a counter, over the stand-in, in each shape of the family. */
import { afterEach, describe, expect, test } from 'vitest';
import type { DeclarationIntent, DeclarationReport } from '#electron/brokers/broker.ts';
import { createMemoryStorage } from '#test/stand-ins/memory-storage.ts';
import { ACCOUNT, CounterSite, intent, isUpAgain, until, type CounterDesk } from '#test/stand-ins/counter/counter-desk.ts';
import { COUNTER_SHAPES } from '#test/stand-ins/counter/counter-headers.ts';

const sites: CounterSite[] = [];
const site = async (abi?: number): Promise<CounterSite> => {
  const made = new CounterSite(abi);
  sites.push(made);
  return made.begin();
};
afterEach(async () => {
  for (const one of sites.splice(0)) await one.close();
});

const value = <T>(result: { ok: true; value: T } | { ok: false; fault: unknown }): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.fault));
  return result.value;
};
const OPTION = 'CZCE.SR105C5400';
const SPREAD = 'DCE.SP m2105&m2109';
let made = 0;
const declaration = (change: Partial<DeclarationIntent>): DeclarationIntent => ({ id: `declared-${++made}`, account: ACCOUNT, kind: 'exercise', instrument: OPTION, side: 'long', quantity: 1, offset: 'close', quote: null, ...change });

async function listening(counter: CounterSite, storage = createMemoryStorage()): Promise<{ readonly desk: CounterDesk; readonly reports: DeclarationReport[]; readonly stateOf: (id: string) => string | undefined; readonly open: (change: Parameters<typeof intent>[0]) => Promise<void> }> {
  const desk = await counter.up({}, storage);
  const reports: DeclarationReport[] = [];
  desk.broker.declarations!.listen((report) => void reports.push(report));
  return {
    desk,
    reports,
    stateOf: (id) => reports.findLast(({ clientId }) => clientId === id)?.state,
    async open(change) {
      const order = intent(change);
      desk.broker.place(order);
      await until(() => desk.seen.orders.some(({ clientOrderId, state }) => clientOrderId === order.id && state === 'filled'), 'filled');
    },
  };
}

describe.each(Object.entries(COUNTER_SHAPES))('declarations at a counter, %s', (_, abi) => {
  const selfCloses = abi >= 6500;

  test('what the header has is offered, per market', { timeout: 60_000 }, async () => {
    const { desk } = await listening(await site(abi));
    const offered = (exchange: string) => desk.seen.accounts[0].capabilities?.find((market) => market.exchange === exchange)?.declarations;
    expect(offered('CZCE')).toEqual(['exercise', 'abandon', ...(selfCloses ? ['close-options', 'close-futures'] : []), 'ask-quote', 'quote', 'combine', 'split']);
    expect(offered('CFFEX')).not.toContain('exercise');
    // CTP keeps no order over the day.
    expect(desk.seen.accounts[0].capabilities?.flatMap(({ timesInForce }) => timesInForce)).not.toContain('gtc');
    const asked = desk.broker.declarations!.declare(declaration({ kind: 'close-options' }));
    expect(asked.ok).toBe(selfCloses);
    if (!asked.ok) expect(asked.fault).toMatchObject({ code: 'declaration-not-offered', params: { what: 'close-options' } });
  });

  test('an option is exercised, its declaration taken back, refused, carried out, and found again', { timeout: 60_000 }, async () => {
    const counter = await site(abi);
    const storage = createMemoryStorage();
    const { desk, reports, stateOf, open } = await listening(counter, storage);
    const { declarations } = desk.broker;
    await open({ instrument: OPTION, price: 250, quantity: 4 });
    const first = declaration({ quantity: 2 });
    expect(declarations!.declare(first)).toEqual({ ok: true, value: { tradingDay: '2021-01-05' } });
    await until(() => stateOf(first.id) === 'working', 'working');
    expect(reports.at(-1)).toMatchObject({ clientId: first.id, account: ACCOUNT, kind: 'exercise', instrument: OPTION, side: 'long', quantity: 2, fault: null, tradingDay: '2021-01-05' });
    // Four are held, two of them declared.
    const tooMany = declaration({ kind: 'abandon', quantity: 3 });
    declarations!.declare(tooMany);
    await until(() => stateOf(tooMany.id) === 'rejected', 'rejected');
    expect(reports.at(-1)?.fault).toMatchObject({ code: 'counter-refused', params: { id: 30 }, brokerText: 'CTP:平仓量超过持仓量' });
    expect(declarations!.withdraw(ACCOUNT, first.id, null)).toEqual({ ok: true, value: null });
    await until(() => stateOf(first.id) === 'cancelled', 'taken back');
    declarations!.withdraw(ACCOUNT, first.id, reports.find(({ clientId }) => clientId === first.id)!.brokerId);
    await until(() => reports.at(-1)?.fault?.params?.id === 109, 'not again');
    expect(reports.at(-1)).toMatchObject({ clientId: first.id, state: 'cancelled' });
    const [second, third] = [declaration({ quantity: 1 }), declaration({ kind: 'abandon', quantity: 3 })];
    declarations!.declare(second);
    await until(() => stateOf(second.id) === 'working', 'declared anew');
    counter.front.say('execute 0', 'trader');
    await until(() => stateOf(second.id) === 'done', 'carried out');
    declarations!.declare(third);
    await until(() => stateOf(third.id) === 'working', 'abandoned');
    counter.front.say('execute 2', 'trader');
    await until(() => stateOf(third.id) === 'rejected', 'refused by the exchange');
    expect(reports.at(-1)?.fault).toMatchObject({ code: 'declaration-failed', params: { result: '2' }, brokerText: '资金不够' });
    await desk.close();
    // Another run with the same notes: the day's list says the same of the same.
    const again = await listening(counter, storage);
    const listed = value(await again.desk.broker.declarations!.list(ACCOUNT));
    expect(listed.map(({ clientId, kind, state }) => `${clientId} ${kind} ${state}`)).toEqual([`${first.id} exercise cancelled`, `${second.id} exercise done`, `${third.id} abandon rejected`]);
  });

  test('a quote is an order on each side, taken back as one; one with its sides crossed is refused', { timeout: 60_000 }, async () => {
    const { desk, reports, stateOf } = await listening(await site(abi));
    const sides = { bidQuantity: 3, bidOffset: 'open', askQuantity: 4, askOffset: 'open' } as const;
    const quote = declaration({ kind: 'quote', side: null, quantity: 0, quote: { ...sides, bid: 236, ask: 244 } });
    desk.broker.declarations!.declare(quote);
    await until(() => stateOf(quote.id) === 'working', 'quoted');
    await until(() => desk.seen.orders.length === 2, 'two orders');
    expect(desk.seen.orders.map(({ side, price, quantity, state, clientOrderId }) => ({ side, price, quantity, state, clientOrderId }))).toEqual([
      { side: 'buy', price: 236, quantity: 3, state: 'working', clientOrderId: null },
      { side: 'sell', price: 244, quantity: 4, state: 'working', clientOrderId: null },
    ]);
    expect(reports.at(-1)?.quote).toEqual({ ...sides, bid: 236, ask: 244 });
    desk.broker.declarations!.withdraw(ACCOUNT, quote.id, reports.at(-1)!.brokerId);
    await until(() => stateOf(quote.id) === 'cancelled' && desk.seen.orders.filter(({ state }) => state === 'cancelled').length === 2, 'both gone');
    const crossed = declaration({ kind: 'quote', side: null, quantity: 0, quote: { ...sides, bid: 244, ask: 236 } });
    desk.broker.declarations!.declare(crossed);
    await until(() => stateOf(crossed.id) === 'rejected', 'crossed');
    const question = declaration({ kind: 'ask-quote', side: null, quantity: 0 });
    desk.broker.declarations!.declare(question);
    await until(() => stateOf(question.id) === 'done', 'asked');
  });

  test('two legs become one combination and apart again; their lots say so', { timeout: 60_000 }, async () => {
    const { desk, reports, stateOf, open } = await listening(await site(abi));
    await open({ instrument: 'DCE.m2105', price: 3510, quantity: 3 });
    await open({ instrument: 'DCE.m2109', side: 'sell', price: 3470, quantity: 2 });
    const combined = declaration({ kind: 'combine', instrument: SPREAD, quantity: 2 });
    desk.broker.declarations!.declare(combined);
    await until(() => stateOf(combined.id) === 'done', 'combined');
    const lots = async () => {
      const { rows } = value(await desk.broker.accountRecords!(ACCOUNT, { about: 'lots' }));
      return (rows as readonly { instrument: string; quantity: number; combination: string | null }[]).filter(({ instrument }) => instrument.startsWith('DCE')).map(({ instrument, quantity, combination }) => `${instrument} ${quantity} ${combination ?? '-'}`);
    };
    expect(await lots()).toEqual([`DCE.m2105 2 ${SPREAD}`, 'DCE.m2105 1 -', `DCE.m2109 2 ${SPREAD}`]);
    const more = declaration({ kind: 'combine', instrument: SPREAD, quantity: 1 });
    desk.broker.declarations!.declare(more);
    await until(() => stateOf(more.id) === 'rejected', 'no more of the second leg');
    const split = declaration({ kind: 'split', instrument: SPREAD, quantity: 2 });
    desk.broker.declarations!.declare(split);
    await until(() => stateOf(split.id) === 'done', 'apart');
    expect(await lots()).toEqual(['DCE.m2105 3 -', 'DCE.m2109 2 -']);
    expect(desk.broker.declarations!.withdraw(ACCOUNT, split.id, reports.at(-1)!.brokerId)).toMatchObject({ ok: false, fault: { code: 'not-supported' } });
  });

  if (!selfCloses) return;
  test('options and the futures of assigned ones close against each other, taken back before it is done', { timeout: 60_000 }, async () => {
    const { desk, reports, stateOf } = await listening(await site(abi));
    for (const kind of ['close-options', 'close-futures'] as const) {
      const closing = declaration({ kind, side: kind === 'close-futures' ? 'short' : 'long', quantity: 2 });
      desk.broker.declarations!.declare(closing);
      await until(() => stateOf(closing.id) === 'working', kind);
      expect(reports.at(-1)).toMatchObject({ kind, side: closing.side, quantity: 2 });
      desk.broker.declarations!.withdraw(ACCOUNT, closing.id, null);
      await until(() => stateOf(closing.id) === 'cancelled', 'taken back');
    }
  });
});

test('nothing is declared before the statement is confirmed, and what the line lost is found by the list', { timeout: 60_000 }, async () => {
  const counter = await site();
  const desk = counter.make();
  await desk.broker.connect();
  expect(desk.broker.declarations!.declare(declaration({}))).toEqual({ ok: false, fault: { code: 'statement-unconfirmed', params: { day: '2021-01-04' } } });
  await desk.broker.statementDesk!.confirm(ACCOUNT, 20210104);
  const bought = intent({ instrument: OPTION, price: 250, quantity: 1 });
  desk.broker.place(bought);
  await until(() => desk.seen.orders.some(({ state }) => state === 'filled'), 'filled');
  counter.front.say('mute', 'trader');
  await new Promise((resolve) => setTimeout(resolve, 200));
  const lost = declaration({});
  expect(desk.broker.declarations!.declare(lost).ok).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 300));
  counter.front.say('crash', 'trader');
  await until(() => isUpAgain(desk), 'up again');
  expect(value(await desk.broker.declarations!.list(ACCOUNT))).toEqual([expect.objectContaining({ clientId: lost.id, kind: 'exercise' })]);
});
