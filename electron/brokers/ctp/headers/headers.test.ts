import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { virtualTable, type Abi } from './layout.ts';
import { HeaderError } from './preprocess.ts';
import { readHeaders, type Headers } from './read-headers.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function read(text: string, abi: Abi = 'itanium', others: { readonly [name: string]: string | Uint8Array } = {}): Headers {
  const files = new Map<string, Uint8Array>([['main.h', bytes(text)]]);
  for (const [name, content] of Object.entries(others)) files.set(name, typeof content === 'string' ? bytes(content) : content);
  return readHeaders(['main.h'], files, abi);
}

/** Sizes and offsets as g++ has them: `name.field` → offset, `name` → size. */
function compiled(source: string, structs: ReadonlyMap<string, readonly string[]>): Map<string, number> {
  const folder = mkdtempSync(join(tmpdir(), 'pankou-layout-'));
  try {
    const lines = [...structs].flatMap(([name, fields]) => [
      `printf("${name} %zu\\n", sizeof(${name}));`,
      ...fields.map((field) => `printf("${name}.${field} %zu\\n", offsetof(${name}, ${field}));`),
    ]);
    writeFileSync(join(folder, 'a.cpp'), `#include <cstdio>\n#include <cstddef>\n${source}\nint main() {\n${lines.join('\n')}\n}\n`);
    execFileSync('g++', ['-w', '-O0', '-o', join(folder, 'a'), join(folder, 'a.cpp')], { stdio: 'pipe' });
    const out = execFileSync(join(folder, 'a'), { encoding: 'utf8' });
    return new Map(out.trim().split('\n').map((line) => [line.split(' ')[0], Number(line.split(' ')[1])]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('layout', () => {
  test('agrees with g++ on any structs', { timeout: 60_000 }, () => {
    const primitive = fc.constantFrom('char', 'bool', 'short', 'unsigned short', 'int', 'unsigned int', 'long', 'unsigned long', 'long long', 'float', 'double', 'char*', 'unsigned char', 'int64_t', 'uint16_t', 'Flag', 'Volume');
    const field = fc.record({ type: primitive, length: fc.option(fc.integer({ min: 1, max: 40 }), { nil: null }), nested: fc.option(fc.nat(), { nil: null, freq: 4 }) });
    const struct = fc.record({ fields: fc.array(field, { minLength: 1, maxLength: 12 }), union: fc.boolean(), pack: fc.constantFrom(0, 0, 0, 1, 2, 4, 8) });
    // One compilation for many structs: g++ takes a second each.
    const structs = fc.sample(struct, { numRuns: 150, seed: 7 });
    const declared: string[] = ['#include <stdint.h>', 'typedef char Flag;', 'typedef int Volume;'];
    const names = new Map<string, string[]>();
    structs.forEach(({ fields, union, pack }, index) => {
      const lines = fields.map(({ type, length, nested }, at) => {
        // Only the first ones are members of others, or sizes would grow beyond what a compiler takes.
        const of = nested !== null && index >= 40 ? `S${nested % 40}` : type;
        return `  ${of} f${at}${length === null ? '' : `[${length}]`};`;
      });
      const [open, close] = pack === 0 ? ['', ''] : [`#pragma pack(push, ${pack})`, '#pragma pack(pop)'];
      declared.push(open, `${union ? 'union' : 'struct'} S${index} {`, ...lines, '};', close);
      names.set(`S${index}`, fields.map((_, at) => `f${at}`));
    });
    const source = declared.join('\n');
    const truth = compiled(source, names);
    const { layouts } = read(source);
    let checked = 0;
    for (const [name, fields] of names) {
      const layout = layouts.of(name);
      expect(layout.size, name).toBe(truth.get(name));
      for (const one of fields) expect(layout.fields.get(one)?.offset, `${name}.${one}`).toBe(truth.get(`${name}.${one}`));
      checked += 1 + fields.length;
    }
    expect(checked).toBeGreaterThan(800);
  });

  test('Windows has a long of four bytes and a wide character of two', () => {
    const text = 'struct A { long a; wchar_t b; double c; };';
    expect(read(text, 'msvc').layouts.of('A').size).toBe(16);
    expect(read(text, 'itanium').layouts.of('A').size).toBe(24);
  });

  test('fields of bases and of unnamed members stand among the others', () => {
    const text = 'struct A { int a; }; struct B : public A { char b; union { int c; double d; }; struct { short e; } in; };';
    const { layouts } = read(text);
    const truth = compiled(text, new Map([['B', ['a', 'b', 'c', 'd', 'in']]]));
    const fields = layouts.of('B').fields;
    for (const name of ['a', 'b', 'c', 'd', 'in']) expect(fields.get(name)?.offset).toBe(truth.get(`B.${name}`));
    expect(layouts.of('B').size).toBe(truth.get('B'));
  });
});

const COUNTER = `
#if !defined(COUNTER_H)
#define COUNTER_H
#include "Types.h"
#if defined(ISLIB) && defined(WIN32)
#ifdef LIB_TRADER_API_EXPORT
#define TRADER_API_EXPORT __declspec(dllexport)
#else
#define TRADER_API_EXPORT __declspec(dllimport)
#endif
#else
#define TRADER_API_EXPORT
#endif
/// 中文注释 with a "quote and a backslash \\ in it
class CSpi
{
public:
	///当客户端建立起通信连接时
	virtual void OnFrontConnected(){};
	virtual void OnFrontDisconnected(int nReason){};
	virtual void OnRspUserLogin(struct CRspUserLoginField *pRspUserLogin, CRspInfoField *pRspInfo, int nRequestID, bool bIsLast) {};
};
class TRADER_API_EXPORT CApi
{
public:
	static CApi *CreateApi(const char *pszFlowPath = "", const bool bIsUsingUdp=false, const bool bIsMulticast=false);
	static const char *GetApiVersion();
	virtual void Release() = 0;
	virtual void Init() = 0;
	virtual int Join() = 0;
	virtual void RegisterSpi(CSpi *pSpi) = 0;
	virtual int SubscribeMarketData(char *ppInstrumentID[], int nCount) = 0;
	virtual int ReqUserLogin(CRspUserLoginField *pReqUserLoginField, int nRequestID, TLength length = sizeof(int), char systemInfo[256] = 0) = 0;
protected:
	~CApi(){};
};
#endif
`;
const TYPES = `
#pragma once
typedef char TBrokerID[11];
typedef char TDirection;
#define D_Buy '0'
#define D_Sell '1'
#define LIMIT 0x10
typedef int TLength;
enum RESUME_TYPE { RESTART = 0, RESUME, QUICK = 5, NONE };
struct CRspInfoField { int ErrorID; char ErrorMsg[81]; };
struct CRspUserLoginField { TBrokerID BrokerID; TDirection Direction; double Price; char Name[LIMIT + 1]; RESUME_TYPE type; };
`;

describe('a header in the manner of the CTP family', () => {
  const headers = read(COUNTER, 'itanium', { 'Types.h': TYPES });

  test('types, constants and enums', () => {
    const { constants, enumerations } = headers.declarations;
    expect(constants.get('D_Buy')).toBe('0');
    expect(constants.get('LIMIT')).toBe(16);
    expect(constants.get('QUICK')).toBe(5);
    expect(enumerations.get('RESUME_TYPE')?.values.get('NONE')).toBe(6);
    const truth = compiled(TYPES.replace('#pragma once', ''), new Map([['CRspUserLoginField', ['BrokerID', 'Direction', 'Price', 'Name', 'type']]]));
    const layout = headers.layouts.of('CRspUserLoginField');
    expect(layout.size).toBe(truth.get('CRspUserLoginField'));
    for (const { name, offset } of layout.fields.values()) expect(offset, name).toBe(truth.get(`CRspUserLoginField.${name}`));
  });

  test('the tables of virtual functions, in order, with Release first', () => {
    expect(virtualTable(headers.declarations, 'CApi', 'itanium').map((slot) => slot?.name)).toEqual(['Release', 'Init', 'Join', 'RegisterSpi', 'SubscribeMarketData', 'ReqUserLogin']);
    expect(virtualTable(headers.declarations, 'CSpi', 'itanium').map((slot) => slot?.name)).toEqual(['OnFrontConnected', 'OnFrontDisconnected', 'OnRspUserLogin']);
  });

  test('static functions and parameters, default values left aside', () => {
    const api = headers.declarations.interfaces.get('CApi');
    expect(api?.statics.map(({ name, parameters }) => [name, parameters.length])).toEqual([['CreateApi', 3], ['GetApiVersion', 0]]);
    const login = virtualTable(headers.declarations, 'CApi', 'itanium')[5];
    expect(login?.parameters.map(({ name, type }) => [name, type.kind])).toEqual([['pReqUserLoginField', 'pointer'], ['nRequestID', 'primitive'], ['length', 'primitive'], ['systemInfo', 'pointer']]);
  });

  test('text in GBK, whose second bytes may be backslashes', () => {
    // 「許」 ends in 0x5C in GBK.
    const comment = Uint8Array.from([...bytes('// '), 0xd4, 0x53, 0x5c, 0x0a, ...bytes('struct A { int a; };\n'), ...bytes('// '), 0x8f, 0x5c, 0x0a, ...bytes('struct B { int b; };\n')]);
    const { layouts } = readHeaders(['a.h'], new Map([['a.h', comment]]), 'itanium');
    expect([layouts.of('A').size, layouts.of('B').size]).toEqual([4, 4]);
  });

  test('namespaces, virtual destructors, overloads as MSVC orders them, derived classes', () => {
    const { declarations } = read(`
      namespace sopt { struct F { int a; };
        class Base { public: virtual ~Base(); virtual void a(F *f); virtual int b(int); virtual void c(); virtual int b(double); };
        class Derived : public Base { public: virtual void c(); virtual void d(); }; }`);
    const names = (abi: Abi): (string | undefined)[] => virtualTable(declarations, 'sopt::Derived', abi).map((slot) => slot && `${slot.name}${slot.parameters[0]?.type.kind === 'primitive' ? `:${slot.parameters[0].type.name}` : ''}`) as (string | undefined)[];
    expect(names('itanium')).toEqual([null, null, 'a', 'b:int', 'c', 'b:double', 'd']);
    expect(names('msvc')).toEqual([null, 'a', 'b:double', 'b:int', 'c', 'd']);
  });
});

describe('what cannot be understood', () => {
  test.each([
    ['struct A { int a : 3; };', /main\.h:1.*bit field a/],
    ['struct A {\n int a;\n', /main\.h:\d+/],
    ['#if 1\nstruct A { int a; };', /#if without #endif/],
    ['struct A { std::vector<int> v; };', /template/],
    ['#pragma pack(banana)\nstruct A { int a; };', /main\.h:1.*pack/],
    ['#error wrong compiler', /main\.h:1.*wrong compiler/],
  ])('%s names the place', (text, message) => {
    expect(() => read(text)).toThrow(HeaderError);
    expect(() => read(text)).toThrow(message);
  });

  test('a struct that is used but never defined is named', () => {
    expect(() => read('struct A { B b; };').layouts.of('A')).toThrow(/do not define B/);
  });

  test('any text ends, in declarations or in an error that names a place', () => {
    const piece = fc.constantFrom('struct', 'class', 'A', 'B', '{', '}', ';', 'int', 'char', '[', ']', '3', '(', ')', '*', ':', ',', 'virtual', 'void', '=', '0', 'typedef', 'enum', 'union', 'namespace', '\n#if 1\n', '\n#endif\n', '\n#define A B\n', '"x"', '~', 'extern "C"', '\\\n', '/*', '*/', '//');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        try {
          const { declarations, layouts } = read(pieces.join(' '));
          for (const name of declarations.records.keys()) {
            try {
              layouts.of(name);
            } catch (error) {
              expect((error as Error).message).toMatch(/do not define|holds itself/);
            }
          }
        } catch (error) {
          expect(error).toBeInstanceOf(HeaderError);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
