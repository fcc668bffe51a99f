import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LibraryError } from './bytes.ts';
import { libraryFacts } from './library-facts.ts';
import { findStatic, staticSymbol } from './mangled.ts';

const SOURCE = `
namespace counter { class Api { public:
  static Api *Create(const char *path = "", bool udp = false, const bool &last = false); static const char *Version(); virtual void Release() = 0; }; }
counter::Api *counter::Api::Create(const char *, bool, const bool &) { return nullptr; }
const char *counter::Api::Version() { return "v1"; }
extern "C" int puts(const char *);
extern "C" int plain(int a) { return puts("x") + a; }
`;

let folder: string;
let elf: Uint8Array;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pankou-library-'));
  writeFileSync(join(folder, 'a.cpp'), SOURCE);
  execFileSync('g++', ['-shared', '-fPIC', '-o', join(folder, 'a.so'), join(folder, 'a.cpp')]);
  elf = readFileSync(join(folder, 'a.so'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a Linux library', () => {
  test('offers what was compiled, and tells how many parameters its factory takes', () => {
    const facts = libraryFacts(elf);
    expect(facts).toMatchObject({ format: 'elf', bits: 64, machine: process.arch === 'arm64' ? 'arm64' : 'x64' });
    expect(facts.exports).toContain('plain');
    expect(facts.imports).toContain('puts');
    expect(facts.needed.some((name) => name.startsWith('libc.so'))).toBe(true);
    const create = findStatic(facts.exports, 'counter::Api', 'Create', 'itanium');
    expect(create?.parameters).toEqual(['PKc', 'b', 'RKb']);
    expect(findStatic(facts.exports, 'Api', 'Version', 'itanium')?.parameters).toEqual([]);
    expect(findStatic(facts.exports, 'Api', 'Missing', 'itanium')).toBeNull();
  });

  test('cut anywhere or with any byte changed, it is read or refused, never worse', () => {
    fc.assert(
      fc.property(fc.nat({ max: elf.length - 1 }), fc.option(fc.nat(255), { nil: null }), (at, byte) => {
        const damaged = byte === null ? elf.slice(0, at) : Uint8Array.from(elf);
        if (byte !== null) damaged[at] = byte;
        try {
          libraryFacts(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(LibraryError);
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** A PE32+ library of one section with these exports, written field by field from the format's description. */
function peLibrary(names: readonly string[], optionalMagic = 0x20b): Uint8Array {
  const bytes = new Uint8Array(0x1000);
  const view = new DataView(bytes.buffer);
  const text = (at: number, value: string): void => value.split('').forEach((char, index) => view.setUint8(at + index, char.charCodeAt(0)));
  text(0, 'MZ');
  view.setUint32(0x3c, 0x80, true);
  text(0x80, 'PE');
  view.setUint16(0x84, 0x8664, true);
  view.setUint16(0x86, 1, true);
  view.setUint16(0x80 + 20, 240, true);
  const optional = 0x98;
  view.setUint16(optional, optionalMagic, true);
  view.setUint32(optional + 108, 16, true);
  // The section: loaded at 0x2000, in the file from 0x400.
  const section = optional + 240;
  view.setUint32(section + 8, 0xc00, true);
  view.setUint32(section + 12, 0x2000, true);
  view.setUint32(section + 16, 0xc00, true);
  view.setUint32(section + 20, 0x400, true);
  const loaded = (file: number): number => file - 0x400 + 0x2000;
  view.setUint32(optional + 112, loaded(0x400), true);
  view.setUint32(0x400 + 24, names.length, true);
  view.setUint32(0x400 + 32, loaded(0x440), true);
  let at = 0x600;
  names.forEach((name, index) => {
    view.setUint32(0x440 + index * 4, loaded(at), true);
    text(at, name);
    at += name.length + 1;
  });
  // One import, from a library of this name.
  view.setUint32(optional + 120, loaded(0x500), true);
  view.setUint32(0x500 + 12, loaded(0x580), true);
  text(0x580, 'MSVCP140.dll');
  return bytes;
}

describe('a Windows library', () => {
  const names = ['?CreateFtdcTraderApi@CThostFtdcTraderApi@@SAPEAV1@PEBD_N@Z', '?GetApiVersion@CThostFtdcTraderApi@@SAPEBDXZ'];

  test('its export table is read, and the parameters from the decorated names', () => {
    const facts = libraryFacts(peLibrary(names));
    expect(facts).toMatchObject({ format: 'pe', bits: 64, machine: 'x64', exports: names, needed: ['MSVCP140.dll'] });
    expect(findStatic(facts.exports, 'CThostFtdcTraderApi', 'CreateFtdcTraderApi', 'msvc')?.parameters).toEqual(['PEBD', '_N']);
    expect(findStatic(facts.exports, 'CThostFtdcTraderApi', 'GetApiVersion', 'msvc')?.parameters).toEqual([]);
  });

  test('one of 32 bits says so', () => {
    expect(libraryFacts(peLibrary(names, 0x10b)).bits).toBe(32);
  });
});

describe('mangled names of the family, by version', () => {
  test.each([
    ['itanium', '_ZN19CThostFtdcTraderApi19CreateFtdcTraderApiEPKc', 1],
    ['itanium', '_ZN19CThostFtdcTraderApi19CreateFtdcTraderApiEPKcb', 2],
    ['itanium', '_ZN15CThostFtdcMdApi15CreateFtdcMdApiEPKcbb', 3],
    ['itanium', '_ZN15CThostFtdcMdApi15CreateFtdcMdApiEPKcbbb', 4],
    ['itanium', '_ZN8ctp_sopt19CThostFtdcTraderApi19CreateFtdcTraderApiEPKc', 1],
    ['msvc', '?CreateFtdcMdApi@CThostFtdcMdApi@@SAPEAV1@PEBD_N1@Z', 3],
    ['msvc', '?CreateFtdcTraderApi@CThostFtdcTraderApi@ctp_sopt@@SAPEAV12@PEBD@Z', 1],
    ['msvc', '?GetApiVersion@CThostFtdcMdApi@@SAPEBDXZ', 0],
  ] as const)('%s %s takes %i', (abi, symbol, count) => {
    expect(staticSymbol(symbol, abi)?.parameters).toHaveLength(count);
  });

  test('what is no member function is nobody’s factory', () => {
    for (const symbol of ['plain', '_ZTV3Api', '_ZNK3Api4nameEv', '_ZN3Api4nameE3foo99', '??0CApi@@QEAA@XZ']) expect(staticSymbol(symbol, 'itanium')).toBeNull();
  });
});

test('anything else is refused', () => {
  expect(() => libraryFacts(new Uint8Array(0))).toThrow(LibraryError);
  expect(() => libraryFacts(new TextEncoder().encode('hello'))).toThrow(/neither/);
});
