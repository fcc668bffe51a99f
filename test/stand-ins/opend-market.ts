/**
 * A little market behind the scripted OpenD: one real and one simulated account, two Hong Kong shares and an American one, an order book of
 * orders that a test fills and ends. It answers as the document says (seeds/003) and keeps a truth of its own to be held against.
 */
import { createHash } from 'node:crypto';
import { MODIFY_ORDER, ORDER_STATUS, SUB_TYPE, TRD_SEC_MARKET } from '#electron/brokers/futu/messages/codes.ts';
import type { Asked } from '#electron/brokers/futu/messages/protocol.ts';
import { GetMarketState, GetStaticInfo } from '#electron/brokers/futu/messages/snapshot.ts';
import { GetSubInfo, Sub } from '#electron/brokers/futu/messages/subscribed.ts';
import {
  GetAccList, GetFunds, GetHistoryOrderList, GetMaxTrdQtys, GetOrderFillList, GetOrderList, GetPositionList, ModifyOrder, PlaceOrder, SubAccPush, UnlockTrade, UpdateOrder, UpdateOrderFill,
} from '#electron/brokers/futu/messages/trade.ts';
import type { Order, OrderFill, TrdAcc } from '#electron/brokers/futu/messages/trade-records.ts';
import type { Encodable } from '#electron/brokers/futu/wire/schema.ts';
import type { OpendStandIn } from './opend.ts';
import { answerContracts, listedAs, listedIn, type Listed } from './opend-contracts.ts';

/** Beyond 2^53, as OpenD's are. */
export const REAL = '281756479345015383';
export const SIMULATED = '281756479345015399';
export const PASSWORD = 'open sesame';

type TheirOrder = { -readonly [K in keyof Encodable<typeof Order>]: Encodable<typeof Order>[K] };

export interface OpendMarket {
  readonly orders: Map<string, TheirOrder & { accID: string }>;
  readonly fills: (Encodable<typeof OrderFill> & { accID: string })[];
  /** What is subscribed: `code/subType`. */
  readonly subscribed: Set<string>;
  quota: number;
  /** Codes that may not be subscribed to for more than a quote. */
  readonly quoteOnly: Set<string>;
  /** Codes that have no prints. */
  readonly printless: Set<string>;
  unlocked: boolean;
  /** Accounts besides the two, by the category that they are asked for in: 1 securities, 2 futures. */
  readonly moreAccounts: { readonly category: number; readonly account: Encodable<typeof TrdAcc> }[];
  /** Whether an accepted order is pushed before its answer, after it, or not at all. */
  pushes: 'before' | 'after' | 'never';
  fill(orderIDEx: string, quantity: number, price: number): void;
  end(orderIDEx: string, status: number, text?: string): void;
}

const SECOND = 1_735_783_200;

