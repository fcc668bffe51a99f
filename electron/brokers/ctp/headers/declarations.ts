/** What a header declares, as far as calling a library needs it. Names are qualified: `ctp_sopt::CThostFtdcTraderApi`. */

/** Primitive types by their C spelling, normalised (`unsigned short`, `long long`). */
export type Primitive =
  | 'void' | 'bool' | 'char' | 'signed char' | 'unsigned char' | 'wchar_t' | 'short' | 'unsigned short' | 'int' | 'unsigned int'
  | 'long' | 'unsigned long' | 'long long' | 'unsigned long long' | 'float' | 'double';

export type CType =
  | { readonly kind: 'primitive'; readonly name: Primitive }
  /** A struct, union, enum or class of the header. */
  | { readonly kind: 'named'; readonly name: string }
  /** Pointers and references are the same eight bytes. */
  | { readonly kind: 'pointer'; readonly to: CType }
  | { readonly kind: 'array'; readonly of: CType; readonly length: number };

export interface Field {
  readonly name: string;
  readonly type: CType;
}

export interface Record {
  readonly name: string;
  readonly kind: 'struct' | 'union';
  readonly fields: readonly Field[];
  /** `#pragma pack` in force; 0 for natural alignment. */
  readonly pack: number;
}

export interface Method {
  readonly name: string;
  readonly result: CType;
  readonly parameters: readonly Field[];
}

/** A class with virtual functions in the order of their declaration. */
export interface Interface {
  readonly name: string;
  readonly base: string | null;
  readonly virtuals: readonly Method[];
  readonly statics: readonly Method[];
  /** Place among `virtuals` before which a virtual destructor is declared; null where there is none. */
  readonly destructorAt: number | null;
}

export interface Enumeration {
  readonly name: string;
  /** Its integer type. */
  readonly type: Primitive;
  readonly values: ReadonlyMap<string, number>;
}

export interface Declarations {
  readonly records: ReadonlyMap<string, Record>;
  readonly interfaces: ReadonlyMap<string, Interface>;
  readonly enumerations: ReadonlyMap<string, Enumeration>;
  readonly typedefs: ReadonlyMap<string, CType>;
  /** Free functions (`extern "C"` and others). */
  readonly functions: ReadonlyMap<string, Method>;
  /** `#define`s and constants of whole numbers and characters; characters as their text. */
  readonly constants: ReadonlyMap<string, number | string>;
}
