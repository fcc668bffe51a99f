/** Protocols 3206, 3209, 3210, 3218, 3224: options, warrants and futures that the simulated exchange lists, by their contract terms. */
import { SECURITY_TYPE } from '#electron/brokers/futu/messages/codes.ts';
import { GetFutureInfo, GetOptionChain, GetOptionExpirationDate, GetWarrant } from '#electron/brokers/futu/messages/derivatives.ts';
import { GetReference } from '#electron/brokers/futu/messages/snapshot.ts';
import type { SecurityStaticInfo } from '#electron/brokers/futu/messages/security.ts';
import type { Decoded, Encodable } from '#electron/brokers/futu/wire/schema.ts';
import { sessionTable } from '#shared/calendar/session-tables.ts';
import { addDays, dateOf, dateTime } from '#shared/calendar/trading-days.ts';
import { wallTime } from '#shared/calendar/zone.ts';
import { intrinsicOf } from '#shared/ledger/option.ts';
import type { Language } from '#shared/faults.ts';
import type { Currency, Instrument } from '#shared/model/instrument.ts';
import { emptyQuote, markOf, QUOTE } from '#shared/model/quote.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { answer, instrumentOf, instrumentsOf, writtenName, type Answers } from '../call-context.ts';
import { securityOf, type SecurityName } from '../securities.ts';
import type { Terminal } from '../terminal.ts';
import { dateStamp, nameOf, optionFiguresOf, staticInfo } from './quote-messages.ts';

/** OptionType, OptionCondType, ExpirationCycle, ReferenceType of Futu's definitions. */
const RIGHTS = { call: 1, put: 2 } as const;
const CONDITION = { within: 1, outside: 2 } as const;
const MONTHLY = 2;
const REFERENCE = { warrant: 1, future: 2 } as const;
/** Lines 3606, 3804, 3978. */
const MOST_SPAN_DAYS = 30;
const MOST_ROWS = 200;
const DAY_MS = 86_400_000;
const DAY_MINUTES = 1440;

/** OpenD writes both in words (get_future_info: 港元, 股指期货). */
const CURRENCY_WORDS: Readonly<Record<Currency, Readonly<Record<Language, string>>>> = { HKD: { zh: '港元', en: 'HKD' }, USD: { zh: '美元', en: 'USD' }, CNY: { zh: '人民币', en: 'CNH' } };
const CONTRACT_TYPE: Readonly<Record<Language, string>> = { zh: '期货', en: 'Future' };

type DataFilter = NonNullable<Decoded<(typeof GetOptionChain)['c2s']>['dataFilter']>;

/** Whether an option's figures lie within every bound that was given; what has no figure lies within none. */
function isWithin(filter: DataFilter, option: Instrument, terminal: Terminal): boolean {
  const quote = terminal.quoteOf(option.id) ?? emptyQuote();
  const { impliedVolatility = NaN, delta = NaN, gamma = NaN, vega = NaN, theta = NaN, rho = NaN } = optionFiguresOf(option, terminal, terminal.exchangeNow()) ?? {};
  const held = quote[QUOTE.openInterest];
  const within = (value: number, least: number | undefined, most: number | undefined): boolean => (least === undefined || value >= least) && (most === undefined || value <= most);
  return (
    within(impliedVolatility, filter.impliedVolatilityMin, filter.impliedVolatilityMax) && within(delta, filter.deltaMin, filter.deltaMax) && within(gamma, filter.gammaMin, filter.gammaMax) &&
    within(vega, filter.vegaMin, filter.vegaMax) && within(theta, filter.thetaMin, filter.thetaMax) && within(rho, filter.rhoMin, filter.rhoMax) &&
    within(held - quote[QUOTE.preOpenInterest], filter.netOpenInterestMin, filter.netOpenInterestMax) && within(held, filter.openInterestMin, filter.openInterestMax) &&
    within(quote[QUOTE.volume], filter.volMin, filter.volMax)
  );
}

