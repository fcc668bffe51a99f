/** Answers of research as tables: each figure under its own head, whatever the question was. Pure. */
import type { CellText } from '#renderer/workspace/grid/cell-text.ts';
import type { FactColumn } from '#renderer/workspace/grid/fact-table.ts';
import { formatLarge, formatPercent, NONE, toneOfSign } from '#renderer/workspace/grid/figures.ts';
import { formatMoment, LOCAL_ZONE } from '#renderer/workspace/grid/times.ts';
import type { Language } from '#shared/faults.ts';
import type { ResearchAnswer } from '#shared/model/research.ts';
import { RATIO_FIELDS } from '#shared/model/stock-filter.ts';
import { keyWord, researchWords, valueWord } from './research-words.ts';

type Fact = string | number | boolean | null;

/** A row of any answer. */
export interface ResearchRow {
  /** Its own in its table. */
  readonly id: string;
  /** As the broker names the security that it is about; null: it is about none. */
  readonly code: string | null;
  readonly name: string;
  /** Null where the terminal does not carry it yet. */
  readonly instrument: string | null;
  readonly facts: Readonly<Record<string, Fact>>;
}

export interface ResearchTable {
  readonly rows: readonly ResearchRow[];
  /** Of all pages; null: this is all there is. */
  readonly total: number | null;
  /** There is more that cannot be asked for at once. */
  readonly cut: boolean;
}

type Json = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const NAMED: ReadonlySet<string> = new Set(['code', 'name', 'instrument']);

