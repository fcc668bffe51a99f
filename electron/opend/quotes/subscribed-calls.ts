/** Protocols 3001 to 3012: subscribing, and what may be asked of what is subscribed. */
import { SUB_TYPE } from '#electron/brokers/futu/messages/codes.ts';
import { GetBasicQot, GetKL, GetOrderBook, GetRT, GetSubInfo, GetTicker, RegQotPush, Sub } from '#electron/brokers/futu/messages/subscribed.ts';
import { tradingDayOf } from '#shared/calendar/sessions.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { BOOK_LEVELS, emptyBook } from '#shared/model/order-book.ts';
import { QUOTE } from '#shared/model/quote.ts';
import { TRADE_WIDTH } from '#shared/model/trade.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { answer, instrumentOf, instrumentsOf, writtenName, type Answers } from '../call-context.ts';
import { securityOf, type SecurityName } from '../securities.ts';
import type { ClientConnection } from '../server/client-connection.ts';
import type { Terminal } from '../terminal.ts';
import { barTypeOf, labelOf, lastBars } from './bars.ts';
import { basicQuote, kLine, nameOf, orderBook, ticker } from './quote-messages.ts';
import { SUB_TYPES, type QuoteDesk } from './quote-desk.ts';
import { QUOTA } from './subscriptions.ts';
import { timeShares } from './time-share.ts';

const MOST_CODES = 400;
/** Bars and prints that are kept for a getter (lines 2644, 2802). */
const MOST_KEPT = 1000;

