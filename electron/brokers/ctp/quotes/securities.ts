/**
 * Securities of the mainland's exchanges by their codes, for a quotes' library beside which nobody lists instruments. Which kind a code is:
 * SSE's and SZSE's rules on codes (SSE 证券代码分配指引 2024; SZSE 证券代码区间表), BSE's 4, 8 and 92.
 */
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import { instrumentOf } from '../trading/instruments.ts';

type Class = 'E' | 'B' | 'D' | 'I';

/** First digits and class, the longer first. E shares, B bonds, D funds, I indices. */
const CLASSES: Readonly<Record<string, readonly (readonly [begins: RegExp, of: Class])[]>> = {
  SSE: [[/^000/, 'I'], [/^(60|68|90)/, 'E'], [/^5/, 'D'], [/^(0|1|2)/, 'B']],
  SZSE: [[/^39/, 'I'], [/^(00|20|30)/, 'E'], [/^(15|16|18)/, 'D'], [/^1/, 'B']],
  BSE: [[/^(4|8|92)/, 'E']],
};
const TICK: Readonly<Record<Class, number>> = { E: 0.01, B: 0.001, D: 0.001, I: 0.01 };

/** `SSE.600519` → its terms; null for what is none of these exchanges' securities. */
export function securityOf(id: InstrumentId): Instrument | null {
  const [exchange = '', code = ''] = id.split('.');
  const of = /^\d{6}$/.test(code) ? CLASSES[exchange]?.find(([begins]) => begins.test(code))?.[1] : undefined;
  if (of === undefined) return null;
  return instrumentOf({ ExchangeID: exchange, InstrumentID: code, InstrumentName: code, ProductClass: of, PriceTick: TICK[of], VolumeMultiple: 1, MinLimitOrderVolume: of === 'B' ? 10 : 100 }, () => undefined);
}

/** Ids that a user wrote, apart by commas, blanks or semicolons. */
export const idsOf = (text: string): readonly InstrumentId[] => [...new Set(text.split(/[\s,;，；、]+/).filter((id) => id !== '').map((id) => id.toUpperCase()))];
