/**
 * The hours of every market that the house knows, as data. `Instrument.sessions` is a key of this table. Times are the exchange's
 * wall clock; a table is for one trading day, which may begin the evening before.
 */
import type { Phase } from '../model/quote.ts';
import type { CalendarKey } from './holidays.ts';

export type SessionName =
  | 'opening-auction'
  | 'day'
  | 'night'
  | 'pause'
  | 'lunch'
  | 'closing-auction'
  /** Trading at the closing price after the close (STAR, ChiNext). */
  | 'fixed-price'
  | 'pre-market'
  | 'after-hours';

/**
 * What a session's minutes count from: the trading day's own midnight, that of the calendar day before (Globex), that of the previous
 * trading day (China's night, left out where none is held), or that of a holiday before it whose hours it takes in (Globex).
 */
export type SessionAnchor = 'day' | 'eve' | 'previous' | 'joined';

/** What becomes of a new order: taken into the book or the auction, kept until the next session, or refused. */
export type OrderEntry = 'taken' | 'queued' | 'refused';

export interface SessionRow {
  readonly name: SessionName;
  /** What may be done meanwhile. Extended hours that a plain order does not reach are `closed`. */
  readonly phase: Phase;
  readonly anchor: SessionAnchor;
  /** Minutes from the anchor's midnight, inclusive and exclusive. Past 1440 is the next morning. */
  readonly from: number;
  readonly to: number;
  readonly orders: OrderEntry;
  /** Whether orders may be changed and cancelled. */
  readonly cancels: boolean;
  /** The auction is matched at the row's end, or at a moment inside it that nobody knows beforehand. Absent: not in this row. */
  readonly uncross?: 'end' | 'random';
  /** Held on trading days without a night session only. */
  readonly withoutNight?: true;
}

export interface SessionTable {
  readonly timeZone: string;
  /** Whose holidays apply. */
  readonly days: CalendarKey;
  readonly rows: readonly SessionRow[];
  /** In place of `rows` on short days. */
  readonly short?: readonly SessionRow[];
  /** What becomes of a new order outside all rows. */
  readonly closed: OrderEntry;
  /** Document and section that the hours come from. */
  readonly source: string;
}

const shanghai = 'Asia/Shanghai';
const chicago = 'America/Chicago';

/** `9:30` → 570; `26:30` is 02:30 of the next morning, `-7:00` 17:00 of the evening before. */
function minutes(text: string): number {
  const [hour, minute] = text.split(':').map(Number);
  return hour * 60 + (hour < 0 ? -minute : minute);
}

type Extra = Partial<Pick<SessionRow, 'orders' | 'cancels' | 'uncross' | 'withoutNight'>>;

/** A row by what its phase usually means: auctions and trading take orders, everything else refuses them. */
function row(name: SessionName, phase: Phase, from: string, to: string, anchor: SessionAnchor = 'day', extra: Extra = {}): SessionRow {
  const open = phase === 'auction' || phase === 'continuous';
  return { name, phase, anchor, from: minutes(from), to: minutes(to), orders: open ? 'taken' : 'refused', cancels: open, ...extra };
}

/** Orders stand as they are: neither changed nor cancelled. */
const locked: Extra = { cancels: false };
/** The exchange's own minute, in which it matches what was entered. */
const matching: Extra = { orders: 'refused', cancels: false };
/** The exchange takes orders and looks at them when trading goes on. */
const queued: Extra = { orders: 'queued', cancels: true };

/** Four minutes of entry, one of matching. */
const futuresAuction = (from: string, match: string, to: string, anchor: SessionAnchor = 'day', extra: Extra = {}): readonly SessionRow[] => [
  row('opening-auction', 'auction', from, match, anchor, { uncross: 'end', ...extra }),
  row('opening-auction', 'auction', match, to, anchor, { ...matching, ...extra }),
];

const chinaFuturesDay: readonly SessionRow[] = [
  row('day', 'continuous', '9:00', '10:15'),
  row('pause', 'break', '10:15', '10:30'),
  row('day', 'continuous', '10:30', '11:30'),
  row('lunch', 'break', '11:30', '13:30'),
  row('day', 'continuous', '13:30', '15:00'),
];

