/**
 * A vendor's SDK folder: which of its files are headers and which library holds the trading and the market-data API, checked as far as
 * can be without loading anything. What is wrong is said in a sentence; nothing of the folder runs here.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { fail, ok, type Fault, type Result } from '#shared/result.ts';
import { HeaderError } from './headers/preprocess.ts';
import { readHeaders, type Headers } from './headers/read-headers.ts';
import type { Abi } from './headers/layout.ts';
import { virtualTable } from './headers/layout.ts';
import { LibraryError } from './library/bytes.ts';
import { libraryFacts, type LibraryFacts } from './library/library-facts.ts';
import { findStatic, type StaticSymbol } from './library/mangled.ts';

/** What a folder may hold of the family: the class of each API, its callbacks and the function that makes one. */
export const APIS = {
  trader: { api: 'CThostFtdcTraderApi', spi: 'CThostFtdcTraderSpi', create: 'CreateFtdcTraderApi' },
  marketData: { api: 'CThostFtdcMdApi', spi: 'CThostFtdcMdSpi', create: 'CreateFtdcMdApi' },
} as const;
export type ApiKind = keyof typeof APIS;

/** One API of the folder, ready to be loaded. */
export interface SdkApi {
  readonly kind: ApiKind;
  /** Path of the library. */
  readonly library: string;
  readonly facts: LibraryFacts;
  /** Qualified names of the header's classes. */
  readonly apiClass: string;
  readonly spiClass: string;
  readonly create: StaticSymbol;
  readonly version: StaticSymbol | null;
}

export interface SdkFolder {
  readonly folder: string;
  readonly headers: Headers;
  /** At least one of them. */
  readonly trader: SdkApi | null;
  readonly marketData: SdkApi | null;
}

/** The machine that the library has to run on. Injected so that another system's rules can be tested on this one. */
export interface Machine {
  readonly platform: 'linux' | 'win32' | 'darwin';
  readonly arch: 'x64' | 'arm64';
}

const LIBRARIES: { readonly [P in Machine['platform']]: RegExp } = {
  linux: /\.so(?:\.[\d.]+)?$/,
  win32: /\.dll$/i,
  // A macOS build may be a framework's bare binary; those are not read yet.
  darwin: /\.dylib$/,
};

/** Headers and libraries lie in the folder or one or two below it (`include/`, `lib/linux64/`). */
const DEEPEST = 2;
const MOST_FILES = 2_000;
const LARGEST_HEADER = 8 * 2 ** 20;
const LARGEST_LIBRARY = 256 * 2 ** 20;

function filesOf(folder: string, depth = 0, found: string[] = []): string[] {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (found.length >= MOST_FILES) break;
    const path = join(folder, entry.name);
    if (entry.isDirectory() && depth < DEEPEST) filesOf(path, depth + 1, found);
    else if (entry.isFile() || entry.isSymbolicLink()) found.push(path);
  }
  return found;
}

const sized = (path: string, largest: number): boolean => {
  const { size } = statSync(path);
  return size > 0 && size <= largest;
};

/**
 * Reads a folder. Errors, each naming what was found and what to do: sdk-folder-unreadable, sdk-no-headers, sdk-headers-unreadable,
 * sdk-no-library, sdk-library-unreadable, sdk-library-32-bit, sdk-library-other-machine, sdk-not-of-the-family, sdk-headers-differ.
 */
export function readSdkFolder(folder: string, machine: Machine): Result<SdkFolder> {
  let files: readonly string[];
  try {
    files = filesOf(folder);
  } catch (error) {
    return fail('sdk-folder-unreadable', { folder, reason: error instanceof Error ? error.message : String(error) });
  }
  const headers = headersOf(folder, files, machine.platform === 'win32' ? 'msvc' : 'itanium');
  if (!headers.ok) return headers;

  const candidates = files.filter((path) => LIBRARIES[machine.platform].test(path) && sized(path, LARGEST_LIBRARY));
  if (candidates.length === 0) return fail('sdk-no-library', { folder, kind: machine.platform === 'win32' ? '.dll' : machine.platform === 'darwin' ? '.dylib' : '.so' });
  const found: Record<ApiKind, SdkApi | null> = { trader: null, marketData: null };
  let reason: Fault | null = null;
  for (const library of candidates) {
    const facts = factsOf(library, machine);
    if (!facts.ok) {
      reason ??= facts.fault;
      continue;
    }
    for (const kind of ['trader', 'marketData'] as const) {
      if (found[kind]) continue;
      const api = apiOf(kind, library, facts.value, headers.value);
      if (api === null) continue;
      if (!api.ok) return api;
      found[kind] = api.value;
    }
  }
  if (!found.trader && !found.marketData) return { ok: false, fault: reason ?? { code: 'sdk-not-of-the-family', params: { folder, library: basename(candidates[0]) } } };
  return ok({ folder, headers: headers.value, ...found });
}

