/**
 * Reads preprocessed C++ headers: typedefs, enums, structs, unions, classes with virtual functions, namespaces, constants. Function
 * bodies, templates and whatever makes no layout are stepped over; a declaration that would change a layout and is not understood
 * is an error with its file and line.
 */
import type { CType, Declarations, Enumeration, Field, Interface, Method, Primitive, Record } from './declarations.ts';
import { closing, HeaderError, wholeNumber, type PackedToken, type Preprocessed } from './preprocess.ts';

const WORDS_OF_NUMBERS: ReadonlySet<string> = new Set(['void', 'bool', 'char', 'wchar_t', 'short', 'int', 'long', 'float', 'double', 'signed', 'unsigned', '__int64', '__int32', '__int16', '__int8']);
const IGNORED: ReadonlySet<string> = new Set(['const', 'volatile', 'mutable', 'register', 'inline', '__inline', 'constexpr', 'explicit', 'extern', 'static', 'virtual', 'typename', '__stdcall', '__cdecl', 'WINAPI', 'noexcept', 'struct', 'class', 'enum', 'union', 'friend']);

/** Types of <stdint.h> and their like, which headers use without declaring them. */
const STANDARD: { readonly [name: string]: Primitive } = {
  int8_t: 'signed char', uint8_t: 'unsigned char', int16_t: 'short', uint16_t: 'unsigned short', int32_t: 'int', uint32_t: 'unsigned int',
  int64_t: 'long long', uint64_t: 'unsigned long long', size_t: 'unsigned long long', time_t: 'long long',
};

export function parse({ tokens, macros }: Preprocessed): Declarations {
  return new Parser(tokens).read(macros);
}

/** The primitive that a run of words names: `unsigned long int` is `unsigned long`. */
function primitiveOf(words: readonly string[]): Primitive {
  const has = (word: string): boolean => words.includes(word);
  const unsigned = has('unsigned');
  const sized = words.find((word) => word.startsWith('__int'));
  const whole = (name: 'short' | 'int' | 'long' | 'long long'): Primitive => (unsigned ? `unsigned ${name}` : name);
  if (sized === '__int64') return whole('long long');
  if (sized === '__int32') return whole('int');
  if (sized === '__int16') return whole('short');
  if (has('char') || sized === '__int8') return unsigned ? 'unsigned char' : has('signed') ? 'signed char' : 'char';
  if (has('short')) return whole('short');
  if (has('double')) return 'double';
  const longs = words.filter((word) => word === 'long').length;
  if (longs > 0) return whole(longs > 1 ? 'long long' : 'long');
  for (const name of ['void', 'bool', 'wchar_t', 'float'] as const) if (has(name)) return name;
  return whole('int');
}

class Parser {
  readonly #tokens: readonly PackedToken[];
  #at = 0;
  #scope: string[] = [];
  #unnamed = 0;
  readonly #records = new Map<string, Record>();
  readonly #interfaces = new Map<string, Interface>();
  readonly #enumerations = new Map<string, Enumeration>();
  readonly #typedefs = new Map<string, CType>();
  readonly #functions = new Map<string, Method>();
  readonly #constants = new Map<string, number | string>();
  /** Classes and structs announced before they are defined. */
  readonly #announced = new Set<string>();

  constructor(tokens: readonly PackedToken[]) {
    this.#tokens = tokens;
  }

