/** A vendor's headers as declarations and layouts, from a folder or from memory. */
import { parse } from './parse.ts';
import { preprocess } from './preprocess.ts';
import type { Declarations } from './declarations.ts';
import { Layouts, type Abi } from './layout.ts';
import { decodeHeader } from './text.ts';

export interface Headers {
  readonly declarations: Declarations;
  readonly layouts: Layouts;
  readonly abi: Abi;
}

const DEFINED: { readonly [A in Abi]: readonly string[] } = {
  itanium: ['__cplusplus', '__linux__', '__GNUC__', '__x86_64__', '_LP64'],
  msvc: ['__cplusplus', '_WIN32', '_WIN64', 'WIN32', '_MSC_VER', 'WINDOWS', '_M_X64'],
};

/**
 * @param entries headers to begin with; what they include of `files` comes with them
 * @param files bytes by file name; an `#include` finds them by their last path component, whatever its case
 * Throws HeaderError, naming file and line, for what cannot be understood.
 */
export function readHeaders(entries: readonly string[], files: ReadonlyMap<string, Uint8Array>, abi: Abi): Headers {
  const byName = new Map([...files].map(([name, bytes]) => [lastPart(name).toLowerCase(), bytes]));
  const everything = '//entries';
  const preprocessed = preprocess(everything, {
    defined: DEFINED[abi],
    read: (name) => {
      if (name === everything) return entries.map((entry) => `#include "${entry}"`).join('\n');
      const bytes = byName.get(lastPart(name).toLowerCase());
      return bytes ? decodeHeader(bytes).replace(/^\uFEFF/, '') : null;
    },
  });
  const declarations = parse(preprocessed);
  return { declarations, layouts: new Layouts(declarations, abi), abi };
}

const lastPart = (path: string): string => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
