/** Sizes, offsets and slots: how a compiler lays out what the headers declare. LP64 (Linux, macOS) or LLP64 (Windows), 64-bit. */
import type { CType, Declarations, Interface, Method, Primitive, Record } from './declarations.ts';

/** `itanium`: g++ and clang on Linux and macOS. `msvc`: Windows. */
export type Abi = 'itanium' | 'msvc';

const SIZES: { readonly [P in Exclude<Primitive, 'long' | 'unsigned long' | 'wchar_t'>]: number } = {
  void: 1, bool: 1, char: 1, 'signed char': 1, 'unsigned char': 1, short: 2, 'unsigned short': 2, int: 4, 'unsigned int': 4,
  'long long': 8, 'unsigned long long': 8, float: 4, double: 8,
};

export interface PlacedField {
  readonly name: string;
  readonly type: CType;
  readonly offset: number;
  readonly size: number;
}

export interface Layout {
  readonly name: string;
  readonly size: number;
  readonly alignment: number;
  /** By name, in order; the fields of unnamed members and bases stand among them. */
  readonly fields: ReadonlyMap<string, PlacedField>;
}

export class Layouts {
  readonly #declarations: Declarations;
  readonly #abi: Abi;
  readonly #done = new Map<string, Layout>();
  readonly #busy = new Set<string>();

  constructor(declarations: Declarations, abi: Abi) {
    this.#declarations = declarations;
    this.#abi = abi;
  }

  /** Layout of a struct or union. Throws for one that is not declared or holds itself. */
  of(name: string): Layout {
    const done = this.#done.get(name);
    if (done) return done;
    const record = this.#declarations.records.get(name);
    if (!record) throw new Error(`the headers do not define ${name}`);
    if (this.#busy.has(name)) throw new Error(`${name} holds itself`);
    this.#busy.add(name);
    const layout = this.#place(record);
    this.#busy.delete(name);
    this.#done.set(name, layout);
    return layout;
  }

  #place({ name, kind, fields, pack }: Record): Layout {
    const placed = new Map<string, PlacedField>();
    let end = 0;
    let largest = 1;
    let size = 0;
    for (const field of fields) {
      const natural = this.alignmentOf(field.type);
      const alignment = pack === 0 ? natural : Math.min(natural, pack);
      largest = Math.max(largest, alignment);
      const offset = kind === 'union' ? 0 : Math.ceil(end / alignment) * alignment;
      const fieldSize = this.sizeOf(field.type);
      end = offset + fieldSize;
      size = Math.max(size, end);
      if (field.name !== '') placed.set(field.name, { name: field.name, type: field.type, offset, size: fieldSize });
      else if (field.type.kind === 'named') {
        for (const inner of this.of(field.type.name).fields.values()) placed.set(inner.name, { ...inner, offset: offset + inner.offset });
      }
    }
    // An empty struct is one byte long in C++.
    return { name, size: Math.max(1, Math.ceil(size / largest) * largest), alignment: largest, fields: placed };
  }

  sizeOf(type: CType): number {
    switch (type.kind) {
      case 'pointer':
        return 8;
      case 'array':
        return type.length * this.sizeOf(type.of);
      case 'primitive':
        return this.#primitiveSize(type.name);
      case 'named':
        return this.#enumSize(type.name) ?? this.of(type.name).size;
    }
  }

  alignmentOf(type: CType): number {
    if (type.kind === 'array') return this.alignmentOf(type.of);
    if (type.kind === 'named') return this.#enumSize(type.name) ?? this.of(type.name).alignment;
    return this.sizeOf(type);
  }

  #enumSize(name: string): number | null {
    const enumeration = this.#declarations.enumerations.get(name);
    return enumeration ? this.#primitiveSize(enumeration.type) : null;
  }

  #primitiveSize(name: Primitive): number {
    if (name === 'long' || name === 'unsigned long') return this.#abi === 'msvc' ? 4 : 8;
    if (name === 'wchar_t') return this.#abi === 'msvc' ? 2 : 4;
    return SIZES[name];
  }
}

/** An entry of a table of virtual functions; null is a destructor's. */
export type Slot = Method | null;

/**
 * The table of virtual functions of a class, its bases' first. Itanium has two entries for a virtual destructor, MSVC one; MSVC puts
 * overloads of a name together at the first one's place, the last declared first.
 */
export function virtualTable(declarations: Declarations, name: string, abi: Abi): readonly Slot[] {
  const declared = declarations.interfaces.get(name);
  if (!declared) throw new Error(`the headers do not define class ${name}`);
  const inherited = declared.base !== null && declarations.interfaces.has(declared.base) ? virtualTable(declarations, declared.base, abi) : [];
  const own = ownSlots(declared, abi);
  const table = [...inherited];
  for (const slot of own) {
    const overridden = slot === null ? inherited.indexOf(null) : inherited.findIndex((other) => other !== null && sameSignature(other, slot));
    if (overridden < 0) table.push(slot);
    else if (slot !== null) table[overridden] = slot;
  }
  return table;
}

function ownSlots({ virtuals, destructorAt }: Interface, abi: Abi): Slot[] {
  const slots: Slot[] = [];
  const grouped = new Set<string>();
  virtuals.forEach((method, index) => {
    if (index === destructorAt) slots.push(...destructorSlots(abi));
    if (abi === 'itanium') {
      slots.push(method);
      return;
    }
    if (grouped.has(method.name)) return;
    grouped.add(method.name);
    slots.push(...virtuals.filter((other) => other.name === method.name).reverse());
  });
  if (destructorAt !== null && destructorAt >= virtuals.length) slots.push(...destructorSlots(abi));
  return slots;
}

const destructorSlots = (abi: Abi): Slot[] => (abi === 'itanium' ? [null, null] : [null]);

const sameSignature = (a: Method, b: Method): boolean =>
  a.name === b.name && a.parameters.length === b.parameters.length && a.parameters.every((one, index) => JSON.stringify(one.type) === JSON.stringify(b.parameters[index].type));
