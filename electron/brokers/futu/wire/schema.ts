/**
 * A message's fields as a table: name, number, type, and whether it is required, optional or repeated (proto2). Types of values are
 * inferred from the table, so that a table is all there is to write for a message.
 *
 * Whole numbers of 64 bits are declared by what they are: an identity (`id`, `signedId`) stays a decimal string, since it may exceed
 * 2^53; an amount (`count`) is a number and refused where it would lose a digit.
 */

interface ScalarTypes {
  readonly int32: number;
  readonly uint32: number;
  readonly bool: boolean;
  readonly double: number;
  readonly float: number;
  readonly string: string;
  readonly bytes: Uint8Array;
  /** uint64, as decimal text. */
  readonly id: string;
  /** int64, as decimal text. */
  readonly signedId: string;
  /** int64, as a number no further from 0 than 2^53 - 1. */
  readonly count: number;
}
export type Scalar = keyof ScalarTypes;
export type Label = 'required' | 'optional' | 'repeated';

/** One row of a table. `read` and `written`, the types of its values, are for the type checker alone. */
export interface Field<T = unknown, L extends Label = Label, W = T> {
  readonly number: number;
  readonly label: L;
  readonly type: Scalar | Message;
  readonly read?: T;
  readonly written?: W;
}
export type Fields = Readonly<Record<string, Field>>;

export interface Message<F extends Fields = Fields> {
  readonly name: string;
  readonly fields: F;
  /** Filled at the first use by wire/message-codec. */
  readonly plan: { encode: readonly PlannedField[] | null; decode: readonly (PlannedField | undefined)[] | null };
}

export interface PlannedField extends Field {
  readonly key: string;
}

type Read<F> = F extends { readonly read?: infer T } ? Exclude<T, undefined> : never;
type Written<F> = F extends { readonly written?: infer T } ? Exclude<T, undefined> : never;
type KeysOf<F extends Fields, L extends Label> = { [K in keyof F]: F[K]['label'] extends L ? K : never }[keyof F];

/** A decoded message: required fields are there, optional ones only if they came, lists always. */
export type Decoded<M extends Message> = M extends Message<infer F>
  ? { readonly [K in KeysOf<F, 'required'>]: Read<F[K]> } & { readonly [K in KeysOf<F, 'optional'>]?: Read<F[K]> } & { readonly [K in KeysOf<F, 'repeated'>]: readonly Read<F[K]>[] }
  : never;

/** A message to encode: as decoded, with empty lists left out at will. */
export type Encodable<M extends Message> = M extends Message<infer F>
  ? { readonly [K in KeysOf<F, 'required'>]: Written<F[K]> } & { readonly [K in KeysOf<F, 'optional'>]?: Written<F[K]> | undefined } & { readonly [K in KeysOf<F, 'repeated'>]?: readonly Written<F[K]>[] | undefined }
  : never;

type Scalars<L extends Label> = { readonly [S in Scalar]: (number: number) => Field<ScalarTypes[S], L> };
interface Row<L extends Label> extends Scalars<L> {
  /** A message inside this one. */
  of<M extends Message>(number: number, message: M): Field<Decoded<M>, L, Encodable<M>>;
}

const SCALARS = ['int32', 'uint32', 'bool', 'double', 'float', 'string', 'bytes', 'id', 'signedId', 'count'] as const satisfies readonly Scalar[];

function row<L extends Label>(label: L): Row<L> {
  const scalars = Object.fromEntries(SCALARS.map((type) => [type, (number: number) => ({ number, label, type })]));
  return { ...scalars, of: (number: number, type: Message) => ({ number, label, type }) } as Row<L>;
}

/** A field that must be there. */
export const req: Row<'required'> = row('required');
/** A field that may be missing. */
export const opt: Row<'optional'> = row('optional');
/** A list. */
export const rep: Row<'repeated'> = row('repeated');

/** @param name as it is told in errors */
export function message<F extends Fields>(name: string, fields: F): Message<F> {
  return { name, fields, plan: { encode: null, decode: null } };
}
