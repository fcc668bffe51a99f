/** The dynamic symbols of a Linux library (ELF64). Layout: System V ABI, chapters 4 (object files) and 5 (dynamic linking). */
import { FileBytes, LibraryError } from './bytes.ts';
import type { LibraryFacts } from './library-facts.ts';

const SHT_DYNSYM = 11;
const SHT_DYNAMIC = 6;
const DT_NEEDED = 1;
const EM_X86_64 = 62;
const EM_AARCH64 = 183;
const MACHINES: { readonly [machine: number]: LibraryFacts['machine'] } = { [EM_X86_64]: 'x64', [EM_AARCH64]: 'arm64' };
/** No real table is longer: a damaged header must not make us loop for minutes. */
const MOST_SYMBOLS = 5_000_000;

interface Section {
  readonly type: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
  readonly entry: number;
}

export function readElf(file: FileBytes): LibraryFacts {
  if (!file.starts(0, 0x7f, 0x45, 0x4c, 0x46)) throw new LibraryError('not an ELF library');
  const bits = file.u8(4) === 2 ? 64 : 32;
  if (bits === 32) return { format: 'elf', bits, machine: 'other', exports: [], imports: [], needed: [] };
  if (file.u8(5) !== 1) throw new LibraryError('a big-endian library');
  const machine = MACHINES[file.u16(18)] ?? 'other';
  const sections: Section[] = [];
  const table = file.u64(40);
  const size = file.u16(58);
  const count = file.u16(60);
  for (let index = 0; index < count; index++) {
    const at = table + index * size;
    sections.push({ type: file.u32(at + 4), offset: file.u64(at + 24), size: file.u64(at + 32), link: file.u32(at + 40), entry: file.u64(at + 56) });
  }
  const exports: string[] = [];
  const imports: string[] = [];
  const needed: string[] = [];
  for (const section of sections) {
    const strings = sections[section.link];
    if (section.type === SHT_DYNSYM && strings) {
      const step = section.entry || 24;
      if (section.size / step > MOST_SYMBOLS) throw new LibraryError('the table of symbols is damaged');
      for (let at = section.offset; at + step <= section.offset + section.size; at += step) {
        const name = file.text(strings.offset + file.u32(at));
        // Section 0 is what the library itself looks for elsewhere.
        if (name !== '') (file.u16(at + 6) === 0 ? imports : exports).push(name);
      }
    }
    if (section.type === SHT_DYNAMIC && strings) {
      for (let at = section.offset; at + 16 <= section.offset + section.size; at += 16) {
        const tag = file.u64(at);
        if (tag === 0) break;
        if (tag === DT_NEEDED) needed.push(file.text(strings.offset + file.u64(at + 8)));
      }
    }
  }
  return { format: 'elf', bits, machine, exports, imports, needed };
}
