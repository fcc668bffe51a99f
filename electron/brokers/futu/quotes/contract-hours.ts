/**
 * Which of the house's session tables a future trades by, from the hours that OpenD tells with its contract. The tables know holidays, short
 * days and what an evening belongs to; OpenD's hours know which of them it is.
 */
import { sessionTable, type SessionsKey } from '#shared/calendar/session-tables.ts';
import { EXCH_TYPE, QOT_MARKET } from '#electron/brokers/futu/messages/codes.ts';

const DAY_MINUTES = 1440;

/** Hours of a trading day as OpenD tells them (Qot_GetFutureInfo, tradeTime): minutes from midnight, an end past it counted on or not. */
export type ToldHours = readonly { readonly begin?: number; readonly end?: number }[];

/** The tables of a market, the usual one first: that is taken for hours that are none of them. */
const TABLES: ReadonlyMap<number, readonly SessionsKey[]> = new Map<number, readonly SessionsKey[]>([
  [QOT_MARKET.hk, ['hong-kong-index-futures-day', 'hong-kong-index-futures', 'hong-kong-stock-option']],
  [QOT_MARKET.us, ['cme-globex', 'cbot-grains']],
]);

const ENERGY_AND_METALS: ReadonlySet<number> = new Set([EXCH_TYPE.nymex, EXCH_TYPE.comex]);

/** Minutes by which OpenD's clock may be ahead of the table's: New York's of Chicago's. */
const AHEAD: readonly number[] = [0, 60];

const spanText = (from: number, length: number): string => `${((from % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES}+${length}`;

/** Stretches of trading by where in the day they begin and how long they are. */
function spansOf(key: SessionsKey): readonly string[] {
  const spans: { from: number; to: number }[] = [];
  for (const { phase, anchor, from, to } of sessionTable(key)!.rows) {
    if (phase !== 'continuous' || anchor === 'joined') continue;
    // What begins the evening before is a day earlier; what goes on after midnight is one stretch.
    const shift = anchor === 'day' ? 0 : -DAY_MINUTES;
    const last = spans.at(-1);
    if (last?.to === from + shift) last.to = to + shift;
    else spans.push({ from: from + shift, to: to + shift });
  }
  return spans.map(({ from, to }) => spanText(from, to - from)).sort();
}

const told = (hours: ToldHours, ahead: number): string => {
  const spans = hours.map(({ begin = 0, end = 0 }) => spanText(begin - ahead, ((((end - begin) % DAY_MINUTES) + DAY_MINUTES - 1) % DAY_MINUTES) + 1));
  return spans.sort().join(' ');
};

/**
 * The session table of a contract.
 * @param exchange ExchType of its static information; energy and metals keep holidays of their own
 * @returns null for a market without futures here
 */
export function sessionsOfHours(market: number, hours: ToldHours, exchange: number | undefined): SessionsKey | null {
  const tables = TABLES.get(market);
  if (!tables) return null;
  const found = tables.find((key) => {
    const spans = spansOf(key).join(' ');
    return AHEAD.some((ahead) => told(hours, ahead) === spans);
  });
  const key = found ?? tables[0];
  return key === 'cme-globex' && ENERGY_AND_METALS.has(exchange ?? 0) ? 'cme-globex-energy-metals' : key;
}
