/**
 * One API object of a vendor's library: made by its factory, called through its table of virtual functions, and answered through a table
 * of ours that stands where its callbacks' class would. Everything comes from the headers; nothing is compiled. Runs in a process of
 * its own (see counter-process.ts): a crash in here takes that process and nothing else.
 *
 * koffi runs callbacks on the loop of the process; the vendor's thread waits meanwhile. A callback's structs are copied out at once:
 * they are the vendor's and gone when it returns.
 */
import koffi from 'koffi';
import type { CType, Declarations, Method } from '../headers/declarations.ts';
import { virtualTable, type Slot } from '../headers/layout.ts';
import type { Headers } from '../headers/read-headers.ts';
import type { RawLayout } from '../process/messages.ts';
import type { SdkApi } from '../sdk-folder.ts';
import { differsBySlots, differsByVersion, HeadersDiffer, linkerSymbols } from './self-check.ts';
import { StructCodec, type StructValue, type StructValues } from '../structs/struct-codec.ts';

/** What a callback hands over: structs by field, null where the vendor gave none; numbers, flags (0, 1) and text as they are. */
export type CallbackArgument = StructValue | StructValues | null;

/** What a call takes: a struct's fields, a list of texts (instruments), text, a number. */
export type CallArgument = StructValue | StructValues | readonly string[] | null;

export interface NativeListener {
  callback(name: string, values: readonly CallbackArgument[]): void;
  /** A callback that was asked for raw: its first struct as bytes, copied. */
  raw(name: string, bytes: Buffer): void;
}

export interface NativeOptions {
  /** Folder for the vendor's flow files; must exist. With a separator at its end, as the family takes it. */
  readonly flow: string;
  /** Values for the factory's parameters after the path, in order; absent ones are false, but for `bIsProductionMode`, which is true. */
  readonly flags?: readonly boolean[];
  /** Callbacks to be handed over as bytes: market data. */
  readonly raw?: readonly string[];
  /** Load with symbols of its own first (RTLD_DEEPBIND): for a library that exports an OpenSSL of its own. */
  readonly deep?: boolean;
}

type Pointer = bigint;

interface Call {
  readonly method: Method;
  readonly run: KoffiCall;
}

interface KoffiCall {
  (...values: readonly unknown[]): unknown;
  readonly async: (...values: readonly unknown[]) => void;
}

/** koffi's word for a type on its way in or out of a call. */
function passed(type: CType, declarations: Declarations): string {
  switch (type.kind) {
    case 'primitive':
      return type.name;
    case 'named':
      // An enumeration travels as its number; a struct by value does not occur in the family.
      if (declarations.enumerations.has(type.name)) return declarations.enumerations.get(type.name)?.type ?? 'int';
      throw new Error(`${type.name} is handed over by value`);
    case 'pointer':
    case 'array':
      return 'void *';
  }
}

const isText = (type: CType): boolean => type.kind === 'pointer' && type.to.kind === 'primitive' && type.to.name === 'char';

export class NativeApi {
  readonly #api: Pointer;
  readonly #calls = new Map<string, Call>();
  readonly #codecs = new Map<string, StructCodec>();
  readonly #headers: Headers;
  /** What the library holds pointers to; kept as long as we live. */
  readonly #held: unknown[] = [];
  readonly #registered: bigint[] = [];
  readonly #layouts: Record<string, RawLayout> = {};
  readonly version: string | null;
  #released = false;

