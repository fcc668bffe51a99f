/**
 * The numbers that stand for words in OpenD's messages, as far as they are used here. Source: the public definitions of Futu's API 10.x
 * (Common, Qot_Common, Trd_Common); seeds/003 has their names from line 10838 on.
 */

export const RET = { succeed: 0, failed: -1, timeOut: -100, disconnect: -200, unknown: -400, invalid: -500 } as const;

/** What InitConnect asks for: Futu's own ECB framing, none, plain ECB, CBC. */
export const PACKET_CIPHER = { futuEcb: 0, none: -1, ecb: 1, cbc: 2 } as const;

export const PROGRAM_STATUS = {
  none: 0, loaded: 1, loggingIn: 2, needPictureCode: 3, needPhoneCode: 4, loginFailed: 5, forceUpdate: 6, preparingData: 7, missingData: 8,
  disclaimerNotAgreed: 9, ready: 10, forcedLogout: 11, disclaimerPullFailed: 12,
} as const;

export const NOTIFY_TYPE = { none: 0, gatewayEvent: 1, programStatus: 2, connectStatus: 3, quoteRight: 4, apiLevel: 5, apiQuota: 6, usedQuota: 7 } as const;

export const GATEWAY_EVENT = {
  none: 0, localConfigFailed: 1, serverFailed: 2, forceUpdate: 3, loginFailed: 4, disclaimerNotAgreed: 5, netConfigMissing: 6, kickedOut: 7,
  loginPasswordChanged: 8, banned: 9, needPictureCode: 10, needPhoneCode: 11, appDataMissing: 12, necessaryDataMissing: 13,
  tradePasswordChanged: 14, deviceLockNeeded: 15,
} as const;

export const QOT_MARKET = { unknown: 0, hk: 1, hkFuture: 2, us: 11, shanghai: 21, shenzhen: 22, singapore: 31, japan: 41 } as const;

export const SECURITY_TYPE = {
  unknown: 0, bond: 1, basketWarrant: 2, equity: 3, trust: 4, warrant: 5, index: 6, plate: 7, option: 8, plateSet: 9, future: 10, forex: 11, crypto: 12,
} as const;

/** ExchType, as far as it tells instruments apart. */
export const EXCH_TYPE = { unknown: 0, nyse: 4, nasdaq: 5, pink: 6, amex: 7, usOption: 8, nymex: 9, comex: 10, cbot: 11, cme: 12, cboe: 13 } as const;

export const OPTION_TYPE = { unknown: 0, call: 1, put: 2 } as const;
/** By when an option may be exercised (OptionAreaType). */
export const OPTION_AREA = { unknown: 0, american: 1, european: 2, bermudan: 3 } as const;
export const WARRANT_TYPE = { unknown: 0, call: 1, put: 2, bull: 3, bear: 4, inline: 5 } as const;

export const SUB_TYPE = {
  basic: 1, orderBook: 2, ticker: 4, timeShare: 5, klDay: 6, kl5: 7, kl15: 8, kl30: 9, kl60: 10, kl1: 11, klWeek: 12, klMonth: 13, broker: 14,
  klQuarter: 15, klYear: 16, kl3: 17,
} as const;

export const KL_TYPE = { m1: 1, day: 2, week: 3, month: 4, year: 5, m5: 6, m15: 7, m30: 8, m60: 9, m3: 10, quarter: 11 } as const;

export const REHAB = { none: 0, forward: 1, backward: 2 } as const;

/** 0 is the book of whole lots, 1 that of odd lots. */
export const ORDER_BOOK_TYPE = { normal: 0, odd: 1 } as const;

/** What quotes of a market the user may have (seeds/003, "QotRight", line 6577). */
export const QOT_RIGHT = { unknown: 0, bmp: 1, level1: 2, level2: 3, sf: 4, none: 5, level3: 6 } as const;

/** Who crossed the spread in a print. */
export const TICKER_DIRECTION = { unknown: 0, bid: 1, ask: 2, neutral: 3 } as const;

export const SECURITY_STATUS = { normal: 1, toBeOpened: 8, suspended: 9, expired: 12, delisted: 13, circuitBreaker: 18, circuitBreakerForGood: 19 } as const;

/** Market states (QotMarketState). */
export const MARKET_STATE = {
  none: 0, auction: 1, waitingOpen: 2, morning: 3, rest: 4, afternoon: 5, closed: 6, preMarketBegin: 8, preMarketEnd: 9, afterHoursBegin: 10,
  afterHoursEnd: 11, nightOpen: 13, nightEnd: 14, futureDayOpen: 15, futureDayBreak: 16, futureDayClose: 17, futureDayWait: 18, hkClosingAuction: 19,
  futureNightWait: 20, futureAfternoon: 21, futureSwitchDate: 22, futureOpen: 23, futureBreak: 24, futureBreakOver: 25, futureClose: 26,
  aShareAfterHoursWait: 27, aShareAfterHours: 28, aShareAfterHoursEnd: 29, closingAuction: 30, afternoonEnd: 31, night: 32, overnightBegin: 33,
  overnightEnd: 34, tradeAtLast: 35, tradeAuction: 36, overnight: 37,
} as const;

