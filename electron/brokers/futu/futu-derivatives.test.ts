/** Options, warrants and futures through the whole broker, against an OpenD written from the document: listed, and traded by the accounts that may. */
import { afterEach, describe, expect, it } from 'vitest';
import type { BrokerAccount, OrderIntent, OrderReport } from '#electron/brokers/broker.ts';
import { GetFutureInfo } from '#electron/brokers/futu/messages/derivatives.ts';
import { GetSecuritySnapshot } from '#electron/brokers/futu/messages/snapshot.ts';
import { GetFunds, GetHistoryOrderList, GetMaxTrdQtys, GetPositionList, ModifyOrder, PlaceOrder } from '#electron/brokers/futu/messages/trade.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import type { Fault, Result } from '#shared/result.ts';
import { openFutu, type FutuDesk } from '#test/stand-ins/futu-desk.ts';
import { askedOf, type OpendStandIn } from '#test/stand-ins/opend.ts';
import { OPTIONS_ACCOUNT, REAL_FUTURES, SIMULATED_FUTURES } from '#test/stand-ins/opend-contracts.ts';
import { PASSWORD, REAL, SIMULATED } from '#test/stand-ins/opend-market.ts';

const CONTRACTS = ['HK.TCH250127C400000', 'US.AAPL250117P240000', 'HK.24719', 'HK.HSI2501', 'HK.HSImain', 'US.NQ2503'] as const;
const OPTION = 'HKEX.TCH250127C400000';
const FUTURE = 'HKEX.HSI2501';

const open: FutuDesk[] = [];
afterEach(() => Promise.all(open.splice(0).map((one) => one.close())));

interface Desk extends FutuDesk {
  readonly instruments: Map<string, Instrument>;
  readonly accounts: BrokerAccount[];
  readonly orders: OrderReport[];
  readonly logs: Fault[];
}

async function desk(prepare: (server: OpendStandIn) => void = () => {}): Promise<Desk> {
  const instruments = new Map<string, Instrument>();
  const accounts: BrokerAccount[] = [];
  const orders: OrderReport[] = [];
  const logs: Fault[] = [];
  const one = await openFutu(
    {
      instruments: (list) => list.forEach((instrument) => instruments.set(instrument.id, instrument)),
      accounts: (list) => void accounts.splice(0, Infinity, ...list),
      order: (report) => void orders.push(report),
      log: (_level, _text, fault) => void (fault && logs.push(fault)),
    },
    { securities: CONTRACTS },
    ({ moreAccounts }, server) => {
      moreAccounts.push({ category: 1, account: OPTIONS_ACCOUNT }, { category: 2, account: SIMULATED_FUTURES }, { category: 2, account: REAL_FUTURES });
      prepare(server);
    },
  );
  open.push(one);
  return { ...one, instruments, accounts, orders, logs };
}

const told = (result: Result<unknown>): unknown => (result.ok ? 'ok' : [result.fault.code, result.fault.params?.what, result.fault.params?.offered]);
const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.fault.code);
  return result.value;
};
let made = 0;
const order = (account: string, instrument: string, more: Partial<OrderIntent> = {}): OrderIntent => ({
  id: `order-${++made}`, account, instrument, side: 'buy', offset: 'open', type: 'limit', price: 100, quantity: 2, timeInForce: 'day', ...more,
});