/** Minutes of a day as a clock; after midnight they go on. */
const clockOf = (minutes: number): string => `${String(Math.floor(minutes / 60) % 24).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** A part of an answer that is no figure: names of securities, stretches of a day. */
function listed(parts: readonly unknown[]): string {
  return parts
    .map((part) => {
      if (!isRecord(part)) return String(part);
      if (typeof part['from'] === 'number' && typeof part['to'] === 'number') return `${clockOf(part['from'])}–${clockOf(part['to'])}`;
      return [part['name'] || part['code']].join('');
    })
    .join(' · ');
}

/** Figures of a row; what is nested stands beside the others. */
function factsOf(row: Json): Record<string, Fact> {
  const facts: Record<string, Fact> = {};
  for (const [key, value] of Object.entries(row)) {
    // A moment that the broker writes in its market's own time needs no second one.
    if (NAMED.has(key) || value === undefined || (key === 'time' && 'text' in row)) continue;
    if (Array.isArray(value)) facts[key] = listed(value);
    else if (isRecord(value)) Object.assign(facts, factsOf(value));
    else facts[key] = value as Fact;
  }
  return facts;
}

function rowOf(row: unknown, at: number): ResearchRow {
  const { code, name, instrument } = row as Json;
  const text = typeof code === 'string' ? code : null;
  return { id: `${at}/${text ?? ''}`, code: text, name: typeof name === 'string' ? name : '', instrument: typeof instrument === 'string' ? instrument : null, facts: factsOf(row as Json) };
}

/** An answer as rows, in its own order. */
export function tableOf({ about, answer }: ResearchAnswer): ResearchTable {
  if (Array.isArray(answer)) return { rows: answer.map(rowOf), total: null, cut: false };
  const whole = answer as unknown as Json;
  if (Array.isArray(whole['rows'])) return { rows: whole['rows'].map(rowOf), total: typeof whole['total'] === 'number' ? whole['total'] : null, cut: whole['complete'] === false };
  // In and out by size: a row each.
  if (about === 'capital-distribution') {
    const sides = Object.entries(whole).filter(([, both]) => isRecord(both)) as [string, { readonly in: number; readonly out: number }][];
    return { rows: sides.map(([size, both], at) => rowOf({ size, in: both.in, out: both.out, net: both.in - both.out }, at)), total: null, cut: false };
  }
  return { rows: [rowOf(whole, 0)], total: null, cut: false };
}

/** A rise or a fall carries its colour. */
const CHANGES: ReadonlySet<string> = new Set(['change', 'change-5-minutes', 'change-this-year']);
/** Parts of a whole, shown in per cent. */
const PARTS: ReadonlySet<string> = new Set([...RATIO_FIELDS, 'change', 'premium', 'impliedVolatility', 'street', 'dividendYield']);
const FLOWS: ReadonlySet<string> = new Set(['net', 'main', 'huge', 'big', 'middle', 'small']);
const LARGE: ReadonlySet<string> = new Set([
  ...FLOWS, 'volume', 'turnover', 'marketValue', 'market-value', 'shares', 'free-shares', 'free-market-value', 'in', 'out', 'openInterest', 'openInterestChange',
]);

/** `change/5` is a change. */
const baseOf = (key: string): string => key.split('/', 1)[0];

/** A figure to at most four decimals, as many as it needs; very large ones in few digits. */
function figureText(name: string, value: number, language: Language): string {
  // Of the stock filter's figures what stands before their span.
  const [key] = name.split('/');
  if (PARTS.has(key)) return CHANGES.has(key) ? formatPercent(value) : `${(value * 100).toFixed(2)}%`;
  if (LARGE.has(key) || Math.abs(value) >= 10_000_000) return formatLarge(value, language);
  return String(Number(value.toFixed(4)));
}

function cellOf(key: string, value: Fact | undefined, language: Language): CellText {
  if (value === null || value === undefined || value === '') return { text: NONE, tone: 'faint' };
  if (typeof value === 'boolean') return { text: value ? researchWords[language].yes : researchWords[language].no, tone: 'dim' };
  if (typeof value === 'string') {
    const text = valueWord(value, language);
    return { text, title: text };
  }
  if (key === 'time') return { text: formatMoment(value, LOCAL_ZONE), tone: 'dim', title: LOCAL_ZONE };
  return { text: figureText(key, value, language), tone: CHANGES.has(baseOf(key)) || FLOWS.has(key) ? toneOfSign(value) : '', title: String(value) };
}

const widthOf = (key: string, numeric: boolean, longest: number): number => (key === 'time' ? 152 : Math.min(numeric ? 112 : 360, Math.max(numeric ? 84 : 72, 18 + longest * 7)));

/** The columns that an answer's rows need: the security first, then each figure in the order it is told. */
export function columnsOf(rows: readonly ResearchRow[], language: Language): readonly FactColumn<ResearchRow>[] {
  const words = researchWords[language];
  const keys = new Set<string>();
  for (const row of rows) for (const key of Object.keys(row.facts)) keys.add(key);
  const named: readonly FactColumn<ResearchRow>[] = rows.some(({ code }) => code !== null)
    ? [
        { id: 'code', header: words.code, width: 128, cut: true, by: (r) => r.code, cell: (r) => ({ text: r.code ?? '', tone: r.instrument === null ? 'dim' : '', title: r.instrument === null ? words.unlisted : (r.code ?? '') }) },
        { id: 'name', header: words.name, width: 148, cut: true, by: (r) => r.name, cell: (r) => ({ text: r.name, title: r.name }) },
      ]
    : [];
  return [
    ...named,
    ...[...keys].map((key): FactColumn<ResearchRow> => {
      const values = rows.map(({ facts }) => facts[key]);
      const numeric = key !== 'time' && values.some((value) => typeof value === 'number');
      const header = keyWord(key, language);
      const longest = Math.max(header.length * (language === 'zh' ? 2 : 1), ...values.slice(0, 50).map((value) => (typeof value === 'string' ? value.length * (/[^\0-\xff]/.test(value) ? 2 : 1) : 0)));
      return {
        id: key, header, width: widthOf(key, numeric, longest), numeric, cut: !numeric,
        cell: (r) => cellOf(key, r.facts[key], language),
        by: (r) => {
          const value = r.facts[key];
          return value === undefined ? null : typeof value === 'boolean' ? Number(value) : value;
        },
      };
    }),
  ];
}
