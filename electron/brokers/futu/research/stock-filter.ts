/**
 * The stock filter in OpenD's words (Qot_StockFilter). Numbers: the public definitions of Futu's API (StockField, AccumulateField,
 * FinancialField, FinancialQuarter, PatternField, CustomIndicatorField, RelativePosition, SortDir), in the order of the model's lists but where
 * said otherwise.
 */
import type { Answered, Asked } from '#electron/brokers/futu/messages/protocol.ts';
import { KL_TYPE } from '#electron/brokers/futu/messages/codes.ts';
import type { StockFilter } from '#electron/brokers/futu/messages/screening.ts';
import {
  ACCUMULATED_FIELDS, figureKey, FINANCIAL_FIELDS, indicatorKey, INDICATOR_PARAMETERS, PATTERNS, RATIO_FIELDS, RELATIONS, REPORTS,
  type FilterCondition, type FilterField, type FilterIndicator, type FilterPeriod, type FilterSort, type Indicator,
} from '#shared/model/stock-filter.ts';

/** Numbers from 1 on, in a list's order. */
const numbered = <T extends string>(names: readonly T[]): ReadonlyMap<T, number> => new Map(names.map((name, i) => [name, i + 1]));
const inverse = <K, V>(map: ReadonlyMap<K, V>): ReadonlyMap<V, K> => new Map([...map].map(([key, value]) => [value, key]));

const FIGURE: ReadonlyMap<FilterField, number> = new Map([
  ['price', 3], ['to-52-week-high', 4], ['to-52-week-low', 5], ['high-to-52-week-high', 6], ['low-to-52-week-low', 7], ['volume-ratio', 8], ['bid-ask-ratio', 9], ['lot-price', 10], ['market-value', 11], ['pe', 12],
  ['pe-ttm', 13], ['pb', 14], ['change-5-minutes', 15], ['change-this-year', 16], ['ps-ttm', 17], ['pcf-ttm', 18], ['shares', 19], ['free-shares', 20], ['free-market-value', 21],
]);
const ACCUMULATED = numbered(ACCUMULATED_FIELDS);
const FINANCIAL = numbered(FINANCIAL_FIELDS);
const REPORT = numbered(REPORTS);
const PATTERN = numbered(PATTERNS);
const RELATION = numbered(RELATIONS);
const INDICATOR: ReadonlyMap<Indicator, number> = new Map([
  ['price', 1], ['rsi', 9], ['ma', 30], ['ema', 40], ['kdj-k', 50], ['kdj-d', 51], ['kdj-j', 52], ['macd-diff', 60], ['macd-dea', 61], ['macd', 62], ['boll-upper', 70], ['boll-middle', 71], ['boll-lower', 72],
]);
/** Stands for a figure in the place of the second indicator. */
const VALUE = 17;
const PERIOD: ReadonlyMap<FilterPeriod, number> = new Map([['1h', KL_TYPE.m60], ['day', KL_TYPE.day], ['week', KL_TYPE.week], ['month', KL_TYPE.month]]);
const SORT = { none: 0, ascending: 1, descending: 2 } as const;

const FIGURE_OF = inverse(FIGURE);
const ACCUMULATED_OF = inverse(ACCUMULATED);
const FINANCIAL_OF = inverse(FINANCIAL);
const REPORT_OF = inverse(REPORT);
const INDICATOR_OF = inverse(INDICATOR);
const PERIOD_OF = inverse(PERIOD);

/** Every name has its number; the maps are complete by construction or by the tests. */
const numberOf = <K>(map: ReadonlyMap<K, number>, name: K): number => map.get(name) ?? 0;

const PER_CENT = 100;
/** OpenD has per cent where the model has parts. */
const theirs = (field: string, value: number): number => (RATIO_FIELDS.has(field) ? Number((value * PER_CENT).toFixed(6)) : value);
const ours = (field: string, value: number): number => (RATIO_FIELDS.has(field) ? Number((value / PER_CENT).toFixed(8)) : value);

type Filters = Pick<Asked<typeof StockFilter>, 'baseFilterList' | 'accumulateFilterList' | 'financialFilterList' | 'patternFilterList' | 'customIndicatorFilterList'>;
type Figured = Extract<FilterCondition, { readonly field: string }>;

