/** Protocols 1002, 1005, 3103, 3104, 3202, 3203, 3219, 3223: what may be asked without a subscription. */
import { QOT_MARKET } from '#electron/brokers/futu/messages/codes.ts';
import { RequestHistoryKL, RequestHistoryKLQuota, RequestTradeDate } from '#electron/brokers/futu/messages/history.ts';
import { GetMarketState, GetSecuritySnapshot, GetStaticInfo } from '#electron/brokers/futu/messages/snapshot.ts';
import { GetGlobalState, GetUserInfo } from '#electron/brokers/futu/messages/system.ts';
import { marketDays } from '#shared/calendar/market-days.ts';
import { addDays, dateOf, dateTime } from '#shared/calendar/trading-days.ts';
import { emptyQuote } from '#shared/model/quote.ts';
import { fail, ok } from '#shared/result.ts';
import { answer, instrumentOf, instrumentsOf, withUnderlyings, type Answers } from '../call-context.ts';
import { GATEWAY_MARKETS, momentOfText, securityOf, securityType, timeText } from '../securities.ts';
import { LOGIN_USER, SERVER_VERSION } from '../server/client-connection.ts';
import type { Terminal } from '../terminal.ts';
import { barsBetween, barTypeOf, labelOf } from './bars.ts';
import { kLine, marketState, nameOf, snapshot, staticInfo, stateOf } from './quote-messages.ts';
import { QUOTA } from './subscriptions.ts';

/** Lines 194, 2951. */
const MOST_CODES = 400;
/** Bars in one answer; the rest comes by pages. */
const MOST_BARS = 1000;
/** A security that was asked for costs a place for so long (line 236). */
const HISTORY_QUOTA_MS = 30 * 86_400_000;
/** Ten levels everywhere: QotRight of Qot_Common, level 2. */
const LEVEL_2 = 3;
const AMERICAN_FUTURES = GATEWAY_MARKETS.find(({ market, futures }) => market === QOT_MARKET.us && futures)!;
/** Trading days of at most so long a time. */
const MOST_DATES = 4000;

const FIELDS = { high: 1, open: 2, low: 4, close: 8, lastClose: 16, volume: 32, changeRate: 512 } as const;

