import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkBody, encodeFrame, FORMAT, FrameDecoder, FrameError, HEADER_BYTES, HEADER_ROOM, sealInPlace, type Frame } from './frame.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytesOf = (text: string): Uint8Array => Buffer.from(text.replace(/\s/g, ''), 'hex');

/** KeepAlive of second 1, serial 7, written out from the table of the document; the digest is `printf '\x0a\x02\x08\x01' | openssl sha1`. */
const KEEP_ALIVE = bytesOf(`
  4654            ec030000 00 00 07000000 04000000
  64e1a2f09fb6b4c23d9d480a501f9c4993cea06e
  0000000000000000
  0a020801`);
const BODY = bytesOf('0a020801');

interface Seen {
  readonly protocol: number;
  readonly serial: number;
  readonly body: string;
}

function collect(pieces: readonly Uint8Array[], maxBody?: number): { seen: Seen[]; error: FrameError | null; end: () => void } {
  const seen: Seen[] = [];
  let error: FrameError | null = null;
  const decoder = new FrameDecoder((frame: Frame) => {
    checkBody(frame, frame.body);
    seen.push({ protocol: frame.protocol, serial: frame.serial, body: hex(frame.body) });
  }, maxBody);
  for (const piece of pieces) {
    try {
      decoder.push(piece);
    } catch (caught) {
      if (!(caught instanceof FrameError)) throw caught;
      error ??= caught;
    }
  }
  return { seen, error, end: () => decoder.end() };
}

/** Cuts bytes at the given places. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const at = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, i) => bytes.subarray(from, at[i] ?? bytes.length));
}

const anyFrame = fc.record({ protocol: fc.nat(0xffff_ffff), serial: fc.nat(0xffff_ffff), body: fc.uint8Array({ maxLength: 300 }) });

describe('frames', () => {
  it('are laid out as the document says', () => {
    expect(hex(encodeFrame(1004, 7, BODY))).toBe(hex(KEEP_ALIVE));
    expect(hex(sealInPlace(Buffer.concat([HEADER_ROOM, BODY]), 1004, 7))).toBe(hex(KEEP_ALIVE));
    expect(collect([KEEP_ALIVE]).seen).toEqual([{ protocol: 1004, serial: 7, body: '0a020801' }]);
  });

  it('carry the length of what is sent and the digest of what it means', () => {
    const frame = encodeFrame(2202, 1, BODY, bytesOf('ffffffffffffffffff'), FORMAT.json);
    expect(frame.length).toBe(HEADER_BYTES + 9);
    expect(frame[6]).toBe(1);
    expect(frame[12]).toBe(9);
    expect(hex(frame.subarray(16, 36))).toBe(createHash('sha1').update(BODY).digest('hex'));
  });

  it('survive any fragmentation, several in one piece included', () => {
    fc.assert(
      fc.property(fc.array(anyFrame, { maxLength: 8 }), fc.array(fc.nat(3_000), { maxLength: 40 }), (frames, places) => {
        const stream = Buffer.concat(frames.map(({ protocol, serial, body }) => encodeFrame(protocol, serial, body)));
        const { seen, error, end } = collect(cut(stream, places));
        expect(error).toBeNull();
        end();
        expect(seen).toEqual(frames.map(({ protocol, serial, body }) => ({ protocol, serial, body: hex(body) })));
      }),
    );
  });

  it('are handed out byte by byte too, and the body does not move under its reader', () => {
    const kept: Uint8Array[] = [];
    const decoder = new FrameDecoder((frame) => kept.push(frame.body));
    for (const byte of Buffer.concat([KEEP_ALIVE, encodeFrame(1, 2, bytesOf('aabb'))])) decoder.push(Uint8Array.of(byte));
    expect(kept.map(hex)).toEqual(['0a020801', 'aabb']);
  });

  it('that end early are told as truncated, and only those', () => {
    fc.assert(
      fc.property(fc.array(anyFrame, { minLength: 1, maxLength: 4 }), fc.nat(2_000), (frames, place) => {
        const parts = frames.map(({ protocol, serial, body }) => encodeFrame(protocol, serial, body));
        const stream = Buffer.concat(parts);
        const length = place % stream.length;
        let whole = 0;
        let boundary = 0;
        while (whole < parts.length && boundary + parts[whole].length <= length) boundary += parts[whole++].length;
        const { seen, end } = collect([stream.subarray(0, length)]);
        expect(seen.length).toBe(whole);
        if (boundary === length) end();
        else expect(end).toThrow(/short of a whole/);
      }),
    );
  });

  it.each([
    ['another magic', 'magic', 0, 0x47],
    ['a magic that is wrong in its second byte', 'magic', 1, 0x55],
    ['an unknown format', 'format', 6, 9],
    ['an unknown version', 'version', 7, 1],
    ['a length above the limit', 'oversized', 15, 0x7f],
    ['another digest', 'checksum', 20, 0xff],
    ['another body', 'checksum', HEADER_BYTES, 0xff],
  ] as const)('with %s are refused, whole or byte by byte, and nothing after them is read', (_name, flaw, at, byte) => {
    const wrong = Uint8Array.from(KEEP_ALIVE);
    wrong[at] = byte;
    for (const pieces of [[wrong, KEEP_ALIVE], [...wrong].map((one) => Uint8Array.of(one))]) {
      const { seen, error, end } = collect(pieces);
      expect(error?.flaw).toBe(flaw);
      expect(seen).toEqual([]);
      expect(end).toThrow(FrameError);
    }
  });

  it('of a stranger are recognised at the first byte: an HTTP answer is no header', () => {
    expect(collect([Buffer.from('H')]).error?.flaw).toBe('magic');
  });

  it('never hold more than the limit, whatever the header claims', () => {
    expect(collect([encodeFrame(1, 1, new Uint8Array(65))], 64).error?.flaw).toBe('oversized');
    expect(collect([encodeFrame(1, 1, new Uint8Array(64))], 64).seen).toHaveLength(1);
  });

  it('of garbage end in a FrameError or in nothing, never in anything else', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.uint8Array({ maxLength: 80 }), fc.constant(KEEP_ALIVE), fc.constant(Uint8Array.of(0x46, 0x54))), { maxLength: 6 }), fc.array(fc.nat(400)), (parts, places) => {
        const whole = collect([Buffer.concat(parts)]);
        const pieces = collect(cut(Buffer.concat(parts), places));
        expect(pieces.seen).toEqual(whole.seen);
        expect(pieces.error?.flaw).toBe(whole.error?.flaw);
      }),
    );
  });
});
