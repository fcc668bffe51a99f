/**
 * The form of every question to a broker's research, read off the contract's own schema: what the contract learns to ask is on screen without
 * a line here. What a field is follows from its shape; of texts, which look alike, from its name. Pure.
 */
import { z } from 'zod';
import { addDays } from '#shared/calendar/trading-days.ts';
import { researchQuestion } from '#shared/contract/research.ts';

/** A field of a question. `optional`: may be left out, and is null then. */
export type FormField =
  | { readonly type: 'choice'; readonly name: string; readonly options: readonly string[]; readonly optional: boolean }
  | { readonly type: 'number'; readonly name: string; readonly whole: boolean; readonly least: number | null; readonly most: number | null; readonly optional: boolean }
  | { readonly type: 'flag'; readonly name: string }
  | { readonly type: 'day'; readonly name: string; readonly optional: boolean }
  /** The linked instrument. */
  | { readonly type: 'instrument'; readonly name: string; readonly optional: boolean }
  /** The linked instrument, or those of the watchlist. */
  | { readonly type: 'instruments'; readonly name: string; readonly most: number }
  /** As the broker writes them; several apart by commas or spaces. */
  | { readonly type: 'text'; readonly name: string; readonly several: boolean; readonly optional: boolean }
  /** Any of a few. */
  | { readonly type: 'picks'; readonly name: string; readonly options: readonly string[] }
  | { readonly type: 'group'; readonly name: string; readonly optional: boolean; readonly variants: readonly Variant[] }
  | { readonly type: 'list'; readonly name: string; readonly most: number; readonly variants: readonly Variant[] };

/** One of the shapes that a group, or an entry of a list, can have. `fixed`: what tells it from the others. */
export interface Variant {
  readonly fixed: Readonly<Record<string, string>>;
  readonly fields: readonly FormField[];
}

/** A question by what it is about. `paged`: its answer comes in pages, asked for by `offset` and `limit`. */
export interface QuestionForm {
  readonly about: string;
  readonly fields: readonly FormField[];
  readonly paged: boolean;
}

/** The part of JSON Schema that the contract's questions are made of. */
interface Shape {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Shape;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
}

const PAGING: ReadonlySet<string> = new Set(['offset', 'limit']);
const INSTRUMENTS: ReadonlySet<string> = new Set(['instrument', 'instruments']);

const alternatives = (shape: Shape): readonly Shape[] => (shape.anyOf ?? shape.oneOf)?.flatMap(alternatives) ?? [shape];
const isNull = ({ type }: Shape): boolean => type === 'null';
const texts = (values: readonly unknown[] | undefined): readonly string[] => (values ?? []).filter((value) => typeof value === 'string');

function variantOf({ properties = {}, required = [] }: Shape): Variant {
  const entries = Object.entries(properties);
  const fixed = Object.fromEntries(entries.flatMap(([name, { const: value }]) => (typeof value === 'string' ? [[name, value]] : [])));
  return { fixed, fields: entries.flatMap(([name, shape]) => (name in fixed ? [] : (fieldOf(name, shape, !required.includes(name)) ?? []))) };
}

/** Null: of a shape that no field is for. */
function fieldOf(name: string, given: Shape, absent: boolean): FormField | null {
  const all = alternatives(given);
  const real = all.filter((shape) => !isNull(shape));
  const types = Array.isArray(given.type) ? (given.type as readonly string[]) : [];
  const optional = absent || real.length < all.length || types.includes('null');
  const [first] = real;
  if (!first) return null;
  if (real.every(({ properties }) => properties)) return { type: 'group', name, optional, variants: real.map(variantOf) };
  const type = types.find((each) => each !== 'null') ?? first.type;
  if (type === 'string') {
    if (first.enum) return { type: 'choice', name, options: texts(first.enum), optional };
    if (first.format === 'date') return { type: 'day', name, optional };
    return INSTRUMENTS.has(name) ? { type: 'instrument', name, optional } : { type: 'text', name, several: false, optional };
  }
  if (type === 'number' || type === 'integer') {
    return { type: 'number', name, whole: type === 'integer', least: first.minimum ?? first.exclusiveMinimum ?? null, most: first.maximum ?? null, optional };
  }
  if (type === 'boolean') return { type: 'flag', name };
  if (type !== 'array' || !first.items) return null;
  const entries = alternatives(first.items);
  if (entries.every(({ properties }) => properties)) return { type: 'list', name, most: first.maxItems ?? 32, variants: entries.map(variantOf) };
  if (first.items.enum) return { type: 'picks', name, options: texts(first.items.enum) };
  return INSTRUMENTS.has(name) ? { type: 'instruments', name, most: first.maxItems ?? 200 } : { type: 'text', name, several: true, optional: (first.minItems ?? 0) === 0 };
}

