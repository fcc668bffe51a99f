import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync, copyFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSdkFolder, type Machine } from './sdk-folder.ts';

const HERE: Machine = { platform: 'linux', arch: process.arch === 'arm64' ? 'arm64' : 'x64' };
const OTHER_ARCH: Machine = { platform: 'linux', arch: HERE.arch === 'x64' ? 'arm64' : 'x64' };

const STRUCTS = 'struct CThostFtdcReqUserLoginField { char BrokerID[11]; char UserID[16]; };\n';
const header = (create: string, extra = ''): string => `#include "ThostFtdcUserApiStruct.h"
class CThostFtdcTraderSpi { public: virtual void OnFrontConnected(){}; virtual void OnRspUserLogin(CThostFtdcReqUserLoginField *p, int id, bool last){}; };
class CThostFtdcTraderApi { public: static CThostFtdcTraderApi *CreateFtdcTraderApi(${create}); static const char *GetApiVersion();
  virtual void Release() = 0; virtual void Init() = 0; virtual int ReqUserLogin(CThostFtdcReqUserLoginField *p, int id) = 0; ${extra} protected: ~CThostFtdcTraderApi(){}; };`;

let root: string;
/** A folder with these files; `library` names the compiled one. */
function folder(name: string, files: Readonly<Record<string, string | Uint8Array>>, library?: string): string {
  const path = join(root, name);
  mkdirSync(join(path, 'lib'), { recursive: true });
  for (const [file, content] of Object.entries(files)) writeFileSync(join(path, file), content);
  if (library !== undefined) copyFileSync(library, join(path, 'lib', 'thosttraderapi_se.so'));
  return path;
}
let counter: string;
let stranger: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'pankou-sdk-'));
  const build = (name: string, source: string): string => {
    writeFileSync(join(root, `${name}.cpp`), source);
    execFileSync('g++', ['-shared', '-fPIC', '-w', '-o', join(root, `${name}.so`), join(root, `${name}.cpp`)]);
    return join(root, `${name}.so`);
  };
  const inlined = header('const char *path = "", const bool production = true').replace('#include "ThostFtdcUserApiStruct.h"', STRUCTS);
  counter = build('counter', `${inlined}\nCThostFtdcTraderApi *CThostFtdcTraderApi::CreateFtdcTraderApi(const char *, const bool) { return 0; }\nconst char *CThostFtdcTraderApi::GetApiVersion() { return "v6.7.11"; }`);
  stranger = build('stranger', 'extern "C" int hello() { return 1; }');
}, 60_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

const good = { 'ThostFtdcTraderApi.h': header('const char *path = "", const bool production = true'), 'ThostFtdcUserApiStruct.h': STRUCTS };

test('a folder with headers and a library is understood without loading anything', () => {
  const read = readSdkFolder(folder('good', good, counter), HERE);
  if (!read.ok) throw new Error(JSON.stringify(read.fault));
  const { trader, marketData, headers } = read.value;
  expect(marketData).toBeNull();
  expect(trader).toMatchObject({ kind: 'trader', apiClass: 'CThostFtdcTraderApi', spiClass: 'CThostFtdcTraderSpi' });
  expect(trader?.create.parameters).toEqual(['PKc', 'b']);
  expect(trader?.version?.functionName).toBe('GetApiVersion');
  expect(headers.layouts.of('CThostFtdcReqUserLoginField').size).toBe(27);
});

const cut = (bytes: string): Uint8Array => new TextEncoder().encode(bytes);

test.each<[string, () => string, Machine, string]>([
  ['a folder that is not there', () => join(root, 'nowhere'), HERE, 'sdk-folder-unreadable'],
  ['no headers', () => folder('no-headers', {}, counter), HERE, 'sdk-no-headers'],
  ['no library', () => folder('no-library', good), HERE, 'sdk-no-library'],
  ['a library of another kind', () => folder('stranger', good, stranger), HERE, 'sdk-not-of-the-family'],
  ['a library that is text', () => folder('text', { ...good, 'lib/a.so': 'not a library' }), HERE, 'sdk-library-unreadable'],
  ['a library cut short', () => folder('cut', { ...good, 'lib/a.so': cut('\u007fELF\u0002\u0001') }), HERE, 'sdk-library-unreadable'],
  ['another machine', () => folder('machine', good, counter), OTHER_ARCH, 'sdk-library-other-machine'],
  ['a Windows machine finds no .dll', () => folder('windows', good, counter), { platform: 'win32', arch: 'x64' }, 'sdk-no-library'],
  ['headers whose factory takes other parameters', () => folder('older', { ...good, 'ThostFtdcTraderApi.h': header('const char *path = ""') }, counter), HERE, 'sdk-headers-differ'],
  ['headers that cannot be understood', () => folder('odd', { ...good, 'ThostFtdcUserApiStruct.h': 'struct A { int a : 3; };' }, counter), HERE, 'sdk-headers-unreadable'],
  ['a struct that the headers never define', () => folder('undefined', { ...good, 'ThostFtdcUserApiStruct.h': 'struct CThostFtdcReqUserLoginField { Unknown u; };' }, counter), HERE, 'sdk-headers-unreadable'],
])('%s is refused with its own reason', (_, make, machine, code) => {
  const read = readSdkFolder(make(), machine);
  expect(read).toMatchObject({ ok: false, fault: { code } });
});

test('a library of 32 bits says so', () => {
  const elf32 = new Uint8Array(64);
  elf32.set([0x7f, 0x45, 0x4c, 0x46, 1, 1]);
  expect(readSdkFolder(folder('bits', { ...good, 'lib/a.so': elf32 }), HERE)).toMatchObject({ ok: false, fault: { code: 'sdk-library-32-bit' } });
});
