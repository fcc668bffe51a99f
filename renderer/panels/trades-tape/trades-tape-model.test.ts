import { describe, expect, it } from 'vitest';
import { TRADE } from '#shared/model/trade.ts';
import { PrintRing, TAPE_KEPT } from '#renderer/client/tape-ring.ts';
import { bigSize, Tape, type PrintAt } from './trades-tape-model.ts';

const row = (sequence: number, quantity = 1): number[] => [1000 + sequence, 100, quantity, 1, sequence];
const push = (ring: PrintRing, ...records: number[][]): void => records.forEach((r) => ring.push(Float64Array.from(r), 0));
const sequences = (tape: Tape, ring: PrintRing): number[] => {
  const at: PrintAt = { records: [], offset: 0 };
  const read: number[] = [];
  for (let nth = 0; tape.read(ring, nth, at); nth++) read.push(at.records[at.offset + TRADE.sequence]);
  return read;
};

describe('the tape', () => {
  it('reads the newest print first', () => {
    const [tape, ring] = [new Tape(), new PrintRing()];
    push(ring, row(1), row(2), row(3));
    expect(tape.follow(ring)).toBe(true);
    expect(sequences(tape, ring)).toEqual([3, 2, 1]);
    expect(tape.follow(ring)).toBe(false);
  });

  it('goes on below with what the core remembers, nothing twice', () => {
    const [tape, ring] = [new Tape(), new PrintRing()];
    push(ring, row(4), row(5), row(6));
    tape.follow(ring);
    tape.seed([...row(2), ...row(3), ...row(4), ...row(5)]);
    expect(sequences(tape, ring)).toEqual([6, 5, 4, 3, 2]);
    expect(tape.count(ring)).toBe(5);
  });

  it('does not show what a ring kept from before a gap that the core has filled', () => {
    const [tape, ring] = [new Tape(), new PrintRing()];
    push(ring, row(1), row(2));
    tape.seed([...row(8), ...row(9)]);
    tape.follow(ring);
    push(ring, row(10));
    tape.follow(ring);
    expect(sequences(tape, ring)).toEqual([10, 9, 8]);
  });

  it('starts anew when the feed jumps back', () => {
    const [tape, ring] = [new Tape(), new PrintRing()];
    tape.seed([...row(8), ...row(9)]);
    push(ring, row(10));
    tape.follow(ring);
    push(ring, row(1), row(2));
    tape.follow(ring);
    expect(sequences(tape, ring)).toEqual([2, 1]);
  });

  it('starts anew when the replay is set back while the core goes on counting', () => {
    const [tape, ring] = [new Tape(), new PrintRing()];
    push(ring, [10 * 3_600_000, 100, 1, 1, 1], [9 * 3_600_000, 100, 1, 1, 2]);
    tape.follow(ring);
    expect(sequences(tape, ring)).toEqual([2]);
  });

  it('keeps what the core remembers when the ring is cleared', () => {
    const [tape, ring] = [new Tape(), new PrintRing()];
    tape.seed([...row(8), ...row(9)]);
    push(ring, row(10));
    tape.follow(ring);
    ring.clear();
    expect(sequences(tape, ring)).toEqual([9, 8]);
    push(ring, row(11));
    tape.follow(ring);
    expect(sequences(tape, ring)).toEqual([11, 9, 8]);
  });

  it('stays bounded in a burst', () => {
    const [tape, ring] = [new Tape(), new PrintRing()];
    for (let i = 0; i < TAPE_KEPT * 3; i++) push(ring, row(i));
    tape.follow(ring);
    expect(tape.count(ring)).toBe(TAPE_KEPT);
    expect(sequences(tape, ring)[0]).toBe(TAPE_KEPT * 3 - 1);
  });
});

describe('a big print', () => {
  const taped = (sizes: number[]): [Tape, PrintRing] => {
    const [tape, ring] = [new Tape(), new PrintRing()];
    sizes.forEach((size, i) => push(ring, row(i, size)));
    tape.follow(ring);
    return [tape, ring];
  };

  it('is not told from so few prints', () => {
    expect(bigSize(...taped([1, 1, 500]))).toBe(Infinity);
  });

  it('is at least three times the usual', () => {
    expect(bigSize(...taped(Array.from({ length: 100 }, () => 2)))).toBe(6);
  });

  it('is what one in twenty reaches', () => {
    expect(bigSize(...taped(Array.from({ length: 100 }, (_, i) => (i < 90 ? 1 : 40))))).toBe(40);
  });
});
