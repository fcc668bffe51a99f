/**
 * The part of the C preprocessor that vendors' headers use: includes among the folder's own files, conditions on defined names and
 * whole numbers, object-like macros, `#pragma pack` and `#pragma once`. What it cannot judge it refuses by name rather than guess.
 */
import { tokensOf, withoutComments, type Token } from './tokens.ts';

/** Natural alignment is 0; otherwise the most that a field is aligned to. */
export interface PackedToken extends Token {
  readonly pack: number;
  readonly file: string;
}

export interface Preprocessed {
  readonly tokens: readonly PackedToken[];
  /** Object-like macros by name, as tokens. */
  readonly macros: ReadonlyMap<string, readonly Token[]>;
}

/** A header that cannot be read: `where` is `file:line`. */
export class HeaderError extends Error {
  readonly where: string;
  constructor(where: string, reason: string) {
    super(`${where}: ${reason}`);
    this.where = where;
  }
}

/** Deeper than any header includes or expands: a loop. */
const DEEPEST = 64;

/** Names that decorate declarations and say nothing of layout, whoever defines them. */
const DECORATIONS = /^(?:__declspec|__attribute__|_declspec)$/;

export interface PreprocessOptions {
  /** Text of a header by the name in its `#include`, decoded; null where it is not the folder's (a system header). */
  readonly read: (name: string) => string | null;
  /** Names that the vendor's compiler would define: `_WIN32`, `__linux__`. */
  readonly defined: readonly string[];
}

export function preprocess(entry: string, options: PreprocessOptions): Preprocessed {
  const macros = new Map<string, readonly Token[]>(options.defined.map((name) => [name, [{ kind: 'number', text: '1', line: 0 }]]));
  const functionLike = new Set<string>();
  const included = new Set<string>();
  const tokens: PackedToken[] = [];
  let pack = 0;
  const packs: number[] = [];

  const include = (file: string, depth: number): void => {
    if (depth > DEEPEST) throw new HeaderError(file, 'headers include one another without end');
    if (included.has(file)) return;
    const source = options.read(file);
    if (source === null) return;
    const lines = withoutComments(source.replaceAll('\r\n', '\n')).split('\n');
    /** One entry per open condition: whether this branch is taken, and whether any has been. */
    const branches: { taken: boolean; done: boolean; outer: boolean }[] = [];
    const active = (): boolean => branches.every((branch) => branch.taken);
    let run: string[] = [];
    let runFrom = 1;
    const flush = (next: number): void => {
      if (run.some((line) => line.trim() !== '')) {
        for (const token of expand(tokensOf(run.join('\n'), runFrom), macros, functionLike, new Set())) tokens.push({ ...token, pack, file });
      }
      run = [];
      runFrom = next;
    };
    lines.forEach((line, index) => {
      const number = index + 1;
      const directive = /^\s*#\s*(\w*)\s*(.*)$/.exec(line);
      if (!directive) {
        run.push(active() ? line : '');
        return;
      }
      flush(number + 1);
      const [, name, rest] = directive;
      const where = `${file}:${number}`;
      const judge = (text: string): boolean => valueOf(text, macros, where) !== 0;
      switch (name) {
        case 'if':
        case 'ifdef':
        case 'ifndef': {
          const outer = active();
          const word = rest.trim();
          const taken = outer && (name === 'if' ? judge(rest) : macros.has(word) === (name === 'ifdef'));
          branches.push({ taken, done: taken, outer });
          break;
        }
        case 'elif':
        case 'else': {
          const branch = branches.at(-1);
          if (!branch) throw new HeaderError(where, `#${name} without #if`);
          branch.taken = branch.outer && !branch.done && (name === 'else' || judge(rest));
          branch.done ||= branch.taken;
          break;
        }
        case 'endif':
          if (!branches.pop()) throw new HeaderError(where, '#endif without #if');
          break;
        case 'include': {
          const target = /^["<](.+)[">]/.exec(rest.trim());
          if (active() && target) include(target[1], depth + 1);
          break;
        }
        case 'define':
          if (active()) define(rest, number, macros, functionLike);
          break;
        case 'undef':
          if (active()) macros.delete(rest.trim());
          break;
        case 'pragma':
          if (!active()) break;
          if (/^once\b/.test(rest)) included.add(file);
          else if (rest.startsWith('pack')) pack = packed(rest, pack, packs, where);
          break;
        case 'error':
          if (active()) throw new HeaderError(where, `#error ${rest.trim()}`);
          break;
        default:
      }
    });
    flush(lines.length + 1);
    if (branches.length > 0) throw new HeaderError(file, '#if without #endif');
  };

  include(entry, 0);
  return { tokens, macros };
}

