/** Builds the full stand-in counter as a vendor ships it: headers and two libraries. What was built once from the same source is kept for the next test. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { counterHeaders } from './counter-headers.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const LIBRARIES = [['trader.cpp', 'thosttraderapi_se.so'], ['md.cpp', 'thostmduserapi_se.so']] as const;

/** Copies an SDK folder of a shape to `folder`; its state lies beside the library, so each test has a counter of its own. */
export function fullCounter(folder: string, abi: number): void {
  const headers = counterHeaders(abi);
  const source = createHash('sha256').update(JSON.stringify([headers, ...['counter.hpp', 'declared.hpp', 'trader.cpp', 'md.cpp'].map((name) => readFileSync(join(here, name), 'utf8'))])).digest('hex').slice(0, 16);
  const kept = join(tmpdir(), `pankou-counter-${process.arch}-${abi}-${source}`);
  if (!existsSync(kept)) build(kept, abi, headers);
  mkdirSync(folder, { recursive: true });
  cpSync(kept, folder, { recursive: true });
}

function build(place: string, abi: number, headers: Readonly<Record<string, string>>): void {
  const beside = mkdtempSync(`${place}-`);
  for (const [name, text] of Object.entries(headers)) writeFileSync(join(beside, name), text);
  for (const [source, library] of LIBRARIES) {
    // The family's text is GBK.
    execFileSync('g++', ['-std=c++17', '-shared', '-fPIC', '-O1', '-w', '-pthread', '-fexec-charset=GBK', `-DABI=${abi}`, '-I', beside, '-I', here, '-o', join(beside, library), join(here, source), '-ldl']);
  }
  try {
    renameSync(beside, place);
  } catch {
    // Another test was there first.
    rmSync(beside, { recursive: true, force: true });
  }
}
