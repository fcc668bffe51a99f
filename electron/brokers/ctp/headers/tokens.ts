/** C++ text as tokens. Comments are gone, line continuations joined; a token knows its line for error messages. */

export interface Token {
  readonly kind: 'name' | 'number' | 'text' | 'char' | 'sign';
  readonly text: string;
  readonly line: number;
}

/**
 * Blanks out comments and joins continued lines, keeping every line break so that line numbers stay true. Text must be decoded
 * before: a GBK second byte may look like a backslash or a quote.
 */
export function withoutComments(source: string): string {
  let out = '';
  let at = 0;
  while (at < source.length) {
    const char = source[at];
    const next = source[at + 1];
    if (char === '/' && next === '/') {
      while (at < source.length && source[at] !== '\n') at++;
    } else if (char === '/' && next === '*') {
      const end = source.indexOf('*/', at + 2);
      const stop = end < 0 ? source.length : end + 2;
      for (; at < stop; at++) if (source[at] === '\n') out += '\n';
      out += ' ';
    } else if (char === '"' || char === "'") {
      const end = endOfQuoted(source, at);
      out += source.slice(at, end);
      at = end;
    } else if (char === '\\' && (next === '\n' || (next === '\r' && source[at + 2] === '\n'))) {
      at += next === '\n' ? 2 : 3;
    } else {
      out += char;
      at++;
    }
  }
  return out;
}

/** Index after the closing quote; the line's end where it is never closed. */
function endOfQuoted(source: string, from: number): number {
  const quote = source[from];
  for (let at = from + 1; at < source.length; at++) {
    if (source[at] === '\\') at++;
    else if (source[at] === quote) return at + 1;
    else if (source[at] === '\n') return at;
  }
  return source.length;
}

const SIGNS = ['<<=', '>>=', '...', '::', '->', '<<', '>>', '==', '!=', '<=', '>=', '&&', '||', '++', '--', '+=', '-=', '##'];

/** @param firstLine line number of the first line */
export function tokensOf(text: string, firstLine = 1): Token[] {
  const tokens: Token[] = [];
  let line = firstLine;
  let at = 0;
  while (at < text.length) {
    const char = text[at];
    if (char === '\n') {
      line++;
      at++;
    } else if (char.trim() === '') {
      at++;
    } else if (/[A-Za-z_$]/.test(char) || char > '\u007f') {
      const start = at;
      while (at < text.length && (/[\w$]/.test(text[at]) || text[at] > '\u007f')) at++;
      tokens.push({ kind: 'name', text: text.slice(start, at), line });
    } else if (/\d/.test(char)) {
      const start = at;
      while (at < text.length && /[\w.]/.test(text[at])) at++;
      tokens.push({ kind: 'number', text: text.slice(start, at), line });
    } else if (char === '"' || char === "'") {
      const end = endOfQuoted(text, at);
      tokens.push({ kind: char === '"' ? 'text' : 'char', text: text.slice(at + 1, end - 1), line });
      at = end;
    } else {
      const sign = SIGNS.find((candidate) => text.startsWith(candidate, at)) ?? char;
      tokens.push({ kind: 'sign', text: sign, line });
      at += sign.length;
    }
  }
  return tokens;
}