describe('listing', () => {
  it('learns contracts after what they derive from, with their terms', async () => {
    const { instruments, logs } = await desk();
    expect(new Map([...instruments].map(([id, { kind, multiplier, tickSize, sessions }]) => [id, [kind, multiplier, tickSize, sessions]]))).toEqual(
      new Map<string, unknown>([
        ['HKEX.HSI2501', ['future', 50, 1, 'hong-kong-index-futures']],
        ['HKEX.HSImain', ['index', 1, 1, 'hong-kong-index-futures']],
        ['CME.NQ2503', ['future', 20, 0.25, 'cme-globex']],
        ['HKEX.00700', ['stock', 1, 0.001, 'hong-kong']],
        ['NASDAQ.AAPL', ['stock', 1, 0.0001, 'us-stock']],
        [OPTION, ['option', 100, 0.01, 'hong-kong-stock-option']],
        ['HKEX.24719', ['warrant', 1, 0.001, 'hong-kong']],
        ['OPRA.AAPL250117P240000', ['option', 100, 0.01, 'us-option']],
      ]),
    );
    expect(instruments.get(OPTION)?.option).toMatchObject({ underlying: 'HKEX.00700', strike: 400_000, style: 'american' });
    expect(instruments.get('HKEX.24719')?.warrant).toMatchObject({ right: 'bull', recovery: 366 });
    expect(logs).toEqual([]);
  });

  it('without the right to a market’s quotes has what static information says of it, and names what it cannot list', async () => {
    const { instruments, logs, server } = await desk((opend) => {
      opend.answer(GetSecuritySnapshot, () => ({ retType: -1, retMsg: '无权限' }));
      opend.answer(GetFutureInfo, () => ({ retType: -1, retMsg: '无权限' }));
    });
    expect([instruments.get(OPTION)?.multiplier, instruments.get(OPTION)?.option?.style, instruments.get('HKEX.24719')?.warrant?.strike]).toEqual([100, undefined, null]);
    expect(logs.map(({ code, params }) => [code, params?.instrument, params?.what])).toEqual([['terms-untold', 'HSI2501', 'terms'], ['terms-untold', 'HSImain', 'terms'], ['terms-untold', 'NQ2503', 'terms']]);
    // Each market's by itself.
    expect(server.requests.filter(({ protocol }) => protocol === GetSecuritySnapshot.id).length).toBe(2);
  });
});

describe('quotes', () => {
  it('of what has no prints at its level are the quote and the book', async () => {
    const { broker, market } = await desk();
    market.printless.add('HSI2501');
    broker.subscribe([FUTURE, OPTION]);
    for (let i = 0; i < 500 && !(market.subscribed.has('HSI2501/2') && market.subscribed.has('TCH250127C400000/4')); i++) await new Promise((resolve) => setTimeout(resolve, 2));
    expect(['HSI2501/1', 'HSI2501/2', 'HSI2501/4', 'TCH250127C400000/4'].map((each) => market.subscribed.has(each))).toEqual([true, true, false, true]);
  });
});

describe('accounts', () => {
  it('are those of securities and of futures, each with what it may trade', async () => {
    const { accounts } = await desk();
    expect(accounts.map(({ id, name, environment, currencies }) => [id, name, environment, currencies])).toEqual([
      [REAL, 'Futu HK HK/US …1138', 'real', ['HKD', 'USD']],
      [SIMULATED, 'Futu HK …5399', 'simulated', ['HKD']],
      [OPTIONS_ACCOUNT.accID, 'Futu HK Options …8221', 'simulated', ['HKD']],
      [SIMULATED_FUTURES.accID, 'Futu HK Futures …7808', 'simulated', ['HKD']],
      [REAL_FUTURES.accID, 'Futu HK Futures …1140', 'real', ['HKD', 'USD']],
    ]);
    const trades = (id: string): unknown => accounts.find((account) => account.id === id)?.capabilities?.map(({ exchange, kinds, orderTypes, timesInForce }) => [exchange, kinds.join(' '), orderTypes.length, timesInForce.join(' ')]);
    expect(trades(REAL)).toEqual([
      ['HKEX', 'stock fund warrant', 11, 'day gtc'], ['HKEX', 'option', 4, 'day gtc'], ['NASDAQ', 'stock fund', 8, 'day gtc'], ['NYSE', 'stock fund', 8, 'day gtc'], ['OPRA', 'option', 8, 'day gtc'],
    ]);
    expect(trades(SIMULATED)).toEqual([['HKEX', 'stock fund warrant', 2, 'day']]);
    expect(trades(OPTIONS_ACCOUNT.accID)).toEqual([['HKEX', 'option', 1, 'day']]);
    expect(trades(SIMULATED_FUTURES.accID)).toEqual([['HKEX', 'future', 2, 'day']]);
    expect(trades(REAL_FUTURES.accID)).toEqual([['HKEX', 'future', 9, 'day gtc'], ['CME', 'future', 8, 'day gtc']]);
  });

  it('refuse what they may not trade before anything is sent, and say what they may', async () => {
    const { broker, server } = await desk();
    expect(told(broker.place(order(SIMULATED, OPTION)))).toEqual(['account-not-authorised', 'HKEX option', 'HKEX stock, HKEX fund, HKEX warrant']);
    expect(told(broker.place(order(OPTIONS_ACCOUNT.accID, 'HKEX.00700')))).toEqual(['account-not-authorised', 'HKEX stock', 'HKEX option']);
    expect(told(broker.place(order(SIMULATED_FUTURES.accID, 'CME.NQ2503')))).toEqual(['account-not-authorised', 'CME future', 'HKEX future']);
    expect(told(broker.place(order(REAL, FUTURE)))).toEqual([
      'account-not-authorised', 'HKEX future', 'HKEX stock, HKEX fund, HKEX warrant, HKEX option, NASDAQ stock, NASDAQ fund, NYSE stock, NYSE fund, OPRA option',
    ]);
    expect(told(broker.place(order(REAL_FUTURES.accID, 'HKEX.HSImain')))).toEqual(['account-not-authorised', 'HKEX index', 'HKEX future, CME future']);
    expect(server.requests.some(({ protocol }) => protocol === PlaceOrder.id)).toBe(false);
  });
});

