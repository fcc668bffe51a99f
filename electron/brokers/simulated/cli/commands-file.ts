/** Timed commands: one JSON object a line, in any order; lines of blanks are passed over. */
import { z } from 'zod';
import { CURRENCIES } from '#shared/model/instrument.ts';
import { OFFSETS, ORDER_TYPES, SIDES, TIMES_IN_FORCE } from '#shared/model/order.ts';

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?(Z|[+-]\d{2}:\d{2})$/;

const at = z.string().refine((text) => TIME.test(text) && !Number.isNaN(Date.parse(text)), 'must be ISO 8601 with a zone, e.g. 2021-01-04T10:00:00.000+08:00');
const account = z.string().min(1).max(40);
const id = z.string().min(1).max(64);
const amount = z.number().gt(0).max(1e12);
const price = z.number().min(-1e9).max(1e9);
const quantity = z.number().min(-1e12).max(1e12);
const currency = z.enum(CURRENCIES).default('CNY');

const placed = z.strictObject({
  id,
  instrument: z.string().min(1).max(64),
  side: z.enum(SIDES),
  offset: z.enum(OFFSETS).default('open'),
  type: z.enum(ORDER_TYPES).default('limit'),
  price: price.nullable().default(null),
  quantity,
  timeInForce: z.enum(TIMES_IN_FORCE).default('day'),
  /** Of conditional types, in currency units. */
  trigger: price.nullable().default(null),
  trail: z.union([z.strictObject({ amount: z.number().gt(0) }), z.strictObject({ ratio: z.number().gt(0).lt(1) })]).nullable().default(null),
  limitOffset: z.number().min(0).nullable().default(null),
});

const KINDS = {
  deposit: z.strictObject({ at, account, deposit: amount, currency }),
  withdraw: z.strictObject({ at, account, withdraw: amount, currency }),
  transfer: z.strictObject({ at, account, transfer: z.strictObject({ to: account, amount, currency }) }),
  place: z.strictObject({ at, account, place: placed }),
  cancel: z.strictObject({ at, account, cancel: z.strictObject({ id }) }),
  modify: z.strictObject({ at, account, modify: z.strictObject({ id, price: price.optional(), quantity: quantity.optional() }) }),
} as const;

type Kinds = typeof KINDS;
export type Command = { [K in keyof Kinds]: { readonly kind: K } & z.output<Kinds[K]> }[keyof Kinds];

export interface TimedCommand {
  /** UTC ms. */
  readonly time: number;
  /** Of the file, from 1. */
  readonly line: number;
  readonly command: Command;
}

const NAMES = Object.keys(KINDS) as (keyof Kinds)[];

function readLine(text: string): Command | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `not JSON (${error instanceof Error ? error.message : String(error)})`;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'not a JSON object';
  const kinds = NAMES.filter((name) => name in value);
  if (kinds.length !== 1) return `must hold one of ${NAMES.join(', ')}${kinds.length > 1 ? `, not ${kinds.join(' and ')}` : ''}`;
  const [kind] = kinds;
  const parsed = KINDS[kind].safeParse(value);
  if (parsed.success) return { kind, ...parsed.data } as Command;
  const [issue] = parsed.error.issues;
  return `${issue.path.length > 0 ? `${issue.path.join('.')}: ` : ''}${issue.message}`;
}

/**
 * @param file name for the sentence of a failure
 * @returns commands in the order of their times, equal times in the order of the file; or a sentence that names the line
 */
export function parseCommands(text: string, file: string): readonly TimedCommand[] | { readonly wrong: string } {
  const commands: TimedCommand[] = [];
  for (const [index, line] of text.replace(/^\uFEFF/, '').split('\n').entries()) {
    if (line.trim() === '') continue;
    const command = readLine(line);
    if (typeof command === 'string') return { wrong: `${file}, line ${index + 1}: ${command}` };
    commands.push({ time: Date.parse(command.at), line: index + 1, command });
  }
  return commands.sort((a, b) => a.time - b.time || a.line - b.line);
}