export function subscribedCalls(answers: Answers, terminal: Terminal, desk: QuoteDesk, clients: () => Iterable<ClientConnection>, now: () => number): void {
  const name = (instrument: Instrument): { security: SecurityName; name: string } => ({ security: securityOf(instrument)!, name: nameOf(instrument, terminal.language) });

  const typesOf = (list: readonly number[]): Result<readonly number[]> => {
    if (list.length === 0) return fail('gateway-argument', { what: 'subTypeList', value: '[]' });
    const odd = list.find((type) => !SUB_TYPES.has(type));
    if (odd === SUB_TYPE.broker) return fail('gateway-no-brokers');
    return odd === undefined ? ok([...new Set(list)]) : fail('gateway-argument', { what: 'subType', value: odd });
  };

  /** The instrument, if the client has it subscribed. */
  const subscribed = async (client: ClientConnection, security: SecurityName, type: number): Promise<Result<Instrument>> => {
    const found = await instrumentOf(terminal, security);
    if (!found.ok || desk.isSubscribed(client, found.value, type)) return found;
    return fail('gateway-not-subscribed', { security: writtenName(security), type });
  };

  answer(answers, Sub, async (c2s, { connection }) => {
    if (c2s.isUnsubAll === true) {
      const all = desk.unsubscribeAll(connection);
      return all.ok ? ok({}) : all;
    }
    const types = typesOf(c2s.subTypeList);
    if (!types.ok) return types;
    const instruments = await instrumentsOf(terminal, c2s.securityList, MOST_CODES);
    if (!instruments.ok) return instruments;
    if (!connection.isOpen) return fail('broker-down');
    const done = c2s.isSubOrUnSub
      ? desk.subscribe(connection, instruments.value, types.value, c2s.isRegOrUnRegPush, c2s.isFirstPush !== false)
      : desk.unsubscribe(connection, instruments.value, types.value);
    return done.ok ? ok({}) : done;
  });

  answer(answers, RegQotPush, async (c2s, { connection }) => {
    const types = typesOf(c2s.subTypeList);
    if (!types.ok) return types;
    const instruments = await instrumentsOf(terminal, c2s.securityList, MOST_CODES);
    if (!instruments.ok) return instruments;
    const done = desk.register(connection, instruments.value, types.value, c2s.isRegOrUnReg, c2s.isFirstPush !== false);
    return done.ok ? ok({}) : done;
  });

  answer(answers, GetSubInfo, (c2s, { connection }) => {
    const asked = c2s.isReqAllConn === true ? [...clients()] : [connection];
    const used = desk.subscriptions.used(now());
    return ok({
      connSubInfoList: asked.map((client) => {
        const byType = Map.groupBy(desk.subscriptions.of(client), ({ type }) => type);
        const subInfoList = Array.from(byType, ([subType, topics]) => ({
          subType,
          securityList: topics.flatMap(({ security }) => {
            const instrument = terminal.instrument(security);
            const known = instrument && securityOf(instrument);
            return known ? [known] : [];
          }),
        }));
        return { subInfoList, usedQuota: desk.subscriptions.usedBy(client), isOwnConnData: client === connection };
      }),
      totalUsedQuota: used,
      remainQuota: QUOTA - used,
    });
  });

  answer(answers, GetBasicQot, async (c2s, { connection }) => {
    const instruments = await instrumentsOf(terminal, c2s.securityList, MOST_CODES);
    if (!instruments.ok) return instruments;
    for (const instrument of instruments.value) {
      if (!desk.isSubscribed(connection, instrument, SUB_TYPE.basic)) return fail('gateway-not-subscribed', { security: writtenName(securityOf(instrument)!), type: SUB_TYPE.basic });
    }
    await terminal.look(instruments.value);
    const quoted = instruments.value.flatMap((instrument) => {
      const quote = terminal.quoteOf(instrument.id);
      return quote ? [basicQuote(instrument, quote, terminal.language)] : [];
    });
    return ok({ basicQotList: quoted });
  });

  answer(answers, GetOrderBook, async (c2s, { connection }) => {
    if (c2s.num <= 0) return fail('gateway-argument', { what: 'num', value: c2s.num });
    const found = await subscribed(connection, c2s.security, SUB_TYPE.orderBook);
    if (!found.ok) return found;
    await terminal.look([found.value], true);
    const book = terminal.bookOf(found.value.id) ?? emptyBook();
    const time = terminal.quoteOf(found.value.id)?.[QUOTE.exchangeTime] ?? NaN;
    return ok(orderBook(found.value, book, time, Math.min(c2s.num, BOOK_LEVELS), terminal.language));
  });

  answer(answers, GetTicker, async (c2s, { connection }) => {
    if (c2s.maxRetNum <= 0 || c2s.maxRetNum > MOST_KEPT) return fail('gateway-argument', { what: 'maxRetNum', value: c2s.maxRetNum });
    const found = await subscribed(connection, c2s.security, SUB_TYPE.ticker);
    if (!found.ok) return found;
    const rows = await terminal.ask('trades.recent', { instrument: found.value.id, limit: c2s.maxRetNum });
    if (!rows.ok) return rows;
    const tickerList = [];
    for (let at = 0; at < rows.value.length; at += TRADE_WIDTH) tickerList.push(ticker(found.value, rows.value, at, true));
    return ok({ ...name(found.value), tickerList });
  });

  answer(answers, GetKL, async (c2s, { connection }) => {
    const type = barTypeOf(c2s.klType);
    if (!type) return fail('gateway-argument', { what: 'klType', value: c2s.klType });
    if (c2s.reqNum <= 0 || c2s.reqNum > MOST_KEPT) return fail('gateway-argument', { what: 'reqNum', value: c2s.reqNum });
    const found = await subscribed(connection, c2s.security, type.subType);
    if (!found.ok) return found;
    const instrument = found.value;
    // One more, for the close that the first is compared with.
    const bars = await lastBars(terminal, instrument, type, c2s.reqNum + 1);
    if (!bars.ok) return bars;
    const first = Math.max(0, bars.value.length - c2s.reqNum);
    const klList = bars.value.slice(first).map((bar, i) => kLine(instrument, bar, labelOf(instrument, type, bar.time), instrument.timeZone, bars.value[first + i - 1]));
    return ok({ ...name(instrument), klList });
  });

  answer(answers, GetRT, async (c2s, { connection }) => {
    const found = await subscribed(connection, c2s.security, SUB_TYPE.timeShare);
    if (!found.ok) return found;
    const instrument = found.value;
    const minutes = await terminal.ask('candles.load', { instrument: instrument.id, period: '1m', before: null, limit: 1500 });
    if (!minutes.ok) return minutes;
    const newest = minutes.value.candles.at(-1);
    const day = newest ? tradingDayOf(instrument.sessions, newest.time) : '';
    const today = minutes.value.candles.filter(({ time }) => tradingDayOf(instrument.sessions, time) === day);
    return ok({ ...name(instrument), rtList: timeShares(instrument, today, terminal.quoteOf(instrument.id)) });
  });
}