/** Every question of the contract, in its order. */
export function questionForms(schema: z.ZodType = researchQuestion): readonly QuestionForm[] {
  return alternatives(z.toJSONSchema(schema, { io: 'input' }) as Shape).flatMap((shape) => {
    const { about, ...others } = shape.properties ?? {};
    const { fields } = variantOf({ ...shape, properties: Object.fromEntries(Object.entries(others).filter(([name]) => !PAGING.has(name))) });
    const paged = 'offset' in others;
    return texts(about?.enum ?? [about?.const]).map((name) => ({ about: name, fields, paged }));
  });
}

/** What was typed and chosen: texts, flags, and for a group or list more of the same. */
export type Typed = { readonly [name: string]: string | boolean | readonly string[] | Typed | readonly Typed[] | undefined };

/** Which of the variants of a group or list entry is meant; kept beside its own fields. */
export const VARIANT = '#variant';

/** Rows of a page. */
export const PAGE = 200;

/** Where a stretch of days begins and ends, in days from today; all others are the week that was. */
const STRETCHES: Readonly<Record<string, readonly [from: number, to: number]>> = { 'option-chain': [0, 30], 'trading-days': [0, 30], bars: [-30, 0] };

/** What a question's form begins with. */
export function initialTyped(form: QuestionForm, today: string): Typed {
  const [from, to] = STRETCHES[form.about] ?? [-7, 0];
  const typed = initialOf(form.fields, today);
  return { ...typed, ...('from' in typed && 'to' in typed ? { from: addDays(today, from), to: addDays(today, to) } : {}) };
}

/** The question that a row of an answer leads to: a plate to its members, an expiration to its chain. Null: to none. */
export function followUp(asked: Readonly<Record<string, unknown>>, row: { readonly code: string | null; readonly facts: Readonly<Record<string, unknown>> }): Readonly<Record<string, unknown>> | null {
  if (asked['about'] === 'plates' && row.code !== null) return { about: 'plate-members', plate: row.code };
  const { date } = row.facts;
  if (asked['about'] === 'option-expirations' && typeof date === 'string') return { about: 'option-chain', instrument: asked['instrument'], from: date, to: date };
  return null;
}

/** Which part of a longer list an answer is, counted from 1, with the questions for the parts beside it. Null: it is no page. */
export function pageOf(asked: Readonly<Record<string, unknown>>, rows: number, total: number | null): { readonly from: number; readonly to: number; readonly total: number; readonly previous: object | null; readonly next: object | null } | null {
  const { offset, limit } = asked;
  if (typeof offset !== 'number' || typeof limit !== 'number' || total === null) return null;
  return {
    from: rows === 0 ? 0 : offset + 1, to: offset + rows, total,
    previous: offset > 0 ? { ...asked, offset: Math.max(0, offset - limit) } : null,
    next: rows > 0 && offset + rows < total ? { ...asked, offset: offset + rows } : null,
  };
}

/** What the fields begin with. */
export function initialOf(fields: readonly FormField[], today: string): Typed {
  return Object.fromEntries(fields.map((field) => [field.name, initialField(field, today)]));
}

function initialField(field: FormField, today: string): Typed[string] {
  if (field.type === 'choice') return field.optional ? '' : (field.options.at(0) ?? '');
  if (field.type === 'day') return field.optional ? '' : today;
  if (field.type === 'flag') return false;
  if (field.type === 'instrument') return !field.optional;
  if (field.type === 'instruments') return 'linked';
  if (field.type === 'picks' || field.type === 'list') return [];
  return field.type === 'group' ? (field.optional ? undefined : initialVariant(field.variants, 0, today)) : '';
}

/** A group, or an entry of a list, of a variant. */
export function initialVariant(variants: readonly Variant[], at: number, today: string): Typed {
  return { [VARIANT]: String(at), ...initialOf(variants.at(at)?.fields ?? [], today) };
}