/** A commodity with a night session: its auction opens the night, which belongs to the next trading day; where no night is held, it opens the day. */
const chinaFuturesNight = (to: string): readonly SessionRow[] => [
  ...futuresAuction('20:55', '20:59', '21:00', 'previous'),
  row('night', 'continuous', '21:00', to, 'previous'),
  ...futuresAuction('8:55', '8:59', '9:00', 'day', { withoutNight: true }),
  ...chinaFuturesDay,
];

const chinaFuturesNightTable = (to: string, source: string): SessionTable => ({
  timeZone: shanghai,
  days: 'china',
  closed: 'refused',
  source: `${source}; after a cancelled night the auction is at 8:55–9:00 (SHFE notices on continuous trading, e.g. 上期发〔2018〕36号)`,
  rows: chinaFuturesNight(to),
});

const cffex = (end: string): readonly SessionRow[] => [
  ...futuresAuction('9:25', '9:29', '9:30'),
  row('day', 'continuous', '9:30', '11:30'),
  row('lunch', 'break', '11:30', '13:00'),
  row('day', 'continuous', '13:00', end),
];

const chinaStockDay: readonly SessionRow[] = [
  row('opening-auction', 'auction', '9:15', '9:20'),
  row('opening-auction', 'auction', '9:20', '9:25', 'day', { ...locked, uncross: 'end' }),
  row('pause', 'break', '9:25', '9:30', 'day', queued),
  row('day', 'continuous', '9:30', '11:30'),
  row('lunch', 'break', '11:30', '13:00', 'day', queued),
  row('day', 'continuous', '13:00', '14:57'),
  row('closing-auction', 'auction', '14:57', '15:00', 'day', { ...locked, uncross: 'end' }),
];

const hongKongMorning: readonly SessionRow[] = [
  row('opening-auction', 'auction', '9:00', '9:15'),
  row('opening-auction', 'auction', '9:15', '9:20', 'day', locked),
  row('opening-auction', 'auction', '9:20', '9:22', 'day', { ...locked, uncross: 'random' }),
  row('pause', 'break', '9:22', '9:30'),
  row('day', 'continuous', '9:30', '12:00'),
];

/** Reference price fixing, order input, no cancellation, random closing; `hour` is when continuous trading ended. */
const hongKongClose = (hour: number): readonly SessionRow[] => [
  row('pause', 'break', `${hour}:00`, `${hour}:01`),
  row('closing-auction', 'auction', `${hour}:01`, `${hour}:06`),
  row('closing-auction', 'auction', `${hour}:06`, `${hour}:08`, 'day', locked),
  row('closing-auction', 'auction', `${hour}:08`, `${hour}:10`, 'day', { ...locked, uncross: 'random' }),
];

const unitedStates = (close: string, late: string): readonly SessionRow[] => [
  row('pre-market', 'closed', '4:00', '9:30', 'day', queued),
  row('day', 'continuous', '9:30', close),
  row('after-hours', 'closed', close, late, 'day', queued),
];

/** @param halt when trading stops on a holiday, @param close when on the trading day */
const globex = (halt: string, close: string): readonly SessionRow[] => [
  row('opening-auction', 'auction', '-7:15', '-7:00', 'joined', { uncross: 'end' }),
  row('night', 'continuous', '-7:00', halt, 'joined'),
  row('opening-auction', 'auction', '16:45', '17:00', 'eve', { uncross: 'end' }),
  row('night', 'continuous', '17:00', '24:00', 'eve'),
  row('day', 'continuous', '0:00', close),
];