  /** Loads the library and makes the object. Throws HeadersDiffer, or what the loader says (a missing dependency, say). */
  constructor(sdk: SdkApi, headers: Headers, options: NativeOptions, listener: NativeListener) {
    this.#headers = headers;
    const library = koffi.load(sdk.library, { deep: options.deep ?? false });
    // koffi unloads a library that nobody holds any more, under the feet of the threads that run in it.
    this.#held.push(library);
    this.version = sdk.version ? (library.func(sdk.version.symbol, 'str', [])() as string | null) : null;
    const differs = differsByVersion(this.version, headers, sdk.kind, sdk.apiClass);
    if (differs !== null) throw new HeadersDiffer(differs);
    const declared = headers.declarations.interfaces.get(sdk.apiClass)?.statics.find(({ name }) => name === sdk.create.functionName);
    const parameters = declared?.parameters ?? [];
    const create = library.func(sdk.create.symbol, 'void *', parameters.map(({ type }) => (isText(type) ? 'str' : passed(type, headers.declarations))));
    const values = parameters.map(({ name }, at) => (at === 0 ? options.flow : (options.flags?.[at - 1] ?? /production/i.test(name))));
    const api = create(...values) as Pointer | null;
    if (api === null || api === 0n) throw new Error(`${sdk.create.functionName} made nothing`);
    this.#api = api;
    this.#bindCalls(virtualTable(headers.declarations, sdk.apiClass, headers.abi));
    this.#answer(virtualTable(headers.declarations, sdk.spiClass, headers.abi), new Set(options.raw), listener);
  }

