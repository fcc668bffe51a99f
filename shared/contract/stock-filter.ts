/** What may be asked of a stock filter. Bounds: seeds/003, get_stock_filter, from line 4281. */
import { z } from 'zod';
import {
  ACCUMULATED_FIELDS, areComparable, FILTER_FIELDS, FILTER_PERIODS, FINANCIAL_FIELDS, INDICATOR_PARAMETERS, INDICATORS, PATTERNS, RELATIONS, REPORTS, type FilterCondition,
} from '../model/stock-filter.ts';

/** Conditions in all; accumulated ones of a field, and indicators of a kind. */
const MOST_CONDITIONS = 250;
const MOST_ALIKE = 10;
const MOST_BARS = 12;
const MOST_DAYS = 1_000;

const range = { least: z.number().nullable(), most: z.number().nullable() };
const lastDays = z.int().min(1).max(MOST_DAYS);
const figure = { kind: z.literal('figure'), field: z.enum(FILTER_FIELDS) };
const accumulated = { kind: z.literal('accumulated'), field: z.enum(ACCUMULATED_FIELDS), lastDays };
const financial = { kind: z.literal('financial'), field: z.enum(FINANCIAL_FIELDS), report: z.enum(REPORTS) };
const bars = { period: z.enum(FILTER_PERIODS), bars: z.int().min(1).max(MOST_BARS).nullable() };

const indicator = z
  .strictObject({ indicator: z.enum(INDICATORS), parameters: z.array(z.coerce.number().int().min(1).max(1_000)) })
  .refine(({ indicator: name, parameters }) => parameters.length === INDICATOR_PARAMETERS[name].length || parameters.length === 0, 'parameters');

const condition = z.union([
  z.strictObject({ ...figure, ...range }),
  z.strictObject({ ...accumulated, ...range }),
  z.strictObject({ ...financial, ...range }),
  z.strictObject({ kind: z.literal('pattern'), pattern: z.enum(PATTERNS), ...bars }),
  z
    .strictObject({ kind: z.literal('indicator'), first: indicator, relation: z.enum(RELATIONS), second: z.union([indicator, z.strictObject({ value: z.number() })]), ...bars })
    .refine(({ first, second }) => 'value' in second || areComparable(first.indicator, second.indicator), 'not comparable'),
]);

/** What a condition may be named as often as `most` for. */
function likeness(of: FilterCondition): { readonly key: string; readonly most: number } {
  if (of.kind === 'pattern') return { key: `pattern ${of.pattern}`, most: 1 };
  if (of.kind === 'indicator') return { key: `indicator ${of.first.indicator}`, most: MOST_ALIKE };
  return { key: `${of.kind} ${of.field}`, most: of.kind === 'accumulated' ? MOST_ALIKE : 1 };
}

function isWithinLikeness(conditions: readonly FilterCondition[]): boolean {
  const counts = new Map<string, number>();
  return conditions.every((each) => {
    const { key, most } = likeness(each);
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count <= most;
  });
}

export const filterConditions = z.array(condition).max(MOST_CONDITIONS).refine(isWithinLikeness, 'a condition too often');

const ascending = z.boolean();
export const filterSort = z.union([z.strictObject({ ...figure, ascending }), z.strictObject({ ...accumulated, ascending }), z.strictObject({ ...financial, ascending })]).nullable();
