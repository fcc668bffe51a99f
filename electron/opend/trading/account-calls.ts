/** Protocols 2101, 2102, 2111, 2223: what an account has, and what it may do. */
import { GetFunds, GetMarginRatio, GetMaxTrdQtys, GetPositionList } from '#electron/brokers/futu/messages/trade.ts';
import { fundsKey } from '#shared/model/account.ts';
import { positionQuantity } from '#shared/model/position.ts';
import { MONEY_PER_UNIT } from '#shared/price.ts';
import { fail, ok } from '#shared/result.ts';
import { answer, instrumentOf, type Answers } from '../call-context.ts';
import type { Terminal } from '../terminal.ts';
import { instrumentAsked, ofAccount, passes } from './asked.ts';
import { accountOf, headerOf } from './gateway-accounts.ts';
import { fundsMessage, positionMessage, priceAsked, typeOf } from './trade-messages.ts';

const MOST_RATIOS = 100;

export function accountCalls(answers: Answers, terminal: Terminal): void {
  answer(answers, GetFunds, ({ header }) => {
    const account = accountOf(terminal, header);
    if (!account.ok) return account;
    const funds = terminal.kept.funds.get(fundsKey({ account: account.value.account.id, currency: account.value.currency }));
    return funds ? ok({ header: headerOf(account.value), funds: fundsMessage(funds, account.value.futures) }) : fail('account-checking');
  });

  answer(answers, GetPositionList, async ({ header, filterConditions, filterPLRatioMin, filterPLRatioMax }) => {
    const account = accountOf(terminal, header);
    if (!account.ok) return account;
    const held = [...terminal.kept.positions.values()].flatMap((position) => {
      const instrument = ofAccount(terminal, account.value, position);
      return instrument && positionQuantity(position) > 0 && passes(filterConditions, instrument, []) ? [{ position, instrument }] : [];
    });
    await terminal.look(held.map(({ instrument }) => instrument));
    const positionList = held
      .map(({ position, instrument }) => positionMessage(instrument, position, terminal.quoteOf(instrument.id), terminal.language))
      .filter(({ plRatio = 0 }) => (filterPLRatioMin === undefined || plRatio >= filterPLRatioMin) && (filterPLRatioMax === undefined || plRatio <= filterPLRatioMax));
    return ok({ header: headerOf(account.value), positionList });
  });

  answer(answers, GetMaxTrdQtys, async (c2s) => {
    const account = accountOf(terminal, c2s.header);
    if (!account.ok) return account;
    const type = typeOf(c2s.orderType);
    if (!type.ok) return type;
    const instrument = await instrumentAsked(terminal, account.value, c2s.code, c2s.secMarket);
    if (!instrument.ok) return instrument;
    const price = priceAsked(instrument.value, type.value, c2s);
    if (!price.ok) return price;
    await terminal.look([instrument.value]);
    const most = await terminal.ask('order.maximum', { account: account.value.account.id, instrument: instrument.value.id, price: price.value, type: type.value });
    if (!most.ok) return most;
    const { buyOpen, sellOpen, sellClose, buyClose, marginPerUnit } = most.value;
    if (account.value.futures) {
      // Of a future what one contract adds to the margin is told instead (Trd_Common, MaxTrdQtys).
      const required = marginPerUnit === null ? {} : { longRequiredIM: marginPerUnit / MONEY_PER_UNIT, shortRequiredIM: marginPerUnit / MONEY_PER_UNIT };
      return ok({ header: headerOf(account.value), maxTrdQtys: { maxCashBuy: 0, maxPositionSell: sellClose, ...required } });
    }
    return ok({ header: headerOf(account.value), maxTrdQtys: { maxCashBuy: buyOpen, maxCashAndMarginBuy: buyOpen, maxPositionSell: sellClose, maxSellShort: sellOpen, maxBuyBack: buyClose } });
  });

  answer(answers, GetMarginRatio, async ({ header, securityList }) => {
    const account = accountOf(terminal, header);
    if (!account.ok) return account;
    if (securityList.length > MOST_RATIOS) return fail('gateway-too-many', { what: 'securityList', max: MOST_RATIOS });
    const marginRatioInfoList = [];
    for (const security of securityList) {
      const found = await instrumentOf(terminal, security);
      if (!found.ok) return found;
      // Purchases are paid in full: nothing is lent. What a short sale ties up is a part of its value.
      const { shortable, margin } = found.value;
      const short = margin ? margin.short * 100 : 100;
      marginRatioInfoList.push({ security, isLongPermit: false, isShortPermit: shortable, imLongRatio: (margin?.long ?? 1) * 100, ...(shortable ? { imShortRatio: short, mmShortRatio: short } : {}) });
    }
    return ok({ header: headerOf(account.value), marginRatioInfoList });
  });
}