export function openMarket(server: OpendStandIn): OpendMarket {
  let numbers = 0;
  const header = (accID: string): { trdEnv: number; accID: string; trdMarket: number } => ({ trdEnv: accID === REAL ? 1 : 0, accID, trdMarket: 1 });
  const tell = (orderIDEx: string): void => {
    const { accID, ...order } = market.orders.get(orderIDEx)!;
    server.push(UpdateOrder, { header: header(accID), order: { ...order } });
  };
  const listed = (accID: string): TheirOrder[] => [...market.orders.values()].filter((order) => order.accID === accID);

  const market: OpendMarket = {
    orders: new Map(),
    fills: [],
    subscribed: new Set(),
    quota: 100,
    quoteOnly: new Set(),
    printless: new Set(),
    unlocked: false,
    moreAccounts: [],
    pushes: 'after',
    fill(orderIDEx, quantity, price) {
      const order = market.orders.get(orderIDEx)!;
      const before = order.fillQty ?? 0;
      order.fillAvgPrice = ((order.fillAvgPrice ?? 0) * before + price * quantity) / (before + quantity);
      order.fillQty = before + quantity;
      order.orderStatus = order.fillQty >= order.qty ? ORDER_STATUS.filledAll : ORDER_STATUS.filledPart;
      if (order.accID === REAL) {
        const fill = {
          accID: order.accID, trdSide: order.trdSide, fillID: '0', fillIDEx: `F${++numbers}`, orderIDEx, code: order.code, name: order.name, qty: quantity, price,
          createTime: '2025-01-02 10:00:05', createTimestamp: SECOND + 5, secMarket: order.secMarket,
        };
        market.fills.push(fill);
        const { accID, ...told } = fill;
        server.push(UpdateOrderFill, { header: header(accID), orderFill: told });
      }
      tell(orderIDEx);
    },
    end(orderIDEx, status, text) {
      const order = market.orders.get(orderIDEx)!;
      order.orderStatus = status;
      if (text !== undefined) order.lastErrMsg = text;
      tell(orderIDEx);
    },
  };

  server.answer(GetStaticInfo, ({ securityList, market: of, secType }) => {
    const found: readonly (Listed | undefined)[] = securityList.length === 0 ? listedIn(of, secType) : securityList.map(listedAs);
    if (found.includes(undefined)) return { retType: -1, retMsg: '未知股票' };
    return {
      s2c: {
        staticInfoList: found.map((share) => ({
          basic: { security: { market: share!.market, code: share!.code }, id: '70000000000700', lotSize: share!.lot, secType: share!.type, name: share!.name, listTime: '2004-06-16', exchType: share!.exchange },
          ...share!.derives,
        })),
      },
    };
  });
  answerContracts(server);
  server.answer(GetMarketState, ({ securityList }) => ({ s2c: { marketInfoList: securityList.map((security) => ({ security, name: '', marketState: 3 })) } }));
  server.answer(GetSubInfo, () => ({ s2c: { connSubInfoList: [{ subInfoList: [], usedQuota: market.subscribed.size, isOwnConnData: true }], totalUsedQuota: market.subscribed.size, remainQuota: market.quota - market.subscribed.size } }));
  server.answer(Sub, ({ securityList, subTypeList, isSubOrUnSub }) => {
    if (isSubOrUnSub && (subTypeList.length > 1 || subTypeList.includes(SUB_TYPE.broker)) && securityList.some(({ code }) => market.quoteOnly.has(code))) return { retType: -1, retMsg: '无摆盘权限' };
    if (isSubOrUnSub && subTypeList.includes(SUB_TYPE.ticker) && securityList.some(({ code }) => market.printless.has(code))) return { retType: -1, retMsg: 'LV1 权限不支持订阅逐笔' };
    for (const { code } of securityList) {
      for (const type of subTypeList) {
        if (isSubOrUnSub) market.subscribed.add(`${code}/${type}`);
        else market.subscribed.delete(`${code}/${type}`);
      }
    }
    return { s2c: {} };
  });
  const own: readonly Encodable<typeof TrdAcc>[] = [
    { trdEnv: 1, accID: REAL, trdMarketAuthList: [1, 2, 113], securityFirm: 1, accStatus: 0, uniCardNum: '1001200163531138' },
    { trdEnv: 0, accID: SIMULATED, trdMarketAuthList: [1], simAccType: 1 },
    { trdEnv: 1, accID: '5', trdMarketAuthList: [1], securityFirm: 1, accStatus: 1 },
  ];
  server.answer(GetAccList, ({ trdCategory }) => ({
    s2c: { accList: [...(trdCategory === 2 ? [] : own), ...market.moreAccounts.flatMap(({ category, account }) => (category === trdCategory ? [account] : []))] },
  }));
  server.answer(SubAccPush, () => ({ s2c: {} }));
  server.answer(UnlockTrade, ({ unlock, pwdMD5 }) => {
    if (unlock && pwdMD5 !== createHash('md5').update(PASSWORD).digest('hex')) return { retType: -1, retMsg: '交易密码错误' };
    market.unlocked = unlock;
    return { s2c: {} };
  });
  server.answer(PlaceOrder, (c2s, { client, serial }) => {
    const { header: to, packetID, price, remark, timeInForce, auxPrice, trailType, trailValue, trailSpread, session, fillOutsideRTH, secMarket = TRD_SEC_MARKET.hk } = c2s as Asked<typeof PlaceOrder>;
    if (packetID.connID !== client.connId || packetID.serialNo !== serial) return { retType: -1, retMsg: 'packetID' };
    if (to.accID === REAL && !market.unlocked) return { retType: -1, retMsg: '请先解锁交易' };
    const orderIDEx = `20250102_${++numbers}`;
    const said = { price, remark, timeInForce, auxPrice, trailType, trailValue, trailSpread, session, fillOutsideRTH };
    market.orders.set(orderIDEx, {
      accID: to.accID, trdSide: c2s.trdSide, orderType: c2s.orderType, orderStatus: ORDER_STATUS.submitted, orderID: '0', orderIDEx, code: c2s.code, name: c2s.code, qty: c2s.qty,
      createTime: '2025-01-02 10:00:00', createTimestamp: SECOND, updateTime: '2025-01-02 10:00:00', updateTimestamp: SECOND, secMarket,
      ...(Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) as object),
    });
    if (market.pushes === 'before') tell(orderIDEx);
    else if (market.pushes === 'after') setImmediate(() => tell(orderIDEx));
    return { s2c: { header: to, orderIDEx } };
  });
  server.answer(ModifyOrder, ({ header: to, orderIDEx, modifyOrderOp, forAll, qty, price, auxPrice }) => {
    if (forAll) {
      if (to.trdEnv === 0) return { retType: -1, retMsg: '模拟交易不支持全部撤单' };
      const secMarket = to.trdMarket === 2 ? TRD_SEC_MARKET.us : TRD_SEC_MARKET.hk;
      for (const each of market.orders.values()) {
        if (each.accID !== to.accID || each.secMarket !== secMarket || each.orderStatus >= ORDER_STATUS.filledAll) continue;
        each.orderStatus = (each.fillQty ?? 0) > 0 ? ORDER_STATUS.cancelledPart : ORDER_STATUS.cancelledAll;
        setImmediate(() => tell(each.orderIDEx));
      }
      return { s2c: { header: to, orderID: '0' } };
    }
    const order = market.orders.get(orderIDEx ?? '');
    if (modifyOrderOp === MODIFY_ORDER.disable || modifyOrderOp === MODIFY_ORDER.enable || modifyOrderOp === MODIFY_ORDER.delete) {
      // Hong Kong alone has them (seeds/003, line 12326).
      if (!order || to.trdMarket !== 1) return { retType: -1, retMsg: '不支持的操作' };
      order.orderStatus = { [MODIFY_ORDER.disable]: ORDER_STATUS.disabled, [MODIFY_ORDER.enable]: ORDER_STATUS.submitted, [MODIFY_ORDER.delete]: ORDER_STATUS.deleted }[modifyOrderOp];
      setImmediate(() => tell(orderIDEx!));
      return { s2c: { header: to, orderID: '0', orderIDEx } };
    }
    if (!order || order.orderStatus >= ORDER_STATUS.filledAll) return { retType: -1, retMsg: '订单已结束' };
    if (modifyOrderOp === 2) order.orderStatus = (order.fillQty ?? 0) > 0 ? ORDER_STATUS.cancelledPart : ORDER_STATUS.cancelledAll;
    else {
      if (qty !== undefined) order.qty = qty;
      if (price !== undefined) order.price = price;
      if (auxPrice !== undefined) order.auxPrice = auxPrice;
    }
    setImmediate(() => tell(orderIDEx!));
    return { s2c: { header: to, orderID: '0', orderIDEx } };
  });
  server.answer(GetMaxTrdQtys, ({ header: to }) => ({ s2c: { header: to, maxTrdQtys: { maxCashBuy: 2_300, maxCashAndMarginBuy: 5_150, maxPositionSell: 250, maxSellShort: 400, maxBuyBack: 0 } } }));
  const open = (order: TheirOrder): boolean => order.orderStatus < ORDER_STATUS.filledAll || order.orderStatus === ORDER_STATUS.disabled;
  server.answer(GetOrderList, ({ header: to }) => ({ s2c: { header: to, orderList: listed(to.accID).filter(open) } }));
  server.answer(GetHistoryOrderList, ({ header: to }) => ({ s2c: { header: to, orderList: listed(to.accID).filter((order) => !open(order)) } }));
  server.answer(GetOrderFillList, ({ header: to }) =>
    to.trdEnv === 0 ? { retType: -1, retMsg: '模拟交易不支持成交数据' } : { s2c: { header: to, orderFillList: market.fills.filter(({ accID }) => accID === to.accID) } },
  );
  server.answer(GetPositionList, ({ header: to }) => ({
    s2c: {
      header: to,
      positionList: [
        { positionID: '1', positionSide: 0, code: '00700', name: '腾讯控股', qty: 300, canSellQty: 200, price: 400, averageCostPrice: 380.2, val: 120_000, plVal: 5_940, unrealizedPL: 5_940, realizedPL: 120.5, secMarket: 1, td_buyQty: 100 },
        { positionID: '2', positionSide: 0, code: '02800', name: '盈富基金', qty: 0, canSellQty: 0, price: 20, val: 0, plVal: 0, secMarket: 1 },
      ],
    },
  }));
  server.answer(GetFunds, ({ header: to }) => ({
    s2c: {
      header: to,
      funds: {
        power: 900_000, totalAssets: 1_120_000, cash: 1_000_000, marketVal: 120_000, frozenCash: 2_500.25, debtCash: 0, avlWithdrawalCash: 0, currency: 1, initialMargin: 48_000,
        cashInfoList: [{ currency: 1, cash: 1_000_000, netCashPower: 900_000.5 }, { currency: 2, cash: 50.25, availableBalance: 40 }],
      },
    },
  }));
  return market;
}