  read(macros: Preprocessed['macros']): Declarations {
    while (this.#at < this.#tokens.length) this.#declaration();
    for (const [name, value] of macros) {
      if (value.length !== 1 || this.#constants.has(name)) continue;
      const [token] = value;
      const number = token.kind === 'number' ? wholeNumber(token.text) : null;
      if (number !== null) this.#constants.set(name, number);
      else if (token.kind === 'char') this.#constants.set(name, token.text);
    }
    return { records: this.#records, interfaces: this.#interfaces, enumerations: this.#enumerations, typedefs: this.#typedefs, functions: this.#functions, constants: this.#constants };
  }

  #text(ahead = 0): string {
    return this.#tokens[this.#at + ahead]?.text ?? '';
  }

  #fail(reason: string): never {
    const token = this.#tokens[Math.min(this.#at, this.#tokens.length - 1)];
    throw new HeaderError(token ? `${token.file}:${token.line}` : 'header', reason);
  }

  #take(text: string): boolean {
    if (this.#text() !== text) return false;
    this.#at++;
    return true;
  }

  #expect(text: string): void {
    if (!this.#take(text)) this.#fail(`“${text}” expected, “${this.#text()}” found`);
  }

  #name(): string {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'name') this.#fail(`a name expected, “${this.#text()}” found`);
    this.#at++;
    return token.text;
  }

  #qualified(name: string): string {
    return [...this.#scope, name].join('::');
  }

