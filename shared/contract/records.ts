/** What may be asked of a broker's books, as the core checks it. */
import { z } from 'zod';

const instrument = z.string().min(3).max(64);
export const date = z.iso.date();

const period = { from: date, to: date };
/** A question's dates are at most so far apart, as brokers answer for a quarter at a time. */
const MOST_DAYS = 90;
const withinAQuarter = ({ from, to }: { readonly from: string; readonly to: string }): boolean => from <= to && Date.parse(to) - Date.parse(from) <= MOST_DAYS * 86_400_000;

export const accountQuestion = z.union([
  z.strictObject({ about: z.literal('fees'), orders: z.array(z.string().min(1).max(128)).min(1).max(400) }),
  z.strictObject({ about: z.literal('margin-ratios'), instruments: z.array(instrument).min(1).max(100) }),
  z.strictObject({ about: z.literal('cash-flow'), date }),
  z.strictObject({ about: z.literal('lots') }),
  z.strictObject({ about: z.literal('past-orders'), ...period }).refine(withinAQuarter, 'more than 90 days'),
  z.strictObject({ about: z.literal('past-fills'), ...period }).refine(withinAQuarter, 'more than 90 days'),
]);