describe('orders', () => {
  it('go to the market of the account: an option sold short, a future, an American option', async () => {
    const { broker, server, orders } = await desk();
    value(await broker.unlock!(REAL, PASSWORD));
    expect(told(broker.place(order(OPTIONS_ACCOUNT.accID, OPTION, { side: 'sell', offset: 'close', price: 1_250, quantity: 3 })))).toBe('ok');
    expect(askedOf(PlaceOrder, await server.asked(PlaceOrder, 1))).toMatchObject({ header: { trdMarket: 1, accID: OPTIONS_ACCOUNT.accID }, trdSide: 2, code: 'TCH250127C400000', qty: 3, price: 12.5, secMarket: 1 });
    expect(told(broker.place(order(REAL, 'OPRA.AAPL250117P240000', { price: 405 })))).toBe('ok');
    expect(askedOf(PlaceOrder, await server.asked(PlaceOrder, 2))).toMatchObject({ header: { trdMarket: 2, accID: REAL }, trdSide: 1, code: 'AAPL250117P240000', price: 4.05, secMarket: 2 });
    expect(told(broker.place(order(REAL_FUTURES.accID, 'CME.NQ2503', { price: 84_001, type: 'limit' })))).toBe('ok');
    expect(askedOf(PlaceOrder, await server.asked(PlaceOrder, 3))).toMatchObject({ header: { trdMarket: 5, accID: REAL_FUTURES.accID, trdEnv: 1 }, code: 'NQ2503', price: 21_000.25, secMarket: 2 });
    expect(told(broker.place(order(SIMULATED_FUTURES.accID, FUTURE, { price: 19_800 })))).toBe('ok');
    expect(askedOf(PlaceOrder, await server.asked(PlaceOrder, 4))).toMatchObject({ header: { trdMarket: 10 }, code: 'HSI2501', price: 19_800 });
    const known = (): OrderReport | undefined => orders.find(({ instrument }) => instrument === FUTURE);
    for (let i = 0; i < 500 && !known(); i++) await new Promise((resolve) => setTimeout(resolve, 2));
    const future = known()!;
    expect(told(broker.cancel(SIMULATED_FUTURES.accID, future.clientOrderId!, future.brokerOrderId))).toBe('ok');
    expect(askedOf(ModifyOrder, await server.asked(ModifyOrder, 1))).toMatchObject({ header: { trdMarket: 10 }, modifyOrderOp: 2 });
    expect(broker.cancelAllAt!(REAL_FUTURES.accID)).toEqual(['HKEX', 'CME']);
    expect(broker.cancelAllAt!(REAL)).toEqual(['HKEX', 'NASDAQ', 'NYSE', 'OPRA']);
  });

  it('of futures keep to what OpenD takes of them: market orders for the day, spreads as fine as the tick', async () => {
    const { broker } = await desk();
    value(await broker.unlock!(REAL, PASSWORD));
    expect(told(broker.place(order(REAL_FUTURES.accID, 'CME.NQ2503', { type: 'market', price: null, timeInForce: 'gtc' })))).toEqual(['not-supported', 'gtc', 'day']);
    const trailing = { type: 'trailing-stop-limit', price: null, condition: { trigger: null, trail: { amount: 8 }, limitOffset: 1 } } as const;
    expect(told(broker.place(order(REAL_FUTURES.accID, 'CME.NQ2503', trailing)))).toBe('ok');
  });

  it('of futures are asked for over the night that their day began in', async () => {
    const { broker, server } = await desk();
    await broker.queryOrders(REAL_FUTURES.accID);
    expect(askedOf(GetHistoryOrderList, await server.asked(GetHistoryOrderList, 1))).toMatchObject({ header: { trdMarket: 5 }, filterConditions: { beginTime: '2025-01-01 00:00:00', endTime: '2025-01-03 23:59:59' } });
  });
});