export const SESSION_TABLES = {
  'cffex-index': {
    timeZone: shanghai,
    days: 'china',
    closed: 'refused',
    source: 'CFFEX, contract of CSI 300 index futures and trading rules: entry 9:25–9:29, matching 9:29–9:30, 9:30–11:30, 13:00–15:00',
    rows: cffex('15:00'),
  },
  'cffex-bond': {
    timeZone: shanghai,
    days: 'china',
    closed: 'refused',
    source: 'CFFEX, contracts of treasury bond futures: 9:30–11:30, 13:00–15:15 since 2020-07-20',
    rows: cffex('15:15'),
  },
  'china-futures': {
    timeZone: shanghai,
    days: 'china',
    closed: 'refused',
    source: 'SHFE, DCE, CZCE, GFEX trading rules: entry 8:55–8:59, matching 8:59–9:00, 9:00–10:15, 10:30–11:30, 13:30–15:00 (products without a night); no entry in the pauses',
    rows: [...futuresAuction('8:55', '8:59', '9:00'), ...chinaFuturesDay],
  },
  'china-futures-night-2300': chinaFuturesNightTable('23:00', 'SHFE, DCE, CZCE: night 21:00–23:00 (rb, m, i, TA, MA, SR …)'),
  'china-futures-night-0100': chinaFuturesNightTable('25:00', 'SHFE: night 21:00–01:00 (cu, al, zn, ni …)'),
  'china-futures-night-0230': chinaFuturesNightTable('26:30', 'SHFE, INE: night 21:00–02:30 (au, ag, sc)'),
  'china-stock': {
    timeZone: shanghai,
    days: 'china',
    closed: 'refused',
    source:
      'SSE and SZSE trading rules (2023), chapter 3: opening auction 9:15–9:25 without cancellation from 9:20, 9:30–11:30, 13:00–14:57, closing auction 14:57–15:00 without cancellation; 9:25–9:30 orders are taken and not processed (SZSE 3.3; at the SSE the members keep them), as they are at lunch',
    rows: chinaStockDay,
  },
  'china-stock-fixed-price': {
    timeZone: shanghai,
    days: 'china',
    closed: 'refused',
    source: 'SSE STAR and SZSE ChiNext special provisions: as other shares, then trading at the closing price 15:05–15:30, with limit prices that reach it',
    rows: [...chinaStockDay, row('pause', 'break', '15:00', '15:05'), row('fixed-price', 'closed', '15:05', '15:30', 'day', { orders: 'taken', cancels: true })],
  },
  'hong-kong': {
    timeZone: 'Asia/Hong_Kong',
    days: 'hong-kong',
    closed: 'refused',
    source:
      'HKEX, trading hours of the securities market: pre-opening session with input to 9:15, no cancellation to 9:20, random matching to 9:22; 9:30–12:00, 13:00–16:00; closing auction with input 16:01–16:06, no cancellation to 16:08, random closing to 16:10; half days: 9:00–12:00 and the closing auction to 12:10',
    rows: [...hongKongMorning, row('lunch', 'break', '12:00', '13:00', 'day', { cancels: true }), row('day', 'continuous', '13:00', '16:00'), ...hongKongClose(16)],
    short: [...hongKongMorning, ...hongKongClose(12)],
  },
  'hong-kong-stock-option': {
    timeZone: 'Asia/Hong_Kong',
    days: 'hong-kong',
    closed: 'refused',
    source: 'HKEX, trading hours of stock options and stock futures: 9:30–12:00, 13:00–16:00; half days 9:30–12:00',
    rows: [row('day', 'continuous', '9:30', '12:00'), row('lunch', 'break', '12:00', '13:00'), row('day', 'continuous', '13:00', '16:00')],
    short: [row('day', 'continuous', '9:30', '12:00')],
  },
  'hong-kong-index-futures': {
    timeZone: 'Asia/Hong_Kong',
    days: 'hong-kong',
    closed: 'refused',
    source:
      'HKEX, trading hours of Hang Seng Index futures and options: pre-market opening 8:45–9:15 and 12:30–13:00, 9:15–12:00, 13:00–16:30, after hours 17:15–3:00, which belongs to the next trading day; half days 9:15–12:30',
    rows: [
      row('night', 'continuous', '17:15', '27:00', 'previous'),
      row('opening-auction', 'auction', '8:45', '9:15', 'day', { uncross: 'end' }),
      row('day', 'continuous', '9:15', '12:00'),
      row('lunch', 'break', '12:00', '12:30'),
      row('opening-auction', 'auction', '12:30', '13:00', 'day', { uncross: 'end' }),
      row('day', 'continuous', '13:00', '16:30'),
    ],
    short: [row('night', 'continuous', '17:15', '27:00', 'previous'), row('opening-auction', 'auction', '8:45', '9:15', 'day', { uncross: 'end' }), row('day', 'continuous', '9:15', '12:30')],
  },
  'hong-kong-index-futures-day': {
    timeZone: 'Asia/Hong_Kong',
    days: 'hong-kong',
    closed: 'refused',
    source: 'HKEX, trading hours of sector index futures, without an after-hours session: 9:15–12:00, 13:00–16:30; half days 9:15–12:30',
    rows: [row('day', 'continuous', '9:15', '12:00'), row('lunch', 'break', '12:00', '13:00'), row('day', 'continuous', '13:00', '16:30')],
    short: [row('day', 'continuous', '9:15', '12:30')],
  },
  'us-stock': {
    timeZone: 'America/New_York',
    days: 'united-states',
    closed: 'queued',
    source: 'Nasdaq and NYSE trading hours: pre-market 4:00–9:30, core 9:30–16:00, after hours 16:00–20:00; early closes 13:00 and 17:00. Orders for the core session wait for it',
    rows: unitedStates('16:00', '20:00'),
    short: unitedStates('13:00', '17:00'),
  },
  'us-option': {
    timeZone: 'America/New_York',
    days: 'united-states',
    closed: 'queued',
    source: 'Cboe, trading hours of equity options: 9:30–16:00; early closes 13:00. Those of some exchange-traded funds end 15 minutes later: which is not told with an option',
    rows: [row('day', 'continuous', '9:30', '16:00')],
    short: [row('day', 'continuous', '9:30', '13:00')],
  },
  'us-index-option': {
    timeZone: 'America/New_York',
    days: 'united-states',
    closed: 'queued',
    source: 'Cboe, regular trading hours of options on broad-based indices: 9:30–16:15; early closes 13:15',
    rows: [row('day', 'continuous', '9:30', '16:15')],
    short: [row('day', 'continuous', '9:30', '13:15')],
  },
  'cme-globex': {
    timeZone: chicago,
    days: 'cme-equity-index',
    closed: 'refused',
    source: 'CME Group, trading hours of E-mini futures on Globex: pre-open 16:45, 17:00 the evening before to 16:00, Sunday to Friday; 12:00 on US holidays, 12:15 on their eves',
    rows: globex('12:00', '16:00'),
    short: globex('12:00', '12:15'),
  },
  'cme-globex-energy-metals': {
    timeZone: chicago,
    days: 'cme-energy-metals',
    closed: 'refused',
    source: 'CME Group, trading hours of crude and gold futures on Globex: as the E-mini, 13:30 on US holidays, 12:45 on their eves',
    rows: globex('13:30', '16:00'),
    short: globex('13:30', '12:45'),
  },
  'cbot-grains': {
    timeZone: chicago,
    days: 'cme-equity-index',
    closed: 'refused',
    source: 'CME Group, trading hours of CBOT corn, wheat and soybean futures: 19:00 the evening before to 7:45, 8:30–13:20; short days to 12:05. Holidays as the E-mini’s',
    rows: [row('night', 'continuous', '19:00', '24:00', 'eve'), row('night', 'continuous', '0:00', '7:45'), row('pause', 'break', '7:45', '8:30'), row('day', 'continuous', '8:30', '13:20')],
    short: [row('night', 'continuous', '19:00', '24:00', 'eve'), row('night', 'continuous', '0:00', '7:45'), row('pause', 'break', '7:45', '8:30'), row('day', 'continuous', '8:30', '12:05')],
  },
  'around-the-clock': {
    timeZone: shanghai,
    days: 'every-day',
    closed: 'refused',
    source: 'Our own: what the simulated exchange made up and keeps open (openctp’s 7x24 environment)',
    rows: [row('day', 'continuous', '0:00', '24:00')],
  },
} as const satisfies Record<string, SessionTable>;

export type SessionsKey = keyof typeof SESSION_TABLES;

/** The table of a key, null for one that is not known. */
export function sessionTable(key: string): SessionTable | null {
  return Object.hasOwn(SESSION_TABLES, key) ? SESSION_TABLES[key as SessionsKey] : null;
}