  #bindCalls(table: readonly Slot[]): void {
    const entries = koffi.decode(this.#api, 'void *') as Pointer;
    const targets = table.map((_method, slot) => koffi.decode(entries, slot * 8, 'void *') as Pointer);
    const symbolAt = linkerSymbols();
    const differs = symbolAt && differsBySlots(table, targets, symbolAt);
    if (differs !== null) throw new HeadersDiffer(differs);
    table.forEach((method, slot) => {
      // The first of overloads is the one that is called by its name.
      if (method === null || this.#calls.has(method.name)) return;
      let types: string[];
      try {
        types = method.parameters.map(({ type }) => this.#argumentType(type));
      } catch {
        // A method that takes what we cannot hand over is left out; its place in the table stays.
        return;
      }
      const run = koffi.decode(targets[slot], koffi.proto(passed(method.result, this.#headers.declarations), ['void *', ...types])) as KoffiCall;
      this.#calls.set(method.name, { method, run });
    });
  }

  #argumentType(type: CType): string {
    if (isText(type)) return 'str';
    if (type.kind === 'pointer' && isText(type.to)) return 'char **';
    return passed(type, this.#headers.declarations);
  }

  /** Puts a table of ours where the vendor expects its callbacks' object, and registers it. */
  #answer(table: readonly Slot[], raw: ReadonlySet<string>, listener: NativeListener): void {
    const entries = koffi.alloc('void *', table.length) as Pointer;
    table.forEach((method, slot) => {
      // Nobody deletes our object: a destructor's entry is a function that does nothing.
      const called = method ?? { name: '', result: { kind: 'primitive', name: 'void' }, parameters: [] };
      const proto = koffi.proto(passed(called.result, this.#headers.declarations), ['void *', ...called.parameters.map(({ type }) => passed(type, this.#headers.declarations))]);
      const read = called.parameters.map(({ type }) => this.#reader(type));
      const size = this.#structSize(called.parameters[0]?.type);
      const asBytes = raw.has(called.name) && size > 0;
      const first = called.parameters[0]?.type;
      if (asBytes && first?.kind === 'pointer' && first.to.kind === 'named') {
        const { fields } = this.#headers.layouts.of(first.to.name);
        this.#layouts[called.name] = { size, fields: Object.fromEntries(Array.from(fields.values(), ({ name, offset, size: width }) => [name, { offset, size: width }])) };
      }
      const callback = asBytes
        ? (_self: Pointer, first: Pointer | null): void => {
            if (first) listener.raw(called.name, copied(first, size));
          }
        : (_self: Pointer, ...values: unknown[]): void => {
            if (called.name !== '') listener.callback(called.name, values.map((value, at) => read[at](value)));
          };
      const registered = koffi.register(callback, koffi.pointer(proto));
      this.#registered.push(registered);
      koffi.encode(entries, slot * 8, 'void *', registered);
    });
    const spi = koffi.alloc('void *', 1) as Pointer;
    koffi.encode(spi, 'void *', entries);
    this.#held.push(entries, spi);
    this.call('RegisterSpi', spi as unknown as StructValue);
  }

  #structSize(type: CType | undefined): number {
    return type?.kind === 'pointer' && type.to.kind === 'named' && this.#headers.declarations.records.has(type.to.name) ? this.codec(type.to.name).size : 0;
  }

  #reader(type: CType): (value: unknown) => CallbackArgument {
    const size = this.#structSize(type);
    if (size > 0 && type.kind === 'pointer' && type.to.kind === 'named') {
      const codec = this.codec(type.to.name);
      return (value) => (value ? codec.decode(copied(value as Pointer, size)) : null);
    }
    if (isText(type)) return (value) => (value ? koffi.decode.string(value) : null);
    return (value) => (typeof value === 'boolean' ? Number(value) : typeof value === 'number' || typeof value === 'string' ? value : null);
  }

  /** Struct of the headers; made once. */
  codec(name: string): StructCodec {
    let codec = this.#codecs.get(name);
    if (!codec) this.#codecs.set(name, (codec = new StructCodec(this.#headers.layouts, name)));
    return codec;
  }

  /** Whether this version of the API has a method. */
  has(method: string): boolean {
    return this.#calls.has(method);
  }

  /** Of the callbacks that were asked for raw, by name. */
  get layouts(): Readonly<Record<string, RawLayout>> {
    return this.#layouts;
  }

  get methods(): readonly string[] {
    return [...this.#calls.keys()];
  }

  #prepared(name: string, values: readonly CallArgument[]): { readonly call: Call; readonly given: readonly unknown[] } {
    const call = this.#calls.get(name);
    if (!call) throw new Error(`this version of the API has no ${name}`);
    if (this.#released) throw new Error(`${name} after the release`);
    const given = call.method.parameters.map(({ type }, at) => {
      const value = values[at];
      if (value === undefined) return type.kind === 'primitive' ? 0 : null;
      if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
      if (type.kind === 'pointer' && type.to.kind === 'named') return this.codec(type.to.name).encode(value as StructValues);
      throw new Error(`${name}: parameter ${at + 1} is no struct`);
    });
    return { call, given };
  }

  /** Calls a method at once. @returns what it returns: 0, or the family's refusals (-1 network, -2 too many pending, -3 too many a second) */
  call(name: string, ...values: readonly CallArgument[]): StructValue | null {
    const { call, given } = this.#prepared(name, values);
    const result = call.run(this.#api, ...given);
    return typeof result === 'number' || typeof result === 'string' ? result : null;
  }

  /** Calls a method on another thread: for those that block (Init, Join, Release). */
  callAsync(name: string, ...values: readonly CallArgument[]): Promise<StructValue | null> {
    const { call, given } = this.#prepared(name, values);
    return new Promise((resolve, reject) => {
      call.run.async(this.#api, ...given, (error: unknown, result: unknown) => {
        if (error) reject(error instanceof Error ? error : new Error(JSON.stringify(error)));
        else resolve(typeof result === 'number' || typeof result === 'string' ? result : null);
      });
    });
  }

  /**
   * Takes our callbacks out and releases the object, on another thread.
   * @param limitMs one vendor's Release took seven seconds: after this long it is left alone, and the process has to end
   * @returns whether it came back in time
   */
  async release(limitMs: number): Promise<boolean> {
    if (this.#released) return true;
    this.call('RegisterSpi', null);
    const done = this.callAsync('Release').then(() => true, () => false);
    this.#released = true;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), limitMs)));
    const inTime = await Promise.race([done, late]);
    clearTimeout(timer);
    if (inTime) for (const callback of this.#registered) koffi.unregister(callback);
    return inTime;
  }
}

/** Bytes of the vendor's memory as ours. */
function copied(from: Pointer, size: number): Buffer {
  const bytes = koffi.decode(from, 'uint8', size) as Uint8Array;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
