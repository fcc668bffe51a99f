/** A counter's errors in words: its folder's error.xml (`<error id="INVALID_LOGIN" value="3" prompt="CTP:不合法的登录"/>`), where it has one. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '#shared/result.ts';
import type { StructValues } from '../structs/struct-codec.ts';

export type ErrorWords = ReadonlyMap<number, string>;

const LARGEST = 4 * 2 ** 20;
const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'" };

/** The file says its encoding on its first line; GB2312 is read as GBK, which has all of it. */
export function parseErrorWords(bytes: Uint8Array): ErrorWords {
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  const text = new TextDecoder(/encoding\s*=\s*["']gb/i.test(head) ? 'gbk' : 'utf-8').decode(bytes);
  const words = new Map<number, string>();
  for (const [element] of text.matchAll(/<error\b[^>]*>/g)) {
    const value = /\bvalue\s*=\s*"(-?\d+)"/.exec(element)?.[1];
    const prompt = /\bprompt\s*=\s*"([^"]*)"/.exec(element)?.[1];
    if (value !== undefined && prompt !== undefined) words.set(Number(value), prompt.replaceAll(/&\w+;/g, (entity) => ENTITIES[entity] ?? entity));
  }
  return words;
}

/** Those of an SDK folder; none where it has no error.xml or it cannot be read. */
export function errorWordsOf(folder: string): ErrorWords {
  try {
    const file = readdirSync(folder).find((name) => name.toLowerCase() === 'error.xml');
    if (file === undefined || statSync(join(folder, file)).size > LARGEST) return new Map();
    return parseErrorWords(readFileSync(join(folder, file)));
  } catch {
    return new Map();
  }
}

/** What a RspInfo says, or null where nothing is wrong. */
export function faultOf(info: StructValues | null, words: ErrorWords): Fault | null {
  const id = Number(info?.ErrorID ?? 0);
  if (id === 0) return null;
  return { code: 'counter-refused', params: { id }, brokerText: words.get(id) ?? String(info?.ErrorMsg ?? '') };
}
