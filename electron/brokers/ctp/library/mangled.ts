/**
 * Static functions of a class by their mangled names: which export it is, and how many parameters the library's own build gives it
 * (6.7.11 adds one to CreateFtdcTraderApi). Rules: Itanium C++ ABI 5.1; Microsoft's decorated names for static members
 * (`?name@Class@@SA…`).
 */
import type { Abi } from '../headers/layout.ts';

export interface StaticSymbol {
  readonly symbol: string;
  readonly className: string;
  readonly functionName: string;
  /** The parameters as the mangled name spells them: `PKc`, `b`. */
  readonly parameters: readonly string[];
}

/** Reads a mangled name; null for anything but a member function. */
export function staticSymbol(symbol: string, abi: Abi): StaticSymbol | null {
  return abi === 'itanium' ? itanium(symbol) : msvc(symbol);
}

/** The function's own name of a mangled member function of the Itanium ABI, whatever it takes; null for anything else. */
export const memberOf = (symbol: string): string | null => nested(symbol)?.names.at(-1) ?? null;

/** `_ZN` (length name)+ `E`. macOS puts one more underscore before it. */
function nested(symbol: string): { readonly names: readonly string[]; readonly rest: string } | null {
  const start = /^_?_ZN(?!K)/.exec(symbol);
  if (!start) return null;
  let at = start[0].length;
  const names: string[] = [];
  while (symbol[at] !== 'E') {
    const length = /^\d+/.exec(symbol.slice(at));
    if (!length) return null;
    at += length[0].length;
    names.push(symbol.slice(at, at + Number(length[0])));
    at += Number(length[0]);
    if (at >= symbol.length) return null;
  }
  return names.length < 2 ? null : { names, rest: symbol.slice(at + 1) };
}

function itanium(symbol: string): StaticSymbol | null {
  const found = nested(symbol);
  const parameters = found && itaniumTypes(found.rest);
  if (!found || !parameters) return null;
  const { names } = found;
  return { symbol, className: names.slice(0, -1).join('::'), functionName: names.at(-1) ?? '', parameters };
}

/** A list of types; null where one is not of the simple kinds that factories take. */
function itaniumTypes(text: string): string[] | null {
  const types: string[] = [];
  let at = 0;
  while (at < text.length) {
    const from = at;
    while ('PRKVO'.includes(text[at])) at++;
    const name = /^\d+/.exec(text.slice(at));
    if (name) at += name[0].length + Number(name[0]);
    else if (/^S[0-9A-Z]*_/.test(text.slice(at))) at += /^S[0-9A-Z]*_/.exec(text.slice(at))![0].length;
    else if (/[a-z]/.test(text[at] ?? '')) at++;
    else return null;
    if (at > text.length) return null;
    types.push(text.slice(from, at));
  }
  return types.length === 1 && types[0] === 'v' ? [] : types;
}

/** `?name@Class@@SA` result parameters `@Z` (or `XZ` for none). */
function msvc(symbol: string): StaticSymbol | null {
  const match = /^\?(\w+)@([\w@]+?)@@S[AM](.*)Z$/.exec(symbol);
  if (!match) return null;
  const [, functionName, scopes, rest] = match;
  const types = msvcTypes(rest);
  if (types === null || types.length === 0) return null;
  const parameters = types.slice(1);
  const className = scopes.split('@').reverse().join('::');
  return { symbol, className, functionName, parameters: parameters.length === 1 && parameters[0] === 'X' ? [] : parameters };
}

function msvcTypes(text: string): string[] | null {
  const types: string[] = [];
  let at = 0;
  while (at < text.length) {
    // `@` ends the list.
    if (text[at] === '@') return at === text.length - 1 ? types : null;
    const end = msvcType(text, at);
    if (end < 0) return null;
    types.push(text.slice(at, end));
    at = end;
  }
  return types;
}

/** End of the type that begins at `at`; -1 where it is not understood. */
function msvcType(text: string, at: number): number {
  const char = text[at];
  if (char === undefined) return -1;
  if ('PQRSA'.includes(char)) {
    // A pointer or reference: perhaps `E` (64-bit), then what may be done with the target, then the target.
    let next = at + 1;
    if (text[next] === 'E') next++;
    if (!'ABCD'.includes(text[next] ?? '')) return -1;
    return msvcType(text, next + 1);
  }
  if (char === 'V' || char === 'U' || char === 'T') {
    const end = text.indexOf('@@', at);
    // `V1@`, `V12@`: names that stood earlier.
    const earlier = /^\d+@/.exec(text.slice(at + 1));
    if (earlier) return at + 1 + earlier[0].length;
    return end < 0 ? -1 : end + 2;
  }
  if (char === 'W') {
    const end = text.indexOf('@@', at);
    return end < 0 ? -1 : end + 2;
  }
  if (char === '_') return at + 2;
  if (/[0-9]/.test(char)) return at + 1;
  return /[C-OX]/.test(char) ? at + 1 : -1;
}

/** The export that is `className::functionName`, or null. Namespaces may differ from the headers': the class's own name decides. */
export function findStatic(exports: readonly string[], className: string, functionName: string, abi: Abi): StaticSymbol | null {
  const own = className.slice(className.lastIndexOf(':') + 1);
  for (const symbol of exports) {
    if (!symbol.includes(functionName)) continue;
    const found = staticSymbol(symbol, abi);
    if (found?.functionName === functionName && found.className.slice(found.className.lastIndexOf(':') + 1) === own) return found;
  }
  return null;
}