const isSame = (condition: FilterCondition, sort: FilterSort): boolean =>
  condition.kind === sort.kind && condition.field === sort.field && (condition.kind !== 'accumulated' || sort.kind !== 'accumulated' || condition.lastDays === sort.lastDays) &&
  (condition.kind !== 'financial' || sort.kind !== 'financial' || condition.report === sort.report);

function ofFigure(condition: Figured, sort: FilterSort | null) {
  const { field, least, most } = condition;
  return {
    ...(least === null ? {} : { filterMin: theirs(field, least) }),
    ...(most === null ? {} : { filterMax: theirs(field, most) }),
    isNoFilter: least === null && most === null,
    sortDir: sort === null || !isSame(condition, sort) ? SORT.none : sort.ascending ? SORT.ascending : SORT.descending,
  };
}

const parametersOf = ({ indicator, parameters }: FilterIndicator): number[] => [...(parameters.length > 0 ? parameters : INDICATOR_PARAMETERS[indicator])];

/** What is only sorted by is asked for without bounds. */
export function filtersOf(conditions: readonly FilterCondition[], sort: FilterSort | null): Filters {
  const all = sort && !conditions.some((condition) => isSame(condition, sort)) ? [...conditions, unbounded(sort)] : conditions;
  const kind = <K extends FilterCondition['kind']>(name: K) => all.filter((condition): condition is Extract<FilterCondition, { readonly kind: K }> => condition.kind === name);
  const bars = (count: number | null) => (count === null ? {} : { consecutivePeriod: count });
  return {
    baseFilterList: kind('figure').map((each) => ({ fieldName: numberOf(FIGURE, each.field), ...ofFigure(each, sort) })),
    accumulateFilterList: kind('accumulated').map((each) => ({ fieldName: numberOf(ACCUMULATED, each.field), days: each.lastDays, ...ofFigure(each, sort) })),
    financialFilterList: kind('financial').map((each) => ({ fieldName: numberOf(FINANCIAL, each.field), quarter: numberOf(REPORT, each.report), ...ofFigure(each, sort) })),
    patternFilterList: kind('pattern').map((each) => ({ fieldName: numberOf(PATTERN, each.pattern), klType: numberOf(PERIOD, each.period), isNoFilter: false, ...bars(each.bars) })),
    customIndicatorFilterList: kind('indicator').map(({ first, relation, second, period, bars: count }) => ({
      firstFieldName: numberOf(INDICATOR, first.indicator),
      firstFieldParaList: parametersOf(first),
      relativePosition: numberOf(RELATION, relation),
      klType: numberOf(PERIOD, period),
      isNoFilter: false,
      ...('value' in second ? { secondFieldName: VALUE, fieldValue: second.value, secondFieldParaList: [] } : { secondFieldName: numberOf(INDICATOR, second.indicator), secondFieldParaList: parametersOf(second) }),
      ...bars(count),
    })),
  };
}

function unbounded(sort: FilterSort): FilterCondition {
  const open = { least: null, most: null };
  switch (sort.kind) {
    case 'figure': return { kind: sort.kind, field: sort.field, ...open };
    case 'accumulated': return { kind: sort.kind, field: sort.field, lastDays: sort.lastDays, ...open };
    case 'financial': return { kind: sort.kind, field: sort.field, report: sort.report, ...open };
  }
}

type Row = Answered<typeof StockFilter>['dataList'][number];

/** Figures of a found stock by their keys; what has no name here is left out. */
export function valuesOf({ baseDataList, accumulateDataList, financialDataList, customIndicatorDataList }: Row): Readonly<Record<string, number>> {
  const values: Record<string, number> = {};
  for (const { fieldName, value } of baseDataList) {
    const field = FIGURE_OF.get(fieldName);
    if (field) values[figureKey(field)] = ours(field, value);
  }
  for (const { fieldName, value, days } of accumulateDataList) {
    const field = ACCUMULATED_OF.get(fieldName);
    if (field) values[figureKey(field, days)] = ours(field, value);
  }
  for (const { fieldName, value, quarter } of financialDataList) {
    const field = FINANCIAL_OF.get(fieldName);
    const report = REPORT_OF.get(quarter);
    if (field && report) values[figureKey(field, report)] = ours(field, value);
  }
  for (const { fieldName, value, klType, fieldParaList } of customIndicatorDataList) {
    const indicator = INDICATOR_OF.get(fieldName);
    const period = PERIOD_OF.get(klType);
    if (indicator && period) values[indicatorKey(indicator, fieldParaList, period)] = value;
  }
  return values;
}
