/** What a library says of itself in its own tables, before anything of it is loaded. */
import { FileBytes, LibraryError } from './bytes.ts';
import { readElf } from './elf.ts';
import { readPe } from './pe.ts';

export interface LibraryFacts {
  readonly format: 'elf' | 'pe';
  readonly bits: 32 | 64;
  readonly machine: 'x64' | 'arm64' | 'other';
  /** Symbols it offers, and (ELF) those it looks for, by their mangled names. */
  readonly exports: readonly string[];
  readonly imports: readonly string[];
  /** Libraries it cannot be loaded without. */
  readonly needed: readonly string[];
}

/** Throws LibraryError for what is neither an ELF nor a PE library, or is damaged. */
export function libraryFacts(bytes: Uint8Array): LibraryFacts {
  const file = new FileBytes(bytes);
  if (file.starts(0, 0x7f, 0x45, 0x4c, 0x46)) return readElf(file);
  if (file.starts(0, 0x4d, 0x5a)) return readPe(file);
  throw new LibraryError('neither a Linux nor a Windows library');
}
