/** Text as GBK bytes. Node decodes GBK but does not encode it: the table is made once from the decoder, character by character. */

const decoder = new TextDecoder('gbk', { fatal: true });
let table: Map<string, number> | null = null;

function pairs(): Map<string, number> {
  const made = new Map<string, number>();
  const pair = new Uint8Array(2);
  for (let first = 0x81; first <= 0xfe; first++) {
    for (let second = 0x40; second <= 0xfe; second++) {
      if (second === 0x7f) continue;
      pair[0] = first;
      pair[1] = second;
      try {
        const char = decoder.decode(pair);
        // A character that has two spellings keeps its first.
        if (!made.has(char)) made.set(char, (first << 8) | second);
      } catch {
        // No character has this spelling.
      }
    }
  }
  return made;
}

/** Throws RangeError for a character that GBK does not have: a counter would read another one. */
export function encode(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code < 0x80) {
      bytes.push(code);
      continue;
    }
    table ??= pairs();
    const pair = table.get(char);
    if (pair === undefined) throw new RangeError(`“${char}” cannot be written in GBK`);
    bytes.push(pair >> 8, pair & 0xff);
  }
  return Uint8Array.from(bytes);
}