export const TRD_ENV = { simulate: 0, real: 1 } as const;
export const TRD_MARKET = {
  unknown: 0, hk: 1, us: 2, cn: 3, hkcc: 4, futures: 5, singapore: 6, simulatedHkFutures: 10, simulatedUsFutures: 11, simulatedSgFutures: 12,
  simulatedJpFutures: 13, japan: 15,
} as const;
export const TRD_SEC_MARKET = { unknown: 0, hk: 1, us: 2, shanghai: 31, shenzhen: 32, singapore: 41, japan: 51 } as const;
export const TRD_CATEGORY = { unknown: 0, security: 1, future: 2 } as const;
export const TRD_ACC_TYPE = { unknown: 0, cash: 1, margin: 2 } as const;
export const TRD_ACC_STATUS = { active: 0, disabled: 1 } as const;
export const SIM_ACC_TYPE = { unknown: 0, stock: 1, option: 2, futures: 3, stockAndOption: 4 } as const;
export const SECURITY_FIRM = { unknown: 0, futuSecurities: 1, futuInc: 2, futuSingapore: 3, futuAustralia: 4, futuCanada: 5, futuMalaysia: 6, futuJapan: 7 } as const;

export const TRD_SIDE = { unknown: 0, buy: 1, sell: 2, sellShort: 3, buyBack: 4 } as const;
export const ORDER_TYPE = {
  unknown: 0, normal: 1, market: 2, absoluteLimit: 5, auction: 6, auctionLimit: 7, specialLimit: 8, specialLimitAll: 9, stop: 10, stopLimit: 11,
  marketIfTouched: 12, limitIfTouched: 13, trailingStop: 14, trailingStopLimit: 15,
} as const;
export const TRAIL_TYPE = { unknown: 0, ratio: 1, amount: 2 } as const;
export const TIME_IN_FORCE = { day: 0, gtc: 1, ioc: 2, gtd: 3 } as const;
export const SESSION = { none: 0, regular: 1, extended: 2, all: 3, overnight: 4 } as const;
export const ORDER_STATUS = {
  unsubmitted: 0, unknown: -1, waitingSubmit: 1, submitting: 2, submitFailed: 3, timeOut: 4, submitted: 5, filledPart: 10, filledAll: 11,
  cancellingPart: 12, cancellingAll: 13, cancelledPart: 14, cancelledAll: 15, failed: 21, disabled: 22, deleted: 23, fillCancelled: 24,
} as const;
export const FILL_STATUS = { ok: 0, cancelled: 1, changed: 2 } as const;
export const POSITION_SIDE = { long: 0, unknown: -1, short: 1 } as const;
export const MODIFY_ORDER = { unknown: 0, normal: 1, cancel: 2, disable: 3, enable: 4, delete: 5 } as const;
export const CURRENCY = { unknown: 0, hkd: 1, usd: 2, cnh: 3, jpy: 4, sgd: 5 } as const;
/** ISO 4217 by CURRENCY's numbers, those that are held and not traded here too. */
export const CURRENCY_NAMES: ReadonlyMap<number, string> = new Map([[1, 'HKD'], [2, 'USD'], [3, 'CNY'], [4, 'JPY'], [5, 'SGD'], [6, 'AUD'], [7, 'CAD'], [8, 'MYR']]);
export const GROUP_TYPE = { unknown: 0, custom: 1, system: 2, all: 3 } as const;
/** `moveOut` takes out of one group, `remove` out of all. */
export const MODIFY_GROUP = { unknown: 0, add: 1, remove: 2, moveOut: 3 } as const;
/** PriceReminderType ("到价提醒类型", line 6269); the changes of the first four are the day's. */
export const REMINDER_TYPE = {
  priceUp: 1, priceDown: 2, changeUp: 3, changeDown: 4, fiveMinutesUp: 5, fiveMinutesDown: 6, volumeUp: 7, turnoverUp: 8, turnoverRateUp: 9, bidUp: 10, askDown: 11, bidSizeUp: 12, askSizeUp: 13,
  threeMinutesUp: 14, threeMinutesDown: 15,
} as const;
export const REMINDER_FREQUENCY = { unknown: 0, always: 1, onceADay: 2, once: 3 } as const;
export const REMINDER_OP = { unknown: 0, add: 1, remove: 2, enable: 3, disable: 4, modify: 5, removeAll: 6 } as const;
