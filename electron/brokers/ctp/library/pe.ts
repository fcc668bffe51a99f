/** The export and import tables of a Windows library (PE32+). Layout: Microsoft, PE Format, “The .edata Section” and “The .idata Section”. */
import { FileBytes, LibraryError } from './bytes.ts';
import type { LibraryFacts } from './library-facts.ts';

const MACHINES: { readonly [machine: number]: LibraryFacts['machine'] } = { 0x8664: 'x64', 0xaa64: 'arm64' };
const MOST_NAMES = 1_000_000;

export function readPe(file: FileBytes): LibraryFacts {
  if (!file.starts(0, 0x4d, 0x5a)) throw new LibraryError('not a Windows library');
  const header = file.u32(0x3c);
  if (!file.starts(header, 0x50, 0x45, 0, 0)) throw new LibraryError('not a Windows library');
  const machine = MACHINES[file.u16(header + 4)] ?? 'other';
  const sectionCount = file.u16(header + 6);
  const optional = header + 24;
  const bits = file.u16(optional) === 0x20b ? 64 : 32;
  if (bits === 32) return { format: 'pe', bits, machine, exports: [], imports: [], needed: [] };
  const directories = optional + 112;
  const directoryCount = file.u32(optional + 108);
  const sections = optional + file.u16(header + 20);
  /** Where in the file an address of the loaded image is. */
  const place = (address: number): number => {
    for (let index = 0; index < sectionCount; index++) {
      const at = sections + index * 40;
      const start = file.u32(at + 12);
      if (address >= start && address < start + Math.max(file.u32(at + 8), file.u32(at + 16))) return file.u32(at + 20) + address - start;
    }
    throw new LibraryError('an address of the library is in none of its sections');
  };
  const directory = (index: number): number => (index < directoryCount ? file.u32(directories + index * 8) : 0);

  const exports: string[] = [];
  const exported = directory(0);
  if (exported !== 0) {
    const table = place(exported);
    const count = file.u32(table + 24);
    if (count > MOST_NAMES) throw new LibraryError('the table of exports is damaged');
    const names = count === 0 ? 0 : place(file.u32(table + 32));
    for (let index = 0; index < count; index++) exports.push(file.text(place(file.u32(names + index * 4))));
  }
  const needed: string[] = [];
  const imported = directory(1);
  if (imported !== 0) {
    for (let at = place(imported); file.u32(at + 12) !== 0; at += 20) {
      needed.push(file.text(place(file.u32(at + 12))));
      if (needed.length > MOST_NAMES) throw new LibraryError('the table of imports is damaged');
    }
  }
  return { format: 'pe', bits, machine, exports, imports: [], needed };
}