  /** Steps over the rest of a declaration: to its semicolon, or past its body. */
  #skip(): void {
    while (this.#at < this.#tokens.length) {
      const text = this.#text();
      if (text === ';') {
        this.#at++;
        return;
      }
      if (text === '}') return;
      if (text === '{') {
        this.#at = closing(this.#tokens, this.#at) + 1;
        this.#take(';');
        return;
      }
      this.#at = text === '(' || text === '[' ? closing(this.#tokens, this.#at) + 1 : this.#at + 1;
    }
  }

  #declaration(): void {
    const text = this.#text();
    if (this.#take(';')) return;
    if (this.#take('}')) {
      // The end of a namespace or an `extern "C"` block.
      if (this.#scope.length === 0) this.#fail('a “}” without its “{”');
      this.#scope.pop();
      this.#take(';');
      return;
    }
    if (text === 'namespace') {
      this.#at++;
      const name = this.#text() === '{' ? '' : this.#name();
      this.#expect('{');
      this.#open(name);
      return;
    }
    if (text === 'extern' && this.#tokens[this.#at + 1]?.kind === 'text') {
      this.#at += 2;
      if (this.#take('{')) this.#open('');
      return;
    }
    if (text === 'using' || text === 'template' || text === 'static_assert' || text === 'friend') {
      this.#skip();
      return;
    }
    if (text === 'typedef') {
      this.#at++;
      this.#typedef();
      return;
    }
    if (this.#startsRecord()) {
      const type = this.#recordOrEnum();
      if (!this.#take(';')) this.#fieldsOf(type, () => undefined);
      return;
    }
    this.#functionOrConstant();
  }

  /** A scope without a name adds nothing to what is in it. */
  #open(name: string): void {
    this.#scope.push(name);
  }

  /** Whether a struct, union, class or enum is defined or announced here, rather than merely named as a type. */
  #startsRecord(): boolean {
    if (!['struct', 'union', 'class', 'enum'].includes(this.#text())) return false;
    for (let ahead = 1; ; ahead++) {
      const text = this.#text(ahead);
      if (text === '{' || text === ';' || text === ':') return true;
      if (this.#tokens[this.#at + ahead]?.kind !== 'name') return false;
      // `struct A b;` names two things: a type and a variable.
      if (ahead > 1 && text !== 'final' && !/^[A-Z_\d]+$/.test(this.#text(ahead - 1)) && this.#text(ahead - 1) !== 'class' && this.#text(ahead - 1) !== 'struct') return false;
    }
  }

  #typedef(): void {
    const type = this.#startsRecord() ? this.#recordOrEnum() : this.#type();
    this.#fieldsOf(type, ({ name, type: whole }) => this.#typedefs.set(this.#qualified(name), whole));
  }

  /** Declarators up to the semicolon: `a, *b, c[3];`. */
  #fieldsOf(base: CType, each: (field: Field) => void): void {
    do {
      if (this.#text() === ';') break;
      const field = this.#declarator(base);
      if (this.#take(':')) this.#fail(`bit field ${field.name}: not supported`);
      if (this.#take('=')) while (this.#at < this.#tokens.length && this.#text() !== ';' && this.#text() !== ',') this.#at++;
      each(field);
    } while (this.#take(','));
    this.#expect(';');
  }

  #declarator(base: CType): Field {
    let type = base;
    for (;;) {
      if (this.#take('*') || this.#take('&') || this.#take('&&')) type = { kind: 'pointer', to: type };
      else if (IGNORED.has(this.#text())) this.#at++;
      else break;
    }
    // A pointer to a function: eight bytes, whatever it takes.
    if (this.#text() === '(') {
      const end = closing(this.#tokens, this.#at);
      const name = this.#tokens.slice(this.#at + 1, end).findLast((token) => token.kind === 'name')?.text ?? '';
      this.#at = end + 1;
      if (this.#text() === '(') this.#at = closing(this.#tokens, this.#at) + 1;
      return { name, type: { kind: 'pointer', to: { kind: 'primitive', name: 'void' } } };
    }
    const name = this.#tokens[this.#at]?.kind === 'name' ? this.#name() : '';
    const lengths: number[] = [];
    while (this.#take('[')) {
      lengths.push(this.#text() === ']' ? 0 : this.#constant([']']));
      this.#expect(']');
    }
    for (const length of lengths.reverse()) type = { kind: 'array', of: type, length };
    return { name, type };
  }

  /** The specifiers of a type, without its declarator. */
  #type(): CType {
    const words: string[] = [];
    let name: string | null = null;
    for (;;) {
      const text = this.#text();
      if (WORDS_OF_NUMBERS.has(text)) {
        words.push(text);
        this.#at++;
      } else if (IGNORED.has(text)) {
        this.#at++;
      } else if (words.length === 0 && name === null && this.#tokens[this.#at]?.kind === 'name') {
        name = this.#name();
        while (this.#take('::')) name += `::${this.#name()}`;
        if (this.#text() === '<') this.#fail(`template ${name}<…>: not supported`);
      } else break;
    }
    if (words.length > 0) return { kind: 'primitive', name: primitiveOf(words) };
    if (name === null) this.#fail(`a type expected, “${this.#text()}” found`);
    return this.#resolved(name);
  }

  /** A name looked up from the innermost scope outwards. */
  #resolved(name: string): CType {
    for (let depth = this.#scope.length; depth >= 0; depth--) {
      const whole = [...this.#scope.slice(0, depth), name].join('::');
      const typedef = this.#typedefs.get(whole);
      if (typedef) return typedef;
      if (this.#records.has(whole) || this.#enumerations.has(whole) || this.#interfaces.has(whole) || this.#announced.has(whole)) return { kind: 'named', name: whole };
    }
    const standard = STANDARD[name.replace(/^std::/, '')];
    if (standard) return { kind: 'primitive', name: standard };
    // It may be declared further down; whoever needs its size will say so if it is not.
    return { kind: 'named', name };
  }

  #recordOrEnum(): CType {
    const keyword = this.#name();
    if (keyword === 'enum') {
      if (this.#text() === 'class' || this.#text() === 'struct') this.#at++;
      return this.#enumeration();
    }
    let name = '';
    // Export macros stand before the name; what is left of them after preprocessing are plain names.
    while (this.#tokens[this.#at]?.kind === 'name' && this.#text() !== 'final') name = this.#name();
    this.#take('final');
    if (name === '') name = `unnamed${++this.#unnamed}`;
    const qualified = this.#qualified(name);
    if (this.#text() === ';') {
      this.#announced.add(qualified);
      return { kind: 'named', name: qualified };
    }
    let base: string | null = null;
    if (this.#take(':')) {
      while (['public', 'protected', 'private', 'virtual'].includes(this.#text())) this.#at++;
      base = this.#name();
      while (this.#take('::')) base += `::${this.#name()}`;
      if (this.#text() === ',') this.#fail(`${name} has several bases: not supported`);
      const resolved = this.#resolved(base);
      base = resolved.kind === 'named' ? resolved.name : base;
    }
    this.#body(qualified, name, keyword === 'union' ? 'union' : 'struct', base);
    return { kind: 'named', name: qualified };
  }

  #body(qualified: string, name: string, kind: Record['kind'], base: string | null): void {
    const { pack } = this.#tokens[this.#at] ?? { pack: 0 };
    this.#announced.add(qualified);
    this.#expect('{');
    this.#scope.push(name);
    const fields: Field[] = [];
    const virtuals: Method[] = [];
    const statics: Method[] = [];
    let destructorAt: number | null = null;
    while (this.#text() !== '}') {
      if (this.#at >= this.#tokens.length) this.#fail(`${name} is not closed`);
      if (['public', 'protected', 'private'].includes(this.#text()) && this.#text(1) === ':') {
        this.#at += 2;
        continue;
      }
      if (this.#take(';')) continue;
      if (this.#text() === 'typedef') {
        this.#at++;
        this.#typedef();
        continue;
      }
      if (['using', 'template', 'friend', 'static_assert'].includes(this.#text())) {
        this.#skip();
        continue;
      }
      const from = this.#at;
      const leading = new Set<string>();
      while (IGNORED.has(this.#text()) && !this.#startsRecord()) {
        leading.add(this.#text());
        this.#at++;
      }
      if (this.#text() === '~') {
        if (leading.has('virtual')) destructorAt ??= virtuals.length;
        this.#skip();
        continue;
      }
      if (this.#text() === name && this.#text(1) === '(') {
        this.#skip();
        continue;
      }
      if (this.#startsRecord()) {
        const type = this.#recordOrEnum();
        if (this.#take(';')) {
          // An unnamed union or struct without a variable: its fields stand among the others, as one block.
          if (type.kind === 'named' && /(?:^|::)unnamed\d+$/.test(type.name) && this.#records.has(type.name)) fields.push({ name: '', type });
        } else this.#fieldsOf(type, (field) => fields.push(field));
        continue;
      }
      const type = this.#type();
      const method = this.#method(type);
      if (method) {
        if (leading.has('virtual')) virtuals.push(method);
        else if (leading.has('static')) statics.push(method);
        continue;
      }
      if (this.#text() === 'operator') {
        if (leading.has('virtual')) this.#fail(`${name}: virtual operator: not supported`);
        this.#skip();
        continue;
      }
      if (leading.has('static')) {
        this.#at = from;
        this.#skip();
        continue;
      }
      this.#fieldsOf(type, (field) => fields.push(field));
    }
    this.#expect('}');
    this.#scope.pop();
    if (virtuals.length > 0 || statics.length > 0 || destructorAt !== null || (base !== null && this.#interfaces.has(base))) {
      this.#interfaces.set(qualified, { name: qualified, base, virtuals, statics, destructorAt });
      return;
    }
    const inherited = base === null ? [] : [{ name: '', type: { kind: 'named', name: base } as const }];
    this.#records.set(qualified, { name: qualified, kind, fields: [...inherited, ...fields], pack });
  }

  /** A function whose result's specifiers have been read; null where a variable follows. */
  #method(base: CType): Method | null {
    const from = this.#at;
    let result = base;
    while (this.#text() === '*' || this.#text() === '&' || IGNORED.has(this.#text())) {
      if (this.#text() === '*' || this.#text() === '&') result = { kind: 'pointer', to: result };
      this.#at++;
    }
    if (this.#tokens[this.#at]?.kind !== 'name' || this.#text(1) !== '(') {
      this.#at = from;
      return null;
    }
    const name = this.#name();
    const parameters = this.#parameters();
    while (['const', 'override', 'final', 'noexcept'].includes(this.#text())) this.#at++;
    if (this.#text() === '{') {
      this.#at = closing(this.#tokens, this.#at) + 1;
      this.#take(';');
    } else {
      if (this.#take('=')) this.#at++;
      this.#expect(';');
    }
    return { name, result, parameters };
  }

  #parameters(): Field[] {
    const parameters: Field[] = [];
    const end = closing(this.#tokens, this.#at);
    this.#expect('(');
    while (this.#at < end) {
      if (this.#text() === '...') this.#fail('a function with “...” cannot be called');
      const field = this.#declarator(this.#type());
      // An array as a parameter is a pointer.
      const type: CType = field.type.kind === 'array' ? { kind: 'pointer', to: field.type.of } : field.type;
      if (!(type.kind === 'primitive' && type.name === 'void')) parameters.push({ name: field.name, type });
      if (this.#take('=')) {
        let depth = 0;
        while (this.#at < end && (depth > 0 || this.#text() !== ',')) {
          if (this.#text() === '(') depth++;
          if (this.#text() === ')') depth--;
          this.#at++;
        }
      }
      if (!this.#take(',')) break;
    }
    this.#at = end;
    this.#expect(')');
    return parameters;
  }

  #enumeration(): CType {
    const name = this.#text() === '{' || this.#text() === ':' ? `unnamed${++this.#unnamed}` : this.#name();
    const qualified = this.#qualified(name);
    let type: Primitive = 'int';
    if (this.#take(':')) {
      const base = this.#type();
      if (base.kind !== 'primitive') this.#fail(`enum ${name} is of no number type`);
      type = base.name;
    }
    const values = new Map<string, number>();
    if (this.#take('{')) {
      let next = 0;
      while (this.#text() !== '}') {
        const key = this.#name();
        if (this.#take('=')) next = this.#constant([',', '}']);
        values.set(key, next);
        this.#constants.set(key, next);
        next++;
        if (!this.#take(',')) break;
      }
      this.#expect('}');
    }
    this.#enumerations.set(qualified, { name: qualified, type, values });
    return { kind: 'named', name: qualified };
  }

  /** A constant expression up to one of `ends`: numbers, characters, known constants, `+ - * << |`, brackets. */
  #constant(ends: readonly string[]): number {
    const value = this.#sum();
    if (!ends.includes(this.#text())) this.#fail(`the constant before “${this.#text()}” is not understood`);
    return value;
  }

  #sum(): number {
    let value = this.#term();
    for (;;) {
      if (this.#take('+')) value += this.#term();
      else if (this.#take('-')) value -= this.#term();
      else if (this.#take('*')) value *= this.#term();
      else if (this.#take('<<')) value *= 2 ** this.#term();
      else if (this.#take('|')) value |= this.#term();
      else return value;
    }
  }

  #term(): number {
    if (this.#take('-')) return -this.#term();
    if (this.#take('(')) {
      const value = this.#sum();
      this.#expect(')');
      return value;
    }
    const token = this.#tokens[this.#at++];
    if (token?.kind === 'number') {
      const value = wholeNumber(token.text);
      if (value !== null) return value;
    }
    if (token?.kind === 'char' && token.text.length === 1) return token.text.charCodeAt(0);
    const known = token?.kind === 'name' ? this.#constants.get(token.text) : undefined;
    if (typeof known === 'number') return known;
    if (typeof known === 'string') return known.charCodeAt(0);
    this.#at--;
    return this.#fail(`“${token?.text ?? ''}” is not a constant that is known here`);
  }

  /** A free function, or a constant of a whole number or character; anything else is stepped over. */
  #functionOrConstant(): void {
    const from = this.#at;
    try {
      const type = this.#type();
      const method = this.#method(type);
      if (method) {
        this.#functions.set(this.#qualified(method.name), method);
        return;
      }
      const { name } = this.#declarator(type);
      if (this.#take('=')) {
        const token = this.#tokens[this.#at];
        this.#constants.set(name, token?.kind === 'char' ? token.text : this.#constant([';']));
        if (token?.kind === 'char') this.#at++;
      }
      this.#expect(';');
    } catch (error) {
      if (!(error instanceof HeaderError)) throw error;
      this.#at = from;
      this.#skip();
      if (this.#at === from) this.#at++;
    }
  }
}