export function referenceCalls(answers: Answers, terminal: Terminal, now: () => number): void {
  /** Securities whose history was asked for, and when last. */
  const histories = new Map<string, number>();
  const historyUsed = (): number => {
    for (const [id, time] of histories) if (now() - time > HISTORY_QUOTA_MS) histories.delete(id);
    return histories.size;
  };
  const stateAt = (market: number): number => {
    const known = GATEWAY_MARKETS.find((each) => each.market === market);
    return known ? marketState(known, terminal.exchangeNow()) : 0;
  };

  answer(answers, GetGlobalState, (_c2s, { connection }) =>
    ok({
      marketHK: stateAt(QOT_MARKET.hk),
      marketUS: stateAt(QOT_MARKET.us),
      marketSH: stateAt(QOT_MARKET.shanghai),
      marketSZ: stateAt(QOT_MARKET.shenzhen),
      // No futures of Hong Kong are traded here.
      marketHKFuture: 0,
      marketUSFuture: marketState(AMERICAN_FUTURES, terminal.exchangeNow()),
      qotLogined: terminal.isUp,
      trdLogined: terminal.isUp,
      serverVer: SERVER_VERSION,
      serverBuildNo: 0,
      time: Math.floor(terminal.exchangeNow() / 1000),
      localTime: now() / 1000,
      connID: connection.connId,
    }),
  );

  answer(answers, GetUserInfo, () =>
    ok({ nickName: 'Pankou', userID: LOGIN_USER, subQuota: QUOTA, historyKLQuota: QUOTA, hkQotRight: LEVEL_2, usQotRight: LEVEL_2, shQotRight: LEVEL_2, szQotRight: LEVEL_2, usCMEFutureQotRight: LEVEL_2, isNeedAgreeDisclaimer: false }),
  );

  answer(answers, GetStaticInfo, async (c2s) => {
    if (c2s.securityList.length > 0) {
      const instruments = await instrumentsOf(terminal, c2s.securityList, MOST_CODES);
      return instruments.ok ? ok({ staticInfoList: instruments.value.map((each) => staticInfo(each, terminal)) }) : instruments;
    }
    await terminal.loadInstruments();
    const { market, secType } = c2s;
    const listed = terminal.securities.filter((each) => (market === undefined || securityOf(each)?.market === market) && (secType === undefined || secType === 0 || securityType(each) === secType));
    return ok({ staticInfoList: listed.map((each) => staticInfo(each, terminal)) });
  });

  answer(answers, GetSecuritySnapshot, async (c2s) => {
    const instruments = await instrumentsOf(terminal, c2s.securityList, MOST_CODES);
    if (!instruments.ok) return instruments;
    await terminal.look(withUnderlyings(terminal, instruments.value));
    return ok({ snapshotList: instruments.value.map((each) => snapshot(each, terminal.quoteOf(each.id) ?? emptyQuote(), terminal)) });
  });

  answer(answers, GetMarketState, async (c2s) => {
    const instruments = await instrumentsOf(terminal, c2s.securityList, MOST_CODES);
    if (!instruments.ok) return instruments;
    await terminal.look(instruments.value);
    const time = terminal.exchangeNow();
    return ok({
      marketInfoList: instruments.value.map((each) => ({ security: securityOf(each)!, name: nameOf(each, terminal.language), marketState: stateOf(each, time, terminal.quoteOf(each.id)) })),
    });
  });

  answer(answers, RequestTradeDate, async (c2s) => {
    let market = GATEWAY_MARKETS.find(({ tradeDates }) => tradeDates === c2s.market);
    if (c2s.security) {
      const found = await instrumentOf(terminal, c2s.security);
      if (!found.ok) return found;
      market = GATEWAY_MARKETS.find((each) => each.market === c2s.security!.market);
    }
    if (!market) return fail('gateway-argument', { what: 'market', value: c2s.market });
    const from = dateOf(dateTime(c2s.beginTime.slice(0, 10)) || 0);
    const to = dateOf(dateTime(c2s.endTime.slice(0, 10)) || 0);
    if (from !== c2s.beginTime.slice(0, 10)) return fail('gateway-argument', { what: 'beginTime', value: c2s.beginTime.slice(0, 40) });
    if (to !== c2s.endTime.slice(0, 10) || to < from) return fail('gateway-argument', { what: 'endTime', value: c2s.endTime.slice(0, 40) });
    const days = marketDays(market.calendar);
    const tradeDateList = [];
    let seen = 0;
    for (let date = from; date <= to && seen < MOST_DATES; date = addDays(date, 1), seen++) {
      // TradeDateType: 0 a whole day, 1 its morning alone. America's short days end at 13:00 and are whole days to Futu.
      if (days.isTradingDay(date)) tradeDateList.push({ time: date, timestamp: dateTime(date) / 1000, tradeDateType: days.isShort(date) && market.market === QOT_MARKET.hk ? 1 : 0 });
    }
    return ok({ tradeDateList });
  });

  answer(answers, RequestHistoryKLQuota, (c2s) => {
    const used = historyUsed();
    const detailList = c2s.bGetDetail !== true ? [] : Array.from(histories, ([id, time]) => {
      const instrument = terminal.instrument(id);
      const security = instrument && securityOf(instrument);
      return security ? { security, name: nameOf(instrument, terminal.language), requestTime: timeText('Asia/Shanghai', time), requestTimeStamp: Math.floor(time / 1000) } : null;
    }).filter((each) => each !== null);
    return ok({ usedQuota: used, remainQuota: QUOTA - used, detailList });
  });

  answer(answers, RequestHistoryKL, async (c2s) => {
    const type = barTypeOf(c2s.klType);
    if (!type) return fail('gateway-argument', { what: 'klType', value: c2s.klType });
    const found = await instrumentOf(terminal, c2s.security);
    if (!found.ok) return found;
    const instrument = found.value;
    const from = momentOfText(instrument.timeZone, c2s.beginTime);
    const to = momentOfText(instrument.timeZone, c2s.endTime, true);
    if (Number.isNaN(from)) return fail('gateway-argument', { what: 'beginTime', value: c2s.beginTime.slice(0, 40) });
    if (Number.isNaN(to) || to < from) return fail('gateway-argument', { what: 'endTime', value: c2s.endTime.slice(0, 40) });
    const after = pageKey(c2s.nextReqKey);
    if (Number.isNaN(after)) return fail('gateway-argument', { what: 'nextReqKey', value: '' });
    const used = historyUsed();
    if (!histories.has(instrument.id) && used >= QUOTA) return fail('gateway-no-history-quota', { used, total: QUOTA });
    const loaded = await barsBetween(terminal, instrument, type, from, to);
    if (!loaded.ok) return loaded;
    if (!histories.has(instrument.id)) histories.set(instrument.id, now());
    const { bars, before } = loaded.value;
    const first = after === null ? 0 : bars.findIndex(({ time }) => time > after);
    const count = c2s.maxAckKLNum !== undefined && c2s.maxAckKLNum > 0 ? Math.min(c2s.maxAckKLNum, MOST_BARS) : MOST_BARS;
    const page = first < 0 ? [] : bars.slice(first, first + count);
    const more = first >= 0 && first + count < bars.length;
    const fields = c2s.needKLFieldsFlag ?? 0;
    const klList = page.map((bar, i) => only(fields, kLine(instrument, bar, labelOf(instrument, type, bar.time), instrument.timeZone, bars[first + i - 1] ?? before)));
    const last = page.at(-1);
    return ok({
      security: securityOf(instrument)!,
      name: nameOf(instrument, terminal.language),
      klList,
      ...(more && last ? { nextReqKey: Buffer.from(String(last.time)) } : {}),
    });
  });
}

/** The bar that the page before ended with; null for the first page, NaN for what is no key of ours. */
function pageKey(key: Uint8Array | undefined): number | null {
  if (!key || key.length === 0) return null;
  const text = Buffer.from(key).toString('latin1');
  return /^-?\d{1,15}$/.test(text) ? Number(text) : NaN;
}

/** The fields that were asked for; all where none was named. */
function only(fields: number, line: ReturnType<typeof kLine>): ReturnType<typeof kLine> {
  if (fields === 0) return line;
  const has = (bit: number): boolean => (fields & bit) !== 0;
  const { time, timestamp, isBlank, highPrice, openPrice, lowPrice, closePrice, lastClosePrice, volume, changeRate } = line;
  return {
    time,
    timestamp,
    isBlank,
    ...(has(FIELDS.high) ? { highPrice } : {}),
    ...(has(FIELDS.open) ? { openPrice } : {}),
    ...(has(FIELDS.low) ? { lowPrice } : {}),
    ...(has(FIELDS.close) ? { closePrice } : {}),
    ...(has(FIELDS.lastClose) ? { lastClosePrice } : {}),
    ...(has(FIELDS.volume) ? { volume } : {}),
    ...(has(FIELDS.changeRate) ? { changeRate } : {}),
  };
}