/** One more entry of a list: of the first variant, at a choice that no other entry is at. */
export function nextEntry(variants: readonly Variant[], entries: readonly Typed[], today: string): Typed {
  const entry = initialVariant(variants, 0, today);
  const choice = variants.at(0)?.fields.find((field) => field.type === 'choice');
  if (choice?.type !== 'choice') return entry;
  const taken = new Set(entries.map((other) => other[choice.name]));
  return { ...entry, [choice.name]: choice.options.find((option) => !taken.has(option)) ?? choice.options[0] };
}

/** What stands for the linked instrument and for the watchlist when the question is put. */
export interface Linked {
  readonly instrument: string | null;
  readonly watchlist: readonly string[];
}

/** A question, or the name of the field that is not filled in rightly. */
export type Worded = { readonly ok: true; readonly question: Readonly<Record<string, unknown>> } | { readonly ok: false; readonly field: string };

class Unfilled extends Error {}

/** The form as a question. The contract has the last word on it. @param page where the page begins and how long it is, for paged ones */
export function questionOf(form: QuestionForm, typed: Typed, linked: Linked, page: { readonly offset: number; readonly limit: number }, unit: (field: string) => number): Worded {
  try {
    return { ok: true, question: { about: form.about, ...valuesOf(form.fields, typed, linked, unit), ...(form.paged ? page : {}) } };
  } catch (error) {
    if (error instanceof Unfilled) return { ok: false, field: error.message };
    throw error;
  }
}

const isTyped = (value: Typed[string]): value is Typed => typeof value === 'object' && !Array.isArray(value);
const isTypedList = (value: Typed[string]): value is readonly Typed[] => Array.isArray(value) && value.every((each) => typeof each === 'object');

/** @param unit by what a number in a variant is divided, by the variant's own choice of field (per cent: 100) */
function valuesOf(fields: readonly FormField[], typed: Typed, linked: Linked, unit: (field: string) => number, divisor = 1): Readonly<Record<string, unknown>> {
  return Object.fromEntries(fields.map((field) => [field.name, valueOf(field, typed[field.name], linked, unit, divisor)]));
}

function variantValues(variants: readonly Variant[], typed: Typed, linked: Linked, unit: (field: string) => number): Readonly<Record<string, unknown>> {
  const variant = variants.at(Number(typed[VARIANT] ?? 0));
  if (!variant) return {};
  const { field } = typed;
  return { ...variant.fixed, ...valuesOf(variant.fields, typed, linked, unit, typeof field === 'string' ? unit(field) : 1) };
}

function valueOf(field: FormField, typed: Typed[string], linked: Linked, unit: (field: string) => number, divisor: number): unknown {
  const text = typeof typed === 'string' ? typed.trim() : '';
  const unfilled = (): never => {
    throw new Unfilled(field.name);
  };
  if (field.type === 'flag') return typed === true;
  if (field.type === 'instrument') return typed === true ? (linked.instrument ?? unfilled()) : null;
  if (field.type === 'instruments') {
    const chosen = text === 'watchlist' ? linked.watchlist.slice(0, field.most) : linked.instrument === null ? [] : [linked.instrument];
    return chosen.length > 0 ? chosen : unfilled();
  }
  if (field.type === 'picks') return Array.isArray(typed) ? typed : [];
  if (field.type === 'list') return isTypedList(typed) ? typed.map((each) => variantValues(field.variants, each, linked, unit)) : [];
  if (field.type === 'group') return isTyped(typed) ? variantValues(field.variants, typed, linked, unit) : null;
  if (text === '') return !field.optional ? unfilled() : field.type === 'text' && field.several ? [] : null;
  if (field.type === 'number') {
    const value = /^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(text.replaceAll(',', '')) ? Number((Number(text.replaceAll(',', '')) / (field.whole ? 1 : divisor)).toFixed(8)) : NaN;
    return Number.isNaN(value) || (field.whole && !Number.isInteger(value)) || (field.least !== null && value < field.least) || (field.most !== null && value > field.most) ? unfilled() : value;
  }
  return field.type === 'text' && field.several ? text.split(/[\s,，、;；]+/).filter((part) => part !== '') : text;
}