type Option = Instrument & Required<Pick<Instrument, 'option' | 'expiry'>>;

const isOption = (instrument: Instrument): instrument is Option => instrument.option !== undefined && instrument.expiry !== undefined;

export function derivativeCalls(answers: Answers, terminal: Terminal): void {
  const today = (instrument: Instrument): string => dateOf(wallTime(instrument.timeZone, terminal.exchangeNow()));

  /** Options on an instrument that have not expired, by last trading day and strike. */
  const optionsOn = (owner: Instrument): Option[] =>
    terminal.securities.filter(isOption).filter(({ option, expiry }) => option.underlying === owner.id && expiry >= today(owner))
      .sort((a, b) => (a.expiry < b.expiry ? -1 : a.expiry > b.expiry ? 1 : a.option.strike - b.option.strike));

  answer(answers, GetOptionExpirationDate, async ({ owner: name }) => {
    const owner = await instrumentOf(terminal, name);
    if (!owner.ok) return owner;
    const from = dateTime(today(owner.value));
    const dates = [...new Set(optionsOn(owner.value).map(({ expiry }) => expiry))];
    return ok({
      dateList: dates.map((date) => ({
        strikeTime: date, strikeTimestamp: dateStamp(owner.value.timeZone, date), optionExpiryDateDistance: Math.round((dateTime(date) - from) / DAY_MS), cycle: MONTHLY,
      })),
    });
  });

  answer(answers, GetOptionChain, async ({ owner: name, type, condition, beginTime, endTime, dataFilter }) => {
    const owner = await instrumentOf(terminal, name);
    if (!owner.ok) return owner;
    const [from, to] = [beginTime.slice(0, 10), endTime.slice(0, 10)];
    if (Number.isNaN(dateTime(from))) return fail('gateway-argument', { what: 'beginTime', value: beginTime.slice(0, 40) });
    if (Number.isNaN(dateTime(to)) || to < from) return fail('gateway-argument', { what: 'endTime', value: endTime.slice(0, 40) });
    if (addDays(from, MOST_SPAN_DAYS) < to) return fail('gateway-option-span', { days: MOST_SPAN_DAYS });
    const on = optionsOn(owner.value);
    await terminal.look([owner.value, ...(dataFilter ? on : [])]);
    const quote = terminal.quoteOf(owner.value.id);
    const spot = quote ? markOf(quote) : NaN;
    const asked = on.filter((each) => {
      const { option, expiry } = each;
      if (expiry < from || expiry > to || (type !== undefined && type !== 0 && type !== RIGHTS[option.right])) return false;
      if (dataFilter && !isWithin(dataFilter, each, terminal)) return false;
      if (condition === undefined || condition === 0) return true;
      // A strike is counted in the underlying's ticks where these are one (checked by the catalogue).
      const within = intrinsicOf(option, (spot * owner.value.tickSize) / option.strikeTick) > 0;
      return within === (condition === CONDITION.within);
    });
    const byDate = Map.groupBy(asked, ({ expiry }) => expiry);
    return ok({
      optionChain: Array.from(byDate, ([date, options]) => ({
        strikeTime: date,
        strikeTimestamp: dateStamp(owner.value.timeZone, date),
        option: Array.from(Map.groupBy(options, ({ option }) => option.strike).values(), (pair) => {
          const item: { call?: Encodable<typeof SecurityStaticInfo>; put?: Encodable<typeof SecurityStaticInfo> } = {};
          for (const each of pair) item[each.option.right] = staticInfo(each, terminal);
          return item;
        }),
      })),
    });
  });

  // The simulated exchange lists none, whatever they are asked to be like.
  answer(answers, GetWarrant, async ({ begin, num, owner }) => {
    if (begin < 0) return fail('gateway-argument', { what: 'begin', value: begin });
    if (num <= 0 || num > MOST_ROWS) return fail('gateway-argument', { what: 'num', value: num });
    const found = owner ? await instrumentOf(terminal, owner) : ok(null);
    return found.ok ? ok({ lastPage: true, allCount: 0, warrantDataList: [] }) : found;
  });

  /** Contracts of the product that a main contract (`ESmain`) or any contract stands for. */
  const contractsOf = async ({ market, code }: SecurityName): Promise<Result<readonly Instrument[]>> => {
    await terminal.loadInstruments();
    const product = /^(.+)main$/i.exec(code)?.[1] ?? terminal.securities.find((each) => each.kind === 'future' && securityOf(each)?.market === market && securityOf(each)?.code === code.toUpperCase())?.product;
    const contracts = terminal.securities.filter((each) => each.kind === 'future' && securityOf(each)?.market === market && each.product === product);
    return contracts.length > 0 ? ok(contracts) : fail('gateway-security-unknown', { security: writtenName({ market, code }).slice(0, 40) });
  };

  answer(answers, GetReference, async ({ security, referenceType }) => {
    if (referenceType === REFERENCE.future) {
      const contracts = await contractsOf(security);
      return contracts.ok ? ok({ staticInfoList: contracts.value.map((each) => staticInfo(each, terminal)) }) : contracts;
    }
    if (referenceType !== REFERENCE.warrant) return fail('gateway-argument', { what: 'referenceType', value: referenceType });
    const found = await instrumentOf(terminal, security);
    return found.ok ? ok({ staticInfoList: [] }) : found;
  });

  answer(answers, GetFutureInfo, async ({ securityList }) => {
    const instruments = await instrumentsOf(terminal, securityList, MOST_ROWS);
    if (!instruments.ok) return instruments;
    const odd = instruments.value.find(({ kind }) => kind !== 'future');
    if (odd) return fail('gateway-security-type', { security: writtenName(securityOf(odd)!), type: SECURITY_TYPE.future });
    return ok({ futureInfoList: instruments.value.map((each) => futureInfo(each, terminal.language)) });
  });
}

