/** Our ids as the whole numbers that OpenD's clients expect: the same id always gives the same number. */

const OFFSET = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;
const MASK = 0xffffffffffffffffn;

/** A number between 2^61 and 2^62 for a text, as decimal text (FNV-1a, 64 bits). */
export function numberOf(text: string): string {
  let hash = OFFSET;
  for (const byte of Buffer.from(text, 'utf8')) hash = ((hash ^ BigInt(byte)) * PRIME) & MASK;
  return String((hash >> 3n) | (1n << 61n));
}
