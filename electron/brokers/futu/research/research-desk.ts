/** Research through OpenD: each question as one request, or one a market, within its rate. */
import type { PacedRequests } from '#electron/brokers/futu/limits/paced-requests.ts';
import { SECURITY_TYPE } from '#electron/brokers/futu/messages/codes.ts';
import { GetFutureInfo, GetOptionChain, GetOptionExpirationDate, GetWarrant } from '#electron/brokers/futu/messages/derivatives.ts';
import { RequestHistoryKL, RequestTradeDate } from '#electron/brokers/futu/messages/history.ts';
import type { Answered } from '#electron/brokers/futu/messages/protocol.ts';
import { GetOrderBook } from '#electron/brokers/futu/messages/subscribed.ts';
import { GetIpoList, StockFilter } from '#electron/brokers/futu/messages/screening.ts';
import type { SecurityStaticInfo } from '#electron/brokers/futu/messages/security.ts';
import {
  GetCapitalDistribution, GetCapitalFlow, GetMarketState, GetOwnerPlate, GetPlateSecurity, GetPlateSet, GetReference, GetSecuritySnapshot, GetStaticInfo,
} from '#electron/brokers/futu/messages/snapshot.ts';
import { securityOf, type SecurityName } from '#electron/brokers/futu/quotes/instruments.ts';
import type { Listings } from '#electron/brokers/futu/quotes/listing.ts';
import { phaseOf } from '#electron/brokers/futu/quotes/market-state.ts';
import { OPTION_RIGHT, WARRANT_RIGHT } from '#electron/brokers/futu/quotes/market-terms.ts';
import type { Decoded } from '#electron/brokers/futu/wire/schema.ts';
import type { InstrumentId } from '#shared/model/instrument.ts';
import { BOOK_LEVELS } from '#shared/model/order-book.ts';
import { PHASES } from '#shared/model/quote.ts';
import type {
  BookRow, CapitalFlow, ContractTerms, FutureRow, Named, NewListing, OptionRow, ResearchAnswer, ResearchAnswers, ResearchBar, ResearchMarket, ResearchQuestion, Snapshot, WarrantRow,
} from '#shared/model/research.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { dateIn, futureFigures, optionFigures, orNull, part, partOrNull, warrantFigures } from './snapshot-figures.ts';
import {
  ADJUSTMENT, BAR_TYPE, FLOW_PERIOD, MARKETS_OF, PLATE_SET, REFERENCE, SORT_BY_CODE, textOf, TRADE_DATE, TRADE_DATE_MARKET,
} from './research-words.ts';
import { filtersOf, valuesOf } from './stock-filter.ts';

type Asked<A extends ResearchQuestion['about']> = Extract<ResearchQuestion, { readonly about: A }>;
type Answer<A extends keyof ResearchAnswers> = Promise<Result<ResearchAnswers[A]>>;

const BARS_A_PAGE = 1_000;
const MOST_PAGES = 10;

const millis = (seconds: number | undefined): number | null => (seconds === undefined || seconds <= 0 ? null : Math.round(seconds * 1_000));

export class ResearchDesk {
  readonly #paced: PacedRequests;
  readonly #listings: Listings;

  constructor(paced: PacedRequests, listings: Listings) {
    this.#paced = paced;
    this.#listings = listings;
  }

  /** Errors: instrument-unknown, opend-wait (a question waits 12 s for its turn at most), and OpenD's own. */
  async ask(question: ResearchQuestion): Promise<Result<ResearchAnswer>> {
    const { about } = question;
    const answer = await this.#answer(question);
    return answer.ok ? ok({ about, answer: answer.value } as ResearchAnswer) : answer;
  }