function headersOf(folder: string, files: readonly string[], abi: Abi): Result<Headers> {
  const paths = files.filter((path) => ['.h', '.hpp'].includes(extname(path).toLowerCase()) && sized(path, LARGEST_HEADER));
  const wanted = Object.values(APIS).map(({ api }) => api.slice(1));
  // The API's own headers pull in what they need; a folder may hold others beside them that we cannot read and need not.
  const entries = paths.filter((path) => wanted.some((name) => basename(path).toLowerCase().startsWith(name.toLowerCase())));
  if (entries.length === 0) return fail('sdk-no-headers', { folder, names: wanted.map((name) => `${name}.h`).join(', ') });
  try {
    const contents = new Map(paths.map((path) => [basename(path), readFileSync(path)]));
    const headers = readHeaders(entries.map((path) => basename(path)), contents, abi);
    return ok(headers);
  } catch (error) {
    if (error instanceof HeaderError) return fail('sdk-headers-unreadable', { folder, reason: error.message });
    return fail('sdk-folder-unreadable', { folder, reason: error instanceof Error ? error.message : String(error) });
  }
}

function factsOf(library: string, machine: Machine): Result<LibraryFacts> {
  const name = basename(library);
  let facts: LibraryFacts;
  try {
    facts = libraryFacts(readFileSync(library));
  } catch (error) {
    return fail('sdk-library-unreadable', { library: name, reason: error instanceof LibraryError ? error.message : String(error) });
  }
  if (facts.format !== (machine.platform === 'win32' ? 'pe' : 'elf')) return fail('sdk-library-other-machine', { library: name, found: facts.format === 'pe' ? 'Windows' : 'Linux', machine: machine.platform });
  if (facts.bits === 32) return fail('sdk-library-32-bit', { library: name });
  if (facts.machine !== machine.arch) return fail('sdk-library-other-machine', { library: name, found: facts.machine, machine: machine.arch });
  return ok(facts);
}

/** The API that a library has; null where it has none of this kind. */
function apiOf(kind: ApiKind, library: string, facts: LibraryFacts, headers: Headers): Result<SdkApi> | null {
  const { api, spi, create } = APIS[kind];
  const symbol = findStatic(facts.exports, api, create, headers.abi);
  if (!symbol) return null;
  const classes = [...headers.declarations.interfaces.keys()];
  const named = (name: string): string | undefined => classes.find((one) => one === name || one.endsWith(`::${name}`));
  const apiClass = named(api);
  const spiClass = named(spi);
  const differ = (what: string): Result<SdkApi> => fail('sdk-headers-differ', { library: basename(library), what });
  if (apiClass === undefined || spiClass === undefined) return differ(api);
  const declared = headers.declarations.interfaces.get(apiClass)?.statics.find(({ name }) => name === create);
  if (!declared) return differ(create);
  if (declared.parameters.length !== symbol.parameters.length) {
    return differ(`${create}: ${declared.parameters.length} ≠ ${symbol.parameters.length}`);
  }
  try {
    // Every struct that a call or callback hands over must be laid out before anything is loaded.
    for (const name of [apiClass, spiClass]) {
      const table = virtualTable(headers.declarations, name, headers.abi);
      if (table.length === 0) return differ(name);
      for (const slot of table) {
        for (const { type } of slot?.parameters ?? []) {
          if (type.kind === 'pointer' && type.to.kind === 'named' && headers.declarations.records.has(type.to.name)) headers.layouts.of(type.to.name);
        }
      }
    }
  } catch (error) {
    return fail('sdk-headers-unreadable', { folder: basename(library), reason: error instanceof Error ? error.message : String(error) });
  }
  return ok({ kind, library, facts, apiClass, spiClass, create: symbol, version: findStatic(facts.exports, api, 'GetApiVersion', headers.abi) });
}
