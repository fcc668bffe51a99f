/** OpenD's static information as instruments of the house. */
import type { Answered } from '#electron/brokers/futu/messages/protocol.ts';
import type { Security } from '#electron/brokers/futu/messages/security.ts';
import type { GetStaticInfo } from '#electron/brokers/futu/messages/snapshot.ts';
import type { Decoded } from '#electron/brokers/futu/wire/schema.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { KIND_OF, MARKET_PREFIX, MOST_IN_ONE_ORDER, termsOf, US_EXCHANGE } from './market-terms.ts';

export type SecurityName = Decoded<typeof Security>;
type StaticInfo = Answered<typeof GetStaticInfo>['staticInfoList'][number];

/** Levels of a book without Hong Kong's SF right (seeds/003, get_order_book). */
const DEPTH = 10;

/** `HK.00700` → market and code; null for a market that is not carried. */
export function securityOf(text: string): SecurityName | null {
  const dot = text.indexOf('.');
  const market = MARKET_PREFIX[text.slice(0, dot)];
  return dot > 0 && market !== undefined && dot < text.length - 1 ? { market, code: text.slice(dot + 1) } : null;
}

/**
 * A share, a fund, an index, a plate or (of the mainland) a bond; the last three for their quotes alone. Null for what is delisted or of a
 * kind or market that is not carried; options, warrants and futures are quotes/derivatives'.
 * @param day `YYYY-MM-DD`: whose tick tables are in force
 */
export function instrumentOf({ basic }: StaticInfo, day: string): Instrument | null {
  const { security, lotSize, secType, name, exchType, delisting } = basic;
  const terms = termsOf(security.market);
  const kind = KIND_OF.get(secType);
  const ticks = kind && terms?.ticks(kind, day);
  if (!terms || !kind || !ticks || delisting === true) return null;
  const exchange = terms.exchange === 'NASDAQ' ? US_EXCHANGE.get(exchType ?? 0) : terms.exchange;
  // An index of no exchange is filed with its market's first one; a share that trades over the counter is not carried.
  if (!exchange && kind !== 'index') return null;
  const { currency, sellable, shortable, sessions, timeZone } = terms;
  const filed = exchange ?? terms.exchange;
  return {
    id: `${filed}.${security.code}`,
    exchange: filed,
    code: security.code,
    name: { zh: name, en: name },
    kind,
    product: security.code,
    currency,
    multiplier: 1,
    ...ticks,
    lot: Math.max(1, lotSize),
    oddLotSell: currency === 'CNY',
    maxOrderQuantity: MOST_IN_ONE_ORDER,
    // OpenD tells an order's fee afterwards (Trd_GetOrderFee); none is reckoned here.
    fees: { open: {} },
    offsets: 'net',
    sellable,
    shortable: shortable && kind !== 'index' && kind !== 'bond',
    reference: 'pre-close',
    sessions,
    timeZone,
    origin: 'live',
    depth: DEPTH,
    // Hong Kong's securities have a broker queue, where the right is more than LV1 (seeds/003, get_broker_queue).
    ...(terms.exchange === 'HKEX' && (kind === 'stock' || kind === 'fund') ? { queue: true as const } : {}),
    ...(kind === 'stock' || kind === 'fund' ? { adjustable: true as const } : {}),
  };
}
