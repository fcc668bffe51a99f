/**
 * The hours of every market that the house knows, as data. `Instrument.sessions` is a key of this table. Times are the exchange's
 * wall clock; a table is for one trading day, which may begin the evening before.
 */
import type { Phase } from '../model/quote.ts';

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

/** What a session's minutes count from: the trading day's own midnight, that of the calendar day before (Globex), or of the previous trading day (China's night). */
export type SessionAnchor = 'day' | 'eve' | 'previous';

export interface SessionRow {
  readonly name: SessionName;
  /** What may be done meanwhile. Extended hours that a plain order does not reach are `closed`. */
  readonly phase: Phase;
  readonly anchor: SessionAnchor;
  /** Minutes from the anchor's midnight, inclusive and exclusive. Past 1440 is the next morning. */
  readonly from: number;
  readonly to: number;
}

export interface SessionTable {
  readonly timeZone: string;
  readonly rows: readonly SessionRow[];
  /** Document and section that the hours come from. */
  readonly source: string;
}

/** `9:30` → 570; `26:30` is 02:30 of the next morning. */
function minutes(text: string): number {
  const [hour, minute] = text.split(':').map(Number);
  return hour * 60 + minute;
}

const row = (name: SessionName, phase: Phase, from: string, to: string, anchor: SessionAnchor = 'day'): SessionRow => ({ name, phase, anchor, from: minutes(from), to: minutes(to) });

const chinaFuturesDay: readonly SessionRow[] = [
  row('day', 'continuous', '9:00', '10:15'),
  row('pause', 'break', '10:15', '10:30'),
  row('day', 'continuous', '10:30', '11:30'),
  row('lunch', 'break', '11:30', '13:30'),
  row('day', 'continuous', '13:30', '15:00'),
];

/** A commodity with a night session: its auction opens the night, which belongs to the next trading day. */
const chinaFuturesNight = (to: string): readonly SessionRow[] => [
  row('opening-auction', 'auction', '20:55', '21:00', 'previous'),
  row('night', 'continuous', '21:00', to, 'previous'),
  ...chinaFuturesDay,
];

const chinaStockDay: readonly SessionRow[] = [
  row('opening-auction', 'auction', '9:15', '9:25'),
  row('pause', 'break', '9:25', '9:30'),
  row('day', 'continuous', '9:30', '11:30'),
  row('lunch', 'break', '11:30', '13:00'),
  row('day', 'continuous', '13:00', '14:57'),
  row('closing-auction', 'auction', '14:57', '15:00'),
];

const shanghai = 'Asia/Shanghai';

export const SESSION_TABLES = {
  'cffex-index': {
    timeZone: shanghai,
    source: 'CFFEX, contract of CSI 300 index futures and trading rules: auction 9:25–9:30, 9:30–11:30, 13:00–15:00',
    rows: [
      row('opening-auction', 'auction', '9:25', '9:30'),
      row('day', 'continuous', '9:30', '11:30'),
      row('lunch', 'break', '11:30', '13:00'),
      row('day', 'continuous', '13:00', '15:00'),
    ],
  },
  'cffex-bond': {
    timeZone: shanghai,
    source: 'CFFEX, contracts of treasury bond futures: 9:30–11:30, 13:00–15:15 since 2020-07-20',
    rows: [
      row('opening-auction', 'auction', '9:25', '9:30'),
      row('day', 'continuous', '9:30', '11:30'),
      row('lunch', 'break', '11:30', '13:00'),
      row('day', 'continuous', '13:00', '15:15'),
    ],
  },
  'china-futures': {
    timeZone: shanghai,
    source: 'SHFE, DCE, CZCE, GFEX trading rules: auction 8:55–9:00, 9:00–10:15, 10:30–11:30, 13:30–15:00 (products without a night)',
    rows: [row('opening-auction', 'auction', '8:55', '9:00'), ...chinaFuturesDay],
  },
  'china-futures-night-2300': { timeZone: shanghai, source: 'SHFE, DCE, CZCE: night 21:00–23:00 (rb, m, i, TA, MA, SR …)', rows: chinaFuturesNight('23:00') },
  'china-futures-night-0100': { timeZone: shanghai, source: 'SHFE: night 21:00–01:00 (cu, al, zn, ni …)', rows: chinaFuturesNight('25:00') },
  'china-futures-night-0230': { timeZone: shanghai, source: 'SHFE, INE: night 21:00–02:30 (au, ag, sc)', rows: chinaFuturesNight('26:30') },
  'china-stock': {
    timeZone: shanghai,
    source: 'SSE and SZSE trading rules (2023), chapter 3: opening auction 9:15–9:25, 9:30–11:30, 13:00–14:57, closing auction 14:57–15:00',
    rows: chinaStockDay,
  },
  'china-stock-fixed-price': {
    timeZone: shanghai,
    source: 'SSE STAR and SZSE ChiNext special provisions: as other shares, then trading at the closing price 15:05–15:30',
    rows: [...chinaStockDay, row('pause', 'break', '15:00', '15:05'), row('fixed-price', 'closed', '15:05', '15:30')],
  },
  'hong-kong': {
    timeZone: 'Asia/Hong_Kong',
    source: 'HKEX, trading hours of the securities market: 9:00–9:30, 9:30–12:00, 13:00–16:00, closing auction to 16:10',
    rows: [
      row('opening-auction', 'auction', '9:00', '9:30'),
      row('day', 'continuous', '9:30', '12:00'),
      row('lunch', 'break', '12:00', '13:00'),
      row('day', 'continuous', '13:00', '16:00'),
      row('closing-auction', 'auction', '16:00', '16:10'),
    ],
  },
  'us-stock': {
    timeZone: 'America/New_York',
    source: 'Nasdaq and NYSE trading hours: pre-market 4:00–9:30, core 9:30–16:00, after hours 16:00–20:00',
    rows: [
      row('pre-market', 'closed', '4:00', '9:30'),
      row('day', 'continuous', '9:30', '16:00'),
      row('after-hours', 'closed', '16:00', '20:00'),
    ],
  },
  'cme-globex': {
    timeZone: 'America/Chicago',
    source: 'CME Group, trading hours of E-mini, crude and gold futures on Globex: 17:00 the evening before to 16:00, Sunday to Friday',
    rows: [
      row('opening-auction', 'auction', '16:45', '17:00', 'eve'),
      row('night', 'continuous', '17:00', '24:00', 'eve'),
      row('day', 'continuous', '0:00', '16:00'),
    ],
  },
  'around-the-clock': {
    timeZone: shanghai,
    source: 'Our own: what the simulated exchange made up and keeps open (openctp’s 7x24 environment)',
    rows: [row('day', 'continuous', '0:00', '24:00')],
  },
} as const satisfies Record<string, SessionTable>;

export type SessionsKey = keyof typeof SESSION_TABLES;

/** The table of a key, null for one that is not known. */
export function sessionTable(key: string): SessionTable | null {
  return Object.hasOwn(SESSION_TABLES, key) ? SESSION_TABLES[key as SessionsKey] : null;
}
