/** What may be asked of a broker's research, as the core checks it. Sizes are those that OpenD answers in one go (seeds/003). */
import { z } from 'zod';
import { ADJUSTMENTS, PERIODS } from '../model/candle.ts';
import { FLOW_PERIODS, PLATE_KINDS, RESEARCH_MARKETS } from '../model/research.ts';
import { date } from './records.ts';
import { filterConditions, filterSort } from './stock-filter.ts';

const instrument = z.string().min(3).max(64);
const code = z.string().min(3).max(64);
const market = z.enum(RESEARCH_MARKETS);
const page = { offset: z.int().min(0).max(100_000), limit: z.int().min(1).max(200) };
const within = (days: number) => ({ from, to }: { readonly from: string; readonly to: string }): boolean => from <= to && Date.parse(to) - Date.parse(from) <= days * 86_400_000;

export const researchQuestion = z.union([
  z.strictObject({ about: z.enum(['snapshots', 'market-states']), instruments: z.array(instrument).min(1).max(400) }),
  z.strictObject({ about: z.literal('trading-days'), market, from: date, to: date }).refine(within(366 * 2), 'more than two years'),
  z.strictObject({ about: z.enum(['book', 'option-expirations', 'capital-distribution']), instrument }),
  z.strictObject({ about: z.literal('option-chain'), instrument, from: date, to: date }).refine(within(30), 'more than 30 days'),
  z.strictObject({ about: z.literal('warrants'), instrument: instrument.nullable(), ...page }),
  z.strictObject({ about: z.literal('related'), instrument, kind: z.enum(['warrants', 'futures']) }),
  z.strictObject({ about: z.literal('futures'), market }),
  z.strictObject({ about: z.literal('contracts'), codes: z.array(code).min(1).max(200) }),
  z.strictObject({ about: z.literal('plates'), market, kind: z.enum(PLATE_KINDS) }),
  z.strictObject({ about: z.literal('plate-members'), plate: code }),
  z.strictObject({ about: z.literal('plates-of'), instruments: z.array(instrument).min(1).max(200) }),
  z.strictObject({ about: z.literal('capital-flow'), instrument, period: z.enum(FLOW_PERIODS) }),
  z.strictObject({ about: z.literal('filter'), market, plate: code.nullable(), conditions: filterConditions, sort: filterSort, ...page }),
  z.strictObject({ about: z.literal('bars'), instrument, length: z.enum(PERIODS), adjustment: z.enum(ADJUSTMENTS), from: date, to: date }).refine(({ from, to }) => from <= to, 'backwards'),
  z.strictObject({ about: z.literal('new-listings'), market }),
]);