/** Of any trading day: minutes of the market's clock from midnight, an end past it counted on, what follows without a break as one stretch. */
function hoursOf(sessions: string): { begin: number; end: number }[] {
  const stretches: { from: number; to: number }[] = [];
  for (const { phase, anchor, from, to } of sessionTable(sessions)?.rows ?? []) {
    // What is joined to a day is the trading of a holiday before it.
    if (phase !== 'continuous' || anchor === 'joined') continue;
    const shift = anchor === 'day' ? 0 : -DAY_MINUTES;
    const last = stretches.at(-1);
    if (last?.to === from + shift) last.to = to + shift;
    else stretches.push({ from: from + shift, to: to + shift });
  }
  return stretches.map(({ from, to }) => {
    const begin = (from + DAY_MINUTES) % DAY_MINUTES;
    return { begin, end: begin + to - from };
  });
}

/** Units of size and price are not in the catalogue. */
function futureInfo(instrument: Instrument, language: Language): Encodable<(typeof GetFutureInfo)['s2c']>['futureInfoList'] extends readonly (infer F)[] | undefined ? F : never {
  const { timeZone, sessions, expiry = '', multiplier, currency, tickSize, exchange, product } = instrument;
  return {
    name: nameOf(instrument, language),
    security: securityOf(instrument)!,
    lastTradeTime: expiry,
    ...(expiry === '' ? {} : { lastTradeTimestamp: dateStamp(timeZone, expiry) }),
    ownerOther: product,
    exchange,
    contractType: CONTRACT_TYPE[language],
    contractSize: multiplier,
    contractSizeUnit: '',
    quoteCurrency: CURRENCY_WORDS[currency][language],
    minVar: tickSize,
    minVarUnit: '',
    tradeTime: hoursOf(sessions),
    timeZone,
    exchangeFormatUrl: '',
  };
}