  #answer(question: ResearchQuestion): Promise<Result<ResearchAnswers[keyof ResearchAnswers]>> {
    switch (question.about) {
      case 'snapshots': return this.#snapshots(question.instruments);
      case 'market-states': return this.#states(question.instruments);
      case 'book': return this.#book(question.instrument);
      case 'trading-days': return this.#tradingDays(question);
      case 'option-expirations': return this.#expirations(question.instrument);
      case 'option-chain': return this.#chain(question);
      case 'warrants': return this.#warrants(question);
      case 'related': return this.#related(question);
      case 'futures': return this.#futures(question.market);
      case 'contracts': return this.#contracts(question.codes);
      case 'plates': return this.#plates(question);
      case 'plate-members': return this.#members(question.plate);
      case 'plates-of': return this.#platesOf(question.instruments);
      case 'capital-flow': return this.#flow(question);
      case 'capital-distribution': return this.#distribution(question.instrument);
      case 'filter': return this.#filter(question);
      case 'bars': return this.#bars(question);
      case 'new-listings': return this.#listingsOf(question.market);
    }
  }

  #named(security: SecurityName, name: string | undefined): Named {
    const listing = this.#listings.named(security.market, security.code);
    return { code: textOf(security), name: name || (listing?.instrument.name.zh ?? ''), instrument: listing?.instrument.id ?? null };
  }

  #ofInfo({ basic }: Decoded<typeof SecurityStaticInfo>): Named {
    return this.#named(basic.security, basic.name);
  }

  #security(instrument: InstrumentId): Result<SecurityName> {
    const listing = this.#listings.of(instrument);
    if (listing) return ok({ market: listing.market, code: listing.code });
    const named = securityOf(instrument);
    return named ? ok(named) : fail('instrument-unknown', { instrument });
  }

  #securities(instruments: readonly InstrumentId[]): Result<readonly SecurityName[]> {
    const securities: SecurityName[] = [];
    for (const instrument of instruments) {
      const security = this.#security(instrument);
      if (!security.ok) return security;
      securities.push(security.value);
    }
    return ok(securities);
  }

  async #snapshots(instruments: readonly InstrumentId[]): Answer<'snapshots'> {
    const securities = this.#securities(instruments);
    if (!securities.ok) return securities;
    const answer = await this.#paced.ask(GetSecuritySnapshot, { securityList: securities.value });
    return answer.ok ? ok(answer.value.snapshotList.map((one) => this.#snapshotOf(one))) : answer;
  }

  #snapshotOf({ basic, equityExData, optionExData, warrantExData, futureExData }: Answered<typeof GetSecuritySnapshot>['snapshotList'][number]): Snapshot {
    return {
      ...this.#named(basic.security, basic.name),
      time: millis(basic.updateTimestamp),
      last: basic.curPrice,
      previousClose: basic.lastClosePrice,
      open: basic.openPrice,
      high: basic.highPrice,
      low: basic.lowPrice,
      bid: orNull(basic.bidPrice),
      ask: orNull(basic.askPrice),
      volume: basic.volume,
      turnover: basic.turnover,
      suspended: basic.isSuspend,
      lot: basic.lotSize,
      high52: orNull(basic.highest52WeeksPrice),
      low52: orNull(basic.lowest52WeeksPrice),
      marketValue: orNull(equityExData?.issuedMarketVal),
      pe: orNull(equityExData?.peRate),
      peTtm: orNull(equityExData?.peTTMRate),
      pb: orNull(equityExData?.pbRate),
      dividendYield: partOrNull(equityExData?.dividendRatioTTM),
      ...(optionExData ? { option: optionFigures(optionExData) } : {}),
      ...(warrantExData ? { warrant: warrantFigures(warrantExData) } : {}),
      ...(futureExData ? { future: futureFigures(futureExData) } : {}),
    };
  }

  async #states(instruments: readonly InstrumentId[]): Answer<'market-states'> {
    const securities = this.#securities(instruments);
    if (!securities.ok) return securities;
    const answer = await this.#paced.ask(GetMarketState, { securityList: securities.value });
    if (!answer.ok) return answer;
    return ok(answer.value.marketInfoList.map(({ security, name, marketState }) => ({ ...this.#named(security, name), phase: PHASES[phaseOf(marketState)] as 'auction' | 'continuous' | 'break' | 'closed' })));
  }

  /** OpenD tells it of what is subscribed alone (get_order_book): of what somebody looks at. */
  async #book(instrument: InstrumentId): Answer<'book'> {
    const security = this.#security(instrument);
    if (!security.ok) return security;
    const answer = await this.#paced.ask(GetOrderBook, { security: security.value, num: BOOK_LEVELS });
    if (!answer.ok) return answer;
    const rows = (side: BookRow['side'], levels: Answered<typeof GetOrderBook>['orderBookBidList']): BookRow[] =>
      levels.map(({ price, volume, orederCount, detailList }, i) => ({ side, level: i + 1, price, size: volume, orders: orederCount > 0 ? orederCount : null, sizes: detailList.map((order) => order.volume) }));
    return ok([...rows('bid', answer.value.orderBookBidList), ...rows('ask', answer.value.orderBookAskList)]);
  }

  async #tradingDays({ market, from, to }: Asked<'trading-days'>): Answer<'trading-days'> {
    const answer = await this.#paced.ask(RequestTradeDate, { market: TRADE_DATE_MARKET[market], beginTime: from, endTime: to });
    return answer.ok ? ok(answer.value.tradeDateList.map(({ time, tradeDateType }) => ({ date: dateIn(time), open: TRADE_DATE.get(tradeDateType ?? 0) ?? 'whole' }))) : answer;
  }

  async #expirations(instrument: InstrumentId): Answer<'option-expirations'> {
    const owner = this.#security(instrument);
    if (!owner.ok) return owner;
    const answer = await this.#paced.ask(GetOptionExpirationDate, { owner: owner.value });
    return answer.ok ? ok(answer.value.dateList.map(({ strikeTime, optionExpiryDateDistance }) => ({ date: dateIn(strikeTime), days: optionExpiryDateDistance }))) : answer;
  }

  async #chain({ instrument, from, to }: Asked<'option-chain'>): Answer<'option-chain'> {
    const owner = this.#security(instrument);
    if (!owner.ok) return owner;
    const answer = await this.#paced.ask(GetOptionChain, { owner: owner.value, beginTime: from, endTime: to });
    if (!answer.ok) return answer;
    return ok(answer.value.optionChain.flatMap(({ option }) => option.flatMap(({ call, put }) => [call, put].flatMap((info) => (info ? (this.#optionOf(info) ?? []) : [])))));
  }

  #optionOf(info: Decoded<typeof SecurityStaticInfo>): OptionRow | null {
    const { optionExData } = info;
    const right = OPTION_RIGHT.get(optionExData?.type ?? 0);
    return optionExData && right ? { ...this.#ofInfo(info), right, strike: optionExData.strikePrice, expiry: dateIn(optionExData.strikeTime), lot: info.basic.lotSize } : null;
  }

  async #warrants({ instrument, offset, limit }: Asked<'warrants'>): Answer<'warrants'> {
    const owner = instrument === null ? ok(undefined) : this.#security(instrument);
    if (!owner.ok) return owner;
    const answer = await this.#paced.ask(GetWarrant, { begin: offset, num: limit, sortField: SORT_BY_CODE, ascend: true, owner: owner.value });
    if (!answer.ok) return answer;
    const rows = answer.value.warrantDataList.map((row): WarrantRow => ({
      ...this.#named(row.stock, row.name),
      kind: WARRANT_RIGHT.get(row.type) ?? 'call',
      owner: textOf(row.owner),
      maturity: dateIn(row.maturityTime),
      lastTrade: dateIn(row.lastTradeTime),
      strike: row.strikePrice,
      recovery: orNull(row.recoveryPrice),
      conversionRatio: row.conversionRatio,
      last: row.curPrice,
      change: part(row.changeRate),
      volume: row.volume,
      premium: part(row.premium),
      leverage: row.leverage,
      impliedVolatility: partOrNull(row.impliedVolatility),
      delta: orNull(row.delta),
      street: part(row.streetRate),
    }));
    return ok({ rows, total: answer.value.allCount });
  }

  /** Static information of every future of a market; it is not counted against a rate. */
  async #futures(market: ResearchMarket): Answer<'futures'> {
    const rows: FutureRow[] = [];
    for (const each of MARKETS_OF[market]) {
      const answer = await this.#paced.ask(GetStaticInfo, { market: each, secType: SECURITY_TYPE.future });
      if (!answer.ok) return answer;
      for (const info of answer.value.staticInfoList) {
        if (info.basic.delisting === true) continue;
        const lastTrade = dateIn(info.futureExData?.lastTradeTime);
        rows.push({ ...this.#ofInfo(info), lastTrade: info.futureExData?.isMainContract === true || lastTrade === '' ? null : lastTrade, multiplier: info.basic.lotSize > 0 ? info.basic.lotSize : null });
      }
    }
    return ok(rows);
  }

  async #related({ instrument, kind }: Asked<'related'>): Answer<'related'> {
    const security = this.#security(instrument);
    if (!security.ok) return security;
    const answer = await this.#paced.ask(GetReference, { security: security.value, referenceType: REFERENCE[kind] });
    return answer.ok ? ok(answer.value.staticInfoList.map((info) => this.#ofInfo(info))) : answer;
  }

  async #contracts(codes: readonly string[]): Answer<'contracts'> {
    const securities = codes.map(securityOf);
    const unknown = codes.find((_, i) => securities[i] === null);
    if (unknown !== undefined) return fail('instrument-unknown', { instrument: unknown });
    const answer = await this.#paced.ask(GetFutureInfo, { securityList: securities.filter((security) => security !== null) });
    if (!answer.ok) return answer;
    return ok(
      answer.value.futureInfoList.map((info): ContractTerms => ({
        ...this.#named(info.security, info.name),
        lastTrade: dateIn(info.lastTradeTime),
        exchange: info.exchange,
        kind: info.contractType,
        size: info.contractSize,
        sizeUnit: info.contractSizeUnit,
        currency: info.quoteCurrency,
        tick: info.minVar,
        tickUnit: info.minVarUnit,
        hours: info.tradeTime.map(({ begin, end }) => ({ from: begin ?? 0, to: end ?? 0 })),
        timeZone: info.timeZone,
        stands: info.origin ? textOf(info.origin) : null,
      })),
    );
  }

  async #plates({ market, kind }: Asked<'plates'>): Answer<'plates'> {
    const plates = new Map<string, Named>();
    for (const each of MARKETS_OF[market]) {
      const answer = await this.#paced.ask(GetPlateSet, { market: each, plateSetType: PLATE_SET[kind] });
      if (!answer.ok) return answer;
      for (const { plate, name } of answer.value.plateInfoList) plates.set(textOf(plate), this.#named(plate, name));
    }
    return ok([...plates.values()]);
  }

  async #members(text: string): Answer<'plate-members'> {
    const plate = securityOf(text);
    if (!plate) return fail('instrument-unknown', { instrument: text });
    const answer = await this.#paced.ask(GetPlateSecurity, { plate });
    return answer.ok ? ok(answer.value.staticInfoList.map((info) => this.#ofInfo(info))) : answer;
  }

  async #platesOf(instruments: readonly InstrumentId[]): Answer<'plates-of'> {
    const securities = this.#securities(instruments);
    if (!securities.ok) return securities;
    const answer = await this.#paced.ask(GetOwnerPlate, { securityList: securities.value });
    if (!answer.ok) return answer;
    return ok(answer.value.ownerPlateList.map(({ security, name, plateInfoList }) => ({ ...this.#named(security, name), plates: plateInfoList.map((info) => this.#named(info.plate, info.name)) })));
  }

  async #flow({ instrument, period }: Asked<'capital-flow'>): Answer<'capital-flow'> {
    const security = this.#security(instrument);
    if (!security.ok) return security;
    const answer = await this.#paced.ask(GetCapitalFlow, { security: security.value, periodType: FLOW_PERIOD[period] });
    if (!answer.ok) return answer;
    return ok(
      answer.value.flowItemList.map(({ time, timestamp, inFlow, mainInFlow, superInFlow, bigInFlow, midInFlow, smlInFlow }): CapitalFlow => ({
        time: millis(timestamp), text: time ?? '', net: inFlow, main: orNull(mainInFlow), huge: orNull(superInFlow), big: orNull(bigInFlow), middle: orNull(midInFlow), small: orNull(smlInFlow),
      })),
    );
  }

  async #distribution(instrument: InstrumentId): Answer<'capital-distribution'> {
    const security = this.#security(instrument);
    if (!security.ok) return security;
    const answer = await this.#paced.ask(GetCapitalDistribution, { security: security.value });
    if (!answer.ok) return answer;
    const { capitalInSuper, capitalOutSuper, capitalInBig, capitalOutBig, capitalInMid, capitalOutMid, capitalInSmall, capitalOutSmall } = answer.value;
    return ok({
      huge: capitalInSuper === undefined || capitalOutSuper === undefined ? null : { in: capitalInSuper, out: capitalOutSuper },
      big: { in: capitalInBig, out: capitalOutBig },
      middle: { in: capitalInMid, out: capitalOutMid },
      small: { in: capitalInSmall, out: capitalOutSmall },
    });
  }

  /** Either exchange of the mainland stands for both (Futu's document, get_stock_filter and get_ipo_list, market). */
  async #filter({ market, plate, conditions, sort, offset, limit }: Asked<'filter'>): Answer<'filter'> {
    const within = plate === null ? undefined : securityOf(plate);
    if (within === null) return fail('instrument-unknown', { instrument: plate ?? '' });
    const answer = await this.#paced.ask(StockFilter, { begin: offset, num: limit, market: MARKETS_OF[market][0], plate: within, ...filtersOf(conditions, sort) });
    if (!answer.ok) return answer;
    return ok({ rows: answer.value.dataList.map((row) => ({ ...this.#named(row.security, row.name), values: valuesOf(row) })), total: answer.value.allCount });
  }

  /** Pages of a thousand, ten at most. */
  async #bars({ instrument, length, adjustment, from, to }: Asked<'bars'>): Answer<'bars'> {
    const security = this.#security(instrument);
    if (!security.ok) return security;
    const asked = { rehabType: ADJUSTMENT[adjustment], klType: BAR_TYPE[length], security: security.value, beginTime: from, endTime: to, maxAckKLNum: BARS_A_PAGE };
    const rows: ResearchBar[] = [];
    let nextReqKey: Uint8Array | undefined;
    for (let page = 0; page < MOST_PAGES; page++) {
      const answer = await this.#paced.ask(RequestHistoryKL, nextReqKey ? { ...asked, nextReqKey } : asked);
      if (!answer.ok) return answer;
      for (const { time, isBlank, openPrice, highPrice, lowPrice, closePrice, volume, turnover } of answer.value.klList) {
        if (isBlank || openPrice === undefined || highPrice === undefined || lowPrice === undefined || closePrice === undefined) continue;
        rows.push({ text: time, open: openPrice, high: highPrice, low: lowPrice, close: closePrice, volume: volume ?? 0, turnover: turnover ?? 0 });
      }
      nextReqKey = answer.value.nextReqKey;
      if (!nextReqKey || nextReqKey.length === 0) return ok({ rows, complete: true });
    }
    return ok({ rows, complete: false });
  }

  async #listingsOf(market: ResearchMarket): Answer<'new-listings'> {
    const answer = await this.#paced.ask(GetIpoList, { market: MARKETS_OF[market][0] });
    if (!answer.ok) return answer;
    return ok(
      answer.value.ipoList.map(({ basic, hkExData, usExData, cnExData }): NewListing => ({
        ...this.#named(basic.security, basic.name),
        date: dateIn(basic.listTime),
        least: hkExData?.ipoPriceMin ?? usExData?.ipoPriceMin ?? cnExData?.ipoPrice ?? null,
        most: hkExData?.ipoPriceMax ?? usExData?.ipoPriceMax ?? cnExData?.ipoPrice ?? null,
        lot: hkExData?.lotSize ?? null,
        applyUntil: hkExData?.applyEndTime ?? cnExData?.applyTime ?? null,
      })),
    );
  }
}