describe('money', () => {
  const held = { positionID: '7', code: 'HSI2501', name: '恒指2501', price: 19_850, costPrice: 19_800, val: 0, plVal: -5_000, unrealizedPL: -5_000, secMarket: 1, qty: -2, canSellQty: -2, positionSide: 1 };
  const futures = (server: OpendStandIn): void => {
    server.answer(GetPositionList, ({ header }) => ({ s2c: { header, positionList: header.accID === REAL_FUTURES.accID ? [held] : [] } }));
    server.answer(GetFunds, ({ header, currency }) => ({
      s2c: {
        header,
        funds: {
          power: currency === 2 ? 20_000 : 156_000, totalAssets: 500_000, cash: 0, marketVal: 0, frozenCash: 0, debtCash: 0, avlWithdrawalCash: 0, currency: currency ?? 1, availableFunds: currency === 2 ? 19_900 : 155_000,
          initialMargin: 240_000, maintenanceMargin: 192_000, riskStatus: 6, cashInfoList: [{ currency: 1, cash: 505_000, availableBalance: 100_000 }, { currency: 2, cash: 1_000, availableBalance: 900 }],
        },
      },
    }));
    server.answer(GetMaxTrdQtys, ({ header }) => ({ s2c: { header, maxTrdQtys: { maxCashBuy: 0, maxPositionSell: 0, longRequiredIM: 60_000, shortRequiredIM: 75_000 } } }));
  };

  it('of futures is the result of what is held, a margin for all, and what can be used in each currency', async () => {
    const { broker } = await desk(futures);
    const [short] = value(await broker.queryPositions(REAL_FUTURES.accID));
    expect(short).toMatchObject({ instrument: FUTURE, side: 'short', today: 0, yesterday: 2, openValue: 39_600 });
    expect(value(await broker.queryFunds(REAL_FUTURES.accID)).map(({ risk }) => risk)).toEqual([0.48, 0]);
    expect(value(await broker.queryFunds(REAL_FUTURES.accID)).map(({ currency, balance, equity, available, margin, maintenance, riskGrade, unrealised }) => [currency, balance, equity, available, margin, maintenance, riskGrade, unrealised])).toEqual([
      ['HKD', 505_000_0000, 500_000_0000, 155_000_0000, 240_000_0000, 192_000_0000, 6, -5_000_0000],
      ['USD', 1_000_0000, 1_000_0000, 19_900_0000, 0, undefined, undefined, 0],
    ]);
  });

  it('lets so many contracts be opened as the power holds of their margin, and leaves what can be closed to what is held', async () => {
    const { broker } = await desk(futures);
    expect(value(await broker.maximum!(REAL_FUTURES.accID, FUTURE, 'limit', 19_800))).toEqual({ buyOpen: 2, sellOpen: 2, marginPerUnit: 75_000_0000 });
    expect(value(await broker.maximum!(OPTIONS_ACCOUNT.accID, OPTION, 'limit', 1_250))).toMatchObject({ buyOpen: 0, sellOpen: 0, sellClose: 0, marginPerUnit: 75_000_0000 });
    expect(told(await broker.maximum!(SIMULATED, FUTURE, 'limit', 19_800))).toEqual(['account-not-authorised', 'HKEX future', 'HKEX stock, HKEX fund, HKEX warrant']);
  });
});