function define(rest: string, line: number, macros: Map<string, readonly Token[]>, functionLike: Set<string>): void {
  const match = /^([\w$]+)(\(?)(.*)$/.exec(rest);
  if (!match) return;
  const [, name, bracket, value] = match;
  // Macros with parameters make code, not layout: they are remembered so that their use is seen and skipped.
  if (bracket === '(') functionLike.add(name);
  else macros.set(name, tokensOf(value, line));
}

function packed(rest: string, pack: number, packs: number[], where: string): number {
  const match = /^pack\s*\(([^)]*)\)/.exec(rest);
  if (!match) throw new HeaderError(where, `#pragma ${rest.trim()} is not understood`);
  const words = match[1].split(',').map((word) => word.trim()).filter((word) => word !== '');
  if (words[0] === 'pop') return packs.pop() ?? 0;
  if (words[0] === 'push') packs.push(pack);
  const size = Number(words.at(-1));
  if (words.length === 0) return 0;
  if (Number.isInteger(size)) return size;
  if (words[0] === 'push') return pack;
  throw new HeaderError(where, `#pragma pack(${match[1]}) is not understood`);
}

/** Replaces object-like macros, and drops decorations and macros with parameters together with their arguments. */
function expand(tokens: readonly Token[], macros: ReadonlyMap<string, readonly Token[]>, functionLike: ReadonlySet<string>, busy: ReadonlySet<string>): Token[] {
  const out: Token[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token.kind !== 'name') {
      out.push(token);
    } else if ((DECORATIONS.test(token.text) || functionLike.has(token.text)) && tokens[at + 1]?.text === '(') {
      at = closing(tokens, at + 1);
    } else {
      const value = busy.has(token.text) ? undefined : macros.get(token.text);
      if (value) out.push(...expand(value, macros, functionLike, new Set([...busy, token.text])).map((part) => ({ ...part, line: token.line })));
      else out.push(token);
    }
  }
  return out;
}

/** Index of the bracket that closes the one at `from`. */
export function closing(tokens: readonly Token[], from: number): number {
  const open = tokens[from].text;
  const close = open === '(' ? ')' : open === '{' ? '}' : ']';
  let depth = 0;
  for (let at = from; at < tokens.length; at++) {
    if (tokens[at].text === open) depth++;
    else if (tokens[at].text === close && --depth === 0) return at;
  }
  return tokens.length - 1;
}

/** Value of an #if: whole numbers, `defined`, comparisons, `!`, `&&`, `||`, `+`, `-` and brackets. Unknown names are 0, as in C. */
function valueOf(text: string, macros: ReadonlyMap<string, readonly Token[]>, where: string): number {
  const known = tokensOf(text).flatMap((token, index, all): Token[] => {
    const previous = all[index - 1]?.text;
    const asked = previous === 'defined' || (previous === '(' && all[index - 2]?.text === 'defined');
    if (asked || token.kind !== 'name' || token.text === 'defined') return [token];
    const value = expand([token], macros, new Set(), new Set());
    return value.map((part) => (part.kind === 'name' ? { ...part, kind: 'number', text: '0' } : part));
  });
  let at = 0;
  const take = (sign: string): boolean => {
    if (known[at]?.text !== sign) return false;
    at++;
    return true;
  };
  const primary = (): number => {
    if (take('!')) return primary() === 0 ? 1 : 0;
    if (take('-')) return -primary();
    if (take('(')) {
      const value = either();
      take(')');
      return value;
    }
    if (take('defined')) {
      const bracket = take('(');
      const name = known[at++]?.text;
      if (bracket) take(')');
      return macros.has(name) ? 1 : 0;
    }
    const token = known[at++];
    const value = token?.kind === 'number' ? wholeNumber(token.text) : null;
    if (value === null) throw new HeaderError(where, `#if ${text.trim()} is not understood`);
    return value;
  };
  const sum = (): number => {
    let value = primary();
    for (;;) {
      if (take('+')) value += primary();
      else if (take('-')) value -= primary();
      else return value;
    }
  };
  const compared = (): number => {
    const left = sum();
    if (take('==')) return left === sum() ? 1 : 0;
    if (take('!=')) return left !== sum() ? 1 : 0;
    if (take('>=')) return left >= sum() ? 1 : 0;
    if (take('<=')) return left <= sum() ? 1 : 0;
    if (take('>')) return left > sum() ? 1 : 0;
    if (take('<')) return left < sum() ? 1 : 0;
    return left;
  };
  const both = (): number => {
    let value = compared();
    while (take('&&')) value = compared() !== 0 && value !== 0 ? 1 : 0;
    return value;
  };
  const either = (): number => {
    let value = both();
    while (take('||')) value = both() !== 0 || value !== 0 ? 1 : 0;
    return value;
  };
  return either();
}

/** A whole number literal with its suffixes; null for anything else. */
export function wholeNumber(text: string): number | null {
  const match = /^(0[xX][0-9a-fA-F]+|\d+)[uUlL]*$/.exec(text);
  if (!match) return null;
  const digits = match[1];
  return /^0[xX]/.test(digits) ? Number(digits) : digits.length > 1 && digits.startsWith('0') ? parseInt(digits, 8) : Number(digits);
}
